namespace ActorKernel.Guest;

/// <summary>Into what an x87 instruction turns the top to store it. What it stores travels as ten bytes.</summary>
internal unsafe interface IFloatTarget
{
    /// <summary>Stored where there is no value.</summary>
    static abstract Extended Missing { get; }

    static abstract Extended Convert(Extended value, ref FloatContext context);

    static abstract bool Write(Cpu cpu, ulong address, Extended value);
}

internal readonly unsafe struct FloatTarget<TFormat> : IFloatTarget
    where TFormat : struct, IFloatFormat
{
    public static Extended Missing => new(Format<TFormat>.DefaultNan, 0);

    public static Extended Convert(Extended value, ref FloatContext context)
    {
        ulong bits = SoftFloat<TFormat>.Convert(Unpacked.From(value), ref context);
        context.Raised &= ~FloatFlags.Denormal; // not noted here: the result is tiny anyway
        return new(bits, 0);
    }

    public static bool Write(Cpu cpu, ulong address, Extended value) => Format<TFormat>.Bits == 32
        ? cpu.Store<uint>(address, value.Significand)
        : cpu.Store<ulong>(address, value.Significand);
}

internal readonly unsafe struct ExtendedTarget : IFloatTarget
{
    public static Extended Missing => Extended.DefaultNan;

    public static Extended Convert(Extended value, ref FloatContext context) => value;

    public static bool Write(Cpu cpu, ulong address, Extended value) => cpu.StoreExtended(address, value);
}

/// <summary>A signed integer; the most negative one for what does not fit.</summary>
/// <typeparam name="T">Of this width.</typeparam>
/// <typeparam name="TTruncates">Whatever the rounding control says.</typeparam>
internal readonly unsafe struct IntegerTarget<T, TTruncates> : IFloatTarget
    where T : unmanaged
    where TTruncates : struct, IChoice
{
    private static ulong Indefinite => 1UL << (Width<T>.Bits - 1);

    public static Extended Missing => new(Indefinite, 0);

    public static Extended Convert(Extended value, ref FloatContext context)
    {
        Unpacked x = Unpacked.From(value);
        ulong? size = x.ToInteger(TTruncates.Is ? Rounding.TowardsZero : context.Rounding, out RoundedOff rest);
        if (size is not ulong fits || fits > (x.IsNegative ? Indefinite : Indefinite - 1))
        {
            context.Raised |= FloatFlags.Invalid;
            return Missing;
        }

        context.Note(rest);
        return new(x.IsNegative ? 0 - fits : fits, 0);
    }

    public static bool Write(Cpu cpu, ulong address, Extended value) => cpu.Store<T>(address, value.Significand);
}

/// <summary>fbstp: eighteen decimal digits and a sign.</summary>
internal readonly unsafe struct DecimalTarget : IFloatTarget
{
    private const ulong Most = 999_999_999_999_999_999;

    public static Extended Missing => FloatDecimals.Indefinite;

    public static Extended Convert(Extended value, ref FloatContext context)
    {
        Unpacked x = Unpacked.From(value);
        if (x.ToInteger(context.Rounding, out RoundedOff rest) is not ulong size || size > Most)
        {
            context.Raised |= FloatFlags.Invalid;
            return Missing;
        }

        context.Note(rest);
        return FloatDecimals.Pack(x.IsNegative, size);
    }

    public static bool Write(Cpu cpu, ulong address, Extended value) => cpu.StoreExtended(address, value);
}

/// <summary>Packed decimals: two digits in a byte, the lowest first, the sign in the highest bit of ten bytes.</summary>
internal static class FloatDecimals
{
    private const int DigitsInUpper = 2;
    private const int DigitsInLower = 16;

    public static Extended Indefinite => new(0xc000_0000_0000_0000, 0xffff);

    public static Extended Pack(bool isNegative, ulong size)
    {
        ulong lower = 0;
        for (int i = 0; i < DigitsInLower; i++, size /= 10)
            lower |= (size % 10) << (4 * i);
        return Extended.Pack(isNegative, (int)(size % 10) | (int)(size / 10 << 4), lower);
    }

    /// <summary>The number in a packed decimal; a digit above nine counts as what it is, carrying over.</summary>
    public static Extended Unpack(Extended packed)
    {
        ulong size = 0;
        for (int i = DigitsInUpper - 1; i >= 0; i--)
            size = (size * 10) + ((ulong)(packed.SignExponent >> (4 * i)) & 15);
        for (int i = DigitsInLower - 1; i >= 0; i--)
            size = (size * 10) + ((packed.Significand >> (4 * i)) & 15);
        return Extended.From(Unpacked.From((long)size) with { IsNegative = packed.IsNegative });
    }
}
