using System.Collections.Immutable;
using System.Text;

namespace ActorKernel.Devices.FileSystem;

/// <summary>Looks at every inode, block address, bit and directory entry, and says all that does not fit together.</summary>
/// <remarks>
/// Reads through a transaction, which it never changes; with blocks missing, the report means nothing yet. All that can
/// be named without the missing blocks is asked for at once, so a mount reads an image in three or four rounds. The
/// work is bounded by the image's size, whatever is in it.
/// </remarks>
internal sealed class Checker
{
    private readonly Transaction image;
    private readonly Superblock superblock;
    private readonly List<Finding> findings = [];
    private readonly SortedDictionary<uint, Node> nodes = [];
    private readonly Dictionary<uint, uint> ownerOf = []; // block to inode

    private Checker(Transaction image)
    {
        this.image = image;
        superblock = image.Superblock;
    }

    /// <summary>The superblock has been found good, and the log is empty.</summary>
    public static CheckReport Run(Transaction image)
    {
        Checker checker = new(image);
        checker.FindInodes();
        checker.CheckBitmap();
        checker.FindEntries();
        ImmutableArray<uint> orphans = checker.CheckNames();
        return new()
        {
            Findings = [.. checker.findings],
            Orphans = orphans,
            InodesInUse = checker.nodes.Count,
            BlocksInUse = checker.ownerOf.Count + (int)checker.superblock.DataStart,
        };
    }

    private void Say(Severity severity, Subject subject, uint number, string what) =>
        findings.Add(new(severity, subject, number, what));

    private void FindInodes()
    {
        if (InodeTable.Peek(image, 0).Type != InodeType.Free)
            Say(Severity.Waste, Subject.Inode, 0, "it is in use, but 0 is no inode");
        for (uint number = 1; number < superblock.Inodes; number++)
        {
            Inode inode = InodeTable.Peek(image, number);
            if (inode.Type == InodeType.Free)
                continue;
            nodes.Add(number, new(inode));
            if (InodeTable.Objection(inode) is not string objection)
            {
                FindBlocks(inode);
                continue;
            }

            Say(Severity.Damage, Subject.Inode, number, objection);
            if (inode.Type is InodeType.Directory or InodeType.File or InodeType.Device)
            {
                inode.Size = Math.Min(inode.Size, Layout.FileBytesMax);
                inode.Size -= inode.IsDirectory ? inode.Size % Layout.EntryBytes : 0;
                FindBlocks(inode);
            }
            else
            {
                inode.Size = 0;
            }
        }
    }

    private void FindBlocks(Inode inode)
    {
        if (inode is { Type: InodeType.Device, Size: > 0 })
            Say(Severity.Waste, Subject.Inode, inode.Number, $"it is a device, but has {inode.Size} bytes");
        for (int number = 0; number < Layout.DirectBlocks; number++)
            CheckContent(inode, number, inode.Addresses[number]);
        bool hasIndirect = inode.Indirect != 0 && Take(inode, inode.Indirect, "its indirect block");
        if (hasIndirect && inode.Blocks <= Layout.DirectBlocks)
            Say(Severity.Waste, Subject.Inode, inode.Number, $"its indirect block {inode.Indirect} is not needed for {inode.Size} bytes");
        if (!hasIndirect)
            inode.Indirect = 0;
        ReadOnlySpan<byte> indirect = hasIndirect ? image.Read(inode.Indirect) : default;
        for (int number = Layout.DirectBlocks; number < Layout.FileBlocksMax; number++)
            CheckContent(inode, number, hasIndirect ? Content.Entry(indirect, number - Layout.DirectBlocks) : 0);
    }

    private void CheckContent(Inode inode, int number, uint block)
    {
        if (block == 0)
        {
            bool mayBeMissing = inode.IsDirectory && number > 0 && number == inode.Blocks - 1;
            if (number < inode.Blocks && !mayBeMissing)
                Say(Severity.Damage, Subject.Inode, inode.Number, $"block {number} of its content is missing");
            return;
        }

        if (Take(inode, block, $"block {number} of its content") && number >= inode.Blocks)
            Say(Severity.Waste, Subject.Inode, inode.Number, $"block {block} is past its {inode.Size} bytes");
    }

