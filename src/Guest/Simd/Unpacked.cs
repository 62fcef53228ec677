using System.Numerics;

namespace ActorKernel.Guest;

internal enum FloatKind
{
    Zero,
    Finite,
    Infinity,
    QuietNan,
    SignallingNan,
}

/// <summary>A number taken apart: significand * 2^(exponent - 63), with the significand's highest bit set.</summary>
internal readonly record struct Unpacked(FloatKind Kind, bool IsNegative, int Exponent, ulong Significand)
{
    public bool IsDenormal { get; init; }

    public bool IsNan => Kind >= FloatKind.QuietNan;

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
            return new(kind, isNegative, 0, fraction);
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

    /// <summary>Rounds a value, given with all its bits, to a format.</summary>
    /// <param name="isNegative">Its sign.</param>
    /// <param name="exponent">Of its highest bit.</param>
    /// <param name="significand">Its highest bit is set; its lowest stands for all that follow.</param>
    /// <param name="context">How to round; what came of it is added.</param>
    public static ulong Round<TFormat>(bool isNegative, int exponent, UInt128 significand, ref FloatContext context)
        where TFormat : struct, IFloatFormat
    {
        int shift = 127 - TFormat.FractionBits;
        ulong sign = isNegative ? Format<TFormat>.SignBit : 0;
        ulong rounded = RoundAt(isNegative, significand, shift, context.Rounding, out bool isInexact);
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
            bool goesUp = context.Rounding switch
            {
                Rounding.Nearest => true,
                Rounding.Up => !isNegative,
                Rounding.Down => isNegative,
                _ => false,
            };
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
        ulong rounded = RoundAt(isNegative, reduced, Math.Min(shift, 127), context.Rounding, out bool loses);
        if (loses)
            context.Raised |= FloatFlags.Underflow | FloatFlags.Inexact;
        return rounded;
    }

    /// <summary>Drops the lowest bits, rounding.</summary>
    public static ulong RoundAt(
        bool isNegative, UInt128 significand, int shift, Rounding rounding, out bool isInexact)
    {
        ulong kept = (ulong)(significand >> shift);
        UInt128 rest = significand & ((UInt128.One << shift) - 1);
        isInexact = rest != UInt128.Zero;
        UInt128 half = UInt128.One << (shift - 1);
        bool goesUp = rounding switch
        {
            Rounding.Nearest => rest > half || (rest == half && (kept & 1) != 0),
            Rounding.Up => isInexact && !isNegative,
            Rounding.Down => isInexact && isNegative,
            _ => false,
        };
        return kept + (goesUp ? 1UL : 0);
    }
}
