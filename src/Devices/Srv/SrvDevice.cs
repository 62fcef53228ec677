using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Devices;

/// <summary>#s: names under which processes post their open files for others to open.</summary>
/// <remarks>
/// After Akaros' devsrv of January 2014. A file is created empty; writing a file descriptor's number, in decimal, posts
/// that chan, once. Opening the name then gives the posted chan itself. The name holds the chan until it is removed.
/// Unlike the original, a name exists once, every file has a qid of its own, and looking changes nothing.
/// </remarks>
public sealed class SrvDevice(DevicePorts self) : Device<SrvFile>(self), IAccepts<FdResolved>, IAccepts<Answered>
{
    private readonly SrvTree tree = new();
    private readonly Dictionary<CallId, Pending> pending = [];
    private long lastCall;

    public static Qid RootQid => new(1, QidType.Directory);

    protected override ITree Tree => tree;

    public override void Receive(in Open open, in Delivery delivery)
    {
        if (open.Qid.IsDirectory)
        {
            if (DirectoryObjection(open.Flags) is Error objection)
                open.Asker.Refuse(objection);
            else
                Opened(open.Asker, new() { Qid = open.Qid }, open.Flags);
            return;
        }

        switch (tree.ByQid(open.Qid))
        {
            case null:
                open.Asker.Refuse(new(Errno.Unspecified, "Unable to open srv file, concurrent removal"));
                break;
            case { Posted: Chan posted }:
                CallId call = Expect(new(open.Asker, posted, null, 0));
                posted.Device.Hold.Send(new(Asking(call), posted.Id));
                break;
            default:
                open.Asker.Refuse(new(Errno.Unspecified, "srv file has no chan yet"));
                break;
        }
    }

    public override void Receive(in Create create, in Delivery delivery)
    {
        if (!create.Directory.IsDirectory)
            create.Asker.Refuse(Errors.NotADirectory);
        else if (tree.Add(create.Name) is not SrvName name)
            create.Asker.Refuse(Errors.Exists);
        else
            Opened(create.Asker, new() { Qid = name.Qid, Name = name }, create.Flags);
    }

    public override void Receive(in Remove remove, in Delivery delivery)
    {
        Qid? named = tree.Find(remove.Asker.Pid, remove.Directory, remove.Name)?.Qid;
        if (named is Qid qid && tree.Remove(qid) is { Posted: Chan posted })
            posted.Device.Drop.Send(new(Asking(Expect(new(remove.Asker, null, null, 0))), posted.Id));
        else
            remove.Asker.Answer(default); // already gone is as good
    }

    /// <summary>The writer has told which chan its number means: hold it before it is posted.</summary>
    public void Receive(in FdResolved resolved, in Delivery delivery)
    {
        Pending posting = pending[resolved.Call];
        if (resolved.Chan is Chan chan)
        {
            pending[resolved.Call] = posting with { Chan = chan };
            chan.Device.Hold.Send(new(Asking(resolved.Call), chan.Id));
        }
        else
        {
            pending.Remove(resolved.Call);
            posting.Name!.IsBeingPosted = false;
            posting.Asker.Refuse(Errors.BadFd);
        }
    }

    /// <summary>A Hold or Drop of a posted chan has been answered.</summary>
    public void Receive(in Answered answered, in Delivery delivery)
    {
        pending.Remove(answered.Call, out Pending request);
        if (request.Name is SrvName name)
            name.IsBeingPosted = false;
        if (answered.Answer.Error is Error error)
        {
            request.Asker.Refuse(error);
            return;
        }

        if (request.Name is SrvName target)
        {
            if (target.IsListed)
            {
                target.Posted = request.Chan;
            }
            else
            {
                // Removed meanwhile: the posting succeeded and was taken away again.
                Chan held = request.Chan!.Value;
                held.Device.Drop.Send(new(Asking(Expect(new(request.Asker, null, null, request.Count))), held.Id));
                return;
            }
        }

        Resources freed = answered.Answer.Freed;
        request.Asker.Answer(request.Name is null
            ? new() { Chan = request.Chan, Count = request.Count, Freed = freed }
            : new() { Count = request.Count, Freed = freed });
    }

    public override void Describe(Description to)
    {
        to.Number("names", tree.Count);
        to.Number("pending", pending.Count);
    }

    /// <summary>A name's own file, as its creator has it open, has nothing to read.</summary>
    protected override void Read(SrvFile file, in Read read) => read.Asker.Answer(default);

    protected override void Write(SrvFile file, in Write write)
    {
        SrvName name = file.Name!;
        if (!name.IsListed)
        {
            write.Asker.Refuse(new(Errno.Unspecified, "Unable to write srv file, concurrent removal"));
        }
        else if (name.Posted is not null || name.IsBeingPosted)
        {
            write.Asker.Refuse(new(Errno.Unspecified, "srv file already has a stored chan!"));
        }
        else if (write.Asker.Process is ProcessPorts writer)
        {
            name.IsBeingPosted = true;
            int fd = unchecked((int)Numerals.Parse(write.Bytes.ToString(), 10, out _));
            CallId call = Expect(new(write.Asker, null, name, write.Bytes.Length));
            writer.Fds.Send(new(call, fd, Self<SrvDevice, FdResolved>(this)));
        }
        else
        {
            write.Asker.Refuse(Errors.Permission);
        }
    }

    private CallId Expect(Pending request)
    {
        CallId call = new(++lastCall);
        pending.Add(call, request);
        return call;
    }

    private Asker Asking(CallId call) => new(default, call, Self<SrvDevice, Answered>(this), null);

    /// <summary>A request that waits for a process or another device.</summary>
    /// <param name="Chan">What is held, or to be held, on the asker's behalf.</param>
    /// <param name="Name">The name it is to be posted under, when that is the request.</param>
    private readonly record struct Pending(Asker Asker, Chan? Chan, SrvName? Name, int Count);
}
