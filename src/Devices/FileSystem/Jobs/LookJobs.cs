using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Devices.FileSystem;

internal sealed class WalkJob(Walk walk, InodesInCore inodes) : Job(walk.Asker)
{
    private Qid reached;

    public override void Run(Transaction transaction)
    {
        Inode from = inodes.Load(transaction, walk.From);
        if (!transaction.HasFailed)
            reached = inodes.QidOf(FileTree.Walk(transaction, from.Number, walk.Names.Elements));
    }

    protected override Answer Answer => new() { Qid = reached };
}

internal sealed class StatJob(Stat stat, InodesInCore inodes) : Job(stat.Asker)
{
    private DirEntry entry;

    public override void Run(Transaction transaction) =>
        entry = Entries.Describe(inodes, inodes.Load(transaction, stat.Qid), stat.Name);

    protected override Answer Answer => new() { Entries = [entry] };
}

/// <summary>The content's bytes, of files as of directories, from the offset on.</summary>
internal sealed class ReadJob(Read read, FileSystemFile file) : Job(read.Asker)
{
    private Bytes bytes;

    public override void Run(Transaction transaction)
    {
        Inode inode = InodeTable.Load(transaction, file.Inode);
        if (file.Offset > inode.Size)
            transaction.Fail(Errors.BadArgument);
        if (transaction.HasFailed)
            return;
        byte[] content = new byte[Math.Min(Math.Max(read.Count, 0), inode.Size - file.Offset)];
        Content.Read(transaction, inode, (uint)file.Offset, content);
        bytes = new(ImmutableCollectionsMarshal.AsImmutableArray(content));
    }

    public override bool Apply()
    {
        file.Offset += bytes.Length;
        return true;
    }

    protected override Answer Answer => new() { Bytes = bytes };
}

/// <summary>The entries of a directory without "." and "..", which other devices do not list either.</summary>
internal sealed class ReadDirectoryJob(ReadDirectory read, FileSystemFile file, InodesInCore inodes) : Job(read.Asker)
{
    private ImmutableArray<DirEntry> entries;
    private uint cursor;

    public override void Run(Transaction transaction)
    {
        Inode directory = InodeTable.Load(transaction, file.Inode);
        ImmutableArray<DirEntry>.Builder found = ImmutableArray.CreateBuilder<DirEntry>();
        cursor = (uint)file.Cursor;
        while (found.Count < read.Entries && DirectoryContent.Next(transaction, directory, cursor) is Entry next)
        {
            cursor = next.Offset + Layout.EntryBytes;
            byte[] name = DirectoryContent.NameAt(transaction, directory, next.Offset);
            if (!EntryName.IsSelf(name) && !EntryName.IsParent(name))
                found.Add(Entries.Describe(inodes, InodeTable.Load(transaction, next.Inode), Encoding.Latin1.GetString(name)));
        }

        entries = found.ToImmutable();
    }

    public override bool Apply()
    {
        file.Cursor = cursor;
        return true;
    }

    protected override Answer Answer => new() { Entries = entries };
}

internal static class Entries
{
    private const uint ReadWriteExecute = 0x1ff; // 0777: xv6 knows no permissions
    private const uint ReadWrite = 0x1b6; // 0666

    public static DirEntry Describe(InodesInCore inodes, Inode inode, string name)
    {
        bool isDevice = inode.Type == InodeType.Device;
        return new(name, inodes.QidOf(inode), inode.Size, isDevice ? ReadWrite : ReadWriteExecute)
        {
            Links = inode.Links,
            Device = isDevice ? inode.Device : null,
        };
    }
}
