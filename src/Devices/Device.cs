using System.Collections.Immutable;
using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Devices;

/// <summary>What all devices do alike: walking, looking, and counting the holders of open files.</summary>
public abstract class Device<TFile>(DevicePorts self) : Actor($"#{self.Letter}"), IDevice
    where TFile : OpenFile
{
    private readonly ChanTable<TFile> files = new();

    protected abstract ITree Tree { get; }

    public void Receive(in Walk walk, in Delivery delivery) =>
        walk.Asker.Answer(Walker.Walk(Tree, walk.Asker.Pid, walk.From, walk.Names));

    public void Receive(in Stat stat, in Delivery delivery)
    {
        if (Tree.Describe(stat.Qid, stat.Name) is DirEntry entry)
            stat.Asker.Answer(new() { Entries = [entry] });
        else
            stat.Asker.Refuse(Errors.NotFound);
    }

    public abstract void Receive(in Open open, in Delivery delivery);

    public virtual void Receive(in Create create, in Delivery delivery) => create.Asker.Refuse(Errors.Permission);

    public virtual void Receive(in Make make, in Delivery delivery) => make.Asker.Refuse(Errors.Permission);

    public virtual void Receive(in Link link, in Delivery delivery) => link.Asker.Refuse(Errors.Permission);

    public virtual void Receive(in Remove remove, in Delivery delivery) => remove.Asker.Refuse(Errors.Permission);

    public void Receive(in Hold hold, in Delivery delivery)
    {
        if (files.TryHold(hold.Chan))
            hold.Asker.Answer(default);
        else
            hold.Asker.Refuse(Errors.BadFd);
    }

    public void Receive(in Drop drop, in Delivery delivery)
    {
        if (!files.TryDrop(drop.Chan, out TFile? closed))
            drop.Asker.Refuse(Errors.BadFd);
        else if (closed is null || !Closing(closed, drop.Asker))
            drop.Asker.Answer(default);
    }

    public void Receive(in Read read, in Delivery delivery)
    {
        TFile? file = files.Find(read.Chan);
        if (file is null || file.Qid.IsDirectory)
            read.Asker.Refuse(file is null ? Errors.BadFd : Errors.IsADirectory);
        else
            Read(file, read);
    }

    public void Receive(in ReadDirectory read, in Delivery delivery)
    {
        TFile? file = files.Find(read.Chan);
        if (file is null || !file.Qid.IsDirectory)
        {
            read.Asker.Refuse(file is null ? Errors.BadFd : Errors.NotADirectory);
            return;
        }

        ImmutableArray<DirEntry>.Builder entries = ImmutableArray.CreateBuilder<DirEntry>();
        while (entries.Count < read.Entries
            && Tree.Next(read.Asker.Pid, file.Qid, file.Cursor) is (DirEntry entry, long cursor))
        {
            entries.Add(entry);
            file.Cursor = cursor;
        }

        read.Asker.Answer(new() { Entries = entries.ToImmutable() });
    }

    public void Receive(in Write write, in Delivery delivery)
    {
        TFile? file = files.Find(write.Chan);
        if (file is null || file.Qid.IsDirectory)
            write.Asker.Refuse(file is null ? Errors.BadFd : Errors.IsADirectory);
        else
            Write(file, write);
    }

    /// <summary>Nothing to do for a device that answers every request soon.</summary>
    public virtual void Receive(in Abort abort, in Delivery delivery)
    {
    }

    public override void Describe(Description to) => to.Number("files", files.Count);

    protected abstract void Read(TFile file, in Read read);

    protected abstract void Write(TFile file, in Write write);

    /// <summary>The last holder is gone.</summary>
    /// <returns>True when the device answers the asker later.</returns>
    protected virtual bool Closing(TFile file, in Asker asker) => false;

    /// <summary>Answers with a new open file.</summary>
    protected void Opened(in Asker asker, TFile file, OpenFlags flags)
    {
        OpenFlags mode = flags & OpenFlags.AccessMask;
        if (mode == OpenFlags.Execute)
            mode = OpenFlags.Read; // Plan 9's openmode
        asker.Answer(new() { Chan = new(self, files.Add(file), file.Qid, mode) });
    }

    /// <summary>Why a directory cannot be opened so; null when it can.</summary>
    protected static Error? DirectoryObjection(OpenFlags flags)
    {
        if ((flags & OpenFlags.RemoveOnClose) != 0)
            return Errors.Permission;
        return (flags & (OpenFlags.Write | OpenFlags.ReadWrite)) != 0 ? Errors.IsADirectory : null;
    }
}
