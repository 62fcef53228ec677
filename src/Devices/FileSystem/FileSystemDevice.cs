using System.Collections.Immutable;
using ActorKernel.Actors;
using ActorKernel.Devices.FileSystem;
using ActorKernel.Namespace;

namespace ActorKernel.Devices;

/// <summary>How much a file system holds.</summary>
/// <param name="Inodes">Different files that can be open at once: xv6's NINODE.</param>
/// <param name="FileBlocks">Up to which files grow, 1 to 140: xv6's MAXFILE. Longer ones on the disk are read as they are.</param>
public sealed record FileSystemLimits(int Inodes = 50, int FileBlocks = Layout.FileBlocksMax);

/// <summary>#x: xv6's file system on a disk.</summary>
/// <remarks>
/// A request is a job, a plain function over cached blocks. What only reads and finds its blocks is answered at once;
/// all others are done one after the other, in the order they came: missing blocks are fetched and the job run again,
/// and what it changes is written through the log before it is answered. The first request mounts: an image that cannot
/// be used refuses every request, and one that is damaged is not written to.
/// </remarks>
public sealed class FileSystemDevice : Actor, IDevice, IAccepts<DiskReady>, IAccepts<Collected>, IAccepts<Answered>
{
    private readonly DiskPorts disk;
    private readonly bool tellsSuperblock; // when it has mounted, as xv6 does at boot
    private readonly Port<Printed> console;
    private readonly FileSystemLimits limits;
    private readonly BlockCache cache = new();
    private readonly InodesInCore inodes;
    private readonly Drivers drivers;
    private readonly OpenFiles files;
    private readonly Mount mount;
    private readonly Queue<Job> waiting = [];
    private readonly HashSet<string> complaints = [];
    private FreeHints free;
    private Job? current;
    private bool isLastStep; // of the current job, which is answered when its writes are done
    private long lastRequest;
    private long? underway; // the disk's
    private Error? unusable;

    public FileSystemDevice(
        DevicePorts self,
        DiskPorts disk,
        Port<Printed> console,
        ImmutableArray<DeviceDriver> drivers,
        FileSystemLimits limits,
        bool tellsSuperblock = true)
        : base($"#{self.Letter}")
    {
        this.disk = disk;
        this.tellsSuperblock = tellsSuperblock;
        this.console = console;
        this.drivers = new(drivers);
        this.limits = limits;
        inodes = new(limits.Inodes);
        files = new(self, inodes);
        mount = new(disk.Blocks);
        waiting.Enqueue(new MountJob(mount, inodes));
    }

    public static Qid RootQid => new(Layout.RootInode, QidType.Directory);

    public void Receive(in Walk walk, in Delivery delivery) => Admit(new WalkJob(walk, inodes));

    public void Receive(in Open open, in Delivery delivery) => Admit(new OpenJob(open, files));

    public void Receive(in Create create, in Delivery delivery) => Admit(new CreateJob(create, files));

    public void Receive(in Make make, in Delivery delivery) => Admit(new MakeJob(make, inodes));

    public void Receive(in Link link, in Delivery delivery) => Admit(new LinkJob(link, inodes));

    public void Receive(in Remove remove, in Delivery delivery) => Admit(new RemoveJob(remove, inodes));

    public void Receive(in Stat stat, in Delivery delivery) => Admit(new StatJob(stat, inodes));

    public void Receive(in Read read, in Delivery delivery)
    {
        if (files.Chans.Find(read.Chan) is not FileSystemFile file)
            read.Asker.Refuse(Errors.BadFd);
        else if (file.Device is DeviceNumber device)
            drivers.Read(device, read, Self<FileSystemDevice, Answered>(this));
        else
            Admit(new ReadJob(read, file));
    }

    public void Receive(in ReadDirectory read, in Delivery delivery)
    {
        FileSystemFile? file = files.Chans.Find(read.Chan);
        if (file is null || !file.Qid.IsDirectory)
            read.Asker.Refuse(file is null ? Errors.BadFd : Errors.NotADirectory);
        else
            Admit(new ReadDirectoryJob(read, file, inodes));
    }

    public void Receive(in Write write, in Delivery delivery)
    {
        FileSystemFile? file = files.Chans.Find(write.Chan);
        if (file is null || file.Qid.IsDirectory)
            write.Asker.Refuse(file is null ? Errors.BadFd : Errors.IsADirectory);
        else if (file.Device is DeviceNumber device)
            drivers.Write(device, write, Self<FileSystemDevice, Answered>(this));
        else if (write.Bytes.Length == 0)
            write.Asker.Answer(default);
        else
            Admit(new WriteJob(write, file));
    }

    public void Receive(in Hold hold, in Delivery delivery)
    {
        if (files.Chans.TryHold(hold.Chan))
            hold.Asker.Answer(default);
        else
            hold.Asker.Refuse(Errors.BadFd);
    }

