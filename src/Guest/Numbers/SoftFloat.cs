namespace ActorKernel.Guest;

/// <summary>Arithmetic of IEEE 754 with the exceptions and NaNs of x86, on the bits of numbers (SDM volume 1, 4.8 and 11.5).</summary>
internal static class SoftFloat<TFormat>
    where TFormat : struct, IFloatFormat
{
    public static ulong Add(ulong left, ulong right, ref FloatContext context)
    {
        Unpacked x = Unpacked.From<TFormat>(left, context);
        Unpacked y = Unpacked.From<TFormat>(right, context);
        if (x.IsNan || y.IsNan)
            return Propagate(left, x, right, y, ref context);
        if (x.IsInfinity && y.IsInfinity && x.IsNegative != y.IsNegative)
            return Invalid(ref context);
        NoteDenormals(x, y, ref context);
        if (x.IsInfinity)
            return left;
        if (y.IsInfinity)
            return right;
        if (x.IsZero && y.IsZero)
            return Zero(x.IsNegative == y.IsNegative ? x.IsNegative : context.Rounding == Rounding.Down);
        if (x.IsZero || y.IsZero)
            return Unpacked.Round<TFormat>(Exact.From(x.IsZero ? y : x), ref context);
        Exact sum = Exact.Add(x, y);
        return sum.IsZero
            ? Zero(context.Rounding == Rounding.Down)
            : Unpacked.Round<TFormat>(sum, ref context);
    }

    /// <summary>left - right. Not left + -right: a NaN keeps its sign.</summary>
    public static ulong Subtract(ulong left, ulong right, ref FloatContext context)
    {
        bool isNan = (right & ~Format<TFormat>.SignBit) > Format<TFormat>.Infinity;
        return Add(left, isNan ? right : right ^ Format<TFormat>.SignBit, ref context);
    }

    public static ulong Multiply(ulong left, ulong right, ref FloatContext context)
    {
        Unpacked x = Unpacked.From<TFormat>(left, context);
        Unpacked y = Unpacked.From<TFormat>(right, context);
        if (x.IsNan || y.IsNan)
            return Propagate(left, x, right, y, ref context);
        if ((x.IsInfinity && y.IsZero) || (x.IsZero && y.IsInfinity))
            return Invalid(ref context);
        NoteDenormals(x, y, ref context);
        bool isNegative = x.IsNegative != y.IsNegative;
        if (x.IsInfinity || y.IsInfinity)
            return Infinity(isNegative);
        if (x.IsZero || y.IsZero)
            return Zero(isNegative);
        return Unpacked.Round<TFormat>(Exact.Multiply(x, y), ref context);
    }

    public static ulong Divide(ulong left, ulong right, ref FloatContext context)
    {
        Unpacked x = Unpacked.From<TFormat>(left, context);
        Unpacked y = Unpacked.From<TFormat>(right, context);
        if (x.IsNan || y.IsNan)
            return Propagate(left, x, right, y, ref context);
        if ((x.IsInfinity && y.IsInfinity) || (x.IsZero && y.IsZero))
            return Invalid(ref context);
        bool isNegative = x.IsNegative != y.IsNegative;
        if (y.IsZero && !x.IsInfinity)
        {
            context.Raised |= FloatFlags.DivideByZero;
            return Infinity(isNegative);
        }

        NoteDenormals(x, y, ref context);
        if (x.IsInfinity)
            return Infinity(isNegative);
        if (x.IsZero || y.IsInfinity)
            return Zero(isNegative);
        return Unpacked.Round<TFormat>(Exact.Divide(x, y), ref context);
    }

    public static ulong SquareRoot(ulong bits, ref FloatContext context)
    {
        Unpacked x = Unpacked.From<TFormat>(bits, context);
        if (x.IsNan)
            return Propagate(bits, x, bits, x, ref context);
        if (x.IsZero)
            return Zero(x.IsNegative);
        if (x.IsNegative)
            return Invalid(ref context);
        NoteDenormals(x, x, ref context);
        if (x.IsInfinity)
            return bits;
        return Unpacked.Round<TFormat>(Exact.SquareRoot(x), ref context);
    }

    /// <summary>Of two zeros, and if one is no number, the second (SDM volume 2, MINPD).</summary>
    public static ulong Least(ulong left, ulong right, ref FloatContext context) => Choose(left, right, -1, ref context);

    public static ulong Greatest(ulong left, ulong right, ref FloatContext context) => Choose(left, right, 1, ref context);

    /// <summary>-1, 0, 1, or null for unordered.</summary>
    /// <param name="left">To be compared.</param>
    /// <param name="right">With this.</param>
    /// <param name="signalsQuiet">Any NaN is invalid, not only one that signals.</param>
    /// <param name="context">Which exceptions came of it.</param>
    public static int? Compare(ulong left, ulong right, bool signalsQuiet, ref FloatContext context)
    {
        Unpacked x = Unpacked.From<TFormat>(left, context);
        Unpacked y = Unpacked.From<TFormat>(right, context);
        if (x.IsNan || y.IsNan)
        {
            if (signalsQuiet || x.IsSignalling || y.IsSignalling)
                context.Raised |= FloatFlags.Invalid;
            return null;
        }

        NoteDenormals(x, y, ref context);
        if (x.IsZero && y.IsZero)
            return 0;
        long first = Key(x, left);
        long second = Key(y, right);
        return first.CompareTo(second);

        static long Key(Unpacked value, ulong bits)
        {
            long size = value.IsZero ? 0 : (long)(bits & ~Format<TFormat>.SignBit);
            return value.IsNegative ? -size : size;
        }
    }

    /// <summary>The number as a signed integer of so many bits; the most negative one where it does not fit.</summary>
    public static ulong ToInteger(ulong bits, int width, Rounding rounding, ref FloatContext context)
    {
        Unpacked x = Unpacked.From<TFormat>(bits, context);
        ulong none = 1UL << (width - 1);
        if (x.ToInteger(rounding, out RoundedOff rest) is not ulong size || size > (x.IsNegative ? none : none - 1))
        {
            context.Raised |= FloatFlags.Invalid;
            return none;
        }

        context.Note(rest);
        return x.IsNegative ? 0 - size : size;
    }

    public static ulong FromInteger(long value, ref FloatContext context)
    {
        Unpacked x = Unpacked.From(value);
        return x.IsZero ? 0 : Unpacked.Round<TFormat>(Exact.From(x), ref context);
    }

    /// <summary>From another format.</summary>
    public static ulong Convert<TFrom>(ulong bits, ref FloatContext context)
        where TFrom : struct, IFloatFormat
    {
        return Convert(Unpacked.From<TFrom>(bits, context), ref context);
    }

    public static ulong Convert(in Unpacked x, ref FloatContext context)
    {
        ulong sign = x.IsNegative ? Format<TFormat>.SignBit : 0;
        switch (x.Kind)
        {
            case FloatKind.Zero:
                return sign;
            case FloatKind.Infinity:
                return sign | Format<TFormat>.Infinity;
            case FloatKind.Unsupported:
                return Invalid(ref context);
            case FloatKind.Finite:
                NoteDenormals(x, x, ref context);
                return Unpacked.Round<TFormat>(Exact.From(x), ref context);
        }

        if (x.Kind == FloatKind.SignallingNan)
            context.Raised |= FloatFlags.Invalid;
        ulong fraction = (x.Significand << 1) >> (64 - TFormat.FractionBits);
        return sign | Format<TFormat>.Infinity | Format<TFormat>.QuietBit | fraction;
    }

    /// <summary>The nearest integer by a rounding mode, as a number; <paramref name="isQuiet"/> hides that it is inexact.</summary>
    public static ulong RoundToInteger(ulong bits, Rounding rounding, bool isQuiet, ref FloatContext context)
    {
        Unpacked x = Unpacked.From<TFormat>(bits, context);
        if (x.IsNan)
            return Propagate(bits, x, bits, x, ref context);
        if (x.IsZero)
            return Zero(x.IsNegative);
        if (x.IsInfinity || x.Exponent >= TFormat.FractionBits)
            return bits;
        ulong? size = x.ToInteger(rounding, out RoundedOff rest);
        if (!isQuiet)
            context.Note(rest);
        FloatContext exact = default;
        ulong sign = x.IsNegative ? Format<TFormat>.SignBit : 0;
        return sign | FromInteger((long)size.GetValueOrDefault(), ref exact);
    }

    public static ulong Infinity(bool isNegative) =>
        Format<TFormat>.Infinity | (isNegative ? Format<TFormat>.SignBit : 0);

    private static ulong Choose(ulong left, ulong right, int wanted, ref FloatContext context)
    {
        int? order = Compare(left, right, signalsQuiet: true, ref context);
        ulong chosen = order == wanted ? left : right;
        Unpacked value = Unpacked.From<TFormat>(chosen, context);
        return value.IsZero ? Zero(value.IsNegative) : chosen; // a denormal may count as zero
    }

    private static ulong Zero(bool isNegative) => isNegative ? Format<TFormat>.SignBit : 0;

    private static ulong Invalid(ref FloatContext context)
    {
        context.Raised |= FloatFlags.Invalid;
        return Format<TFormat>.DefaultNan;
    }

    /// <summary>The first operand's NaN if it is one, else the second's, made quiet.</summary>
    private static ulong Propagate(ulong left, Unpacked x, ulong right, Unpacked y, ref FloatContext context)
    {
        if (x.IsSignalling || y.IsSignalling)
            context.Raised |= FloatFlags.Invalid;
        return (x.IsNan ? left : right) | Format<TFormat>.QuietBit;
    }

    private static void NoteDenormals(Unpacked x, Unpacked y, ref FloatContext context)
    {
        if (x.IsDenormal || y.IsDenormal)
            context.Raised |= FloatFlags.Denormal;
    }
}
