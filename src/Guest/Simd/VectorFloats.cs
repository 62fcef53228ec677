using System.Runtime.Intrinsics;
using Vector = System.Runtime.Intrinsics.Vector128<byte>;

namespace ActorKernel.Guest;

/// <summary>Operations with the signature that rows have: of the target's element and the source's.</summary>
internal static class FloatOperations<TFormat>
    where TFormat : struct, IFloatFormat
{
    public static ulong SquareRoot(ulong target, ulong source, ref FloatContext context) =>
        SoftFloat<TFormat>.SquareRoot(source, ref context);

    /// <summary>To an integer of 32 bits.</summary>
    public static ulong ToInteger(ulong bits, ref FloatContext context) =>
        SoftFloat<TFormat>.ToInteger(bits, 32, context.Rounding, ref context);

    public static ulong Truncate(ulong bits, ref FloatContext context) =>
        SoftFloat<TFormat>.ToInteger(bits, 32, Rounding.TowardsZero, ref context);

    public static ulong FromInteger(ulong value, ref FloatContext context) =>
        SoftFloat<TFormat>.FromInteger((int)value, ref context);

    /// <summary>One of the eight comparisons of cmpps and its like.</summary>
    public static bool Holds(ulong left, ulong right, int predicate, ref FloatContext context)
    {
        bool signalsQuiet = (predicate & 3) is 1 or 2;
        int? order = SoftFloat<TFormat>.Compare(left, right, signalsQuiet, ref context);
        bool holds = (predicate & 3) switch
        {
            0 => order == 0,
            1 => order < 0,
            2 => order <= 0,
            _ => order is null,
        };
        return holds != (predicate & 4) > 0;
    }
}

/// <summary>Elements of vectors, by format.</summary>
internal static class Lanes<TFormat>
    where TFormat : struct, IFloatFormat
{
    public static int Count => 128 / Format<TFormat>.Bits;

    public static ulong Get(Vector vector, int i) =>
        Format<TFormat>.Bits == 32 ? vector.AsUInt32()[i] : vector.AsUInt64()[i];

    public static Vector With(Vector vector, int i, ulong value) => Format<TFormat>.Bits == 32
        ? vector.AsUInt32().WithElement(i, (uint)value).AsByte()
        : vector.AsUInt64().WithElement(i, value).AsByte();
}

/// <summary>The function of the row, element by element.</summary>
internal readonly unsafe struct PackedFloat<TFormat> : IVectorReader
    where TFormat : struct, IFloatFormat
{
    public static Handler For<TSource>()
        where TSource : struct, IVectorSource => &Run<TSource>;

    private static Op* Run<TSource>(Cpu cpu, Op* op)
        where TSource : struct, IVectorSource
    {
        if (!TSource.Read(cpu, op, out Vector value))
            return cpu.Fault(op);
        delegate*<ulong, ulong, ref FloatContext, ulong> function =
            (delegate*<ulong, ulong, ref FloatContext, ulong>)op->Function;
        FloatContext context = new(cpu.Registers.Mxcsr);
        Vector result = cpu.Register<Vector>(op->Target);
        for (int i = 0; i < Lanes<TFormat>.Count; i++)
        {
            ulong element = function(Lanes<TFormat>.Get(result, i), Lanes<TFormat>.Get(value, i), ref context);
            result = Lanes<TFormat>.With(result, i, element);
        }

        if (!cpu.Commit(context))
            return cpu.Fault(op);
        cpu.Register<Vector>(op->Target) = result;
        return op + 1;
    }
}

/// <summary>The function of the row, of the lowest elements.</summary>
internal readonly unsafe struct ScalarFloat<TFormat> : IReader
    where TFormat : struct, IFloatFormat
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<T>(cpu, op, out ulong value))
            return cpu.Fault(op);
        FloatContext context = new(cpu.Registers.Mxcsr);
        ref T target = ref cpu.Register<T>(op->Target);
        ulong result = ((delegate*<ulong, ulong, ref FloatContext, ulong>)op->Function)(
            Width<T>.Get(ref target), value, ref context);
        if (!cpu.Commit(context))
            return cpu.Fault(op);
        Width<T>.Set(ref target, result);
        return op + 1;
    }
}

/// <summary>cmpps, cmppd: elements of all ones or all zeros.</summary>
internal readonly unsafe struct ComparePacked<TFormat> : IVectorReader
    where TFormat : struct, IFloatFormat
{
    public static Handler For<TSource>()
        where TSource : struct, IVectorSource => &Run<TSource>;

    private static Op* Run<TSource>(Cpu cpu, Op* op)
        where TSource : struct, IVectorSource
    {
        if (!TSource.Read(cpu, op, out Vector value))
            return cpu.Fault(op);
        FloatContext context = new(cpu.Registers.Mxcsr);
        Vector result = cpu.Register<Vector>(op->Target);
        for (int i = 0; i < Lanes<TFormat>.Count; i++)
        {
            bool holds = FloatOperations<TFormat>.Holds(
                Lanes<TFormat>.Get(result, i), Lanes<TFormat>.Get(value, i), (int)op->Immediate & 7, ref context);
            result = Lanes<TFormat>.With(result, i, holds ? ulong.MaxValue : 0);
        }

        if (!cpu.Commit(context))
            return cpu.Fault(op);
        cpu.Register<Vector>(op->Target) = result;
        return op + 1;
    }
}

