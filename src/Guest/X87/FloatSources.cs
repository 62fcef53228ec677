namespace ActorKernel.Guest;

/// <summary>Where an x87 instruction takes a number from memory. A failure sets the trap.</summary>
internal unsafe interface IFloatSource
{
    static abstract bool Read(Cpu cpu, Op* op, out Unpacked value);
}

/// <summary>32 or 64 bits of a number.</summary>
internal readonly unsafe struct FloatMemory<TFormat> : IFloatSource
    where TFormat : struct, IFloatFormat
{
    public static bool Read(Cpu cpu, Op* op, out Unpacked value)
    {
        ulong bits;
        bool isRead = Format<TFormat>.Bits == 32
            ? Memory<Segmented>.Read<uint>(cpu, op, out bits)
            : Memory<Segmented>.Read<ulong>(cpu, op, out bits);
        value = Unpacked.From<TFormat>(bits, default);
        return isRead;
    }
}

/// <summary>A signed integer.</summary>
internal readonly unsafe struct IntegerMemory<T> : IFloatSource
    where T : unmanaged
{
    public static bool Read(Cpu cpu, Op* op, out Unpacked value)
    {
        bool isRead = Memory<Segmented>.Read<T>(cpu, op, out ulong bits);
        value = Unpacked.From(Width<T>.SignExtend(bits));
        return isRead;
    }
}

internal sealed unsafe partial class Cpu
{
    public bool LoadExtended(ulong address, out Extended value)
    {
        value = default;
        if (!Load<ulong>(address, out ulong significand)
            || !Load<ushort>((address + sizeof(ulong)) & AddressMask, out ulong signExponent))
            return false;
        value = new(significand, (ushort)signExponent);
        return true;
    }

    /// <summary>Two stores: if only the second faults, the first was done all the same, as on Intel's processors.</summary>
    public bool StoreExtended(ulong address, Extended value) =>
        Store<ulong>(address, value.Significand)
        && Store<ushort>((address + sizeof(ulong)) & AddressMask, value.SignExponent);

    /// <summary>Whether so many bytes could be stored, none of which is yet.</summary>
    public bool CanStore(ulong address, int length)
    {
        bool isOnePage = address % AddressSpace.PageSize <= AddressSpace.PageSize - (ulong)length;
        return Probe(address) && (isOnePage || Probe((address + (ulong)length - 1) & AddressMask & PageMask));
    }

    /// <summary>The place of fxsave and fxrstor, which has to be canonical even before it is aligned.</summary>
    public bool TryState(Op* op, bool isWrite, out ulong address) =>
        TryOperand(op, isWrite, out address) && IsCanonical(address, 1) && TryAligned(op, isWrite, out address);

    public bool TryOperand(Op* op, bool isWrite, out ulong address) =>
        Segmented.TryLinear(this, op, Segmented.Offset(this, op), isWrite, out address);
}
