using System.Numerics;

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
        {
            Unpacked only = x.IsZero ? y : x;
            return Unpacked.Round<TFormat>(only.IsNegative, only.Exponent, (UInt128)only.Significand << 64, ref context);
        }

        bool isSwapped = y.Exponent > x.Exponent || (y.Exponent == x.Exponent && y.Significand > x.Significand);
        (Unpacked big, Unpacked small) = isSwapped ? (y, x) : (x, y);
        UInt128 first = (UInt128)big.Significand << 62; // room for a carry
        UInt128 second = ShiftRight((UInt128)small.Significand << 62, big.Exponent - small.Exponent);
        bool isSum = big.IsNegative == small.IsNegative;
        UInt128 result = isSum ? first + second : first - second;
        if (result == UInt128.Zero)
            return Zero(context.Rounding == Rounding.Down);
        int zeros = (int)UInt128.LeadingZeroCount(result);
        return Unpacked.Round<TFormat>(big.IsNegative, big.Exponent + 2 - zeros, result << zeros, ref context);
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
        UInt128 product = (UInt128)x.Significand * y.Significand;
        int zeros = (int)UInt128.LeadingZeroCount(product);
        return Unpacked.Round<TFormat>(isNegative, x.Exponent + y.Exponent + 1 - zeros, product << zeros, ref context);
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
        UInt128 dividend = (UInt128)x.Significand << 63;
        UInt128 quotient = dividend / y.Significand;
        UInt128 sticky = dividend == quotient * y.Significand ? UInt128.Zero : UInt128.One;
        int zeros = (int)UInt128.LeadingZeroCount(quotient);
        return Unpacked.Round<TFormat>(
            isNegative, x.Exponent - y.Exponent + 64 - zeros, (quotient << zeros) | sticky, ref context);
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
        int odd = x.Exponent & 1;
        UInt128 radicand = (UInt128)x.Significand << (63 + odd); // of an even exponent
        ulong root = Root(radicand);
        UInt128 sticky = (UInt128)root * root == radicand ? UInt128.Zero : UInt128.One;
        int zeros = BitOperations.LeadingZeroCount(root);
        return Unpacked.Round<TFormat>(
            false, (x.Exponent - odd) / 2, ((UInt128)root << (64 + zeros)) | sticky, ref context);
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
            if (signalsQuiet || x.Kind == FloatKind.SignallingNan || y.Kind == FloatKind.SignallingNan)
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
        if (x.IsZero)
            return 0;
        if (x.IsNan || x.IsInfinity || x.Exponent > width - 1)
            return Refuse(ref context);
        ulong size = x.Exponent < -2
            ? Unpacked.RoundAt(x.IsNegative, UInt128.One, 3, rounding, out bool isInexact)
            : Unpacked.RoundAt(x.IsNegative, (UInt128)x.Significand << 60, 123 - x.Exponent, rounding, out isInexact);
        if (size > (x.IsNegative ? none : none - 1))
            return Refuse(ref context);
        if (isInexact)
            context.Raised |= FloatFlags.Inexact;
        return x.IsNegative ? 0 - size : size;

        ulong Refuse(ref FloatContext context)
        {
            context.Raised |= FloatFlags.Invalid;
            return none;
        }
    }

    public static ulong FromInteger(long value, ref FloatContext context)
    {
        if (value == 0)
            return 0;
        ulong size = value < 0 ? 0 - (ulong)value : (ulong)value;
        int zeros = BitOperations.LeadingZeroCount(size);
        return Unpacked.Round<TFormat>(value < 0, 63 - zeros, (UInt128)size << (64 + zeros), ref context);
    }

    /// <summary>From another format.</summary>
    public static ulong Convert<TFrom>(ulong bits, ref FloatContext context)
        where TFrom : struct, IFloatFormat
    {
        Unpacked x = Unpacked.From<TFrom>(bits, context);
        ulong sign = x.IsNegative ? Format<TFormat>.SignBit : 0;
        switch (x.Kind)
        {
            case FloatKind.Zero:
                return sign;
            case FloatKind.Infinity:
                return sign | Format<TFormat>.Infinity;
            case FloatKind.Finite:
                NoteDenormals(x, x, ref context);
                return Unpacked.Round<TFormat>(x.IsNegative, x.Exponent, (UInt128)x.Significand << 64, ref context);
        }

        if (x.Kind == FloatKind.SignallingNan)
            context.Raised |= FloatFlags.Invalid;
        int widening = TFormat.FractionBits - TFrom.FractionBits;
        ulong fraction = widening > 0 ? x.Significand << widening : x.Significand >> -widening;
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
        ulong size = x.Exponent < -2
            ? Unpacked.RoundAt(x.IsNegative, UInt128.One, 3, rounding, out bool isInexact)
            : Unpacked.RoundAt(x.IsNegative, (UInt128)x.Significand << 60, 123 - x.Exponent, rounding, out isInexact);
        if (isInexact && !isQuiet)
            context.Raised |= FloatFlags.Inexact;
        FloatContext exact = default;
        ulong sign = x.IsNegative ? Format<TFormat>.SignBit : 0;
        return sign | FromInteger((long)size, ref exact);
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
        if (x.Kind == FloatKind.SignallingNan || y.Kind == FloatKind.SignallingNan)
            context.Raised |= FloatFlags.Invalid;
        return (x.IsNan ? left : right) | Format<TFormat>.QuietBit;
    }

    private static void NoteDenormals(Unpacked x, Unpacked y, ref FloatContext context)
    {
        if (x.IsDenormal || y.IsDenormal)
            context.Raised |= FloatFlags.Denormal;
    }

    /// <summary>Bits that go out leave a trace in the lowest.</summary>
    private static UInt128 ShiftRight(UInt128 value, int count)
    {
        if (count == 0)
            return value;
        if (count > 126)
            return UInt128.One;
        UInt128 shifted = value >> count;
        return (shifted << count) == value ? shifted : shifted | UInt128.One;
    }

    /// <summary>The integer part of the square root of a value of at least 2^125.</summary>
    private static ulong Root(UInt128 value)
    {
        ulong root = 0;
        for (int bit = 63; bit >= 0; bit--)
        {
            ulong tried = root | (1UL << bit);
            if ((UInt128)tried * tried <= value)
                root = tried;
        }

        return root;
    }
}
