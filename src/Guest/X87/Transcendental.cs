namespace ActorKernel.Guest;

/// <summary>fsin, fptan, fpatan, f2xm1, fyl2x and their like, and the constants.</summary>
/// <remarks>
/// By series in fixed point with 128 bits, of which some 115 are good, then rounded once to 64: the correctly rounded
/// result but for about one argument in 2^50, well below the unit in the last place that the manual promises (SDM volume
/// 1, 8.3.10). Angles are reduced by a pi of 66 bits, as Intel's processors do (8.3.8).
/// </remarks>
internal static class Transcendental
{
    private const int MostTerms = 34;

    /// <summary>Half of pi in units of 2^-65: its 66 bits.</summary>
    private static readonly UInt128 HalfTurn = new(0x3, 0x243f_6a88_85a3_08d3);

    private static readonly Exact Pi = new(false, 1, new(0xc90f_daa2_2168_c234, 0xc4c6_628b_80dc_1cd1));
    private static readonly Exact NaturalLogOf2 = new(false, -1, new(0xb172_17f7_d1cf_79ab, 0xc9e3_b398_03f2_f6af));
    private static readonly Exact LogOfE = new(false, 0, new(0xb8aa_3b29_5c17_f0bb, 0xbe87_fed0_691d_3e88));
    private static readonly Exact LogOf10 = new(false, 1, new(0xd49a_784b_cd1b_8afe, 0x492b_f6ff_4daf_db4c));
    private static readonly Exact DecimalLogOf2 = new(false, -2, new(0x9a20_9a84_fbcf_f798, 0x8f89_59ac_0b7c_9178));
    private static readonly Exact ArcTangentOfHalf = new(false, -2, new(0xed63_382b_0dda_7b45, 0x6fe4_45ec_bc3a_8d03));
    private static readonly Exact Half = new(false, -1, UInt128.One << 127);
    private static readonly Exact RootOfTwo = new(false, 0, new(0xb504_f333_f9de_6484, 0x597d_89b3_754a_be9f));

    public static Extended One(Rounding rounding) => Extended.From(Unpacked.From(1));

    public static Extended Zero(Rounding rounding) => Extended.Zero(false);

    public static Extended ConstantPi(Rounding rounding) => Constant(Pi, rounding);

    public static Extended ConstantLogOfE(Rounding rounding) => Constant(LogOfE, rounding);

    public static Extended ConstantLogOf10(Rounding rounding) => Constant(LogOf10, rounding);

    public static Extended ConstantDecimalLogOf2(Rounding rounding) => Constant(DecimalLogOf2, rounding);

    public static Extended ConstantNaturalLogOf2(Rounding rounding) => Constant(NaturalLogOf2, rounding);

    /// <summary>Sine and cosine of a finite angle below 2^63.</summary>
    public static (Exact Sine, Exact Cosine) SineAndCosine(in Unpacked x)
    {
        UInt128 turns = UInt128.Zero;
        Exact rest = Exact.From(x) with { IsNegative = false };
        if (x.Exponent >= -1)
        {
            (turns, UInt128 units) = UInt128.DivRem((UInt128)x.Significand << (x.Exponent + 2), HalfTurn);
            bool isPast = units > HalfTurn - units;
            turns += isPast ? UInt128.One : UInt128.Zero;
            rest = Wide.From(isPast ? HalfTurn - units : units, -65, isPast);
        }

        UInt128 square = Wide.Fraction(Wide.Multiply(rest, rest));
        Exact sine = rest.IsZero ? rest : Wide.Multiply(rest, Fixed(AlternatingFactorials(square, 2)));
        Exact cosine = Fixed(AlternatingFactorials(square, 1));
        (sine, cosine) = ((int)turns & 3) switch
        {
            0 => (sine, cosine),
            1 => (cosine, Wide.Negate(sine)),
            2 => (Wide.Negate(sine), Wide.Negate(cosine)),
            _ => (Wide.Negate(cosine), sine),
        };
        return (x.IsNegative ? Wide.Negate(sine) : sine, cosine);
    }

