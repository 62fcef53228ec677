using System.Collections.Immutable;
using ActorKernel.Actors;
using ActorKernel.Cores;
using ActorKernel.Devices;
using ActorKernel.Engine;
using ActorKernel.Namespace;
using ActorKernel.Processes;
using ActorKernel.Timers;

namespace ActorKernel.Machine;

/// <summary>A whole machine, plugged together: the one place that knows everyone.</summary>
public sealed class Machine
{
    private readonly MachineOptions options;
    private readonly Engine.Engine engine;
    private readonly RunLog log = new();
    private readonly AlarmReport alarms;
    private readonly Port<Start> start;
    private readonly Port<KeyInput> keys;
    private readonly ImmutableArray<Core> cores;
    private readonly ImmutableArray<Process> processes;

    /// <exception cref="ArgumentException">The options contradict each other; the message says how.</exception>
    public Machine(MachineOptions options)
    {
        if (options.Objection() is string objection)
            throw new ArgumentException(objection, nameof(options));
        this.options = options;
        alarms = new(pid => log.Processes.FirstOrDefault(process => process.Pid == pid)?.Name ?? "");
        engine = new(new()
        {
            Seed = options.Seed,
            Latencies = options.Costs,
            Quantum = options.Quantum,
            JitterMax = options.JitterMax,
            SliceCutSeed = options.SliceCutSeed,
            Observer = options.Observer is null ? alarms : new Observers(alarms, options.Observer),
            Interceptor = options.Interceptor,
        });

        Plan plan = new(engine, options);
        engine.Seat(plan.Host, new Host(log));
        engine.Seat(plan.Console, new ConsoleDevice(
            plan.ConsolePorts,
            engine.Port<Host, Printed>(plan.Host),
            engine.Port<ProcessTable, ListProcesses>(plan.Table)));
        plan.SeatFileSystem();
        engine.Seat(plan.Pipe, new PipeDevice(plan.PipePorts));
        engine.Seat(plan.Root, new RootDevice(plan.RootPorts, options.Programs));
        engine.Seat(plan.Srv, new SrvDevice(plan.SrvPorts));
        engine.Seat(plan.Alarm, new AlarmDevice(
            plan.AlarmPorts,
            engine.Port<TimerChain, Arm>(plan.Chains[0]), // all alarms are core 0's, as on Akaros
            engine.Port<TimerChain, Disarm>(plan.Chains[0]),
            engine.Port<ConsoleDevice, Printed>(plan.Console)));
        engine.Seat(plan.Table, plan.MakeTable());
        cores = [.. Enumerable.Range(0, options.Cores).Select(plan.SeatCore)];
        KernelPorts kernel = plan.KernelPorts();
        processes = [.. Enumerable.Range(0, options.Processes).Select(slot => plan.SeatProcess(slot, kernel))];
        start = engine.Port<ProcessTable, Start>(plan.Table);
        keys = engine.Port<ConsoleDevice, KeyInput>(plan.Console);
        if (options.Init)
            Boot(engine.Port<ConsoleDevice, Printed>(plan.Console));
    }

    /// <summary>Called with each piece of text that the console shows, as it appears.</summary>
    public Action<Pid?, string>? OnPrint
    {
        get => log.OnPrint;
        set => log.OnPrint = value;
    }

    /// <summary>Starts a program of #/ at an instant after boot; the first gets pid 1.</summary>
    public void Start(ProgramStart program)
    {
        log.Unborn++;
        Arguments arguments = new([program.Path, .. program.Arguments]);
        bool isXv6 = program.Personality == Xv6.Instance; // whose own root is the file system
        string path = isXv6 ? $"#/{Xv6.Instance}/{program.Path}" : program.Path;
        start.SendAfter(program.After, new(path, arguments, program.Personality, IsInit: false));
    }

    /// <summary>Sends text to the console, at boot; it waits there until it is read.</summary>
    public void Type(string text) => keys.Send(new(Bytes.Latin1(text), Waits: true));

    /// <summary>A person presses keys: they arrive at the present instant, and what finds no room is lost.</summary>
    public void Press(Bytes pressed) => keys.Send(new(pressed, Waits: false));

    /// <summary>Runs until every process has ended, or a condition is met, or nothing can happen any more.</summary>
    public RunReport Run(in RunUntil until = default)
    {
        StopWatcher watcher = new(until, log, alarms);
        RunResult result = engine.Run(new()
        {
            Until = until.Time,
            MaxDeliveries = until.Deliveries,
            StopWhen = watcher.IsTime,
        });
        DeliverToHost();
        return new RunReporter(options, engine, log, alarms, cores, processes).Report(result, until, watcher);
    }

    /// <summary>Called with each block when it is on the disk: its number, and its 512 bytes.</summary>
    public Action<uint, Bytes>? OnBlockWritten
    {
        get => log.OnBlockWritten;
        set => log.OnBlockWritten = value;
    }

    /// <summary>The blocks written since boot, as they are on the disk now.</summary>
    public IReadOnlyDictionary<uint, Bytes> WrittenBlocks => log.Blocks;

    /// <summary>The whole disk as it is now.</summary>
    public Bytes DiskImage()
    {
        byte[] image = options.Image.Span.ToArray();
        foreach ((uint block, Bytes bytes) in log.Blocks)
            bytes.Span.CopyTo(image.AsSpan((int)block * bytes.Length));
        return Bytes.Copy(image);
    }

    /// <summary>Everybody's state and what is under way, for people.</summary>
    public string Describe() => engine.Describe();

    /// <summary>What is on its way to the host has been shown, when a run ends.</summary>
    private void DeliverToHost()
    {
        foreach (Mail mail in engine.Pending.Where(mail => mail.Receiver == Plan.HostName).ToArray())
            mail.Deliver();
    }

    /// <summary>What xv6 says when it boots; then its initcode: exec of /init, with its name as the one argument.</summary>
    private void Boot(Port<Printed> console)
    {
        console.Send(new(null, Bytes.Latin1("xv6...\n")));
        for (int core = 1; core <= options.Cores; core++)
        {
            int number = core % options.Cores; // the first core starts last
            console.Send(new(null, Bytes.Latin1($"cpu{number}: starting {number}\n")));
        }

        log.Unborn++;
        start.Send(new("/init", new(["init"]), Xv6.Instance, IsInit: true));
    }

    private sealed class Observers(params ImmutableArray<IObserver> observers) : IObserver
    {
        public void Delivering(Mail mail, in Delivery delivery)
        {
            foreach (IObserver observer in observers)
                observer.Delivering(mail, delivery);
        }
    }
}

/// <summary>A program to start.</summary>
/// <param name="Path">Below the personality's root in #/.</param>
/// <param name="Arguments">After its name.</param>
/// <param name="After">Since boot.</param>
public sealed record ProgramStart(
    string Path, Personality Personality, ImmutableArray<string> Arguments, TscSpan After);
