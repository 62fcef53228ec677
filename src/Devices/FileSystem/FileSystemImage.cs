using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Devices.FileSystem;

/// <summary>The size of a new image; the defaults are xv6's.</summary>
/// <param name="Blocks">Of 512 bytes, all in all: FSSIZE.</param>
/// <param name="Inodes">Files, directories and devices there can be, and one.</param>
/// <param name="LogBlocks">The log with its header.</param>
public sealed record ImageOptions(uint Blocks = 1000, uint Inodes = 200, uint LogBlocks = Layout.LogBlocksMax)
{
    /// <summary>128 MB.</summary>
    public const uint BlocksMax = 1 << 18;
}

/// <summary>A file for the root directory of a new image.</summary>
public sealed record ImageFile(string Name, Bytes Content);

/// <summary>What an image says of a file in it.</summary>
/// <param name="Device">Null for files and directories.</param>
public sealed record ImageEntry(string Name, InodeType Type, uint Inode, uint Size, short Links, DeviceNumber? Device);

/// <summary>An image at hand: made, looked at and changed by the same functions as on a running machine.</summary>
/// <remarks>Opening one replays its log and frees its orphans, as a mount does. Paths start at the root.</remarks>
public sealed class FileSystemImage
{
    private readonly BlockTable blocks;
    private readonly Mount mount;
    private FreeHints free;

    private FileSystemImage(in Bytes image)
    {
        blocks = new(image);
        mount = new(blocks.Count);
    }

    public Superblock Superblock => mount.Superblock;

    /// <summary>What was found when it was opened; where there is damage, nothing can be changed.</summary>
    public CheckReport Report => mount.Report;

    /// <summary>A new image as upstream's mkfs makes it, with the files in the order given.</summary>
    public static bool TryMake(
        ImageOptions options,
        IEnumerable<ImageFile> files,
        out Bytes image,
        [NotNullWhen(false)] out string? objection)
    {
        image = default;
        if (options.Blocks > ImageOptions.BlocksMax)
        {
            objection = $"an image has {ImageOptions.BlocksMax} blocks at most, not {options.Blocks}";
            return false;
        }

        if (!Superblock.TryPlan(options.Blocks, options.Inodes, options.LogBlocks, out Superblock plan, out objection))
            return false;
        Maker maker = new(plan);
        objection = maker.Objection ?? files.Select(maker.Add).FirstOrDefault(reason => reason is not null);
        if (objection is not null)
            return false;
        image = maker.Finish();
        return true;
    }

    /// <summary>False with the reason when it cannot be mounted; one that is damaged can be looked at.</summary>
    public static bool TryOpen(
        in Bytes image, [NotNullWhen(true)] out FileSystemImage? opened, [NotNullWhen(false)] out string? objection)
    {
        opened = null;
        FileSystemImage candidate = new(image);
        objection = candidate.Mount();
        if (objection is null && candidate.Report.Damage is null)
            objection = candidate.FreeOrphans();
        if (objection is null)
            opened = candidate;
        return opened is not null;
    }

    /// <summary>Lists all that is wrong with an image, after its log has been brought home. The image is not changed.</summary>
    public static CheckReport Check(in Bytes image)
    {
        FileSystemImage candidate = new(image);
        Superblock superblock = Superblock.Read(candidate.Block(Layout.SuperblockNumber));
        ImmutableArray<Finding> findings =
        [
            .. superblock.Objections(candidate.blocks.Count)
                .Select(what => new Finding(Severity.Damage, Subject.Block, Layout.SuperblockNumber, what)),
        ];
        if (findings.Length > 0)
            return new() { Findings = findings };

        // A log that cannot be brought home is one finding; what it would have changed is looked at as it is.
        CheckReport report = candidate.Mount() is null
            ? candidate.Report
            : Checker.Run(new(candidate.blocks, superblock));
        Transaction log = new(candidate.blocks, superblock);
        Log.Replay(log);
        if (log.IsDamage)
            findings = [LogFinding(superblock.LogStart, log.Error!.Value.Text)];
        return report with
        {
            Findings = [.. findings, .. report.Findings],
            Superblock = superblock,
            Replayed = candidate.mount.Replayed,
        };
    }

    /// <summary>All bytes, as they are now.</summary>
    public Bytes ToBytes() => blocks.ToBytes();

    /// <summary>False with the reason when there is no such file, or what leads to it is damaged.</summary>
    public bool TryFind(
        string path, [NotNullWhen(true)] out ImageEntry? found, [NotNullWhen(false)] out string? objection)
    {
        Inode? inode = null;
        objection = Run(transaction => inode = FileTree.Walk(transaction, Layout.RootInode, ElementsOf(path)));
        found = objection is null ? Describe(ElementsOf(path) is [.., string last] ? last : "/", inode!) : null;
        return found is not null;
    }

