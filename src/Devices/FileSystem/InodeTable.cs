using ActorKernel.Namespace;

namespace ActorKernel.Devices.FileSystem;

/// <summary>The inodes on disk, eight to a block.</summary>
internal static class InodeTable
{
    /// <summary>
    /// An inode that is in use. One that cannot be is damage; what is returned then is free, without content.
    /// </summary>
    public static Inode Load(Transaction transaction, uint number)
    {
        if (number == 0 || number >= transaction.Superblock.Inodes)
        {
            transaction.Damaged($"inode {number} is outside the inodes, which are 1 to {transaction.Superblock.Inodes - 1}");
            return new(number);
        }

        Inode inode = Peek(transaction, number);
        if (Objection(inode) is not string objection)
            return inode;
        transaction.Damaged($"inode {number}: {objection}");
        return new(number);
    }

    /// <summary>An inode as it is, whatever that is; one outside the inodes is free.</summary>
    public static Inode Peek(Transaction transaction, uint number) => number >= transaction.Superblock.Inodes
        ? new(number)
        : Inode.Read(number, transaction.Read(transaction.Superblock.BlockOfInode(number))[Within(number)]);

    public static void Save(Transaction transaction, Inode inode) =>
        inode.Write(transaction.Change(transaction.Superblock.BlockOfInode(inode.Number))[Within(inode.Number)]);

    /// <summary>The lowest free inode, with one link and no content; not saved. Fails when there is none.</summary>
    public static Inode Allocate(Transaction transaction, InodeType type, DeviceNumber? device)
    {
        for (uint number = Math.Max(transaction.Free.Inode, 1); number < transaction.Superblock.Inodes; number++)
        {
            if (Peek(transaction, number).Type != InodeType.Free)
                continue;
            transaction.Free = transaction.Free with { Inode = number + 1 };
            return new(number) { Type = type, Device = device ?? default, Links = 1 };
        }

        transaction.Free = transaction.Free with { Inode = transaction.Superblock.Inodes };
        transaction.Fail(FileSystemErrors.NoInodes);
        return new(0);
    }

    /// <summary>Its content has been released.</summary>
    public static void Free(Transaction transaction, Inode inode)
    {
        Save(transaction, new(inode.Number));
        transaction.Free = transaction.Free with { Inode = Math.Min(transaction.Free.Inode, inode.Number) };
        transaction.FreedInode(inode.Number);
    }

    /// <summary>Null, or why an inode that is in use cannot be like this.</summary>
    public static string? Objection(Inode inode) => inode switch
    {
        { Type: InodeType.Free } => "it is free, but in use",
        { Type: not (InodeType.Directory or InodeType.File or InodeType.Device) } => $"type {(short)inode.Type} is unknown",
        { Size: > Layout.FileBytesMax } => $"size {inode.Size} is more than {Layout.FileBytesMax}",
        { IsDirectory: true, Size: uint size } when size % Layout.EntryBytes != 0 =>
            $"size {size} of a directory is not a multiple of {Layout.EntryBytes}",
        { Links: < 0 } => $"{inode.Links} links",
        _ => null,
    };

    private static Range Within(uint number)
    {
        int start = (int)(number % Layout.InodesPerBlock) * Layout.InodeBytes;
        return start..(start + Layout.InodeBytes);
    }
}
