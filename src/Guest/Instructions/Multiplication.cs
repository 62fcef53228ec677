namespace ActorKernel.Guest;

/// <summary>Sign, for what differs between mul and imul, div and idiv.</summary>
internal interface ISignedness
{
    static abstract bool IsSigned { get; }
}

internal readonly struct Signed : ISignedness
{
    public static bool IsSigned => true;
}

internal readonly struct Unsigned : ISignedness
{
    public static bool IsSigned => false;
}

/// <summary>The double-width registers that multiplication fills and division empties: AX, DX:AX, EDX:EAX, RDX:RAX.</summary>
internal static class Accumulator
{
    private const int Low = 0;
    private const int LowHigh = 1; // ah
    private const int High = 2 * sizeof(ulong); // rdx

    /// <summary>For widths below 64, of which both halves go into the result.</summary>
    public static ulong Get<T>(Cpu cpu)
        where T : unmanaged =>
        (Width<T>.Get(ref cpu.Register<T>(HighOffset<T>())) << Width<T>.Bits) | Width<T>.Get(ref cpu.Register<T>(Low));

    public static void Set<T>(Cpu cpu, ulong low, ulong high)
        where T : unmanaged
    {
        cpu.SetRegister<T>(Low, low);
        cpu.SetRegister<T>(HighOffset<T>(), high);
    }

    private static int HighOffset<T>()
        where T : unmanaged => Width<T>.Bytes == 1 ? LowHigh : High;
}

/// <summary>mul and one-operand imul.</summary>
internal readonly unsafe struct Multiply<TSign> : IOneOperand
    where TSign : struct, ISignedness
{
    public static Handler For<T, TTarget>()
        where T : unmanaged
        where TTarget : struct, ITarget => &Run<T, TTarget>;

    private static Op* Run<T, TTarget>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget
    {
        if (!TTarget.Read<T>(cpu, op, out ulong factor))
            return cpu.Fault(op);
        ulong other = Width<T>.Get(ref cpu.Register<T>(0));
        if (Width<T>.Bits == 64)
            return Run64(cpu, op, factor, other);
        ulong product = TSign.IsSigned
            ? (ulong)(Width<T>.SignExtend(factor) * Width<T>.SignExtend(other))
            : factor * other;
        Accumulator.Set<T>(cpu, product, product >> Width<T>.Bits);
        ulong extended = TSign.IsSigned ? (ulong)Width<T>.SignExtend(product) : product & Width<T>.Mask;
        cpu.SetResult<T>(product);
        cpu.SetCarryAndOverflow(product != extended, product != extended);
        return op + 1;
    }

    private static Op* Run64(Cpu cpu, Op* op, ulong left, ulong right)
    {
        ulong high = TSign.IsSigned
            ? (ulong)Math.BigMul((long)left, (long)right, out long _)
            : Math.BigMul(left, right, out ulong _);
        ulong low = left * right;
        Accumulator.Set<ulong>(cpu, low, high);
        cpu.SetResult<ulong>(low);
        bool isWide = high != (TSign.IsSigned ? (ulong)((long)low >> 63) : 0);
        cpu.SetCarryAndOverflow(isWide, isWide);
        return op + 1;
    }
}

/// <summary>imul with two operands, or three of which the last is a constant.</summary>
internal readonly unsafe struct MultiplyInto<TThird> : ITwoOperands
    where TThird : struct, IOperand
{
    public static Handler For<T, TTarget, TSource>()
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<T>(cpu, op, out ulong factor) || !TThird.Read<T>(cpu, op, out ulong other))
            return cpu.Fault(op);
        long product = Width<T>.SignExtend(factor) * Width<T>.SignExtend(other);
        cpu.SetRegister<T>(op->Target, (ulong)product);
        bool isTruncated = Width<T>.Bits == 64
            ? Math.BigMul((long)factor, (long)other, out long _) != product >> 63
            : product != Width<T>.SignExtend((ulong)product);
        cpu.SetResult<T>((ulong)product);
        cpu.SetCarryAndOverflow(isTruncated, isTruncated);
        return op + 1;
    }
}

