using System.Collections.Immutable;
using ActorKernel.Actors;
using ActorKernel.Namespace;
using ActorKernel.Timers;

namespace ActorKernel.Devices.Tests;

/// <summary>In place of a process: keeps its answers and events, and tells what its descriptors stand for.</summary>
internal sealed class Probe(int pid)
    : Actor($"proc{pid}"), IAccepts<Answered>, IAccepts<Delayed>, IAccepts<PostEvent>, IAccepts<ResolveFd>,
        IAccepts<HoldProcess>, IAccepts<ReleaseProcess>
{
    public Dictionary<long, Answer> Answers { get; } = [];

    /// <summary>The calls whose answers were said to take long.</summary>
    public List<CallId> Delays { get; } = [];

    public List<PostEvent> Events { get; } = [];

    public Dictionary<int, Chan> Fds { get; } = [];

    public int Holders { get; private set; }

    /// <summary>False keeps the events that come until <see cref="Acknowledge"/>.</summary>
    public bool Acknowledges { get; set; } = true;

    public void Receive(in Answered answered, in Delivery delivery) =>
        Answers.Add(answered.Call.Number, answered.Answer);

    public void Receive(in Delayed delayed, in Delivery delivery) => Delays.Add(delayed.Call);

    public void Receive(in PostEvent post, in Delivery delivery)
    {
        Events.Add(post);
        if (Acknowledges)
            Acknowledge(post, delivery.Now);
    }

    public void Receive(in ResolveFd resolve, in Delivery delivery) =>
        resolve.Reply.Send(new(resolve.Call, Fds.TryGetValue(resolve.Fd, out Chan chan) ? chan : null));

    public void Receive(in HoldProcess hold, in Delivery delivery) => Holders++;

    public void Receive(in ReleaseProcess release, in Delivery delivery) => Holders--;

    public static void Acknowledge(in PostEvent post, Tsc at) =>
        post.Reply.Send(new(post.Token, post.Pid, Written: true, at));
}

/// <summary>In place of a core, of the process table and of the host's screen.</summary>
internal sealed class Surroundings(Port<Trigger> chain)
    : Actor("core0"), IAccepts<Interrupt>, IAccepts<Printed>, IAccepts<ListProcesses>
{
    public string Screen { get; private set; } = "";

    public void Receive(in ListProcesses list, in Delivery delivery) => Screen += "[processes]";

    public void Receive(in Interrupt interrupt, in Delivery delivery) => chain.Send(default);

    public void Receive(in Printed printed, in Delivery delivery) => Screen += printed.Bytes.ToString();
}

/// <summary>All devices on the engine, and three processes, 1 to 3, that ask them one thing after the other.</summary>
internal sealed class Bench
{
    /// <summary>The time that each request is given.</summary>
    public const ulong Step = 100;

    private const int Processes = 3;

    private readonly Engine.Engine engine;
    private readonly Place<Probe>[] places;
    private readonly ProcessPorts[] ports;
    private readonly Surroundings surroundings;
    private readonly Dictionary<char, DevicePorts> devices;
    private readonly Port<KeyInput> keys;
    private readonly Port<ProcessGone> gone;
    private long lastCall;

    public Bench()
    {
        engine = new(new() { Seed = 1, Latencies = new OneTick(), Quantum = new(1) });
        Place<ConsoleDevice> console = engine.Reserve<ConsoleDevice>("#c", Locality.Outside);
        Place<PipeDevice> pipe = engine.Reserve<PipeDevice>("#|", Locality.Outside);
        Place<RootDevice> root = engine.Reserve<RootDevice>("#/", Locality.Outside);
        Place<SrvDevice> srv = engine.Reserve<SrvDevice>("#s", Locality.Outside);
        Place<AlarmDevice> alarm = engine.Reserve<AlarmDevice>("#A", Locality.Outside);
        Place<TimerChain> chain = engine.Reserve<TimerChain>("tchain0", Locality.Outside);
        Place<Lapic> lapic = engine.Reserve<Lapic>("lapic0", Locality.Outside);
        Place<Surroundings> core = engine.Reserve<Surroundings>("core0", Locality.Outside);
        devices = new()
        {
            ['c'] = DevicePorts.At(engine, console, 'c', ConsoleDevice.RootQid),
            ['|'] = DevicePorts.At(engine, pipe, '|', PipeDevice.RootQid),
            ['/'] = DevicePorts.At(engine, root, '/', RootDevice.RootQid),
            ['s'] = DevicePorts.At(engine, srv, 's', SrvDevice.RootQid),
            ['A'] = DevicePorts.At(engine, alarm, 'A', AlarmDevice.RootQid),
        };
        ImmutableArray<RootFile> files =
        [
            new("xv6", "echo", Bytes.Latin1("xv6's echo")),
            new("xv6", "cat", Bytes.Latin1("xv6's cat")),
            new("akaros", "echo", Bytes.Latin1("akaros' echo")),
        ];
        surroundings = new(engine.Port<TimerChain, Trigger>(chain));
        engine.Seat(console, new ConsoleDevice(
            devices['c'],
            engine.Port<Surroundings, Printed>(core),
            engine.Port<Surroundings, ListProcesses>(core)));
        engine.Seat(pipe, new PipeDevice(devices['|']));
        engine.Seat(root, new RootDevice(devices['/'], files));
        engine.Seat(srv, new SrvDevice(devices['s']));
        engine.Seat(alarm, new AlarmDevice(
            devices['A'],
            engine.Port<TimerChain, Arm>(chain),
            engine.Port<TimerChain, Disarm>(chain),
            engine.Port<ConsoleDevice, Printed>(console)));
        engine.Seat(chain, new TimerChain(new(0), engine.Port<Lapic, ProgramDeadline>(lapic)));
        engine.Seat(lapic, new Lapic(new(0), new(1000), default, engine.Interrupts(core)));
        engine.Seat(core, surroundings);
        places = new Place<Probe>[Processes + 1];
        ports = new ProcessPorts[Processes + 1];
        Process = new Probe[Processes + 1];
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
        gone = engine.Port<AlarmDevice, ProcessGone>(alarm);
    }

