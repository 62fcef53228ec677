using ActorKernel.Namespace;

namespace ActorKernel.Devices;

/// <summary>A name in #s.</summary>
internal sealed class SrvName(string name, Qid qid)
{
    private const uint Everything = 0x1f8; // 0770

    public string Name { get; } = name;

    public Qid Qid { get; } = qid;

    public Chan? Posted { get; set; }

    public bool IsBeingPosted { get; set; }

    /// <summary>False once removed; its creator may still have it open.</summary>
    public bool IsListed { get; set; } = true;

    public DirEntry Entry => new(Name, Qid, 1, Everything);
}

/// <summary>An open file of #s: the directory, or a name as its creator has it open.</summary>
public sealed class SrvFile : OpenFile
{
    internal SrvName? Name { get; init; }
}

/// <summary>The names of #s, one directory, in order of creation.</summary>
internal sealed class SrvTree : ITree
{
    private const uint ReadSearch = 0x16d; // 0555

    private readonly Dictionary<string, SrvName> byName = [];
    private readonly SortedList<ulong, SrvName> byPath = [];
    private ulong lastPath = 1;

    public Qid Root => SrvDevice.RootQid;

    public int Count => byPath.Count;

    /// <summary>Null when the name is taken.</summary>
    public SrvName? Add(string name)
    {
        SrvName added = new(name, new(lastPath + 1, QidType.File));
        if (!byName.TryAdd(name, added))
            return null;
        byPath.Add(++lastPath, added);
        return added;
    }

    public SrvName? Remove(Qid qid)
    {
        if (!byPath.TryGetValue(qid.Path, out SrvName? removed))
            return null;
        byPath.Remove(qid.Path);
        byName.Remove(removed.Name);
        removed.IsListed = false;
        return removed;
    }

    public SrvName? ByQid(Qid qid) => byPath.GetValueOrDefault(qid.Path);

    /// <summary>The cursor is the path of the last name shown.</summary>
    public (DirEntry Entry, long Cursor)? Next(Pid viewer, Qid directory, long cursor) =>
        byPath.FirstFrom((ulong)cursor + 1) is SrvName next ? (next.Entry, (long)next.Qid.Path) : null;

    public DirEntry? Find(Pid viewer, Qid directory, string name) => byName.GetValueOrDefault(name)?.Entry;

    public Qid Parent(Qid qid) => Root;

    public DirEntry? Describe(Qid qid, string name) =>
        qid.IsDirectory ? new DirEntry(name, qid, 0, ReadSearch) : ByQid(qid)?.Entry;
}
