using ActorKernel.Actors;
using ActorKernel.Devices.FileSystem;
using ActorKernel.Namespace;
using ActorKernel.Timers;

namespace ActorKernel.Devices.Tests;

/// <summary>In place of the core that the disk is wired to, of the screen, and of whoever keeps the image.</summary>
internal sealed class DiskSurroundings(Port<DiskReady> ready)
    : Actor("core0"), IAccepts<Interrupt>, IAccepts<Printed>, IAccepts<ListProcesses>, IAccepts<BlockWritten>
{
    public string Screen { get; private set; } = "";

    public void Receive(in ListProcesses list, in Delivery delivery)
    {
    }

    public List<BlockWritten> Written { get; } = [];

    public void Receive(in Interrupt interrupt, in Delivery delivery)
    {
        Assert.Equal(Vectors.Disk, interrupt.Vector);
        ready.Send(default);
    }

    public void Receive(in Printed printed, in Delivery delivery) => Screen += printed.Bytes.ToString();

    public void Receive(in BlockWritten written, in Delivery delivery) => Written.Add(written);
}

/// <summary>A disk with a file system on the engine, a console, and three processes, 1 to 3, that use paths.</summary>
internal sealed class FileSystemBench
{
    private const int Processes = 3;
    private const ulong Latency = 10;
    private const ulong Patience = 1_000_000;

    private readonly Engine.Engine engine;
    private readonly Place<Probe>[] places = new Place<Probe>[Processes + 1];
    private readonly ProcessPorts[] ports = new ProcessPorts[Processes + 1];
    private readonly DiskSurroundings surroundings;
    private readonly Port<KeyInput> keys;
    private readonly Bytes image;
    private long lastCall;

    public FileSystemBench(Bytes image, FileSystemLimits? limits = null, IReadOnlyList<short>? majors = null, ulong seed = 1, ulong jitter = 0)
    {
        this.image = image;
        engine = new(new() { Seed = seed, Latencies = new OneTick(), Quantum = new(1), JitterMax = new(jitter) });
        Place<ConsoleDevice> console = engine.Reserve<ConsoleDevice>("#c", Locality.Outside);
        Place<FileSystemDevice> fileSystem = engine.Reserve<FileSystemDevice>("#x", Locality.Outside);
        Place<DiskDevice> disk = engine.Reserve<DiskDevice>("disk", Locality.Outside);
        Place<DiskSurroundings> core = engine.Reserve<DiskSurroundings>("core0", Locality.Outside);
        Port<BlockWritten> host = engine.Port<DiskSurroundings, BlockWritten>(core);
        DevicePorts consolePorts = DevicePorts.At(engine, console, 'c', ConsoleDevice.RootQid);
        Device = DevicePorts.At(engine, fileSystem, 'x', FileSystemDevice.RootQid);
        surroundings = new(engine.Port<FileSystemDevice, DiskReady>(fileSystem));
        engine.Seat(console, new ConsoleDevice(
            consolePorts, engine.Port<DiskSurroundings, Printed>(core), engine.Port<DiskSurroundings, ListProcesses>(core)));
        engine.Seat(disk, new DiskDevice(image, new(Latency), engine.Interrupts(core), host));
        engine.Seat(fileSystem, new FileSystemDevice(
            Device,
            DiskPorts.At(engine, disk, image),
            engine.Port<ConsoleDevice, Printed>(console),
            [.. (majors ?? [1]).Select(major => new DeviceDriver(major, consolePorts, new(1, QidType.File)))],
            limits ?? new()));
        engine.Seat(core, surroundings);
        for (int pid = 1; pid <= Processes; pid++)
        {
            places[pid] = engine.Reserve<Probe>($"proc{pid}", Locality.Outside);
            Process[pid] = new(pid);
            engine.Seat(places[pid], Process[pid]);
            ports[pid] = new(
                engine.Port<Probe, Delayed>(places[pid]),
                engine.Port<Probe, PostEvent>(places[pid]),
                engine.Port<Probe, ResolveFd>(places[pid]),
                engine.Port<Probe, HoldProcess>(places[pid]),
                engine.Port<Probe, ReleaseProcess>(places[pid]));
        }

        keys = engine.Port<ConsoleDevice, KeyInput>(console);
    }

