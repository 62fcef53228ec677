using ActorKernel.Namespace;

namespace ActorKernel.Devices;

/// <summary>Directories that do not change while the machine runs. A qid's path is the node's number.</summary>
internal sealed class StaticTree : ITree
{
    private const uint ReadSearch = 0x16d; // 0555

    private readonly List<Node> nodes = [];

    public StaticTree() => nodes.Add(new("/", 0, [], []) { Qid = Root });

    public Qid Root { get; } = new(0, QidType.Directory);

    public Qid AddDirectory(Qid parent, string name) =>
        Add(parent, name, QidType.Directory, 0, ReadSearch);

    public Qid AddFile(Qid parent, string name, ulong length, uint permissions) =>
        Add(parent, name, QidType.File, length, permissions);

    public Qid Parent(Qid qid) => nodes[nodes[(int)qid.Path].Parent].Qid;

    public DirEntry? Find(Pid viewer, Qid directory, string name) =>
        nodes[(int)directory.Path].ByName.TryGetValue(name, out int number) ? Entry(number) : null;

    public DirEntry? Describe(Qid qid, string name) => qid.IsDirectory
        ? new DirEntry(name, qid, 0, ReadSearch)
        : Entry((int)qid.Path);

    public (DirEntry Entry, long Cursor)? Next(Pid viewer, Qid directory, long cursor)
    {
        List<int> children = nodes[(int)directory.Path].Children;
        return cursor < children.Count ? (Entry(children[(int)cursor]), cursor + 1) : null;
    }

    private Qid Add(Qid parent, string name, QidType type, ulong length, uint permissions)
    {
        int number = nodes.Count;
        Qid qid = new((ulong)number, type);
        nodes.Add(new(name, (int)parent.Path, [], []) { Qid = qid, Length = length, Permissions = permissions });
        nodes[(int)parent.Path].ByName.Add(name, number);
        nodes[(int)parent.Path].Children.Add(number);
        return qid;
    }

    private DirEntry Entry(int number) =>
        new(nodes[number].Name, nodes[number].Qid, nodes[number].Length, nodes[number].Permissions);

    private sealed record Node(string Name, int Parent, Dictionary<string, int> ByName, List<int> Children)
    {
        public required Qid Qid { get; init; }

        public ulong Length { get; init; }

        public uint Permissions { get; init; } = ReadSearch;
    }
}
