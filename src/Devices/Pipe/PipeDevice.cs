using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Devices;

/// <summary>An end of a pipe as its holders have it open, or the directory of this device.</summary>
public sealed class PipeEnd : OpenFile
{
    /// <summary>Null for the directory.</summary>
    internal Pipe? Pipe { get; init; }

    internal bool IsReading { get; init; }
}

/// <summary>#|: pipes, each a ring of 512 bytes with an end to read from and one to write to.</summary>
/// <remarks>
/// After xv6's pipe.c. Creating a file makes a pipe and opens the end that is read; the qid after that one's is the
/// other end, which is opened once. Pipes have no names. Readers are served in the order they asked, each with what
/// there is, and so are writers, each until all its bytes are in; a write fails only when it finds the ring full and
/// nobody to read. The last close of an end gives back an open file; of the second, the pipe's page too.
/// </remarks>
public sealed class PipeDevice(DevicePorts self) : Device<PipeEnd>(self)
{
    private readonly Dictionary<ulong, Pipe> unopened = []; // by the qid of the end that is written
    private readonly Dictionary<(Pid, CallId), PipeRequest> waiting = [];
    private ulong lastPath;

    public static Qid RootQid => new(0, QidType.Directory);

    protected override ITree Tree => NoNames.Instance;

    public override void Receive(in Create create, in Delivery delivery)
    {
        if ((create.Flags & OpenFlags.Create) != 0)
        {
            create.Asker.Refuse(Errors.Permission); // open of a name, where pipe is meant
            return;
        }

        Pipe pipe = new();
        Qid qid = new(++lastPath, QidType.File);
        unopened.Add(++lastPath, pipe);
        Opened(create.Asker, new PipeEnd { Qid = qid, Pipe = pipe, IsReading = true }, OpenFlags.Read);
    }

    public override void Receive(in Open open, in Delivery delivery)
    {
        if (!open.Qid.IsDirectory && unopened.Remove(open.Qid.Path, out Pipe? pipe))
            Opened(open.Asker, new PipeEnd { Qid = open.Qid, Pipe = pipe }, OpenFlags.Write);
        else if (!open.Qid.IsDirectory)
            open.Asker.Refuse(Errors.NotFound);
        else if (DirectoryObjection(open.Flags) is Error objection)
            open.Asker.Refuse(objection);
        else
            Opened(open.Asker, new PipeEnd { Qid = open.Qid }, open.Flags);
    }

    /// <summary>A reader or writer gives up: it is killed.</summary>
    public override void Receive(in Abort abort, in Delivery delivery)
    {
        if (!waiting.Remove((abort.Asker.Pid, abort.Asker.Call), out PipeRequest? request))
            return;
        request.Pipe.Remove(request);
        request.Asker.Refuse(Errors.Interrupted);
        Serve(request.Pipe); // whoever stood behind it
    }

    public override void Describe(Description to)
    {
        base.Describe(to);
        to.Number("waiting", waiting.Count);
    }

    protected override void Read(PipeEnd file, in Read read) =>
        Begin(new(file.Pipe!, read.Asker, read.Count, null));

    protected override void Write(PipeEnd file, in Write write)
    {
        if (write.Bytes.Length == 0)
            write.Asker.Answer(default); // even where others wait
        else
            Begin(new(file.Pipe!, write.Asker, 0, write.Bytes));
    }

    protected override bool Closing(PipeEnd file, in Asker asker)
    {
        if (file.Pipe is not Pipe pipe)
            return false;
        pipe.Close(file.IsReading);
        bool isLast = !pipe.IsReadOpen && !pipe.IsWriteOpen;
        asker.Answer(new() { Freed = new(isLast ? 1 : 0, 1) });
        Serve(pipe);
        return true;
    }

    private void Begin(PipeRequest request)
    {
        (Pid, CallId) key = (request.Asker.Pid, request.Asker.Call);
        request.Pipe.Add(request);
        waiting.Add(key, request);
        Serve(request.Pipe);
        if (waiting.ContainsKey(key))
            request.Asker.Delay();
    }

    private void Serve(Pipe pipe)
    {
        while (pipe.TryServe(out PipeRequest? served, out Answer answer))
        {
            waiting.Remove((served.Asker.Pid, served.Asker.Call));
            served.Asker.Answer(answer);
        }
    }

    /// <summary>A directory without entries; of a pipe there is nothing to tell, as on xv6.</summary>
    private sealed class NoNames : ITree
    {
        private const uint ReadSearch = 0x16d; // 0555

        public static readonly NoNames Instance = new();

        public Qid Root => RootQid;

        public DirEntry? Find(Pid viewer, Qid directory, string name) => null;

        public Qid Parent(Qid qid) => Root;

        public DirEntry? Describe(Qid qid, string name) =>
            qid.IsDirectory ? new DirEntry(name, qid, 0, ReadSearch) : null;

        public (DirEntry Entry, long Cursor)? Next(Pid viewer, Qid directory, long cursor) => null;
    }
}
