using System.Runtime.InteropServices;

namespace ActorKernel.Guest;

/// <summary>The decoded blocks of one address space, by address. A change of their bytes makes them stale.</summary>
/// <remarks>
/// A stale block stays where it is, with every instruction replaced by one that goes back to the interpreter: so links
/// into it need not be found, and a store into the running block takes effect at its next instruction.
/// </remarks>
internal sealed unsafe class BlockCache : ICodeWatcher
{
    private const int RecentCount = 1024;
    private const int MostOps = 256 * 1024;
    private const int MostStaleOps = 16 * 1024;

    private readonly AddressSpace memory;
    private readonly Translator translator;
    private readonly OpArena arena = new();
    private readonly Dictionary<ulong, Block> blocks = [];
    private readonly Dictionary<ulong, CodePage> pages = [];
    private readonly Op** recent; // direct-mapped, each entry the head of a live block or nowhere
    private readonly Op* nowhere;
    private int staleOps;
    private bool isFlat = true;
    private ProcessorModel model = ProcessorModel.I386;

    private BlockCache(AddressSpace memory)
    {
        this.memory = memory;
        translator = new(memory);
        recent = (Op**)NativeMemory.Alloc(RecentCount, (nuint)sizeof(Op*));
        nowhere = (Op*)NativeMemory.AllocZeroed(1, (nuint)sizeof(Op));
        nowhere->Address = ulong.MaxValue; // where only a mad branch in 64-bit mode goes
        nowhere->Execute = &Stale;
        ForgetRecent();
    }

    /// <summary>The cache of an address space, shared by all who run there, one at a time.</summary>
    public static BlockCache Of(AddressSpace memory)
    {
        if (memory.Watcher is not BlockCache cache)
            memory.Watcher = cache = new(memory);
        return cache;
    }

    /// <summary>To be said before running: on what, and whether addresses in DS and ES may be taken as they are.</summary>
    public void Use(bool flat, ProcessorModel processor)
    {
        if (flat == isFlat && ReferenceEquals(processor, model))
            return;
        Clear();
        (isFlat, model) = (flat, processor);
    }

    /// <summary>
    /// The head of the block at <paramref name="address"/>, if it was used lately; else of some other.
    /// </summary>
    public Op* Recent(ulong address) => recent[Slot(address)];

    /// <summary>
    /// The head of the block at <paramref name="address"/>, decoded if it has to be; null if it cannot be fetched.
    /// </summary>
    /// <param name="address">Of an instruction.</param>
    /// <param name="fault">Set when there is no block.</param>
    /// <param name="wasCleared">Every earlier block is gone, and links from them with it.</param>
    public Op* Find(ulong address, out Trap fault, out bool wasCleared)
    {
        fault = Trap.None;
        wasCleared = false;
        Op* head = Recent(address);
        if (head->Address == address && head != nowhere)
            return head;
        if (!blocks.TryGetValue(address, out Block? block))
        {
            if (arena.Count > MostOps || staleOps > MostStaleOps)
            {
                Clear();
                wasCleared = true;
            }

            block = Decode(address, out fault);
            if (block is null)
                return null;
        }

        recent[Slot(address)] = block.Ops;
        return block.Ops;
    }

    public void Written(ulong address, int length)
    {
        if (!pages.TryGetValue(PageOf(address), out CodePage? page) || !page.IsDecoded(address, length))
            return;
        foreach (Block block in page.Blocks.FindAll(block => block.Overlaps(address, length)))
            Drop(block);
    }

    public void PageChanged(ulong page)
    {
        if (!pages.TryGetValue(PageOf(page), out CodePage? code))
            return;
        foreach (Block block in code.Blocks.ToArray())
            Drop(block);
    }

    public void Clear()
    {
        foreach (ulong page in pages.Keys)
            memory.UnwatchCode(page);
        pages.Clear();
        blocks.Clear();
        arena.Free();
        staleOps = 0;
        ForgetRecent();
    }

    public void Dispose()
    {
        arena.Dispose();
        NativeMemory.Free(recent);
        NativeMemory.Free(nowhere);
    }

    private Block? Decode(ulong address, out Trap fault)
    {
        Op* head = arena.Room(Translator.MostOps);
        int count = translator.Translate(address, head, isFlat, model, out int length, out fault);
        if (count == 0)
            return null;
        arena.Take(count);
        Block block = new(address, (address + (ulong)length - 1) & model.AddressMask, length, (nint)head, count);
        blocks.Add(address, block);
        foreach (ulong page in PagesOf(block))
        {
            if (!pages.TryGetValue(page, out CodePage? code))
                pages.Add(page, code = new());
            code.Blocks.Add(block);
            Mark(code, page, block);
        }

        return block;
    }

    private void Drop(Block block)
    {
        for (int i = 0; i < block.OpCount; i++)
        {
            block.Ops[i].Execute = &Stale;
            block.Ops[i].IsFused = false;
        }

        staleOps += block.OpCount;
        blocks.Remove(block.Start);
        if (Recent(block.Start) == block.Ops)
            recent[Slot(block.Start)] = nowhere;
        foreach (ulong page in PagesOf(block))
        {
            CodePage code = pages[page];
            code.Blocks.Remove(block);
            code.Unmark();
            memory.UnwatchCode(page);
            foreach (Block other in code.Blocks)
                Mark(code, page, other);
        }
    }

    /// <summary>Marks those bytes of a block that lie on one page.</summary>
    private void Mark(CodePage code, ulong page, Block block)
    {
        bool isFirst = PageOf(block.Start) == page;
        ulong from = isFirst ? block.Start : page;
        bool isLast = PageOf(block.LastByte) == page;
        ulong end = isLast ? block.LastByte + 1 : page + AddressSpace.PageSize;
        code.Mark(from, (int)(end - from));
        memory.WatchCode(from, (int)(end - from));
    }

    private void ForgetRecent()
    {
        for (int i = 0; i < RecentCount; i++)
            recent[i] = nowhere;
    }

    private static ulong[] PagesOf(Block block)
    {
        ulong first = PageOf(block.Start);
        ulong last = PageOf(block.LastByte);
        return first == last ? [first] : [first, last];
    }

    private static int Slot(ulong address) => (int)((address ^ (address >> 10)) & (RecentCount - 1));

    private static ulong PageOf(ulong address) => address & ~(ulong)(AddressSpace.PageSize - 1);

    private static Op* Stale(Cpu cpu, Op* op)
    {
        cpu.Registers.Rip = op->Address;
        cpu.Budget += op->Remaining;
        return null;
    }
}