    /// <summary>By pid.</summary>
    public Probe[] Process { get; }

    public string Screen => surroundings.Screen;

    public Tsc Now => engine.SafeInstant;

    public long DeadLetters => engine.DeadLetters;

    /// <summary>Sends a request and gives it its time.</summary>
    public CallId Send(int pid, Action<Asker> request)
    {
        CallId call = new(++lastCall);
        request(new(new(pid), call, engine.Port<Probe, Answered>(places[pid]), ports[pid]));
        Wait(Step);
        return call;
    }

    public Answer? AnswerTo(int pid, CallId call) =>
        Process[pid].Answers.TryGetValue(call.Number, out Answer answer) ? answer : null;

    public Answer Ask(int pid, Action<Asker> request)
    {
        Answer? answer = AnswerTo(pid, Send(pid, request));
        Assert.NotNull(answer);
        return answer.Value;
    }

    public void Wait(ulong time) => engine.Run(new() { Until = Now + new TscSpan(time) });

    public Answer Walk(string path, int pid = 1)
    {
        (DevicePorts device, Names names) = Parse(path);
        return Ask(pid, asker => device.Walk.Send(new(asker, device.Root, names)));
    }

    public Answer TryOpen(string path, OpenFlags flags = OpenFlags.ReadWrite, int pid = 1)
    {
        Answer walked = Walk(path, pid);
        return walked.Qid is Qid qid
            ? Ask(pid, asker => Parse(path).Device.Open.Send(new(asker, qid, flags)))
            : walked;
    }

    public Chan Open(string path, OpenFlags flags = OpenFlags.ReadWrite, int pid = 1)
    {
        Answer answer = TryOpen(path, flags, pid);
        Assert.Null(answer.Error);
        return answer.Chan!.Value;
    }

    public Answer Create(string path, int pid = 1)
    {
        (DevicePorts device, Names names) = Parse(path);
        return Ask(pid, asker => device.Create.Send(
            new(asker, device.Root, names.Elements[^1], OpenFlags.Write | OpenFlags.Create, 0x1b6)));
    }

    /// <summary>A new pipe: the end that is read, and the other.</summary>
    public (Chan Reading, Chan Writing) MakePipe()
    {
        DevicePorts pipe = devices['|'];
        Chan reading = Ask(1, asker => pipe.Create.Send(new(asker, pipe.Root, "data", OpenFlags.Read, 0))).Chan!.Value;
        Qid other = reading.Qid with { Path = reading.Qid.Path + 1 };
        return (reading, Ask(1, asker => pipe.Open.Send(new(asker, other, OpenFlags.Write))).Chan!.Value);
    }

    public Answer Remove(string path, int pid = 1)
    {
        (DevicePorts device, Names names) = Parse(path);
        return Ask(pid, asker => device.Remove.Send(new(asker, device.Root, names.Elements[^1])));
    }

    public Answer Stat(string path, int pid = 1)
    {
        Qid qid = Walk(path, pid).Qid!.Value;
        return Ask(pid, asker => Parse(path).Device.Stat.Send(new(asker, qid, path.Split('/')[^1])));
    }

    public Answer Write(in Chan to, string text, int pid = 1, int wordBytes = 4)
    {
        Chan chan = to;
        return Ask(pid, asker => chan.Device.Write.Send(new(asker, chan.Id, Bytes.Latin1(text), wordBytes)));
    }

    public Answer TryRead(in Chan from, int count, int pid = 1)
    {
        Chan chan = from;
        return Ask(pid, asker => chan.Device.Read.Send(new(asker, chan.Id, count)));
    }

    public string Read(in Chan from, int count = 100, int pid = 1) => TryRead(from, count, pid).Bytes.ToString();

    public Answer Hold(in Chan held, int pid = 1)
    {
        Chan chan = held;
        return Ask(pid, asker => chan.Device.Hold.Send(new(asker, chan.Id)));
    }

    public Answer Drop(in Chan held, int pid = 1)
    {
        Chan chan = held;
        return Ask(pid, asker => chan.Device.Drop.Send(new(asker, chan.Id)));
    }

    /// <summary>The next names of an open directory.</summary>
    public string[] Entries(in Chan of, int count, int pid = 1)
    {
        Chan chan = of;
        return
        [
            .. Ask(pid, asker => chan.Device.ReadDirectory.Send(new(asker, chan.Id, count))).Entries
                .Select(entry => entry.Name),
        ];
    }

    public string[] List(string path, int pid = 1) => Entries(Open(path, OpenFlags.Read, pid), 100, pid);

    public void Type(string text, KeyFlow flow = KeyFlow.None)
    {
        keys.Send(new(Bytes.Latin1(text), flow));
        Wait(Step);
    }

    public void End(int pid)
    {
        gone.Send(new(new(pid)));
        Wait(Step);
    }

    private (DevicePorts Device, Names Names) Parse(string path)
    {
        Assert.True(PathName.TryParse(path, out PathName name, out _));
        return (devices[name.Device ?? '/'], new(name.Elements));
    }

    private sealed class OneTick : ILatencies
    {
        public TscSpan Between(Type sender, Locality from, Type receiver, Locality to) => new(1);
    }
}
