namespace ActorKernel.Guest;

/// <summary>Arithmetic of the x87, by its own rules for NaNs (SDM volume 1, 4.8.3.5 and 8.5).</summary>
internal static class ExtendedFloat
{
    /// <summary>By how much an exponent is moved back into range where an exception's handler is to see it.</summary>
    private const int Wrap = 3 << 13;

    public static Extended Add(Unpacked x, Unpacked y, ref FloatContext context)
    {
        if (Refuse(x, y, ref context) is Extended nan)
            return nan;
        if (x.IsInfinity && y.IsInfinity && x.IsNegative != y.IsNegative)
            return Invalid(ref context);
        NoteDenormals(x, y, ref context);
        if (x.IsInfinity || y.IsInfinity)
            return Extended.Infinity(x.IsInfinity ? x.IsNegative : y.IsNegative);
        if (x.IsZero && y.IsZero)
            return Extended.Zero(x.IsNegative == y.IsNegative ? x.IsNegative : context.Rounding == Rounding.Down);
        if (x.IsZero || y.IsZero)
            return Round(Exact.From(x.IsZero ? y : x), ref context);
        Exact sum = Exact.Add(x, y);
        return sum.IsZero ? Extended.Zero(context.Rounding == Rounding.Down) : Round(sum, ref context);
    }

    public static Extended Subtract(Unpacked x, Unpacked y, ref FloatContext context) =>
        Add(x, y.IsNan ? y : y with { IsNegative = !y.IsNegative }, ref context);

    public static Extended SubtractFrom(Unpacked x, Unpacked y, ref FloatContext context) => Subtract(y, x, ref context);

    public static Extended Multiply(Unpacked x, Unpacked y, ref FloatContext context)
    {
        if (Refuse(x, y, ref context) is Extended nan)
            return nan;
        if ((x.IsInfinity && y.IsZero) || (x.IsZero && y.IsInfinity))
            return Invalid(ref context);
        NoteDenormals(x, y, ref context);
        bool isNegative = x.IsNegative != y.IsNegative;
        if (x.IsInfinity || y.IsInfinity)
            return Extended.Infinity(isNegative);
        return x.IsZero || y.IsZero ? Extended.Zero(isNegative) : Round(Exact.Multiply(x, y), ref context);
    }

    public static Extended Divide(Unpacked x, Unpacked y, ref FloatContext context)
    {
        if (Refuse(x, y, ref context) is Extended nan)
            return nan;
        if ((x.IsInfinity && y.IsInfinity) || (x.IsZero && y.IsZero))
            return Invalid(ref context);
        bool isNegative = x.IsNegative != y.IsNegative;
        if (y.IsZero && !x.IsInfinity)
        {
            context.Raised |= FloatFlags.DivideByZero;
            return Extended.Infinity(isNegative);
        }

        NoteDenormals(x, y, ref context);
        if (x.IsInfinity)
            return Extended.Infinity(isNegative);
        return x.IsZero || y.IsInfinity ? Extended.Zero(isNegative) : Round(Exact.Divide(x, y), ref context);
    }

    public static Extended DivideInto(Unpacked x, Unpacked y, ref FloatContext context) => Divide(y, x, ref context);

    public static Extended SquareRoot(Unpacked x, ref FloatContext context)
    {
        if (Refuse(x, x, ref context) is Extended nan)
            return nan;
        if (x.IsZero)
            return Extended.Zero(x.IsNegative);
        if (x.IsNegative)
            return Invalid(ref context);
        NoteDenormals(x, x, ref context);
        return x.IsInfinity ? Extended.Infinity(false) : Round(Exact.SquareRoot(x), ref context);
    }

    /// <summary>frndint.</summary>
    public static Extended RoundToInteger(Unpacked x, ref FloatContext context)
    {
        if (Refuse(x, x, ref context) is Extended nan)
            return nan;
        NoteDenormals(x, x, ref context);
        if (x.Kind != FloatKind.Finite || x.Exponent >= 63)
            return Extended.From(x);
        ulong size = x.ToInteger(context.Rounding, out RoundedOff rest).GetValueOrDefault();
        context.Note(rest);
        if (size >> 63 != 0)
            return Extended.From(new(FloatKind.Finite, x.IsNegative, 63, size));
        return Extended.From(Unpacked.From((long)size) with { IsNegative = x.IsNegative });
    }

