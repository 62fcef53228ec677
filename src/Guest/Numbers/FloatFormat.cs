namespace ActorKernel.Guest;

/// <summary>A binary format of IEEE 754, as a type; values travel as their bits.</summary>
internal interface IFloatFormat
{
    static abstract int FractionBits { get; }

    static abstract int ExponentBits { get; }
}

internal readonly struct SingleFormat : IFloatFormat
{
    public static int FractionBits => 23;

    public static int ExponentBits => 8;
}

internal readonly struct DoubleFormat : IFloatFormat
{
    public static int FractionBits => 52;

    public static int ExponentBits => 11;
}

/// <summary>What follows from the two numbers of a format.</summary>
internal static class Format<TFormat>
    where TFormat : struct, IFloatFormat
{
    public static int Bits => 1 + TFormat.ExponentBits + TFormat.FractionBits;

    public static int Bias => (1 << (TFormat.ExponentBits - 1)) - 1;

    /// <summary>The exponent field of infinities and NaNs.</summary>
    public static int Special => (1 << TFormat.ExponentBits) - 1;

    public static int LeastExponent => 1 - Bias;

    public static ulong FractionMask => (1UL << TFormat.FractionBits) - 1;

    public static ulong QuietBit => 1UL << (TFormat.FractionBits - 1);

    public static ulong SignBit => 1UL << (Bits - 1);

    public static ulong Infinity => (ulong)Special << TFormat.FractionBits;

    public static ulong Largest => Infinity - 1;

    /// <summary>What invalid operations give: quiet and negative.</summary>
    public static ulong DefaultNan => SignBit | Infinity | QuietBit;
}

/// <summary>The exceptions of MXCSR and of the x87's status word, in their order.</summary>
[Flags]
internal enum FloatFlags
{
    None = 0,
    Invalid = 1,
    Denormal = 2,
    DivideByZero = 4,
    Overflow = 8,
    Underflow = 16,
    Inexact = 32,

    /// <summary>Only the x87's: too few values on the stack, or too many.</summary>
    StackFault = 64,

    /// <summary>Those that are found before an operation is done.</summary>
    Before = Invalid | Denormal | DivideByZero,
    All = 63,
}

/// <summary>The rounding control of MXCSR and the x87 control word.</summary>
internal enum Rounding
{
    Nearest,
    Down,
    Up,
    TowardsZero,
}

/// <summary>How to calculate, and which exceptions came of it.</summary>
internal struct FloatContext
{
    public Rounding Rounding;
    public bool DenormalsAreZero;

    /// <summary>Only looked at where underflow is masked.</summary>
    public bool FlushesToZero;

    public FloatFlags Masked;
    public FloatFlags Raised;

    /// <summary>Bits of results in extended precision.</summary>
    public int Precision;

    /// <summary>The last rounding made the number larger, leaving its sign aside: C1 of the x87.</summary>
    public bool RoundedUp;

    /// <summary>To the nearest, nothing unmasked, and inexact results leave no new trace: as any host calculates.</summary>
    public bool IsPlain;

    public FloatContext(uint mxcsr)
    {
        Rounding = (Rounding)((mxcsr >> 13) & 3);
        DenormalsAreZero = (mxcsr & (1 << 6)) != 0;
        FlushesToZero = (mxcsr & (1 << 15)) != 0;
        Masked = (FloatFlags)(mxcsr >> 7) & FloatFlags.All;
        IsPlain = Rounding == Rounding.Nearest && Masked == FloatFlags.All
            && ((FloatFlags)mxcsr & FloatFlags.Inexact) != FloatFlags.None;
    }

    /// <summary>As the x87's control word says.</summary>
    public static FloatContext ForX87(ushort control) => new()
    {
        Rounding = (Rounding)((control >> 10) & 3),
        Masked = (FloatFlags)control & FloatFlags.All,
        Precision = ((control >> 8) & 3) switch { 0 => 24, 2 => 53, _ => 64 },
    };

    /// <summary>A result was rounded.</summary>
    public void Note(RoundedOff rest)
    {
        RoundedUp = rest == RoundedOff.Up;
        if (rest != RoundedOff.Nothing)
            Raised |= FloatFlags.Inexact;
    }
}