    /// <summary>The entries of a directory, "." and ".." among them, in their order in it.</summary>
    public bool TryList(string path, out ImmutableArray<ImageEntry> entries, [NotNullWhen(false)] out string? objection)
    {
        ImmutableArray<ImageEntry>.Builder found = ImmutableArray.CreateBuilder<ImageEntry>();
        objection = Run(transaction =>
        {
            found.Clear();
            Inode directory = FileTree.Walk(transaction, Layout.RootInode, ElementsOf(path));
            if (!directory.IsDirectory)
                transaction.Fail(Errors.NotADirectory);
            for (uint from = 0; DirectoryContent.Next(transaction, directory, from) is Entry next;)
            {
                byte[] name = DirectoryContent.NameAt(transaction, directory, next.Offset);
                found.Add(Describe(Encoding.Latin1.GetString(name), InodeTable.Peek(transaction, next.Inode)));
                from = next.Offset + Layout.EntryBytes;
            }
        });
        entries = found.ToImmutable();
        return objection is null;
    }

    public bool TryRead(string path, out Bytes content, [NotNullWhen(false)] out string? objection)
    {
        byte[] read = [];
        objection = Run(transaction =>
        {
            Inode file = FileTree.Walk(transaction, Layout.RootInode, ElementsOf(path));
            if (file.Type != InodeType.File)
                transaction.Fail(file.IsDirectory ? Errors.IsADirectory : FileSystemErrors.NoDriver);
            if (transaction.HasFailed)
                return;
            read = new byte[file.Size];
            Content.Read(transaction, file, 0, read);
        });
        content = new(ImmutableCollectionsMarshal.AsImmutableArray(read));
        return objection is null;
    }

    /// <summary>Makes a file or replaces its content, through the log.</summary>
    /// <returns>Null, or why it cannot be: then the image is to be thrown away.</returns>
    public string? Put(string path, Bytes content)
    {
        string[] elements = ElementsOf(path);
        if (elements.Length == 0)
            return Errors.IsADirectory.Text;
        if (content.Length > Layout.FileBytesMax)
            return $"{content.Length} bytes are too many: a file has {Layout.FileBytesMax} at most";
        bool isEmpty = false;
        uint number = 0;
        while (!isEmpty)
        {
            string? objection = Run(transaction =>
            {
                Inode directory = FileTree.Walk(transaction, Layout.RootInode, elements[..^1]);
                if (transaction.HasFailed)
                    return;
                Inode file = FileTree.Find(transaction, directory.Number, elements[^1])
                    ?? FileTree.Make(transaction, directory.Number, elements[^1], InodeType.File);
                if (file.Type != InodeType.File)
                    transaction.Fail(file.IsDirectory ? Errors.IsADirectory : Errors.Exists);
                isEmpty = transaction.HasFailed || FileTree.Truncate(transaction, file);
                number = file.Number;
            });
            if (objection is not null)
                return objection;
        }

        for (int done = 0; done < content.Length; done += Layout.PieceBytes)
        {
            int from = done;
            string? objection = Run(transaction => Append(transaction, number, content, from));
            if (objection is not null)
                return objection;
        }

        return null;
    }

