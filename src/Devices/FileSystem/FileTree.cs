using ActorKernel.Namespace;

namespace ActorKernel.Devices.FileSystem;

/// <summary>Which inodes somebody has open: they live on without a name.</summary>
internal interface IOpenInodes
{
    bool IsOpen(uint inode);
}

/// <summary>Names: looking up, making, linking and removing, each with xv6's results (fs.c, sysfile.c).</summary>
/// <remarks>A failure is noted in the transaction; what is returned then means nothing.</remarks>
internal static class FileTree
{
    private static readonly EntryName Self = Parse(".");
    private static readonly EntryName Parent = Parse("..");

    /// <summary>Down along the names; "." and ".." are entries like others, and files have none.</summary>
    public static Inode Walk(Transaction transaction, uint from, IEnumerable<string> names)
    {
        Inode inode = InodeTable.Load(transaction, from);
        foreach (string element in names)
        {
            if (transaction.HasFailed)
                return inode;
            if (!inode.IsDirectory || !EntryName.TryParse(element, out EntryName name)
                || DirectoryContent.Find(transaction, inode, name) is not Entry entry)
            {
                transaction.Fail(Errors.NotFound);
                return inode;
            }

            inode = InodeTable.Load(transaction, entry.Inode);
        }

        return inode;
    }

    /// <summary>The entry of that name in a directory; null when there is none.</summary>
    public static Inode? Find(Transaction transaction, uint directory, string text)
    {
        Inode parent = LoadDirectory(transaction, directory);
        if (transaction.HasFailed || !TryName(transaction, text, out EntryName name)
            || DirectoryContent.Find(transaction, parent, name) is not Entry entry)
            return null;
        return InodeTable.Load(transaction, entry.Inode);
    }

    /// <summary>Makes a file, a directory or a device node, under a name that is not there yet.</summary>
    public static Inode Make(
        Transaction transaction, uint directory, string text, InodeType type, DeviceNumber? device = null)
    {
        Inode parent = LoadDirectory(transaction, directory);
        if (transaction.HasFailed || !TryNewName(transaction, parent, text, out EntryName name))
            return parent;
        Inode made = InodeTable.Allocate(transaction, type, device);
        if (transaction.HasFailed)
            return made;
        InodeTable.Save(transaction, made);
        if (type == InodeType.Directory)
        {
            if (parent.Links > 0) // what is removed already keeps its 0, so that it is freed at last
                AddLink(transaction, parent);
            DirectoryContent.Add(transaction, made, Self, made.Number);
            DirectoryContent.Add(transaction, made, Parent, parent.Number);
        }

        DirectoryContent.Add(transaction, parent, name, made.Number);
        return made;
    }

    /// <summary>The first inode of a new file system, with its own "." and "..".</summary>
    public static void MakeRoot(Transaction transaction)
    {
        Inode root = InodeTable.Allocate(transaction, InodeType.Directory, null);
        DirectoryContent.Add(transaction, root, Self, root.Number);
        DirectoryContent.Add(transaction, root, Parent, root.Number);
    }

    public static void Link(Transaction transaction, uint file, uint directory, string text)
    {
        Inode linked = InodeTable.Load(transaction, file);
        Inode parent = LoadDirectory(transaction, directory);
        if (linked.IsDirectory)
            transaction.Fail(Errors.IsADirectory);
        if (transaction.HasFailed || !TryNewName(transaction, parent, text, out EntryName name))
            return;
        AddLink(transaction, linked);
        DirectoryContent.Add(transaction, parent, name, linked.Number);
    }

    /// <summary>Takes a name away. What it was the last of is freed, unless it is open.</summary>
    /// <returns>The inode, when it is to be freed in further transactions; otherwise null.</returns>
    public static uint? Remove(Transaction transaction, uint directory, string text, IOpenInodes open)
    {
        Inode parent = LoadDirectory(transaction, directory);
        if (transaction.HasFailed || !TryName(transaction, text, out EntryName name))
            return null;
        if (name.IsSelfOrParent)
        {
            transaction.Fail(Errors.Permission);
            return null;
        }

        if (DirectoryContent.Find(transaction, parent, name) is not Entry entry)
        {
            transaction.Fail(Errors.NotFound);
            return null;
        }

        Inode removed = InodeTable.Load(transaction, entry.Inode);
        Examine(transaction, parent, removed, name);
        if (transaction.HasFailed)
            return null;
        DirectoryContent.Clear(transaction, parent, entry.Offset);
        if (removed.IsDirectory && parent.Links > 0)
        {
            parent.Links--;
            InodeTable.Save(transaction, parent);
        }

        removed.Links--;
        InodeTable.Save(transaction, removed);
        if (removed.Links > 0 || open.IsOpen(removed.Number))
            return null;
        return Free(transaction, removed) ? null : removed.Number;
    }

