using System.Runtime.InteropServices;

namespace ActorKernel.Guest;

/// <summary>A number in the x87's extended precision: ten bytes in memory, sixteen in a register here.</summary>
/// <param name="Significand">With its whole part as the highest bit.</param>
/// <param name="SignExponent">The sign above fifteen bits of exponent.</param>
[StructLayout(LayoutKind.Sequential, Size = 16)]
public readonly record struct Extended(ulong Significand, ushort SignExponent)
{
    /// <summary>The exponent of infinities and NaNs.</summary>
    public const int Special = 0x7fff;

    public const int Bias = 0x3fff;

    internal const int LeastExponent = 1 - Bias;

    internal const ulong WholeBit = 1UL << 63;
    internal const ulong QuietBit = 1UL << 62;

    /// <summary>What invalid operations give: quiet and negative.</summary>
    public static Extended DefaultNan => new(WholeBit | QuietBit, SignBit | Special);

    private const ushort SignBit = 0x8000;

    public bool IsNegative => (SignExponent & SignBit) != 0;

    internal bool IsNan => (SignExponent & Special) == Special && Significand << 1 != 0;

    public static Extended Zero(bool isNegative) => Pack(isNegative, 0, 0);

    public static Extended Infinity(bool isNegative) => Pack(isNegative, Special, WholeBit);

    internal static Extended Pack(bool isNegative, int field, ulong significand) =>
        new(significand, (ushort)(field | (isNegative ? SignBit : 0)));

    /// <summary>A number that needs no rounding.</summary>
    internal static Extended From(in Unpacked x) => x.Kind switch
    {
        FloatKind.Zero => Zero(x.IsNegative),
        FloatKind.Infinity => Infinity(x.IsNegative),
        FloatKind.Unsupported => DefaultNan,
        FloatKind.Finite when x.Exponent < LeastExponent =>
            Pack(x.IsNegative, 0, x.Significand >> (LeastExponent - x.Exponent)),
        FloatKind.Finite => Pack(x.IsNegative, x.Exponent + Bias, x.Significand),
        _ => Pack(x.IsNegative, Special, x.Significand | QuietBit),
    };

    internal Extended WithSign(bool isNegative) => Pack(isNegative, SignExponent & Special, Significand);
}