    /// <summary>-1, 0, 1, or null for unordered.</summary>
    /// <param name="x">To be compared.</param>
    /// <param name="y">With this.</param>
    /// <param name="signalsQuiet">Any NaN is invalid, not only one that signals.</param>
    /// <param name="context">Which exceptions came of it.</param>
    public static int? Compare(in Unpacked x, in Unpacked y, bool signalsQuiet, ref FloatContext context)
    {
        bool isUnsupported = x.Kind == FloatKind.Unsupported || y.Kind == FloatKind.Unsupported;
        if (isUnsupported || x.IsNan || y.IsNan)
        {
            if (isUnsupported || signalsQuiet || x.IsSignalling || y.IsSignalling)
                context.Raised |= FloatFlags.Invalid;
            return null;
        }

        NoteDenormals(x, y, ref context);
        int sign = x.IsNegative ? -1 : 1;
        if (x.IsZero && y.IsZero)
            return 0;
        if (x.IsZero)
            return y.IsNegative ? 1 : -1;
        if (y.IsZero || x.IsNegative != y.IsNegative)
            return sign;
        if (x.Kind != y.Kind)
            return x.IsInfinity ? sign : -sign;
        int size = x.Exponent != y.Exponent ? x.Exponent.CompareTo(y.Exponent) : x.Significand.CompareTo(y.Significand);
        return x.IsInfinity ? 0 : sign * size;
    }

    /// <summary>The result where an operand is no number; null where all are.</summary>
    public static Extended? Refuse(in Unpacked x, in Unpacked y, ref FloatContext context)
    {
        if (x.Kind == FloatKind.Unsupported || y.Kind == FloatKind.Unsupported)
            return Invalid(ref context);
        if (!x.IsNan && !y.IsNan)
            return null;
        if (x.IsSignalling || y.IsSignalling)
            context.Raised |= FloatFlags.Invalid;
        if (!x.IsNan || !y.IsNan)
            return Extended.From(x.IsNan ? x : y);
        if (x.IsSignalling != y.IsSignalling)
            return Extended.From(x.IsSignalling ? y : x);
        ulong first = x.Significand | Extended.QuietBit;
        ulong second = y.Significand | Extended.QuietBit;
        bool isFirst = first != second ? first > second : !x.IsNegative;
        return Extended.From(isFirst ? x : y);
    }

    public static Extended Invalid(ref FloatContext context)
    {
        context.Raised |= FloatFlags.Invalid;
        return Extended.DefaultNan;
    }

    public static void NoteDenormals(in Unpacked x, in Unpacked y, ref FloatContext context)
    {
        if (x.IsDenormal || y.IsDenormal)
            context.Raised |= FloatFlags.Denormal;
    }

    /// <summary>Rounds to the precision that the context asks for; the exponent's range is always the whole one.</summary>
    public static Extended Round(in Exact value, ref FloatContext context)
    {
        (bool isNegative, int exponent, UInt128 significand) = value;
        int dropped = 64 - context.Precision;
        ulong rounded = Unpacked.RoundAt(isNegative, significand, 64 + dropped, context.Rounding, out RoundedOff rest) << dropped;
        int carried = exponent;
        if (rounded == 0)
            (rounded, carried) = (Extended.WholeBit, exponent + 1);
        if (carried < Extended.LeastExponent)
        {
            if ((context.Masked & FloatFlags.Underflow) != FloatFlags.None)
                return RoundTiny(value, ref context);
            context.Raised |= FloatFlags.Underflow;
            carried += Wrap;
            if (carried < Extended.LeastExponent)
            {
                context.Raised |= FloatFlags.Inexact;
                return Extended.Zero(isNegative);
            }

            context.Note(rest);
            return Extended.Pack(isNegative, carried + Extended.Bias, rounded);
        }

        context.Note(rest);
        if (carried > Extended.Bias)
        {
            context.Raised |= FloatFlags.Overflow;
            carried -= Wrap;
            if ((context.Masked & FloatFlags.Overflow) != FloatFlags.None)
                return Overflowed(isNegative, dropped, ref context);
            if (carried > Extended.Bias)
            {
                context.Raised |= FloatFlags.Inexact;
                context.RoundedUp = true;
                return Extended.Infinity(isNegative);
            }
        }

        return Extended.Pack(isNegative, carried + Extended.Bias, rounded);
    }

    private static Extended Overflowed(bool isNegative, int dropped, ref FloatContext context)
    {
        context.Raised |= FloatFlags.Inexact;
        context.RoundedUp = Unpacked.GoesToInfinity(isNegative, context.Rounding);
        return context.RoundedUp
            ? Extended.Infinity(isNegative)
            : Extended.Pack(isNegative, Extended.Special - 1, ulong.MaxValue << dropped);
    }

    private static Extended RoundTiny(in Exact value, ref FloatContext context)
    {
        int dropped = 64 - context.Precision;
        UInt128 significand = Exact.ShiftRight(value.Significand, Extended.LeastExponent - value.Exponent);
        ulong rounded = Unpacked.RoundAt(
            value.IsNegative, significand, 64 + dropped, context.Rounding, out RoundedOff rest) << dropped;
        context.Note(rest);
        if (rest != RoundedOff.Nothing)
            context.Raised |= FloatFlags.Underflow;
        return Extended.Pack(value.IsNegative, (int)(rounded >> 63), rounded);
    }
}
