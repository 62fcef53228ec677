using System.Collections.Immutable;
using ActorKernel.Namespace;

namespace ActorKernel.Devices.FileSystem;

internal sealed class MakeJob(Make make, InodesInCore inodes) : Job(make.Asker)
{
    public override void Run(Transaction transaction)
    {
        Inode directory = inodes.Load(transaction, make.Directory);
        InodeType type = make.Kind.Device is null ? InodeType.Directory : InodeType.Device;
        if (!transaction.HasFailed)
            FileTree.Make(transaction, directory.Number, make.Name, type, make.Kind.Device);
    }
}

internal sealed class LinkJob(Link link, InodesInCore inodes) : Job(link.Asker)
{
    public override void Run(Transaction transaction)
    {
        Inode file = inodes.Load(transaction, link.File);
        Inode directory = inodes.Load(transaction, link.Directory);
        if (!transaction.HasFailed)
            FileTree.Link(transaction, file.Number, directory.Number, link.Name);
    }
}

/// <summary>A job that may leave inodes to be freed, for which one transaction has no room.</summary>
internal abstract class FreeingJob(Asker? asker, InodesInCore inodes) : Job(asker)
{
    private readonly Stack<uint> orphans = [];
    private uint? next;
    private bool isFreeing;

    public sealed override void Run(Transaction transaction)
    {
        isFreeing = orphans.TryPeek(out uint orphan);
        next = isFreeing ? FileTree.FreeOrphan(transaction, orphan, inodes) : Begin(transaction);
    }

    public sealed override bool Apply()
    {
        bool hasBegun = isFreeing || Begun();
        if (isFreeing && next != orphans.Peek())
            Go();
        else if (!isFreeing && next is uint first)
            orphans.Push(first);
        return hasBegun && orphans.Count == 0;
    }

    protected InodesInCore Inodes => inodes;

    protected void Push(IEnumerable<uint> inodesToFree)
    {
        foreach (uint inode in inodesToFree)
            orphans.Push(inode);
    }

    /// <summary>The job's own part. Returns the inode that is left to be freed; null when none is.</summary>
    protected abstract uint? Begin(Transaction transaction);

    /// <summary>Its own part counts; true when it is over.</summary>
    protected virtual bool Begun() => true;

    /// <summary>What is left over by damage is no fault of the asker's: its own part has succeeded.</summary>
    protected sealed override Answer AnswerTo(in Error error) => isFreeing ? Answer : base.AnswerTo(error);

    /// <summary>Up when the topmost is free, down when there is one below it to be freed first.</summary>
    private void Go()
    {
        if (next is uint below)
            orphans.Push(below);
        else
            orphans.Pop();
    }
}

internal sealed class RemoveJob(Remove remove, InodesInCore inodes) : FreeingJob(remove.Asker, inodes)
{
    protected override uint? Begin(Transaction transaction)
    {
        Inode directory = Inodes.Load(transaction, remove.Directory);
        return transaction.HasFailed ? null : FileTree.Remove(transaction, directory.Number, remove.Name, Inodes);
    }
}

/// <summary>The last holder of an open file is gone; what has no name either is freed.</summary>
internal sealed class CloseJob(Drop drop, FileSystemFile file, InodesInCore inodes) : FreeingJob(drop.Asker, inodes)
{
    protected override uint? Begin(Transaction transaction) =>
        Inodes.Find(file.Qid) is uint inode && InodeTable.Peek(transaction, inode).Links == 0 ? inode : null;

    protected override Answer Answer => new() { Freed = file.Cost };
}

/// <summary>Nobody's request: what comes before the first.</summary>
internal sealed class MountJob(Mount mount, InodesInCore inodes) : FreeingJob(null, inodes)
{
    private ImmutableArray<BlockWrite> writes = [];

    public override ImmutableArray<BlockWrite> Writes(Transaction transaction) =>
        transaction.HasChanges ? base.Writes(transaction) : writes;

    protected override uint? Begin(Transaction transaction)
    {
        writes = mount.Run(transaction);
        return null;
    }

    protected override bool Begun()
    {
        if (mount.IsDone && mount.ReadOnly is null)
            Push(mount.Report.Orphans);
        return mount.IsDone;
    }
}
