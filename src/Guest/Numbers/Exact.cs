namespace ActorKernel.Guest;

/// <summary>A finite number with all its bits, before it is rounded.</summary>
/// <param name="IsNegative">Its sign.</param>
/// <param name="Exponent">Of its highest bit.</param>
/// <param name="Significand">The highest bit is set; the lowest stands for all that follow. Zero for zero.</param>
internal readonly record struct Exact(bool IsNegative, int Exponent, UInt128 Significand)
{
    public bool IsZero => Significand == UInt128.Zero;

    public static Exact From(in Unpacked x) => new(x.IsNegative, x.Exponent, (UInt128)x.Significand << 64);

    /// <summary>The sum of two numbers that are not zero.</summary>
    public static Exact Add(in Unpacked x, in Unpacked y)
    {
        bool isSwapped = y.Exponent > x.Exponent || (y.Exponent == x.Exponent && y.Significand > x.Significand);
        (Unpacked big, Unpacked small) = isSwapped ? (y, x) : (x, y);
        UInt128 first = (UInt128)big.Significand << 62; // room for a carry
        UInt128 second = ShiftRight((UInt128)small.Significand << 62, big.Exponent - small.Exponent);
        bool isSum = big.IsNegative == small.IsNegative;
        UInt128 result = isSum ? first + second : first - second;
        if (result == UInt128.Zero)
            return default;
        int zeros = (int)UInt128.LeadingZeroCount(result);
        return new(big.IsNegative, big.Exponent + 2 - zeros, result << zeros);
    }

    public static Exact Multiply(in Unpacked x, in Unpacked y)
    {
        ulong high = Math.BigMul(x.Significand, y.Significand, out ulong low);
        UInt128 product = new(high, low);
        int zeros = (long)high < 0 ? 0 : 1;
        return new(x.IsNegative != y.IsNegative, x.Exponent + y.Exponent + 1 - zeros, product << zeros);
    }

    public static Exact Divide(in Unpacked x, in Unpacked y)
    {
        ulong first = Divide(x.Significand >> 1, x.Significand << 63, y.Significand, out ulong rest);
        ulong second = Divide(rest, 0, y.Significand, out rest);
        int zeros = ulong.LeadingZeroCount(first) is 0 ? 0 : 1;
        UInt128 quotient = (new UInt128(first, second) << zeros) | (rest != 0 ? UInt128.One : UInt128.Zero);
        return new(x.IsNegative != y.IsNegative, x.Exponent - y.Exponent - zeros, quotient);
    }

    public static Exact SquareRoot(in Unpacked x)
    {
        int odd = x.Exponent & 1;
        UInt128 radicand = (UInt128)x.Significand << (63 + odd); // of an even exponent
        ulong root = Root(radicand);
        UInt128 rest = radicand - ((UInt128)root * root);
        ulong below = (rest > root ? 1UL << 63 : 0) | (rest != UInt128.Zero ? 1UL : 0); // half a unit is never met
        return new(false, (x.Exponent - odd) / 2, new(root, below));
    }

    /// <summary>Of two words by one that is larger than the upper one (Knuth, algorithm D, on halves of words).</summary>
    public static ulong Divide(ulong high, ulong low, ulong divisor, out ulong rest)
    {
        const ulong Half = 1UL << 32;
        ulong divisorHigh = divisor >> 32;
        ulong divisorLow = (uint)divisor;
        ulong first = Digit(high, low >> 32, out ulong left);
        ulong second = Digit(left, (uint)low, out rest);
        return (first << 32) | second;

        ulong Digit(ulong dividend, ulong next, out ulong remainder)
        {
            ulong digit = dividend / divisorHigh;
            ulong over = dividend - (digit * divisorHigh);
            while (digit >= Half || digit * divisorLow > ((over << 32) | next))
            {
                digit--;
                over += divisorHigh;
                if (over >= Half)
                    break;
            }

            remainder = (dividend << 32) + next - (digit * divisor);
            return digit;
        }
    }

    /// <summary>Bits that go out leave a trace in the lowest.</summary>
    public static UInt128 ShiftRight(UInt128 value, int count)
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
