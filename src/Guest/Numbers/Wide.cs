namespace ActorKernel.Guest;

/// <summary>Arithmetic with 128 bits, cut off: for what is calculated by series, before it is rounded to 64.</summary>
internal static class Wide
{
    public static Exact One { get; } = new(false, 0, UInt128.One << 127);

    public static Exact Negate(in Exact x) => x with { IsNegative = !x.IsNegative };

    /// <summary>value * 2^exponent.</summary>
    public static Exact From(UInt128 value, int exponent, bool isNegative = false)
    {
        if (value == UInt128.Zero)
            return default;
        int zeros = (int)UInt128.LeadingZeroCount(value);
        return new(isNegative, exponent + 127 - zeros, value << zeros);
    }

    public static Exact Multiply(in Exact x, in Exact y)
    {
        UInt128 high = MultiplyHigh(x.Significand, y.Significand);
        return high == UInt128.Zero ? default : From(high, x.Exponent + y.Exponent - 126, x.IsNegative != y.IsNegative);
    }

    public static Exact Add(in Exact x, in Exact y)
    {
        if (x.IsZero || y.IsZero)
            return x.IsZero ? y : x;
        bool isSwapped = y.Exponent > x.Exponent || (y.Exponent == x.Exponent && y.Significand > x.Significand);
        (Exact big, Exact small) = isSwapped ? (y, x) : (x, y);
        int distance = big.Exponent - small.Exponent;
        UInt128 first = big.Significand >> 1; // room for a carry
        UInt128 second = distance > 126 ? UInt128.Zero : small.Significand >> (1 + distance);
        return From(
            big.IsNegative == small.IsNegative ? first + second : first - second, big.Exponent - 126, big.IsNegative);
    }

    /// <summary>x / y, of which neither is zero.</summary>
    public static Exact Divide(in Exact x, in Exact y)
    {
        UInt128 rest = x.Significand;
        UInt128 quotient = UInt128.Zero;
        bool isOver = false; // the bit above rest
        for (int bit = 127; bit >= 0; bit--)
        {
            if (isOver || rest >= y.Significand)
            {
                rest -= y.Significand;
                quotient |= UInt128.One << bit;
            }

            isOver = (rest >> 127) != UInt128.Zero;
            rest <<= 1;
        }

        return From(quotient, x.Exponent - y.Exponent - 127, x.IsNegative != y.IsNegative);
    }

    /// <summary>The upper half of a product.</summary>
    public static UInt128 MultiplyHigh(UInt128 x, UInt128 y)
    {
        (ulong xHigh, ulong xLow) = ((ulong)(x >> 64), (ulong)x);
        (ulong yHigh, ulong yLow) = ((ulong)(y >> 64), (ulong)y);
        UInt128 first = Math.BigMul(xHigh, yLow);
        UInt128 second = Math.BigMul(xLow, yHigh);
        UInt128 carry = ((UInt128)(ulong)first + (ulong)second + (ulong)(Math.BigMul(xLow, yLow) >> 64)) >> 64;
        return Math.BigMul(xHigh, yHigh) + (first >> 64) + (second >> 64) + carry;
    }

    /// <summary>A number below one as a fraction of 128 bits.</summary>
    public static UInt128 Fraction(in Exact x) =>
        x.IsZero || x.Exponent < -128 ? UInt128.Zero : x.Significand >> (-1 - x.Exponent);
}
