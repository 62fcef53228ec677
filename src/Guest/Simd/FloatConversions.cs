using System.Runtime.Intrinsics;
using Vector = System.Runtime.Intrinsics.Vector128<byte>;

namespace ActorKernel.Guest;

/// <summary>The function of the row, from elements of one width to as many of another; zeros fill the rest.</summary>
internal readonly unsafe struct ConvertPacked<TFrom, TTo> : IVectorReader
    where TFrom : unmanaged
    where TTo : unmanaged
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
        for (int i = 0; i < sizeof(Vector) / Math.Max(Width<TFrom>.Bytes, Width<TTo>.Bytes); i++)
        {
            ulong element = Width<TFrom>.Bits == 32 ? value.AsUInt32()[i] : value.AsUInt64()[i];
            ulong converted = ((delegate*<ulong, ref FloatContext, ulong>)op->Function)(element, ref context);
            result = Width<TTo>.Bits == 32
                ? result.AsUInt32().WithElement(i, (uint)converted).AsByte()
                : result.AsUInt64().WithElement(i, converted).AsByte();
        }

        if (!cpu.Commit(context))
            return cpu.Fault(op);
        cpu.Register<Vector>(op->Target) = result;
        return op + 1;
    }
}

/// <summary>The function of the row, from one number into the low end of a register, of which the rest stays.</summary>
internal readonly unsafe struct ConvertScalar<TTo> : IReader
    where TTo : unmanaged
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
        ulong converted = ((delegate*<ulong, ref FloatContext, ulong>)op->Function)(value, ref context);
        if (!cpu.Commit(context))
            return cpu.Fault(op);
        Width<TTo>.Set(ref cpu.Register<TTo>(op->Target), converted);
        return op + 1;
    }
}

/// <summary>cvtsi2ss and cvtsi2sd.</summary>
internal readonly unsafe struct FromGeneral<TFormat> : IReader
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
        ulong converted = SoftFloat<TFormat>.FromInteger(Width<T>.SignExtend(value), ref context);
        if (!cpu.Commit(context))
            return cpu.Fault(op);
        if (Format<TFormat>.Bits == 32)
            cpu.Register<uint>(op->Target) = (uint)converted;
        else
            cpu.Register<ulong>(op->Target) = converted;
        return op + 1;
    }
}

/// <summary>cvtss2si, cvttss2si and their like: to a general register of 32 or 64 bits.</summary>
internal readonly unsafe struct ToGeneral<TFormat, TTo, TTruncates> : IReader
    where TFormat : struct, IFloatFormat
    where TTo : unmanaged
    where TTruncates : struct, ISignedness
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
        Rounding rounding = TTruncates.IsSigned ? Rounding.TowardsZero : context.Rounding;
        ulong converted = SoftFloat<TFormat>.ToInteger(value, Width<TTo>.Bits, rounding, ref context);
        if (!cpu.Commit(context))
            return cpu.Fault(op);
        cpu.SetRegister<TTo>(op->Target, converted);
        return op + 1;
    }
}