    public void Receive(in Drop drop, in Delivery delivery)
    {
        if (!files.Chans.TryDrop(drop.Chan, out FileSystemFile? closed))
            drop.Asker.Refuse(Errors.BadFd);
        else if (closed is null)
            drop.Asker.Answer(default);
        else if (inodes.Give(closed.Inode))
            Admit(new CloseJob(drop, closed, inodes));
        else
            drop.Asker.Answer(new() { Freed = closed.Cost });
    }

    /// <summary>Waits for the disk end by themselves; only reads of devices can be given up.</summary>
    public void Receive(in Abort abort, in Delivery delivery) => drivers.Abort(abort);

    public void Receive(in Answered answered, in Delivery delivery) => drivers.Opened(answered);

    public void Receive(in DiskReady ready, in Delivery delivery) =>
        disk.Collect.Send(new(Self<FileSystemDevice, Collected>(this)));

    public void Receive(in Collected collected, in Delivery delivery)
    {
        foreach (DiskRequestDone done in collected.Done.Requests)
        {
            Check.That(done.Request == underway, "The disk has one request at a time.");
            underway = null;
            if (!done.Read.IsDefault)
                cache.Put(done.Read);
            else if (isLastStep)
                Finish();
        }

        Advance();
    }

    public override void Describe(Description to)
    {
        to.Number("inodes", inodes.Count);
        to.Number("waiting", waiting.Count + (current is null ? 0 : 1));
        to.Number("cached", cache.Count);
        to.Flag("disk", underway is not null);
    }

    /// <summary>A job that reads what is cached need not wait for one that waits for the disk.</summary>
    private void Admit(Job job)
    {
        if (current is not null && mount.IsDone && TryAtOnce(job))
            return;
        waiting.Enqueue(job);
        Advance();
        if (!job.IsAnswered)
            job.Delay();
    }

    /// <summary>Does all of a job that needs nothing of the disk; false when it does need it.</summary>
    private bool TryAtOnce(Job job)
    {
        while (true)
        {
            Transaction transaction = Run(job);
            if (transaction.Missing.Count > 0 || transaction.HasChanges)
                return false;
            if (transaction.Error is Error error)
            {
                Refuse(job, transaction, error);
                return true;
            }

            if (job.Apply())
            {
                job.Finish();
                return true;
            }
        }
    }

    /// <summary>Goes on with jobs until one needs the disk.</summary>
    private void Advance()
    {
        while (underway is null && Next() is Job job)
        {
            Transaction transaction = Run(job);
            if (transaction.Missing.Count > 0)
            {
                underway = ++lastRequest;
                disk.Read.Send(new(lastRequest, new([.. transaction.Missing])));
            }
            else if (transaction.Error is Error error)
            {
                Refuse(job, transaction, error);
                current = null;
            }
            else
            {
                Commit(job, transaction);
            }
        }
    }

    private Job? Next()
    {
        if (current is null)
            waiting.TryDequeue(out current);
        return current;
    }

    private Transaction Run(Job job)
    {
        Transaction transaction = new(cache, mount.Superblock, free)
        {
            ReadOnly = mount.ReadOnly,
            FileBytesMax = limits.FileBlocks * Layout.BlockBytes,
        };
        if (unusable is Error refusal)
            transaction.Fail(refusal);
        else
            job.Run(transaction);
        return transaction;
    }

    /// <summary>What a job decided counts from now on; it is answered when that is on the disk.</summary>
    private void Commit(Job job, Transaction transaction)
    {
        ImmutableArray<BlockWrite> writes = job.Writes(transaction);
        cache.Put(writes);
        free = transaction.Free;
        foreach (uint inode in transaction.FreedInodes)
            inodes.Freed(inode);
        isLastStep = job.Apply();
        if (writes.Length > 0)
        {
            underway = ++lastRequest;
            disk.Write.Send(new(lastRequest, new(writes)));
        }
        else if (isLastStep)
        {
            Finish();
        }
    }

    private void Finish()
    {
        if (current is MountJob)
            TellMounted();
        current?.Finish();
        current = null;
        isLastStep = false;
    }

    private void Refuse(Job job, Transaction transaction, in Error error)
    {
        if (job is MountJob && mount.IsDone)
            TellMounted(); // it was an orphan that could not be freed
        else if (job is MountJob)
            unusable = error;
        if (transaction.IsDamage)
            Complain(error.Text);
        job.Fail(error);
    }

    private void TellMounted()
    {
        if (tellsSuperblock)
            Print($"sb: {mount.Superblock}");
        if (mount.ReadOnly is Error refusal)
            Complain(refusal.Text);
    }

    /// <summary>Once each: a program may come upon the same damage again and again.</summary>
    private void Complain(string what)
    {
        if (complaints.Add(what))
            Print($"fs: {what}");
    }

    private void Print(string line) => console.Send(new(null, Bytes.Latin1(line + "\n")));
}