    public DevicePorts Device { get; }

    /// <summary>By pid.</summary>
    public Probe[] Process { get; } = new Probe[Processes + 1];

    public string Screen => surroundings.Screen;

    public IReadOnlyList<BlockWritten> Written => surroundings.Written;

    public Bytes Image => ImageAfter(Written.Count);

    public long DeadLetters => engine.DeadLetters;

    public string State => engine.Describe();

    /// <summary>As the power failed after so many writes.</summary>
    public Bytes ImageAfter(int writes)
    {
        byte[] bytes = image.Span.ToArray();
        foreach (BlockWritten written in Written.Take(writes))
            written.Bytes.Span.CopyTo(bytes.AsSpan((int)written.Block * Layout.BlockBytes));
        return Bytes.Copy(bytes);
    }

    /// <summary>Sends without waiting.</summary>
    public CallId Send(int pid, Action<Asker> request)
    {
        CallId call = new(++lastCall);
        request(new(new(pid), call, engine.Port<Probe, Answered>(places[pid]), ports[pid]));
        return call;
    }

    public Answer? AnswerTo(int pid, CallId call) =>
        Process[pid].Answers.TryGetValue(call.Number, out Answer answer) ? answer : null;

    public bool IsDelayed(int pid, CallId call) => Process[pid].Delays.Contains(call);

    public void Run(ulong time = Patience) => engine.Run(new() { Until = engine.SafeInstant + new TscSpan(time) });

    /// <summary>Runs until it is answered.</summary>
    public Answer Ask(Action<Asker> request, int pid = 1)
    {
        CallId call = Send(pid, request);
        engine.Run(new()
        {
            Until = engine.SafeInstant + new TscSpan(Patience),
            StopWhen = () => Process[pid].Answers.ContainsKey(call.Number),
        });
        Answer? answer = AnswerTo(pid, call);
        Assert.NotNull(answer);
        return answer.Value;
    }

    public Answer Walk(string path, int pid = 1, Qid? from = null) =>
        Ask(asker => Device.Walk.Send(new(asker, from ?? Device.Root, NamesOf(path))), pid);

    public Answer TryOpen(string path, OpenFlags flags = OpenFlags.Read, int pid = 1) => Walk(path, pid) switch
    {
        { Qid: Qid qid } => Ask(asker => Device.Open.Send(new(asker, qid, flags)), pid),
        Answer refused => refused,
    };

    public Chan Open(string path, OpenFlags flags = OpenFlags.Read, int pid = 1) => ChanOf(TryOpen(path, flags, pid));

    public Answer TryCreate(string path, OpenFlags flags = OpenFlags.ReadWrite, int pid = 1) =>
        InParent(path, (asker, directory, name) => Device.Create.Send(new(asker, directory, name, flags, 0)), pid);

    public Chan Create(string path, OpenFlags flags = OpenFlags.ReadWrite, int pid = 1) => ChanOf(TryCreate(path, flags, pid));

    public Answer MakeDirectory(string path, int pid = 1) => Make(path, NodeKind.Directory, pid);

    public Answer Make(string path, NodeKind kind, int pid = 1) =>
        InParent(path, (asker, directory, name) => Device.Make.Send(new(asker, directory, name, kind)), pid);

    public Answer Link(string from, string to, int pid = 1) => Walk(from, pid) switch
    {
        { Qid: Qid file } =>
            InParent(to, (asker, directory, name) => Device.Link.Send(new(asker, file, directory, name)), pid),
        Answer refused => refused,
    };

