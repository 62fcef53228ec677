using System.Numerics;

namespace ActorKernel.Guest;

internal enum FloatKind
{
    Zero,
    Finite,
    Infinity,
    QuietNan,
    SignallingNan,

    /// <summary>An encoding in extended precision that no processor since the 387 makes or takes.</summary>
    Unsupported,
}

/// <summary>What became of the bits that were rounded off.</summary>
internal enum RoundedOff
{
    Nothing,
    Down,
    Up,
}

/// <summary>A number taken apart: significand * 2^(exponent - 63), with the significand's highest bit set.</summary>
/// <remarks>A NaN's significand is as in extended precision, whatever its format: below a one, from the left.</remarks>
internal readonly record struct Unpacked(FloatKind Kind, bool IsNegative, int Exponent, ulong Significand)
{
    public bool IsDenormal { get; init; }

    public bool IsNan => Kind is FloatKind.QuietNan or FloatKind.SignallingNan;

    public bool IsSignalling => Kind == FloatKind.SignallingNan;

    public bool IsZero => Kind == FloatKind.Zero;

    public bool IsInfinity => Kind == FloatKind.Infinity;

    public static Unpacked From<TFormat>(ulong bits, in FloatContext context)
        where TFormat : struct, IFloatFormat
    {
        bool isNegative = (bits & Format<TFormat>.SignBit) != 0;
        int field = (int)(bits >> TFormat.FractionBits) & Format<TFormat>.Special;
        ulong fraction = bits & Format<TFormat>.FractionMask;
        int shift = 63 - TFormat.FractionBits;
        if (field == Format<TFormat>.Special)
        {
            FloatKind kind = fraction == 0 ? FloatKind.Infinity
                : (fraction & Format<TFormat>.QuietBit) != 0 ? FloatKind.QuietNan : FloatKind.SignallingNan;
            return new(kind, isNegative, 0, (1UL << 63) | (fraction << shift));
        }

        if (field != 0)
            return new(FloatKind.Finite, isNegative, field - Format<TFormat>.Bias, (1UL << 63) | (fraction << shift));
        if (fraction == 0 || context.DenormalsAreZero)
            return new(FloatKind.Zero, isNegative, 0, 0);
        int zeros = BitOperations.LeadingZeroCount(fraction);
        return new(FloatKind.Finite, isNegative, Format<TFormat>.LeastExponent + shift - zeros, fraction << zeros)
        {
            IsDenormal = true,
        };
    }

    public static Unpacked From(Extended value)
    {
        bool isNegative = value.IsNegative;
        bool isWhole = (long)value.Significand < 0;
        int field = value.SignExponent & Extended.Special;
        if (field == Extended.Special)
        {
            ulong fraction = value.Significand << 1;
            FloatKind kind = !isWhole ? FloatKind.Unsupported
                : fraction == 0 ? FloatKind.Infinity
                : (long)fraction < 0 ? FloatKind.QuietNan : FloatKind.SignallingNan;
            return new(kind, isNegative, 0, value.Significand);
        }

        if (field != 0)
        {
            return isWhole
                ? new(FloatKind.Finite, isNegative, field - Extended.Bias, value.Significand)
                : new(FloatKind.Unsupported, isNegative, 0, value.Significand);
        }

        if (value.Significand == 0)
            return new(FloatKind.Zero, isNegative, 0, 0);
        int zeros = BitOperations.LeadingZeroCount(value.Significand);
        return new(FloatKind.Finite, isNegative, Extended.LeastExponent - zeros, value.Significand << zeros)
        {
            IsDenormal = true,
        };
    }

    /// <summary>A signed integer, exactly.</summary>
    public static Unpacked From(long value)
    {
        if (value == 0)
            return new(FloatKind.Zero, false, 0, 0);
        ulong size = value < 0 ? 0 - (ulong)value : (ulong)value;
        int zeros = BitOperations.LeadingZeroCount(size);
        return new(FloatKind.Finite, value < 0, 63 - zeros, size << zeros);
    }

    /// <summary>The nearest integer by a rounding mode, without its sign; null where 64 bits are too few.</summary>
    public ulong? ToInteger(Rounding rounding, out RoundedOff rest)
    {
        rest = RoundedOff.Nothing;
        if (IsZero)
            return 0;
        if (Kind != FloatKind.Finite || Exponent > 63)
            return null;
        if (Exponent == 63)
            return Significand;
        return Exponent < -2
            ? RoundAt(IsNegative, UInt128.One, 3, rounding, out rest)
            : RoundAt(IsNegative, (UInt128)Significand << 60, 123 - Exponent, rounding, out rest);
    }

    /// <summary>Rounds a value to a format; what came of it is added to the context.</summary>
    public static ulong Round<TFormat>(in Exact value, ref FloatContext context)
        where TFormat : struct, IFloatFormat
    {
        (bool isNegative, int exponent, UInt128 significand) = value;
        int shift = 127 - TFormat.FractionBits;
        ulong sign = isNegative ? Format<TFormat>.SignBit : 0;
        ulong rounded = RoundAt(isNegative, significand, shift, context.Rounding, out RoundedOff rest);
        bool isInexact = rest != RoundedOff.Nothing;
        context.RoundedUp = rest == RoundedOff.Up;
        int carried = exponent + (int)(rounded >> (TFormat.FractionBits + 1));
        if (carried < Format<TFormat>.LeastExponent) // tiny, as it is found after rounding
            return sign | RoundTiny<TFormat>(isNegative, exponent, significand, isInexact, ref context);
        if (exponent < Format<TFormat>.LeastExponent)
        {
            context.Raised |= FloatFlags.Inexact;
            return sign | (1UL << TFormat.FractionBits); // rounded up to the least normal number
        }

        if (isInexact)
            context.Raised |= FloatFlags.Inexact;
        if (carried > Format<TFormat>.Bias)
        {
            context.Raised |= FloatFlags.Overflow;
            if ((context.Masked & FloatFlags.Overflow) != FloatFlags.None)
                context.Raised |= FloatFlags.Inexact;
            bool goesUp = GoesToInfinity(isNegative, context.Rounding);
            context.RoundedUp = goesUp;
            return sign | (goesUp ? Format<TFormat>.Infinity : Format<TFormat>.Largest);
        }

        ulong field = (ulong)(exponent + Format<TFormat>.Bias - 1) << TFormat.FractionBits;
        return sign | (field + rounded); // the hidden bit and a carry go into the exponent
    }

    private static ulong RoundTiny<TFormat>(
        bool isNegative, int exponent, UInt128 significand, bool isInexact, ref FloatContext context)
        where TFormat : struct, IFloatFormat
    {
        if ((context.Masked & FloatFlags.Underflow) == FloatFlags.None)
        {
            context.Raised |= FloatFlags.Underflow | (isInexact ? FloatFlags.Inexact : FloatFlags.None);
            return 0;
        }

        if (context.FlushesToZero)
        {
            context.Raised |= FloatFlags.Underflow | FloatFlags.Inexact;
            return 0;
        }

        int shift = 127 - TFormat.FractionBits + Format<TFormat>.LeastExponent - exponent;
        UInt128 reduced = shift switch
        {
            <= 127 => significand,
            128 => (significand >> 1) | (significand & UInt128.One), // the highest bit is worth half of the lowest kept
            _ => UInt128.One,
        };
        ulong rounded = RoundAt(isNegative, reduced, Math.Min(shift, 127), context.Rounding, out RoundedOff rest);
        context.RoundedUp = rest == RoundedOff.Up;
        if (rest != RoundedOff.Nothing)
            context.Raised |= FloatFlags.Underflow | FloatFlags.Inexact;
        return rounded;
    }

    /// <summary>Drops the lowest bits, rounding. The result may be one bit longer, of which the 65th is lost.</summary>
    public static ulong RoundAt(
        bool isNegative, UInt128 significand, int shift, Rounding rounding, out RoundedOff rounded)
    {
        ulong kept = (ulong)(significand >> shift);
        UInt128 rest = significand & ((UInt128.One << shift) - 1);
        UInt128 half = UInt128.One << (shift - 1);
        bool isInexact = rest != UInt128.Zero;
        bool goesUp = rounding switch
        {
            Rounding.Nearest => rest > half || (rest == half && (kept & 1) != 0),
            Rounding.Up => isInexact && !isNegative,
            Rounding.Down => isInexact && isNegative,
            _ => false,
        };
        rounded = goesUp ? RoundedOff.Up : isInexact ? RoundedOff.Down : RoundedOff.Nothing;
        return kept + (goesUp ? 1UL : 0);
    }

    /// <summary>Whether too large a number becomes infinite, not the largest there is.</summary>
    public static bool GoesToInfinity(bool isNegative, Rounding rounding) => rounding switch
    {
        Rounding.Nearest => true,
        Rounding.Up => !isNegative,
        Rounding.Down => isNegative,
        _ => false,
    };
}