/// <summary>div and idiv; a quotient that does not fit faults like a division by zero. Flags stay.</summary>
internal readonly unsafe struct Divide<TSign> : IOneOperand
    where TSign : struct, ISignedness
{
    public static Handler For<T, TTarget>()
        where T : unmanaged
        where TTarget : struct, ITarget => &Run<T, TTarget>;

    private static Op* Run<T, TTarget>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget
    {
        if (!TTarget.Read<T>(cpu, op, out ulong divisor))
            return cpu.Fault(op);
        if (Width<T>.Bits == 64)
            return Run64(cpu, op, divisor);
        bool fits = TSign.IsSigned
            ? TryDivideSigned<T>(Accumulator.Get<T>(cpu), divisor, out ulong quotient, out ulong remainder)
            : TryDivide<T>(Accumulator.Get<T>(cpu), divisor, out quotient, out remainder);
        if (!fits)
            return cpu.Fault(op, Trap.Exception(Vectors.DivideError));
        Accumulator.Set<T>(cpu, quotient, remainder);
        return op + 1;
    }

    private static Op* Run64(Cpu cpu, Op* op, ulong divisor)
    {
        UInt128 dividend = new(cpu.Registers.Rdx, cpu.Registers.Rax);
        ulong quotient = 0;
        ulong remainder = 0;
        bool fits = divisor != 0 && (TSign.IsSigned
            ? TryDivideSigned((Int128)dividend, (long)divisor, out quotient, out remainder)
            : TryDivide(dividend, divisor, out quotient, out remainder));
        if (!fits)
            return cpu.Fault(op, Trap.Exception(Vectors.DivideError));
        Accumulator.Set<ulong>(cpu, quotient, remainder);
        return op + 1;
    }

    private static bool TryDivide(UInt128 dividend, ulong divisor, out ulong quotient, out ulong remainder)
    {
        ulong high = (ulong)(dividend >> 64);
        (quotient, remainder) = high == 0 ? ulong.DivRem((ulong)dividend, divisor) : (0, 0);
        if (high == 0 || high >= divisor)
            return high == 0;
        UInt128 whole = dividend / divisor;
        (quotient, remainder) = ((ulong)whole, (ulong)(dividend - (whole * divisor)));
        return true;
    }

    private static bool TryDivideSigned(Int128 dividend, long divisor, out ulong quotient, out ulong remainder)
    {
        UInt128 size = (UInt128)(Int128.IsNegative(dividend) ? -dividend : dividend);
        ulong divisorSize = (ulong)(divisor < 0 ? -divisor : divisor);
        if (!TryDivide(size, divisorSize, out quotient, out remainder))
            return false;
        bool isNegative = Int128.IsNegative(dividend) != (divisor < 0);
        bool fits = quotient <= (isNegative ? 1UL << 63 : long.MaxValue);
        quotient = isNegative ? 0 - quotient : quotient;
        remainder = Int128.IsNegative(dividend) ? 0 - remainder : remainder;
        return fits;
    }

    private static bool TryDivide<T>(ulong dividend, ulong divisor, out ulong quotient, out ulong remainder)
        where T : unmanaged
    {
        (quotient, remainder) = divisor == 0 ? (ulong.MaxValue, 0) : ulong.DivRem(dividend, divisor);
        return quotient <= Width<T>.Mask;
    }

    private static bool TryDivideSigned<T>(ulong dividend, ulong divisor, out ulong quotient, out ulong remainder)
        where T : unmanaged
    {
        long left = (long)(dividend << (64 - (2 * Width<T>.Bits))) >> (64 - (2 * Width<T>.Bits));
        long right = Width<T>.SignExtend(divisor);
        (quotient, remainder) = (0, 0);
        if (right == 0 || (left == long.MinValue && right == -1))
            return false;
        quotient = (ulong)(left / right);
        remainder = (ulong)(left % right);
        return Width<T>.SignExtend(quotient) == (long)quotient;
    }
}