    /// <summary>f2xm1: 2^x - 1. Beyond -1 to 1, where the manual leaves it open: x itself.</summary>
    public static Extended PowerOf2Minus1(Unpacked x, ref FloatContext context)
    {
        context.Precision = 64;
        if (ExtendedFloat.Refuse(x, x, ref context) is Extended nan)
            return nan;
        if (x.IsInfinity)
            return x.IsNegative ? Extended.From(Unpacked.From(-1)) : Extended.Infinity(false);
        ExtendedFloat.NoteDenormals(x, x, ref context);
        if (x.IsZero || x.Exponent > 0 || (x.Exponent == 0 && x.Significand << 1 != 0))
            return Extended.From(x);
        context.Raised |= FloatFlags.Inexact; // also for -1 and 1, on Intel's processors
        if (x.Exponent == 0)
            return Round(x.IsNegative ? Wide.Negate(Half) : Wide.One, true, ref context);
        Exact power = Wide.Multiply(Exact.From(x), NaturalLogOf2);
        UInt128 size = Wide.Fraction(power);
        UInt128 sum = UInt128.Zero; // of what stands behind 1 in 1 + t/2 + t^2/6 + ..., with its sign that of t
        for (int n = MostTerms; n >= 2; n--)
        {
            UInt128 inner = x.IsNegative ? (UInt128.One << 127) - (sum >> 1) : (UInt128.One << 127) + (sum >> 1);
            sum = Wide.MultiplyHigh(size, inner) / (uint)n << 1;
        }

        Exact factor = Wide.Add(Wide.One, Wide.From(sum, -128, x.IsNegative));
        return Round(Wide.Multiply(power, factor), false, ref context);
    }

    /// <summary>fyl2x: y * log2(x).</summary>
    public static Extended Logarithm(Unpacked y, Unpacked x, ref FloatContext context)
    {
        if (ExtendedFloat.Refuse(y, x, ref context) is Extended nan)
            return nan;
        bool isOne = !x.IsNegative && x.Kind == FloatKind.Finite && x.Exponent == 0 && x.Significand << 1 == 0;
        if ((x.IsNegative && !x.IsZero) || (y.IsZero && (x.IsZero || x.IsInfinity)) || (y.IsInfinity && isOne))
            return ExtendedFloat.Invalid(ref context);
        if (x.IsZero && !y.IsInfinity)
        {
            context.Raised |= FloatFlags.DivideByZero;
            return Extended.Infinity(!y.IsNegative);
        }

        ExtendedFloat.NoteDenormals(y, x, ref context);
        bool isBelowOne = x.IsZero || (x.Kind == FloatKind.Finite && x.Exponent < 0);
        if (x.IsInfinity || y.IsInfinity)
            return Extended.Infinity(y.IsNegative != isBelowOne);
        if (y.IsZero || isOne)
            return Extended.Zero(y.IsNegative != isBelowOne);
        Exact logarithm = LogarithmOf(Exact.From(x));
        bool isExact = x.Significand << 1 == 0; // a power of two, whose logarithm is an integer
        Extended result = Round(Wide.Multiply(Exact.From(y), logarithm), isExact, ref context);
        context.Raised |= FloatFlags.Inexact; // exact or not, on Intel's processors; and so is underflow
        if ((result.SignExponent & Extended.Special) == 0)
            context.Raised |= FloatFlags.Underflow;
        return result;
    }

    /// <summary>fyl2xp1: y * log2(x + 1). From -1 down, where the manual leaves it open, invalid.</summary>
    public static Extended LogarithmPlus1(Unpacked y, Unpacked x, ref FloatContext context)
    {
        if (ExtendedFloat.Refuse(y, x, ref context) is Extended nan)
            return nan;
        bool isTooSmall = x.IsNegative && (x.IsInfinity || (x.Kind == FloatKind.Finite && x.Exponent >= 0));
        if (isTooSmall || (y.IsZero && x.IsInfinity) || (y.IsInfinity && x.IsZero))
            return ExtendedFloat.Invalid(ref context);
        ExtendedFloat.NoteDenormals(y, x, ref context);
        bool isNegative = y.IsNegative != x.IsNegative;
        if (x.IsInfinity || y.IsInfinity)
            return Extended.Infinity(isNegative);
        if (y.IsZero || x.IsZero)
            return Extended.Zero(isNegative);
        Exact argument = Exact.From(x);
        Exact logarithm = x.Exponent < -2
            ? LogarithmBy(Wide.Divide(argument, Wide.Add(Wide.From(2, 0), argument)))
            : LogarithmOf(Wide.Add(Wide.One, argument));
        return Round(Wide.Multiply(Exact.From(y), logarithm), false, ref context);
    }

    /// <summary>fpatan: the angle of the point (x, y).</summary>
    public static Extended ArcTangent(Unpacked y, Unpacked x, ref FloatContext context)
    {
        if (ExtendedFloat.Refuse(y, x, ref context) is Extended nan)
            return nan;
        ExtendedFloat.NoteDenormals(y, x, ref context);
        bool isOnAxis = y.IsZero || (x.IsInfinity && !y.IsInfinity);
        if (isOnAxis && !x.IsNegative)
            return Extended.Zero(y.IsNegative);
        Exact angle = Magnitude(y, x, isOnAxis);
        return Round(angle with { IsNegative = y.IsNegative }, false, ref context);
    }

