namespace ActorKernel.Guest;

/// <summary>A program's memory: pages with rights, zero until written, shared copy-on-write after a fork.</summary>
/// <remarks>
/// One holder at a time, so nothing here is locked. Nothing given out points into the pages. What a program may have is
/// the kernel's to account in pages: an untouched page costs no frame of the host's memory.
/// </remarks>
public sealed unsafe partial class AddressSpace : IDisposable
{
    public const int PageSize = 4096;
    private const ulong OffsetMask = PageSize - 1;

    private readonly PageTable table;
    private readonly List<(ulong Start, ulong End)> kernelRanges;
    private readonly List<nint> leftFrames = []; // by copies on write, until the kernel comes by

    /// <param name="limit">In bytes, a multiple of the page size: no page is mapped at or beyond it.</param>
    public AddressSpace(ulong limit = 1UL << 32)
        : this(limit, new(), [])
    {
    }

    private AddressSpace(ulong limit, PageTable table, List<(ulong Start, ulong End)> kernelRanges)
    {
        Limit = limit & ~OffsetMask;
        this.table = table;
        this.kernelRanges = kernelRanges;
        lookaside = LookasideEntry.AllocateTable();
    }

    public ulong Limit { get; }

    public long MappedPages { get; private set; }

    internal bool IsDisposed { get; private set; }

    /// <summary>Maps pages of zeros. False, and nothing is changed, if one of them is mapped, or the range is not of
    /// whole pages below the limit and outside the kernel's.</summary>
    public bool Map(ulong address, ulong length, Protection protection)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (!IsPageRange(address, length) || OverlapsKernel(address, length))
            return false;
        for (ulong at = address; at < address + length; at += PageSize)
        {
            if (IsPageMapped(at))
                return false;
        }

        for (ulong at = address; at < address + length; at += PageSize)
            *table.FindOrAdd(at) = new() { IsMapped = true, Protection = protection };
        MappedPages += (long)(length / PageSize);
        ReleaseLeftFrames();
        return true;
    }

    /// <summary>Takes pages away. False, and nothing is changed, unless all of them are mapped.</summary>
    public bool Unmap(ulong address, ulong length)
    {
        if (!IsPageRange(address, length) || !IsMapped(address, length))
            return false;
        for (ulong at = address; at < address + length; at += PageSize)
        {
            Page* page = table.Find(at);
            ForgetPage(at, page);
            if (page->Frame is not null)
                Frame.Drop(page->Frame);
            *page = default;
        }

        MappedPages -= (long)(length / PageSize);
        ReleaseLeftFrames();
        return true;
    }

    /// <summary>Gives pages other rights. False, and nothing is changed, unless all of them are mapped.</summary>
    public bool Protect(ulong address, ulong length, Protection protection)
    {
        if (!IsPageRange(address, length) || !IsMapped(address, length))
            return false;
        for (ulong at = address; at < address + length; at += PageSize)
        {
            Page* page = table.Find(at);
            ForgetPage(at, page);
            page->Protection = protection;
        }

        return true;
    }

    /// <summary>
    /// Declares a range the kernel's own: a user's access there finds a page present and not allowed.
    /// </summary>
    /// <remarks>Nothing can be mapped or read there.</remarks>
    public void ReserveKernel(ulong start, ulong length) => kernelRanges.Add((start, start + length));

    /// <summary>A second address space with the same pages. Each side's first write to a page copies it.</summary>
    public AddressSpace Fork()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        ReleaseLeftFrames();
        FlushLookaside(); // no write may get through to a frame that is shared from now on
        table.ForEach(&Share);
        AddressSpace child = new(Limit, table.Copy(), [.. kernelRanges]) { MappedPages = MappedPages };
        child.table.ForEach(&ForgetCode);
        return child;

        static void Share(Page* page)
        {
            if (page->Frame is null)
                return;
            page->IsFrozen = true;
            Frame.Hold(page->Frame);
        }

        static void ForgetCode(Page* page) => page->Code = 0;
    }

    /// <summary>Whether every byte of a range is on a mapped page, whatever the user's rights.</summary>
    public bool IsMapped(ulong address, ulong length)
    {
        if (!IsRange(address, length))
            return false;
        for (ulong at = address & ~OffsetMask; at < address + length; at += PageSize)
        {
            if (!IsPageMapped(at))
                return false;
        }

        return true;
    }

    public void Dispose()
    {
        if (IsDisposed)
            return;
        IsDisposed = true;
        ReleaseLeftFrames();
        table.ForEach(&DropFrame);
        table.Dispose();
        MappedPages = 0;
        DisposeExecution();

        static void DropFrame(Page* page)
        {
            if (page->Frame is not null)
                Frame.Drop(page->Frame);
        }
    }

    private bool IsRange(ulong address, ulong length) => address <= Limit && length <= Limit - address;

    private bool IsPageRange(ulong address, ulong length) =>
        ((address | length) & OffsetMask) == 0 && IsRange(address, length);

    private bool IsPageMapped(ulong address)
    {
        Page* page = table.Find(address);
        return page is not null && page->IsMapped;
    }

    private bool OverlapsKernel(ulong address, ulong length)
    {
        foreach ((ulong start, ulong end) in kernelRanges)
        {
            if (address < end && start < address + length)
                return true;
        }

        return false;
    }

    private void ReleaseLeftFrames()
    {
        foreach (nint frame in leftFrames)
            Frame.Drop((byte*)frame);
        leftFrames.Clear();
    }
}
