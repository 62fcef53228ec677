namespace ActorKernel.Guest;

/// <summary>What takes numbers apart: fscale, fxtract, fprem, fprem1.</summary>
internal static unsafe class FloatParts
{
    private const int WholeQuotientBits = 63;

    /// <summary>x * 2^y, with y cut off to an integer.</summary>
    public static Extended Scale(Unpacked x, Unpacked y, ref FloatContext context)
    {
        const int Beyond = 1 << 16; // more than any exponent can be moved
        if (ExtendedFloat.Refuse(x, y, ref context) is Extended nan)
            return nan;
        if (y.IsInfinity && (y.IsNegative ? x.IsInfinity : x.IsZero))
            return ExtendedFloat.Invalid(ref context);
        ExtendedFloat.NoteDenormals(x, y, ref context);
        if (x.IsInfinity || x.IsZero || y.IsZero)
            return Extended.From(x);
        if (y.IsInfinity)
            return y.IsNegative ? Extended.Zero(x.IsNegative) : Extended.Infinity(x.IsNegative);
        ulong size = Math.Min(y.ToInteger(Rounding.TowardsZero, out _) ?? Beyond, Beyond);
        int distance = y.IsNegative ? -(int)size : (int)size;
        return ExtendedFloat.Round(Exact.From(x with { Exponent = x.Exponent + distance }), ref context);
    }

    /// <summary>fxtract: the exponent in place of the top, and the significand above it.</summary>
    public static Op* Extract(Cpu cpu, Op* op)
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        if (cpu.IsEmpty(0) || !cpu.IsEmpty(-1))
        {
            if (cpu.RaiseStackFault(isOverflow: !cpu.IsEmpty(0)))
            {
                cpu.Set(0, Extended.DefaultNan);
                cpu.Push(Extended.DefaultNan);
            }

            return cpu.EndFloat(op);
        }

        FloatContext context = cpu.FullContext;
        Unpacked x = Unpacked.From(cpu.St(0));
        (Extended exponent, Extended significand) = Split(x, ref context);
        if (cpu.Conclude(context))
        {
            cpu.St(0) = exponent;
            cpu.Push(significand);
        }

        return cpu.EndFloat(op);
    }

    /// <summary>fprem and fprem1: the top modulo the second register, and the last bits of the quotient.</summary>
    public static Op* Remainder<TNearest>(Cpu cpu, Op* op)
        where TNearest : struct, IChoice
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        cpu.ClearC2();
        if (cpu.IsEmpty(0) || cpu.IsEmpty(1))
        {
            cpu.Underflow(0);
            return cpu.EndFloat(op);
        }

        FloatContext context = cpu.FullContext;
        Extended result = Divide(
            Unpacked.From(cpu.St(0)), Unpacked.From(cpu.St(1)), TNearest.Is, ref context, out ulong? quotient);
        if (cpu.Conclude(context))
        {
            cpu.St(0) = result;
            if (result.IsNan)
                return cpu.EndFloat(op);
            ulong bits = quotient.GetValueOrDefault();
            cpu.SetConditions((quotient is null ? Cpu.C2 : 0)
                | ((bits & 1) != 0 ? Cpu.C1 : 0) | ((bits & 2) != 0 ? Cpu.C3 : 0) | ((bits & 4) != 0 ? Cpu.C0 : 0));
        }

        return cpu.EndFloat(op);
    }

    private static (Extended Exponent, Extended Significand) Split(in Unpacked x, ref FloatContext context)
    {
        if (ExtendedFloat.Refuse(x, x, ref context) is Extended nan)
            return (nan, nan);
        ExtendedFloat.NoteDenormals(x, x, ref context);
        if (x.IsInfinity)
            return (Extended.Infinity(false), Extended.From(x));
        if (x.IsZero)
        {
            context.Raised |= FloatFlags.DivideByZero;
            return (Extended.Infinity(true), Extended.From(x));
        }

        return (Extended.From(Unpacked.From(x.Exponent)), Extended.From(x with { Exponent = 0 }));
    }

    /// <summary>The remainder. Where the quotient is too long it is null, and the remainder still to be divided.</summary>
    /// <remarks>A step then takes off 32 to 63 bits (SDM volume 2, FPREM): as many as Intel's processors take off.</remarks>
    private static Extended Divide(
        in Unpacked x, in Unpacked y, bool isNearest, ref FloatContext context, out ulong? quotient)
    {
        quotient = 0;
        if (ExtendedFloat.Refuse(x, y, ref context) is Extended nan)
            return nan;
        if (x.IsInfinity || y.IsZero)
            return ExtendedFloat.Invalid(ref context);
        ExtendedFloat.NoteDenormals(x, y, ref context);
        int distance = x.Exponent - y.Exponent;
        if (x.IsZero || y.IsInfinity || distance < -1 || (distance < 0 && !isNearest))
            return x.IsZero || y.IsInfinity ? Extended.From(x) : ExtendedFloat.Round(Exact.From(x), ref context);
        bool isPart = distance > WholeQuotientBits;
        int step = isPart ? (distance & 31) | 32 : Math.Max(distance, 0);
        UInt128 divisor = distance < 0 ? (UInt128)y.Significand << 1 : y.Significand;
        (UInt128 whole, UInt128 rest) = UInt128.DivRem((UInt128)x.Significand << step, divisor);
        bool isNegative = x.IsNegative;
        bool goesUp = isNearest && !isPart && (rest > divisor - rest || (rest == divisor - rest && UInt128.IsOddInteger(whole)));
        if (goesUp)
            (whole, rest, isNegative) = (whole + 1, divisor - rest, !isNegative);
        quotient = isPart ? null : (ulong)whole;
        if (rest == UInt128.Zero)
            return Extended.Zero(x.IsNegative);
        int zeros = (int)UInt128.LeadingZeroCount(rest);
        return ExtendedFloat.Round(new(isNegative, x.Exponent - step + 64 - zeros, rest << zeros), ref context);
    }
}
