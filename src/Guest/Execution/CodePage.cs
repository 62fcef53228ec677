using System.Numerics;

namespace ActorKernel.Guest;

/// <summary>A run of decoded instructions, entered only at its head.</summary>
internal sealed unsafe record Block(ulong Start, ulong LastByte, int Length, nint Head, int OpCount)
{
    public Op* Ops => (Op*)Head;

    /// <summary>For bytes on a page of this block, so that the low half of the addresses tells them apart.</summary>
    public bool Overlaps(ulong address, int length) =>
        (uint)(address - Start) < (uint)Length || (uint)(Start - address) < (uint)length;
}

/// <summary>The blocks with bytes on one page, and which bytes those are.</summary>
internal sealed class CodePage
{
    private readonly ulong[] decoded = new ulong[AddressSpace.PageSize / 64];

    public List<Block> Blocks { get; } = [];

    /// <summary>
    /// Whether any of these bytes, all on this page, was decoded: data beside code in a granule is not.
    /// </summary>
    public bool IsDecoded(ulong address, int length)
    {
        int offset = (int)(address % AddressSpace.PageSize);
        for (int i = offset; i < offset + length; i++)
        {
            if ((decoded[i / 64] >> (i % 64) & 1) != 0)
                return true;
        }

        return false;
    }

    public void Mark(ulong address, int length)
    {
        int offset = (int)(address % AddressSpace.PageSize);
        for (int i = offset; i < offset + length; i++)
            decoded[i / 64] |= BitOperations.RotateLeft(1UL, i);
    }

    public void Unmark() => Array.Clear(decoded);
}