    /// <summary>Says what is wrong with an address; false when it leads nowhere.</summary>
    private bool Take(Inode inode, uint block, string what)
    {
        if (!superblock.IsData(block))
        {
            Say(Severity.Damage, Subject.Inode, inode.Number, $"{what} is block {block}, which is outside the data, "
                + $"blocks {superblock.DataStart} to {superblock.Size - 1}");
            return false;
        }

        if (!ownerOf.TryAdd(block, inode.Number))
            Say(Severity.Damage, Subject.Block, block, $"it is in use by inode {ownerOf[block]} and by inode {inode.Number}, as {what}");
        return true;
    }

    private void CheckBitmap()
    {
        for (uint first = 0; first <= superblock.Size; first += Layout.BitsPerBlock)
        {
            ReadOnlySpan<byte> map = image.Read(superblock.BlockOfBit(first));
            for (uint block = first; block < first + Layout.BitsPerBlock; block++)
                CheckBit(block, Bitmap.IsInUse(map, block));
        }
    }

    private void CheckBit(uint block, bool isMarked)
    {
        bool isMeta = block < superblock.DataStart;
        if (isMarked == (isMeta || ownerOf.ContainsKey(block)))
            return;
        if (block >= superblock.Size)
            Say(Severity.Waste, Subject.Block, block, "it is past the end, but marked as in use");
        else if (isMarked)
            Say(Severity.Waste, Subject.Block, block, "it is marked as in use, but nothing uses it");
        else if (isMeta)
            Say(Severity.Damage, Subject.Block, block, "it is before the data, but marked as free");
        else
            Say(Severity.Damage, Subject.Block, block, $"it is in use by inode {ownerOf[block]}, but marked as free");
    }

    private void FindEntries()
    {
        foreach (Node node in nodes.Values.Where(node => node.Inode.IsDirectory))
        {
            HashSet<string> names = [];
            for (int number = 0; number < node.Inode.Blocks; number++)
            {
                uint block = ContentBlock(node.Inode, number);
                ReadOnlySpan<byte> content = block == 0 ? default : image.Read(block);
                uint start = (uint)(number * Layout.BlockBytes);
                uint end = Math.Min((uint)content.Length, node.Inode.Size - start);
                for (uint at = 0; at < end; at += Layout.EntryBytes)
                    CheckEntry(node, start + at, content.Slice((int)at, Layout.EntryBytes), names);
            }

            if (node.Inode.Size < 2 * Layout.EntryBytes)
                Say(Severity.Damage, Subject.Inode, node.Inode.Number, $"a directory of {node.Inode.Size} bytes has no . and ..");
        }
    }

    /// <summary>0 for an address that leads nowhere, which has been said already.</summary>
    private uint ContentBlock(Inode inode, int number)
    {
        uint block = number < Layout.DirectBlocks ? inode.Addresses[number]
            : inode.Indirect == 0 ? 0
            : Content.Entry(image.Read(inode.Indirect), number - Layout.DirectBlocks);
        return superblock.IsData(block) ? block : 0;
    }

    private void CheckEntry(Node node, uint offset, ReadOnlySpan<byte> entry, HashSet<string> names)
    {
        uint directory = node.Inode.Number;
        uint inode = DirectoryContent.InodeOf(entry);
        ReadOnlySpan<byte> trimmed = EntryName.Trim(DirectoryContent.NameOf(entry));
        string name = Encoding.Latin1.GetString(trimmed);
        bool isSelf = EntryName.IsSelf(trimmed);
        bool isParent = EntryName.IsParent(trimmed);
        if (offset == 0 && (!isSelf || inode != directory))
            Say(Severity.Damage, Subject.Inode, directory, "the first entry is not '.' for itself");
        if (offset == Layout.EntryBytes && (!isParent || inode == 0))
            Say(Severity.Damage, Subject.Inode, directory, "the second entry is not '..'");
        if (inode == 0)
            return;
        if (offset >= 2 * Layout.EntryBytes && (isSelf || isParent || name.Length == 0 || name.Contains('/')))
            Say(Severity.Damage, Subject.Inode, directory, $"its entry at {offset} cannot have the name '{name}'");
        else if (!names.Add(name))
            Say(Severity.Damage, Subject.Inode, directory, $"two entries have the name '{name}'");
        if (!nodes.TryGetValue(inode, out Node? target))
        {
            Say(Severity.Damage, Subject.Inode, directory, inode < superblock.Inodes
                ? $"its entry '{name}' is for inode {inode}, which is free"
                : $"its entry '{name}' is for inode {inode}, but there are {superblock.Inodes}");
        }
        else if (offset == Layout.EntryBytes)
        {
            node.Parent = target;
        }
        else if (offset != 0)
        {
            node.Below.Add(target);
            target.Names++;
            target.NamedIn ??= node;
        }
    }

