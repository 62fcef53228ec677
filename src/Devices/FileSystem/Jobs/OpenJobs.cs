using ActorKernel.Namespace;

namespace ActorKernel.Devices.FileSystem;

/// <summary>Opens an inode; with <see cref="OpenFlags.Truncate"/> a file is emptied first.</summary>
internal sealed class OpenJob(Open open, OpenFiles files) : Job(open.Asker)
{
    private Inode? found;
    private bool isReady;
    private Chan chan;

    public override void Run(Transaction transaction)
    {
        found = files.Inodes.Load(transaction, open.Qid);
        if (found.IsDirectory && OpenFiles.DirectoryObjection(open.Flags) is Error objection)
            transaction.Fail(objection);
        else if ((open.Flags & OpenFlags.RemoveOnClose) != 0)
            transaction.Fail(Errors.Permission);
        else if (!files.Inodes.HasRoomFor(found.Number))
            transaction.Fail(FileSystemErrors.TooManyInodes);
        bool truncates = found.Type == InodeType.File && (open.Flags & OpenFlags.Truncate) != 0;
        isReady = transaction.HasFailed || !truncates || FileTree.Truncate(transaction, found);
    }

    public override bool Apply()
    {
        if (isReady)
            chan = files.Open(found!, open.Flags);
        return isReady;
    }

    protected override Answer Answer => new() { Chan = chan };
}

/// <summary>Makes a file and opens it. One that is there is opened as it is, as with xv6's O_CREATE.</summary>
internal sealed class CreateJob(Create create, OpenFiles files) : Job(create.Asker)
{
    private Inode? made;
    private bool isReady;
    private Chan chan;

    public override void Run(Transaction transaction)
    {
        Inode directory = files.Inodes.Load(transaction, create.Directory);
        if (transaction.HasFailed)
            return;
        made = FileTree.Find(transaction, directory.Number, create.Name);
        if (made is not null && (made.Type != InodeType.File || (create.Flags & OpenFlags.Exclusive) != 0))
            transaction.Fail(Errors.Exists);
        if ((create.Flags & OpenFlags.RemoveOnClose) != 0)
            transaction.Fail(Errors.Permission);
        if (transaction.HasFailed)
            return;
        isReady = made is null || (create.Flags & OpenFlags.Truncate) == 0 || FileTree.Truncate(transaction, made);
        made ??= FileTree.Make(transaction, directory.Number, create.Name, InodeType.File);
        if (!files.Inodes.HasRoomFor(made.Number))
            transaction.Fail(FileSystemErrors.TooManyInodes);
    }

    public override bool Apply()
    {
        if (isReady)
            chan = files.Open(made!, create.Flags);
        return isReady;
    }

    protected override Answer Answer => new() { Chan = chan };
}