    public Answer Remove(string path, int pid = 1) =>
        InParent(path, (asker, directory, name) => Device.Remove.Send(new(asker, directory, name)), pid);

    public DirEntry Stat(string path, int pid = 1)
    {
        Qid qid = Walk(path, pid).Qid!.Value;
        return Stat(qid, pid);
    }

    public DirEntry Stat(Qid qid, int pid = 1) =>
        Ask(asker => Device.Stat.Send(new(asker, qid, "it")), pid).Entries.Single();

    public Answer TryRead(Chan chan, int count, int pid = 1) =>
        Ask(asker => Device.Read.Send(new(asker, chan.Id, count)), pid);

    public string Read(Chan chan, int count = Layout.FileBytesMax, int pid = 1) => TryRead(chan, count, pid).Bytes.ToString();

    public Answer TryWrite(Chan chan, Bytes bytes, int pid = 1) =>
        Ask(asker => Device.Write.Send(new(asker, chan.Id, bytes, 4)), pid);

    public Answer Write(Chan chan, string text, int pid = 1) => TryWrite(chan, Bytes.Latin1(text), pid);

    public Answer Close(Chan chan, int pid = 1) => Ask(asker => Device.Drop.Send(new(asker, chan.Id)), pid);

    public Answer Hold(Chan chan, int pid = 1) => Ask(asker => Device.Hold.Send(new(asker, chan.Id)), pid);

    /// <summary>A new file with that text, closed again.</summary>
    public void Put(string path, string text, int pid = 1)
    {
        Chan chan = Create(path, pid: pid);
        Assert.Equal(text.Length, Write(chan, text, pid).Count);
        Close(chan, pid);
    }

    public string Get(string path, int pid = 1)
    {
        Chan chan = Open(path, pid: pid);
        string text = Read(chan, pid: pid);
        Close(chan, pid);
        return text;
    }

    public string[] List(string path)
    {
        Chan chan = Open(path);
        Answer answer = Ask(asker => Device.ReadDirectory.Send(new(asker, chan.Id, 10_000)));
        Close(chan);
        return [.. answer.Entries.Select(entry => entry.Name)];
    }

    public void Type(string text)
    {
        keys.Send(new(Bytes.Latin1(text), KeyFlow.None));
        Run(1000);
    }

    public void AssertClean() => ImageAssert.IsClean(Image);

    private static Names NamesOf(string path) => new([.. FileSystemImage.ElementsOf(path)]);

    private static Chan ChanOf(Answer answer)
    {
        Assert.Null(answer.Error);
        return answer.Chan!.Value;
    }

    private Answer InParent(string path, Action<Asker, Qid, string> request, int pid)
    {
        string[] elements = FileSystemImage.ElementsOf(path);
        Answer parent = Walk(string.Join('/', elements[..^1]), pid);
        return parent.Qid is Qid directory ? Ask(asker => request(asker, directory, elements[^1]), pid) : parent;
    }

    private sealed class OneTick : ILatencies
    {
        public TscSpan Between(Type sender, Locality from, Type receiver, Locality to) => new(1);
    }
}

internal static class ImageAssert
{
    /// <summary>It mounts, after which nothing is wrong with it.</summary>
    public static FileSystemImage IsClean(Bytes image)
    {
        Assert.True(FileSystemImage.TryOpen(image, out FileSystemImage? opened, out string? objection), objection);
        Assert.True(opened.Report.IsClean, string.Join('\n', opened.Report.Findings));
        Assert.True(FileSystemImage.TryOpen(opened.ToBytes(), out FileSystemImage? again, out objection), objection);
        Assert.Empty(again.Report.Findings);
        return again;
    }
}

internal static class Images
{
    public static Bytes Make(ImageOptions? options = null, params ImageFile[] files)
    {
        Assert.True(FileSystemImage.TryMake(options ?? new(), files, out Bytes image, out string? objection), objection);
        return image;
    }
}