    /// <summary>The elements of a path: empty ones do not count.</summary>
    public static string[] ElementsOf(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A finding names its block by itself.</summary>
    private static Finding LogFinding(uint block, string objection)
    {
        string prefix = $"block {block}: ";
        string what = objection.StartsWith(prefix, StringComparison.Ordinal) ? objection[prefix.Length..] : objection;
        return new(Severity.Damage, Subject.Block, block, what);
    }

    private static void Append(Transaction transaction, uint inode, in Bytes content, int from) => Content.Write(
        transaction,
        InodeTable.Load(transaction, inode),
        (uint)from,
        content.Span.Slice(from, Math.Min(Layout.PieceBytes, content.Length - from)));

    private static ImageEntry Describe(string name, Inode inode) => new(
        name, inode.Type, inode.Number, inode.Size, inode.Links, inode.Type == InodeType.Device ? inode.Device : null);

    /// <summary>Null, or why the image cannot be mounted.</summary>
    private string? Mount()
    {
        while (!mount.IsDone)
        {
            Transaction step = new(blocks, Superblock);
            ImmutableArray<BlockWrite> writes = mount.Run(step);
            if (step.Error is Error error)
                return error.Text;
            blocks.Put(writes);
        }

        return null;
    }

    /// <summary>Zeros when the image is too short for it.</summary>
    private ReadOnlySpan<byte> Block(uint block) =>
        blocks.Find(block) is { Length: > 0 } found ? found.Span : new byte[Layout.BlockBytes];

    private string? FreeOrphans()
    {
        Stack<uint> orphans = new(Report.Orphans);
        while (orphans.TryPeek(out uint orphan))
        {
            uint? next = null;
            if (Run(transaction => next = FileTree.FreeOrphan(transaction, orphan, Nobody.Instance)) is string objection)
                return objection;
            if (next is null)
                orphans.Pop();
            else if (next != orphan)
                orphans.Push(next.Value);
        }

        return null;
    }

    /// <summary>One transaction, committed through the log. Returns why it failed; null when it did not.</summary>
    private string? Run(Action<Transaction> operation)
    {
        Transaction transaction = new(blocks, Superblock, free) { ReadOnly = mount.ReadOnly };
        operation(transaction);
        if (transaction.Error is Error error)
            return error.Text;
        free = transaction.Free;
        if (transaction.HasChanges)
            blocks.Put(Log.Commit(Superblock, transaction.Changes));
        return null;
    }

    private sealed class Nobody : IOpenInodes
    {
        public static readonly Nobody Instance = new();

        public bool IsOpen(uint inode) => false;
    }

    /// <summary>All blocks of an image; the bytes after the last whole block stay as they are.</summary>
    private sealed class BlockTable(Bytes image) : IBlockSource
    {
        private readonly Bytes[] blocks =
        [
            .. Enumerable.Range(0, (int)DiskDevice.BlocksOf(image))
                .Select(block => image.Slice(block * Layout.BlockBytes, Layout.BlockBytes)),
        ];

        public uint Count => (uint)blocks.Length;

        public Bytes? Find(uint block) => block < Count ? blocks[block] : Bytes.None;

        public void Put(IEnumerable<BlockWrite> writes)
        {
            foreach (BlockWrite write in writes)
                blocks[write.Block] = write.Bytes;
        }

        public Bytes ToBytes()
        {
            byte[] all = image.Span.ToArray();
            for (int block = 0; block < blocks.Length; block++)
                blocks[block].Span.CopyTo(all.AsSpan(block * Layout.BlockBytes));
            return new(ImmutableCollectionsMarshal.AsImmutableArray(all));
        }
    }

    /// <summary>mkfs: inodes and blocks are given out in sequence, and nothing is in the log.</summary>
    private sealed class Maker
    {
        private readonly Superblock plan;
        private readonly BlockTable blocks;
        private FreeHints free;

        public Maker(in Superblock plan)
        {
            this.plan = plan;
            byte[] empty = new byte[(long)plan.Size * Layout.BlockBytes];
            plan.Write(empty.AsSpan((int)Layout.SuperblockNumber * Layout.BlockBytes));
            for (uint block = 0; block < plan.DataStart; block++)
                Bitmap.Flip(empty.AsSpan((int)plan.BlockOfBit(block) * Layout.BlockBytes), block);
            blocks = new(new(ImmutableCollectionsMarshal.AsImmutableArray(empty)));
            Objection = Run(FileTree.MakeRoot);
        }

        public string? Objection { get; }

        /// <summary>Null, or why the file cannot be added.</summary>
        public string? Add(ImageFile file)
        {
            uint number = 0;
            string? objection = file.Content.Length > Layout.FileBytesMax
                ? $"{file.Content.Length} bytes are too many: a file has {Layout.FileBytesMax} at most"
                : Run(transaction => number = FileTree.Make(transaction, Layout.RootInode, file.Name, InodeType.File).Number);
            for (int done = 0; done < file.Content.Length && objection is null; done += Layout.PieceBytes)
            {
                int from = done;
                objection = Run(transaction => Append(transaction, number, file.Content, from));
            }

            return objection is null ? null : $"{file.Name}: {objection}";
        }

        public Bytes Finish()
        {
            Run(transaction =>
            {
                Inode root = InodeTable.Load(transaction, Layout.RootInode);
                root.Size = ((root.Size / Layout.BlockBytes) + 1) * Layout.BlockBytes; // as mkfs: to the next, always
                InodeTable.Save(transaction, root);
            });
            return blocks.ToBytes();
        }

        private string? Run(Action<Transaction> operation)
        {
            Transaction transaction = new(blocks, plan, free);
            operation(transaction);
            if (transaction.Error is Error error)
                return error.Text;
            free = transaction.Free;
            blocks.Put(transaction.Changes);
            return null;
        }
    }
}
