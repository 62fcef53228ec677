using System.Runtime.InteropServices;

namespace ActorKernel.Guest;

/// <summary>One entry of an address space's page table.</summary>
internal unsafe struct Page
{
    /// <summary>The frame's bytes; null while nobody has written to the page, which then reads as zeros.</summary>
    public byte* Frame;

    /// <summary>One bit per 64 bytes: set where decoded code comes from, so that a store there is looked at.</summary>
    public ulong Code;

    public Protection Protection;
    public bool IsMapped;

    /// <summary>Another address space may have the same frame: the next write copies it first.</summary>
    public bool IsFrozen;

    public const int GranuleBits = 6;

    /// <summary>The bits of <see cref="Code"/> for bytes that all lie in this page.</summary>
    public static ulong Granules(ulong address, int length)
    {
        int first = (int)(address & (AddressSpace.PageSize - 1)) >> GranuleBits;
        int last = (int)((address + (ulong)length - 1) & (AddressSpace.PageSize - 1)) >> GranuleBits;
        return (ulong.MaxValue << first) & (ulong.MaxValue >> (63 - last));
    }
}

/// <summary>Native memory for one page, with the count of address spaces that hold it behind the last byte.</summary>
/// <remarks>
/// Counts change only when the kernel maps, unmaps, forks or disposes, never while guest code runs: a copy on write
/// puts the frame it leaves aside until then. So they need no lock even if slices run on several host threads.
/// </remarks>
internal static unsafe class Frame
{
    private const int Alignment = 64;

    /// <summary>What an untouched page reads as. Never written, never freed.</summary>
    public static readonly byte* Zero = Allocate();

    public static byte* Allocate()
    {
        byte* frame = (byte*)NativeMemory.AlignedAlloc(AddressSpace.PageSize + Alignment, Alignment);
        NativeMemory.Clear(frame, AddressSpace.PageSize);
        References(frame) = 1;
        return frame;
    }

    public static byte* Copy(byte* source)
    {
        byte* frame = (byte*)NativeMemory.AlignedAlloc(AddressSpace.PageSize + Alignment, Alignment);
        NativeMemory.Copy(source, frame, AddressSpace.PageSize);
        References(frame) = 1;
        return frame;
    }

    public static void Hold(byte* frame) => References(frame)++;

    public static void Drop(byte* frame)
    {
        if (--References(frame) == 0)
            NativeMemory.AlignedFree(frame);
    }

    private static ref int References(byte* frame) => ref *(int*)(frame + AddressSpace.PageSize);
}