    /// <summary>One step towards freeing an inode without links, and all that is below it.</summary>
    /// <returns>Null when it is free, or somebody still has it; otherwise the inode to go on with, which may be another.</returns>
    public static uint? FreeOrphan(Transaction transaction, uint number, IOpenInodes open)
    {
        Inode orphan = InodeTable.Peek(transaction, number);
        if (orphan is { Type: InodeType.Free } or { Links: not 0 } || open.IsOpen(number))
            return null;
        orphan = InodeTable.Load(transaction, number);
        if (transaction.HasFailed)
            return null;
        if (!orphan.IsDirectory || DirectoryContent.FirstOther(transaction, orphan) is not Entry entry)
            return Free(transaction, orphan) ? null : number;

        Inode below = InodeTable.Load(transaction, entry.Inode);
        if (below.Number == number || below.Number == Layout.RootInode || below.Links == 0)
            transaction.Damaged($"inode {number}: its entry at {entry.Offset} cannot be inode {below.Number}");
        if (transaction.HasFailed)
            return null;
        DirectoryContent.Clear(transaction, orphan, entry.Offset);
        below.Links = below.IsDirectory ? (short)0 : (short)(below.Links - 1);
        InodeTable.Save(transaction, below);
        return below.Links == 0 && !open.IsOpen(below.Number) ? below.Number : number;
    }

    /// <summary>Makes a file empty, as far as the transaction has room.</summary>
    /// <returns>False when some is left for another transaction.</returns>
    public static bool Truncate(Transaction transaction, Inode file) =>
        file.Size == 0 || Content.Release(transaction, file);

    private static bool Free(Transaction transaction, Inode inode)
    {
        if (!Content.Release(transaction, inode))
            return false;
        InodeTable.Free(transaction, inode);
        return true;
    }

    private static void Examine(Transaction transaction, Inode parent, Inode removed, EntryName name)
    {
        if (removed.Links < 1)
            transaction.Damaged($"inode {removed.Number} has no links, but the name {name} in inode {parent.Number}");
        else if (removed.Number == parent.Number || removed.Number == Layout.RootInode)
            transaction.Damaged($"inode {parent.Number}: its entry {name} cannot be inode {removed.Number}");
        else if (removed.IsDirectory && DirectoryContent.FirstOther(transaction, removed) is not null)
            transaction.Fail(FileSystemErrors.NotEmpty);
    }

    private static void AddLink(Transaction transaction, Inode inode)
    {
        if (inode.Links == short.MaxValue)
        {
            transaction.Fail(FileSystemErrors.TooManyLinks);
            return;
        }

        inode.Links++;
        InodeTable.Save(transaction, inode);
    }

    private static Inode LoadDirectory(Transaction transaction, uint number)
    {
        Inode inode = InodeTable.Load(transaction, number);
        if (!inode.IsDirectory)
            transaction.Fail(Errors.NotADirectory);
        return inode;
    }

    private static bool TryNewName(Transaction transaction, Inode directory, string text, out EntryName name)
    {
        if (!TryName(transaction, text, out name))
            return false;
        if (DirectoryContent.Find(transaction, directory, name) is null)
            return true;
        transaction.Fail(Errors.Exists);
        return false;
    }

    private static bool TryName(Transaction transaction, string text, out EntryName name)
    {
        if (EntryName.TryParse(text, out name))
            return true;
        transaction.Fail(text.Length == 0 ? Errors.EmptyName : Errors.BadCharacter);
        return false;
    }

    private static EntryName Parse(string text)
    {
        Actors.Check.That(EntryName.TryParse(text, out EntryName name), "The names of a directory and its parent are names.");
        return name;
    }
}
