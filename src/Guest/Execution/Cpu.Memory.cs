using System.Runtime.CompilerServices;

namespace ActorKernel.Guest;

/// <summary>The program's loads and stores. Each that fails sets the trap and changes nothing.</summary>
internal sealed unsafe partial class Cpu
{
    private const ulong PageMask = ~(ulong)(AddressSpace.PageSize - 1);

    private readonly LookasideEntry* lookaside = memory.Lookaside;
    private ulong scratch; // an operand that cannot be changed in place
    private ulong scratchAddress;
    private bool isNotCanonical; // why the last access failed

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Load<T>(ulong address, out ulong value)
        where T : unmanaged
    {
        LookasideEntry* entry = EntryFor(address);
        if (((address + (ulong)(Width<T>.Bytes - 1)) & PageMask) == entry->ReadPage) // false too if it crosses the page
        {
            value = Width<T>.Get(ref *(T*)((nint)address + entry->Offset));
            return true;
        }

        return LoadSlow(address, Width<T>.Bytes, out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Store<T>(ulong address, ulong value)
        where T : unmanaged
    {
        LookasideEntry* entry = EntryFor(address);
        if (((address + (ulong)(Width<T>.Bytes - 1)) & PageMask) == entry->WritePage)
        {
            Width<T>.Set(ref *(T*)((nint)address + entry->Offset), value);
            return true;
        }

        return StoreSlow(address, Width<T>.Bytes, value);
    }

    /// <summary>
    /// An operand to be read and then surely written by <see cref="Close"/>; a null reference on a fault.
    /// </summary>
    /// <remarks>A page that may not be written faults as a write, whichever comes first.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Open<T>(ulong address)
        where T : unmanaged
    {
        LookasideEntry* entry = EntryFor(address);
        ulong page = (address + (ulong)(Width<T>.Bytes - 1)) & PageMask;
        if (page == entry->WritePage && page == entry->ReadPage)
            return ref *(T*)((nint)address + entry->Offset);
        return ref OpenSlow<T>(address);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Close<T>(ref T place, ulong value)
        where T : unmanaged
    {
        if (Unsafe.AreSame(ref place, ref Unsafe.As<ulong, T>(ref scratch)))
            StoreSlow(scratchAddress, Width<T>.Bytes, value);
        else
            Width<T>.Set(ref place, value);
    }

    /// <summary>Whether a byte could be stored.</summary>
    public bool Probe(ulong address) =>
        IsCanonical(address, 1) && memory.ForWriting(address, Protection.Write, out Trap) is not null;

    /// <summary>Turns the fault of an address that is not canonical into the stack's own (SDM volume 1, 3.3.7.1).</summary>
    public void BlameStack()
    {
        if (isNotCanonical)
            Trap = Trap.Exception(Vectors.StackFault);
        isNotCanonical = false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private LookasideEntry* EntryFor(ulong address) =>
        lookaside + (uint)((address / AddressSpace.PageSize) & (LookasideEntry.Count - 1));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool LoadSlow(ulong address, int length, out ulong value)
    {
        value = 0;
        if (!IsCanonical(address, length))
            return false;
        byte* first = memory.ForReading(address, out Trap);
        if (first is null)
            return false;
        int here = BytesInPage(address, length);
        byte* second = here < length ? memory.ForReading(NextPage(address), out Trap) : first;
        if (second is null)
            return false;
        for (int i = 0; i < length; i++)
            value |= (ulong)(i < here ? first[i] : second[i - here]) << (8 * i);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool StoreSlow(ulong address, int length, ulong value)
    {
        if (!IsCanonical(address, length))
            return false;
        byte* first = memory.ForWriting(address, Protection.Write, out Trap);
        if (first is null)
            return false;
        int here = BytesInPage(address, length);
        byte* second = here < length ? memory.ForWriting(NextPage(address), Protection.Write, out Trap) : first;
        if (second is null)
            return false;

        memory.NoteWrite(address, here);
        if (length == sizeof(uint) && here == length)
        {
            *(uint*)first = (uint)value; // by far the most: data beside code, as in xv6's programs
            return true;
        }

        if (here < length)
            memory.NoteWrite(NextPage(address), length - here);
        for (int i = 0; i < length; i++)
            *(i < here ? first + i : second + i - here) = (byte)(value >> (8 * i));
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref T OpenSlow<T>(ulong address)
        where T : unmanaged
    {
        const Protection Both = Protection.Read | Protection.Write;
        bool isAllowed = IsCanonical(address, Width<T>.Bytes)
            && memory.ForWriting(address, Both, out Trap) is not null
            && (BytesInPage(address, Width<T>.Bytes) == Width<T>.Bytes
                || memory.ForWriting(NextPage(address), Both, out Trap) is not null);
        if (!isAllowed || !Load<T>(address, out scratch))
            return ref Unsafe.NullRef<T>();
        scratchAddress = address;
        return ref Unsafe.As<ulong, T>(ref scratch);
    }

    /// <summary>Whether all bytes are in the lower or the upper half of the 48-bit addresses; else the trap is set.</summary>
    private bool IsCanonical(ulong address, int length)
    {
        isNotCanonical = IsOutside(address) || IsOutside(address + (ulong)(length - 1) & AddressMask);
        if (isNotCanonical)
            Trap = Trap.GeneralProtection(0);
        return !isNotCanonical;
    }

    public static bool IsOutside(ulong address) => (long)(address << 16) >> 16 != (long)address;

    private static int BytesInPage(ulong address, int length) =>
        (int)Math.Min((ulong)length, AddressSpace.PageSize - (address & ~PageMask));

    private ulong NextPage(ulong address) => ((address & PageMask) + AddressSpace.PageSize) & AddressMask;
}