internal readonly unsafe struct CompareScalar<TFormat> : IReader
    where TFormat : struct, IFloatFormat
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<T>(cpu, op, out ulong value))
            return cpu.Fault(op);
        FloatContext context = new(cpu.Registers.Mxcsr);
        ref T target = ref cpu.Register<T>(op->Target);
        bool holds = FloatOperations<TFormat>.Holds(Width<T>.Get(ref target), value, (int)op->Immediate & 7, ref context);
        if (!cpu.Commit(context))
            return cpu.Fault(op);
        Width<T>.Set(ref target, holds ? ulong.MaxValue : 0);
        return op + 1;
    }
}

/// <summary>comiss, ucomiss and their like: into flags, which say unordered by all three.</summary>
internal readonly unsafe struct CompareToFlags<TFormat, TQuiet> : IReader
    where TFormat : struct, IFloatFormat
    where TQuiet : struct, ISignedness
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<T>(cpu, op, out ulong value))
            return cpu.Fault(op);
        FloatContext context = new(cpu.Registers.Mxcsr);
        ulong target = Width<T>.Get(ref cpu.Register<T>(op->Target));
        int? order = SoftFloat<TFormat>.Compare(target, value, TQuiet.IsSigned, ref context);
        if (!cpu.Commit(context))
            return cpu.Fault(op);
        cpu.StatusFlags = order switch
        {
            null => Flags.Zero | Flags.Parity | Flags.Carry,
            0 => Flags.Zero,
            < 0 => Flags.Carry,
            _ => Flags.None,
        };
        return op + 1;
    }
}

/// <summary>addsub, hadd, hsub: sums or differences of two elements each.</summary>
/// <typeparam name="TFormat">Of the elements.</typeparam>
/// <typeparam name="TPairing">Which ones.</typeparam>
internal readonly unsafe struct PairedFloat<TFormat, TPairing> : IVectorReader
    where TFormat : struct, IFloatFormat
    where TPairing : struct, IPairing
{
    public static Handler For<TSource>()
        where TSource : struct, IVectorSource => &Run<TSource>;

    private static Op* Run<TSource>(Cpu cpu, Op* op)
        where TSource : struct, IVectorSource
    {
        if (!TSource.Read(cpu, op, out Vector value))
            return cpu.Fault(op);
        FloatContext context = new(cpu.Registers.Mxcsr);
        Vector target = cpu.Register<Vector>(op->Target);
        Vector result = default;
        int count = Lanes<TFormat>.Count;
        for (int i = 0; i < count; i++)
        {
            int pair = 2 * (i % (count / 2));
            Vector both = i < count / 2 ? target : value;
            ulong left = Lanes<TFormat>.Get(TPairing.IsHorizontal ? both : target, TPairing.IsHorizontal ? pair : i);
            ulong right = Lanes<TFormat>.Get(TPairing.IsHorizontal ? both : value, TPairing.IsHorizontal ? pair + 1 : i);
            ulong element = TPairing.Subtracts(i)
                ? SoftFloat<TFormat>.Subtract(left, right, ref context)
                : SoftFloat<TFormat>.Add(left, right, ref context);
            result = Lanes<TFormat>.With(result, i, element);
        }

        if (!cpu.Commit(context))
            return cpu.Fault(op);
        cpu.Register<Vector>(op->Target) = result;
        return op + 1;
    }
}

internal interface IPairing
{
    /// <summary>Of neighbours; else of the same places in two vectors.</summary>
    static abstract bool IsHorizontal { get; }

    static abstract bool Subtracts(int element);
}

internal readonly struct Alternating : IPairing
{
    public static bool IsHorizontal => false;

    public static bool Subtracts(int element) => element % 2 == 0;
}

internal readonly struct SumsOfNeighbours : IPairing
{
    public static bool IsHorizontal => true;

    public static bool Subtracts(int element) => false;
}

internal readonly struct DifferencesOfNeighbours : IPairing
{
    public static bool IsHorizontal => true;

    public static bool Subtracts(int element) => true;
}

/// <summary>roundps and its like; the constant says how.</summary>
internal static class RoundControl
{
    public static ulong Round<TFormat>(ulong bits, ulong control, ref FloatContext context)
        where TFormat : struct, IFloatFormat
    {
        Rounding rounding = (control & 4) != 0 ? context.Rounding : (Rounding)(control & 3);
        return SoftFloat<TFormat>.RoundToInteger(bits, rounding, (control & 8) != 0, ref context);
    }
}

internal readonly unsafe struct RoundPacked<TFormat> : IVectorReader
    where TFormat : struct, IFloatFormat
{
    public static Handler For<TSource>()
        where TSource : struct, IVectorSource => &Run<TSource>;

    private static Op* Run<TSource>(Cpu cpu, Op* op)
        where TSource : struct, IVectorSource
    {
        if (!TSource.Read(cpu, op, out Vector value))
            return cpu.Fault(op);
        FloatContext context = new(cpu.Registers.Mxcsr);
        Vector result = default;
        for (int i = 0; i < Lanes<TFormat>.Count; i++)
        {
            ulong element = RoundControl.Round<TFormat>(Lanes<TFormat>.Get(value, i), op->Immediate, ref context);
            result = Lanes<TFormat>.With(result, i, element);
        }

        if (!cpu.Commit(context))
            return cpu.Fault(op);
        cpu.Register<Vector>(op->Target) = result;
        return op + 1;
    }
}

internal readonly unsafe struct RoundScalar<TFormat> : IReader
    where TFormat : struct, IFloatFormat
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<T>(cpu, op, out ulong value))
            return cpu.Fault(op);
        FloatContext context = new(cpu.Registers.Mxcsr);
        ulong result = RoundControl.Round<TFormat>(value, op->Immediate, ref context);
        if (!cpu.Commit(context))
            return cpu.Fault(op);
        Width<T>.Set(ref cpu.Register<T>(op->Target), result);
        return op + 1;
    }
}
