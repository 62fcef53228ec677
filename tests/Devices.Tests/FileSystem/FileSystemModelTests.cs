using ActorKernel.Devices.FileSystem;
using ActorKernel.Namespace;

namespace ActorKernel.Devices.Tests;

/// <summary>Random requests give what a tree in memory gives, and leave an image in which nothing is wrong.</summary>
public sealed class FileSystemModelTests
{
    private const int Seeds = 20;
    private const int Steps = 150;

    private static readonly string[] Names = ["a", "b", "c", "dir", "a-name-of-more-than-14", "a-name-of-more-x", ".", ".."];

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, Seeds)];

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void The_device_does_what_the_model_does(int seed)
    {
        Random random = new(seed);
        FileSystemBench bench = new(Images.Make(), seed: (ulong)seed, jitter: (ulong)(seed % 4));
        Node root = Node.Root();
        List<(Chan Chan, Node Node, int Offset)> open = [];
        for (int step = 0; step < Steps; step++)
            Step(random, bench, root, open);
        AssertSame(bench, root, "");
        bench.AssertClean();
        foreach ((Chan chan, _, _) in open)
            bench.Close(chan);
        CheckReport report = FileSystemImage.Check(bench.Image);
        Assert.Empty(report.Findings);
        Assert.Equal(root.Reachable().Count(), report.InodesInUse);
        Assert.Equal(0, bench.DeadLetters);
    }

    private static void Step(Random random, FileSystemBench bench, Node root, List<(Chan Chan, Node Node, int Offset)> open)
    {
        string path = PathOf(random);
        Node? parent = root.Find(path.Split('/')[..^1]);
        string name = Cut(path.Split('/')[^1]);
        Node? there = root.Find(path.Split('/'));
        bool isFree = parent is { IsDirectory: true } && there is null;
        int pid = random.Next(1, 4);
        switch (random.Next(9))
        {
            case 0:
                Assert.Equal(isFree, bench.MakeDirectory(path, pid).Error is null);
                if (isFree)
                    parent!.Add(name, new() { IsDirectory = true, Parent = parent });
                break;
            case 1 or 2:
                Answer created = bench.TryCreate(path, pid: pid);
                Assert.Equal(isFree || there is { IsDirectory: false }, created.Error is null);
                if (created.Chan is not Chan made)
                    break;
                Node file = there ?? new();
                if (there is null)
                    parent!.Add(name, file);
                string text = new((char)random.Next('a', 'z'), random.Next(0, 9000));
                Assert.Equal(text.Length, bench.Write(made, text, pid).Count);
                file.Write(0, text);
                if (open.Count < 8 && random.Next(2) == 0)
                    open.Add((made, file, text.Length));
                else
                    bench.Close(made, pid);
                break;
            case 3:
                string to = PathOf(random);
                Node? target = root.Find(to.Split('/')[..^1]);
                bool canLink = there is { IsDirectory: false } && target is { IsDirectory: true } && root.Find(to.Split('/')) is null;
                Assert.Equal(canLink, bench.Link(path, to, pid).Error is null);
                if (canLink)
                    target!.Add(Cut(to.Split('/')[^1]), there!);
                break;
            case 4 or 5:
                bool canRemove = there is not null && parent is not null && name is not ("." or "..")
                    && (!there.IsDirectory || there.Children.Count == 0);
                Assert.Equal(canRemove, bench.Remove(path, pid).Error is null);
                if (canRemove)
                    parent!.Children.Remove(name);
                break;
            case 6:
                Assert.Equal(there is { IsDirectory: false } ? there.Content : null, TryGet(bench, path, pid));
                break;
            case 7 when open.Count > 0:
                int index = random.Next(open.Count);
                (Chan chan, Node node, int offset) = open[index];
                string more = new('+', random.Next(0, 3000));
                bool fits = offset + more.Length <= Layout.FileBytesMax;
                Assert.Equal(fits, bench.Write(chan, more, pid).Error is null);
                int kept = fits ? more.Length : (Layout.FileBytesMax - offset) / Layout.PieceBytes * Layout.PieceBytes;
                node.Write(offset, more[..kept]);
                open[index] = (chan, node, offset + kept);
                break;
            case 8 when open.Count > 0:
                Assert.Null(bench.Close(open[^1].Chan, pid).Error);
                open.RemoveAt(open.Count - 1);
                break;
        }
    }

    private static string? TryGet(FileSystemBench bench, string path, int pid)
    {
        Answer opened = bench.TryOpen(path, pid: pid);
        if (opened.Chan is not Chan chan)
            return null;
        string? text = chan.Qid.IsDirectory ? null : bench.Read(chan, pid: pid);
        bench.Close(chan, pid);
        return text;
    }

    private static void AssertSame(FileSystemBench bench, Node node, string path)
    {
        Assert.Equal(node.Children.Keys.Order(StringComparer.Ordinal), bench.List(path).Order(StringComparer.Ordinal));
        Assert.Equal(1 + node.Children.Values.Count(child => child.IsDirectory), bench.Stat(path).Links);
        foreach ((string name, Node child) in node.Children)
        {
            string below = $"{path}/{name}";
            if (child.IsDirectory)
                AssertSame(bench, child, below);
            else
                Assert.Equal(child.Content, bench.Get(below));
        }
    }

    private static string PathOf(Random random) =>
        string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Names[random.Next(Names.Length)]));

    private static string Cut(string name) => name[..Math.Min(name.Length, Layout.NameBytes)];

    private sealed class Node
    {
        public bool IsDirectory { get; init; }

        public Node? Parent { get; set; }

        public string Content { get; private set; } = "";

        public Dictionary<string, Node> Children { get; } = [];

        public static Node Root()
        {
            Node root = new() { IsDirectory = true };
            root.Parent = root;
            return root;
        }

        public void Add(string name, Node child) => Children.Add(name, child);

        public void Write(int offset, string text) =>
            Content = Content[..offset] + text + Content[Math.Min(Content.Length, offset + text.Length)..];

        public Node? Find(IEnumerable<string> names)
        {
            Node? at = this;
            foreach (string name in names)
            {
                at = at is { IsDirectory: true }
                    ? name == "." ? at : name == ".." ? at.Parent : at.Children.GetValueOrDefault(Cut(name))
                    : null;
            }

            return at;
        }

        public IEnumerable<Node> Reachable() =>
            Children.Values.SelectMany(child => child.Reachable()).Append(this).Distinct();
    }
}