    /// <summary>Rounds to 64 bits what is cut off, unless it is exact.</summary>
    public static Extended Round(in Exact value, bool isExact, ref FloatContext context) =>
        ExtendedFloat.Round(isExact ? value : value with { Significand = value.Significand | UInt128.One }, ref context);

    private static Extended Constant(in Exact value, Rounding rounding)
    {
        FloatContext context = new() { Rounding = rounding, Precision = 64, Masked = FloatFlags.All };
        return ExtendedFloat.Round(value, ref context);
    }

    private static Exact Magnitude(in Unpacked y, in Unpacked x, bool isOnAxis)
    {
        if (isOnAxis)
            return Pi;
        Exact quarter = Pi with { Exponent = Pi.Exponent - 2 };
        Exact half = Pi with { Exponent = Pi.Exponent - 1 };
        if (x.IsInfinity)
            return x.IsNegative ? Wide.Add(half, quarter) : quarter;
        if (x.IsZero || y.IsInfinity)
            return half;
        bool isSteep = y.Exponent > x.Exponent || (y.Exponent == x.Exponent && y.Significand > x.Significand);
        Exact slope = isSteep ? Exact.Divide(x, y) : Exact.Divide(y, x);
        Exact angle = ArcTangentOf(slope with { IsNegative = false });
        if (!isSteep)
            return x.IsNegative ? Wide.Add(Pi, Wide.Negate(angle)) : angle;
        return Wide.Add(half, x.IsNegative ? angle : Wide.Negate(angle));
    }

    /// <summary>Of a slope from 0 to 1: of what it is more or less than 0, 1/2 or 1, and the angle of that.</summary>
    private static Exact ArcTangentOf(in Exact slope)
    {
        if (slope.Exponent < -2)
            return ArcTangentOfSmall(slope);
        bool isNearOne = slope.Exponent >= 0 || (slope.Exponent == -1 && slope.Significand >> 126 == 3);
        Exact near = isNearOne ? Wide.One : Half;
        Exact angle = isNearOne ? Pi with { Exponent = Pi.Exponent - 2 } : ArcTangentOfHalf;
        Exact above = Wide.Add(slope, Wide.Negate(near));
        if (above.IsZero)
            return angle;
        Exact scale = Wide.Add(Wide.One, Wide.Multiply(slope, near));
        return Wide.Add(angle, ArcTangentOfSmall(Wide.Divide(above, scale)));
    }

    private static Exact ArcTangentOfSmall(in Exact slope) =>
        Wide.Multiply(slope, Fixed(OddReciprocals(Wide.Fraction(Wide.Multiply(slope, slope)), isAlternating: true)));

    /// <summary>The logarithm to the base 2 of a positive number that is not 1.</summary>
    private static Exact LogarithmOf(in Exact x)
    {
        bool isUpper = x.Significand > RootOfTwo.Significand;
        int whole = x.Exponent + (isUpper ? 1 : 0);
        Exact part = x with { Exponent = isUpper ? -1 : 0 };
        Exact above = Wide.Add(part, Wide.Negate(Wide.One));
        Exact integer = Wide.From((UInt128)Math.Abs(whole), 0, whole < 0);
        if (above.IsZero)
            return integer;
        return Wide.Add(integer, LogarithmBy(Wide.Divide(above, Wide.Add(part, Wide.One))));
    }

    /// <summary>log2((1 + z) / (1 - z)).</summary>
    private static Exact LogarithmBy(in Exact z)
    {
        Exact factor = Fixed(OddReciprocals(Wide.Fraction(Wide.Multiply(z, z)), isAlternating: false));
        return Wide.Multiply(Wide.Multiply(z, factor), LogOfE with { Exponent = LogOfE.Exponent + 1 });
    }

    /// <summary>1 - z/(n(n+1)) (1 - z/((n+2)(n+3)) (...)) as a fraction of 2: of a cosine from n = 1, a sine from 2.</summary>
    private static UInt128 AlternatingFactorials(UInt128 z, int n)
    {
        UInt128 one = UInt128.One << 127;
        UInt128 sum = one;
        for (int i = n + MostTerms; i >= n; i -= 2)
            sum = one - (Wide.MultiplyHigh(z, sum) / (uint)(i * (i + 1)));
        return sum;
    }

    /// <summary>1 + z/3 + z^2/5 + ..., or with every other sign turned, as a fraction of 2.</summary>
    private static UInt128 OddReciprocals(UInt128 z, bool isAlternating)
    {
        UInt128 one = UInt128.One << 127;
        UInt128 sum = UInt128.Zero;
        for (int n = (2 * MostTerms) + 1; n >= 1; n -= 2)
        {
            UInt128 rest = Wide.MultiplyHigh(z, sum);
            sum = (one / (uint)n) + (isAlternating ? 0 - rest : rest);
        }

        return sum;
    }

    private static Exact Fixed(UInt128 value) => Wide.From(value, -127);
}