    /// <summary>Link counts, and whether all that is in use can be reached. Returns the orphans.</summary>
    private ImmutableArray<uint> CheckNames()
    {
        if (!nodes.TryGetValue(Layout.RootInode, out Node? root) || !root.Inode.IsDirectory)
            Say(Severity.Damage, Subject.Inode, Layout.RootInode, "it is not a directory, but it is the root");
        else
            CheckRoot(root);
        foreach (Node node in nodes.Values.Where(node => node.Inode.IsDirectory && node != root))
            CheckParent(node);
        Node[] orphans = [.. nodes.Values.Where(node => node.IsOrphan && node != root)];
        Mark(root is null ? [] : [root], Reach.FromRoot);
        Mark(orphans, Reach.FromOrphan);
        foreach (Node node in nodes.Values)
        {
            uint number = node.Inode.Number;
            if (node.Reach == Reach.None)
                Say(Severity.Waste, Subject.Inode, number, "it is in use, but no directory leads to it");
            else if (node.IsOrphan && node != root)
                Say(Severity.Note, Subject.Inode, number, "it has no name any more; it was open when the machine stopped, and the next mount frees it");
            else
                CheckLinks(node, node == root);
        }

        return [.. orphans.Select(orphan => orphan.Inode.Number)];
    }

    private void CheckRoot(Node root)
    {
        if (root.Parent != root)
            Say(Severity.Damage, Subject.Inode, Layout.RootInode, "'..' of the root is not the root");
        if (root.Names > 0)
            Say(Severity.Damage, Subject.Inode, Layout.RootInode, $"the root has a name in inode {root.NamedIn!.Inode.Number}");
    }

    private void CheckParent(Node node)
    {
        uint number = node.Inode.Number;
        if (node.Names > 1)
            Say(Severity.Damage, Subject.Inode, number, $"this directory has {node.Names} names");
        if (node.NamedIn is Node holder && node.Parent is Node parent && parent != holder)
            Say(Severity.Damage, Subject.Inode, number, $"its name is in inode {holder.Inode.Number}, but '..' is inode {parent.Inode.Number}");
        if (node.Parent is Node { Inode.IsDirectory: false } file)
            Say(Severity.Damage, Subject.Inode, number, $"'..' is inode {file.Inode.Number}, which is no directory");
        if (node is { Parent: Node above, NamedIn: not null })
            above.Subdirectories++;
    }

    private void CheckLinks(Node node, bool isRoot)
    {
        int names = isRoot ? 1 : node.Names;
        int expected = names + node.Subdirectories;
        if (node.Inode.Links == expected)
            return;
        Severity severity = node.Inode.Links < expected ? Severity.Damage : Severity.Waste;
        Say(severity, Subject.Inode, node.Inode.Number, $"it says {node.Inode.Links} links, but has {expected}");
    }

    private static void Mark(IEnumerable<Node> from, Reach reach)
    {
        Queue<Node> open = new(from.Where(node => node.Reach == Reach.None));
        while (open.TryDequeue(out Node? node))
        {
            if (node.Reach != Reach.None)
                continue;
            node.Reach = reach;
            foreach (Node below in node.Below)
                open.Enqueue(below);
        }
    }

    private enum Reach
    {
        None,
        FromRoot,
        FromOrphan,
    }

    private sealed class Node(Inode inode)
    {
        public Inode Inode { get; } = inode;

        /// <summary>What its names are for, "." and ".." left out.</summary>
        public List<Node> Below { get; } = [];

        public Node? Parent { get; set; }

        /// <summary>The first directory with a name for it.</summary>
        public Node? NamedIn { get; set; }

        public int Names { get; set; }

        public int Subdirectories { get; set; }

        public Reach Reach { get; set; }

        public bool IsOrphan => Inode.Links == 0 && Names == 0;
    }
}
