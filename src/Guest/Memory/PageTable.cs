using System.Runtime.InteropServices;

namespace ActorKernel.Guest;

/// <summary>Page entries by address: a sparse directory of tables, each for 4 MiB.</summary>
internal sealed unsafe class PageTable : IDisposable
{
    private const int PageBits = 12;
    private const int TableBits = 22;
    private const int EntryCount = 1 << (TableBits - PageBits);

    private readonly Dictionary<ulong, nint> tables = [];
    private ulong lastKey = ulong.MaxValue; // no address has this key
    private Page* lastTable;

    /// <summary>The entry for the page of <paramref name="address"/>, or null where nothing was ever mapped.</summary>
    public Page* Find(ulong address)
    {
        ulong key = address >> TableBits;
        if (key != lastKey)
        {
            if (!tables.TryGetValue(key, out nint table))
                return null;
            lastKey = key;
            lastTable = (Page*)table;
        }

        return lastTable + ((address >> PageBits) & (EntryCount - 1));
    }

    public Page* FindOrAdd(ulong address)
    {
        ulong key = address >> TableBits;
        if (!tables.ContainsKey(key))
            tables.Add(key, (nint)NativeMemory.AllocZeroed(EntryCount, (nuint)sizeof(Page)));
        return Find(address);
    }

    /// <summary>Another table with the same entries, bit for bit.</summary>
    public PageTable Copy()
    {
        PageTable copy = new();
        foreach ((ulong key, nint table) in tables)
        {
            void* entries = NativeMemory.Alloc(EntryCount, (nuint)sizeof(Page));
            NativeMemory.Copy((void*)table, entries, (nuint)(EntryCount * sizeof(Page)));
            copy.tables.Add(key, (nint)entries);
        }

        return copy;
    }

    /// <summary>Every entry of every table, mapped or not, in no particular order.</summary>
    public void ForEach(delegate*<Page*, void> visit)
    {
        foreach (nint table in tables.Values)
        {
            for (int i = 0; i < EntryCount; i++)
                visit((Page*)table + i);
        }
    }

    public void Dispose()
    {
        foreach (nint table in tables.Values)
            NativeMemory.Free((void*)table);
        tables.Clear();
        lastKey = ulong.MaxValue;
        lastTable = null;
    }
}
