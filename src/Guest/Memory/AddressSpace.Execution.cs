using System.Runtime.InteropServices;

namespace ActorKernel.Guest;

/// <summary>Told when memory that code was decoded from changes.</summary>
internal interface ICodeWatcher : IDisposable
{
    /// <summary>Bytes within one page are about to be written.</summary>
    void Written(ulong address, int length);

    /// <summary>A page went away or its rights changed.</summary>
    void PageChanged(ulong page);
}

/// <summary>A recently used page: where its bytes are, and for what they may be touched without asking again.</summary>
internal unsafe struct LookasideEntry
{
    public const int Count = 256;

    /// <summary>In place of a page address: no address that is compared has its low bits set.</summary>
    private const ulong Nothing = 1;

    public ulong ReadPage;
    public ulong WritePage;

    /// <summary>Added to a guest address in the page gives the host's.</summary>
    public nint Offset;

    public static LookasideEntry* AllocateTable()
    {
        LookasideEntry* entries = (LookasideEntry*)NativeMemory.Alloc(Count, (nuint)sizeof(LookasideEntry));
        for (int i = 0; i < Count; i++)
            entries[i].Clear();
        return entries;
    }

    public void Clear() => (ReadPage, WritePage) = (Nothing, Nothing);

    public void Set(ulong page, byte* frame, bool canRead, bool canWrite)
    {
        ReadPage = canRead ? page : Nothing;
        WritePage = canWrite ? page : Nothing;
        Offset = (nint)frame - (nint)page;
    }
}

/// <summary>What executors use: user accesses by page, a lookaside for the fast way, word of changed code.</summary>
public sealed unsafe partial class AddressSpace
{
    private readonly LookasideEntry* lookaside;

    /// <summary>
    /// Direct-mapped by page number; <see cref="LookasideEntry.Count"/> entries; lives as long as this.
    /// </summary>
    internal LookasideEntry* Lookaside => lookaside;

    internal ICodeWatcher? Watcher { get; set; }

    /// <summary>Where a user finds the byte at <paramref name="address"/>, or null and why not.</summary>
    internal byte* ForReading(ulong address, out Trap fault)
    {
        Page* page = FindAllowed(address, Protection.Read, isWrite: false, out fault);
        if (page is null)
            return null;
        byte* frame = page->Frame is null ? Frame.Zero : page->Frame;
        Remember(address, page, frame);
        return frame + (address & OffsetMask);
    }

    /// <summary>Where a user may write the byte at <paramref name="address"/>, or null and why not.</summary>
    /// <remarks>
    /// The frame is this space's own then. The caller still has to say <see cref="NoteWrite(ulong, int)"/>.
    /// </remarks>
    internal byte* ForWriting(ulong address, Protection right, out Trap fault)
    {
        Page* page = FindAllowed(address, right, isWrite: true, out fault);
        if (page is null)
            return null;
        OwnFrame(address, page);
        Remember(address, page, page->Frame);
        return page->Frame + (address & OffsetMask);
    }

    /// <summary>Copies code bytes up to the first that cannot be fetched; how many there are.</summary>
    internal int Fetch(ulong address, Span<byte> into, ulong addressMask, out Trap fault)
    {
        fault = Trap.None;
        int done = 0;
        while (done < into.Length)
        {
            ulong at = (address + (ulong)done) & addressMask;
            Page* page = FindAllowed(at, Protection.Execute, isWrite: false, out fault);
            if (page is null)
                break;
            int offset = (int)(at & OffsetMask);
            int length = Math.Min(into.Length - done, PageSize - offset);
            byte* source = page->Frame is null ? Frame.Zero : page->Frame;
            new ReadOnlySpan<byte>(source + offset, length).CopyTo(into[done..]);
            done += length;
        }

        return done;
    }

    /// <summary>To be said before bytes within one mapped page are written other than through this class.</summary>
    internal void NoteWrite(ulong address, int length) => NoteWrite(address, length, table.Find(address));

    /// <summary>Marks bytes within one mapped page as decoded: stores there are told to the watcher.</summary>
    internal void WatchCode(ulong address, int length)
    {
        table.Find(address)->Code |= Page.Granules(address, length);
        LookasideOf(address)->Clear();
    }

    internal void UnwatchCode(ulong address)
    {
        Page* page = table.Find(address);
        if (page is not null)
            page->Code = 0;
    }

    /// <summary>The fault that a user's write of so many bytes ends in; None when it can be done.</summary>
    public Trap WriteFault(ulong address, int length)
    {
        Trap fault = Trap.None;
        for (ulong at = address; at < address + (ulong)length && fault.Kind == TrapKind.None; at = (at | OffsetMask) + 1)
            FindAllowed(at, Protection.Write, isWrite: true, out fault);
        return fault;
    }

    private void NoteWrite(ulong address, int length, Page* page)
    {
        if ((page->Code & Page.Granules(address, length)) != 0)
            Watcher?.Written(address, length);
    }

    private Page* FindAllowed(ulong address, Protection right, bool isWrite, out Trap fault)
    {
        Page* page = table.Find(address);
        bool isMapped = page is not null && page->IsMapped;
        if (isMapped && (page->Protection & right) == right)
        {
            fault = Trap.None;
            return page;
        }

        fault = Trap.PageFault(address, isMapped || OverlapsKernel(address, 1), isWrite);
        return null;
    }

    private void OwnFrame(ulong address, Page* page)
    {
        if (page->Frame is null)
        {
            page->Frame = Frame.Allocate();
            LookasideOf(address)->Clear();
        }
        else if (page->IsFrozen)
        {
            leftFrames.Add((nint)page->Frame);
            page->Frame = Frame.Copy(page->Frame);
            page->IsFrozen = false;
            LookasideOf(address)->Clear();
        }
    }

    /// <summary>
    /// Stores to a page with code are never remembered, so that each is checked against the code's granules.
    /// </summary>
    private void Remember(ulong address, Page* page, byte* frame)
    {
        bool canRead = (page->Protection & Protection.Read) != Protection.None;
        bool canWrite = (page->Protection & Protection.Write) != Protection.None
            && page->Frame is not null && !page->IsFrozen && page->Code == 0;
        LookasideOf(address)->Set(address & ~OffsetMask, frame, canRead, canWrite);
    }

    private void ForgetPage(ulong address, Page* page)
    {
        LookasideOf(address)->Clear();
        if (page->Code == 0)
            return;
        Watcher?.PageChanged(address);
        page->Code = 0;
    }

    private void FlushLookaside()
    {
        for (int i = 0; i < LookasideEntry.Count; i++)
            lookaside[i].Clear();
    }

    private LookasideEntry* LookasideOf(ulong address) =>
        lookaside + ((address / PageSize) & (LookasideEntry.Count - 1));

    private void DisposeExecution()
    {
        Watcher?.Dispose();
        NativeMemory.Free(lookaside);
    }
}
