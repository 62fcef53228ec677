using System.Runtime.Intrinsics;
using Vector = System.Runtime.Intrinsics.Vector128<byte>;

namespace ActorKernel.Guest;

/// <summary>A register of MMX from anything: movd, movq, movdq2q, with zeros above.</summary>
internal readonly unsafe struct LoadMmx : IReader
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!cpu.BeginFloat() || !TSource.Read<T>(cpu, op, out ulong value))
            return cpu.Fault(op);
        cpu.SetMmx(op->Target, value);
        return op + 1;
    }
}

/// <summary>A register of MMX to memory or a general register: movd, movq, movntq.</summary>
internal readonly unsafe struct StoreMmx : IOneOperand
{
    public static Handler For<T, TTarget>()
        where T : unmanaged
        where TTarget : struct, ITarget => &Run<T, TTarget>;

    private static Op* Run<T, TTarget>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        cpu.Top = 0; // even if the store faults, on Intel's processors
        if (!TTarget.Write<T>(cpu, op, cpu.Register<ulong>(op->Source)))
            return cpu.Fault(op);
        cpu.EnterMmx();
        return op + 1;
    }
}

/// <summary>pinsrw.</summary>
internal readonly unsafe struct InsertMmx : IReader
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<TSource>;

    private static Op* Run<TSource>(Cpu cpu, Op* op)
        where TSource : struct, IOperand
    {
        if (!cpu.BeginFloat() || !TSource.Read<ushort>(cpu, op, out ulong value))
            return cpu.Fault(op);
        Vector64<ushort> words = Vector64.Create(cpu.Register<ulong>(op->Target)).AsUInt16();
        words = words.WithElement((int)op->Immediate & 3, (ushort)value);
        cpu.SetMmx(op->Target, words.AsUInt64()[0]);
        return op + 1;
    }
}

/// <summary>cvtps2pi and its like: two numbers to two integers. The function of the row converts one.</summary>
/// <typeparam name="TFormat">Of the numbers.</typeparam>
internal readonly unsafe struct ConvertToMmx<TFormat> : IVectorReader
    where TFormat : struct, IFloatFormat
{
    public static Handler For<TSource>()
        where TSource : struct, IVectorSource => &Run<TSource>;

    private static Op* Run<TSource>(Cpu cpu, Op* op)
        where TSource : struct, IVectorSource
    {
        if (!cpu.BeginFloat() || !TSource.Read(cpu, op, out Vector value))
            return cpu.Fault(op);
        FloatContext context = new(cpu.Registers.Mxcsr);
        delegate*<ulong, ref FloatContext, ulong> function = (delegate*<ulong, ref FloatContext, ulong>)op->Function;
        ulong low = function(Lanes<TFormat>.Get(value, 0), ref context);
        ulong high = function(Lanes<TFormat>.Get(value, 1), ref context);
        cpu.EnterMmx();
        if (!cpu.Commit(context))
            return cpu.Fault(op);
        cpu.SetMmx(op->Target, (uint)low | (high << 32));
        return op + 1;
    }
}

/// <summary>cvtpi2ps and cvtpi2pd: two integers to two numbers.</summary>
/// <typeparam name="TFormat">Of the numbers.</typeparam>
internal readonly unsafe struct ConvertFromMmx<TFormat> : IReader
    where TFormat : struct, IFloatFormat
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<TSource>;

    private static Op* Run<TSource>(Cpu cpu, Op* op)
        where TSource : struct, IOperand
    {
        bool isRegister = typeof(TSource) == typeof(SourceRegister);
        if ((isRegister && !cpu.BeginFloat()) || !TSource.Read<ulong>(cpu, op, out ulong value))
            return cpu.Fault(op);
        FloatContext context = new(cpu.Registers.Mxcsr);
        ref Vector target = ref cpu.Register<Vector>(op->Target);
        Vector result = Lanes<TFormat>.With(target, 0, SoftFloat<TFormat>.FromInteger((int)value, ref context));
        result = Lanes<TFormat>.With(result, 1, SoftFloat<TFormat>.FromInteger((int)(value >> 32), ref context));
        if (isRegister) // memory is no matter of MMX
            cpu.EnterMmx();
        if (!cpu.Commit(context))
            return cpu.Fault(op);
        target = result;
        return op + 1;
    }
}

/// <summary>Instructions on whole MMX registers without a form of their own.</summary>
internal static unsafe class MmxElements
{
    /// <summary>pextrw.</summary>
    public static Op* Extract(Cpu cpu, Op* op)
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        ulong value = cpu.Register<ulong>(op->Source) >> (16 * ((int)op->Immediate & 3));
        cpu.Register<ulong>(op->Target) = (ushort)value;
        cpu.EnterMmx();
        return op + 1;
    }

    /// <summary>pmovmskb.</summary>
    public static Op* SignsOfBytes(Cpu cpu, Op* op)
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        Vector64<byte> bytes = Vector64.Create(cpu.Register<ulong>(op->Source)).AsByte();
        cpu.Register<ulong>(op->Target) = bytes.ExtractMostSignificantBits();
        cpu.EnterMmx();
        return op + 1;
    }

    /// <summary>movq2dq.</summary>
    public static Op* ToVector(Cpu cpu, Op* op)
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        cpu.Register<Vector>(op->Target) = Vector128.CreateScalar(cpu.Register<ulong>(op->Source)).AsByte();
        cpu.EnterMmx();
        return op + 1;
    }

    /// <summary>maskmovq: the bytes whose mask has the highest bit, to where DI, EDI or RDI points.</summary>
    public static Op* StoreMasked(Cpu cpu, Op* op)
    {
        ulong offset = cpu.Registers.Rdi & op->AddressMask;
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        cpu.EnterMmx();
        if (!cpu.TryLinear(op->Segment, offset, true, out ulong start))
            return cpu.Fault(op);
        VectorElements.Reach place = new(start - offset, offset, op->AddressMask);
        if (!place.IsWritable(cpu, 0))
            return cpu.Fault(op);
        ulong value = cpu.Register<ulong>(op->Source);
        ulong mask = cpu.Register<ulong>(op->Third);
        for (int i = 0; i < sizeof(ulong); i++)
        {
            if (((mask >> ((8 * i) + 7)) & 1) != 0)
                cpu.Store<byte>(place.Address(cpu, i), (byte)(value >> (8 * i)));
        }

        return op + 1;
    }
}
