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
    private readonly Bytes bootImage;
    private readonly Engine.Engine engine;
    private readonly RunLog log = new();
    private readonly AlarmReport alarms;
    private readonly Port<Start> start;
    private readonly Port<KeyInput> keys;
    private readonly ConsoleDevice console;
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
        bootImage = plan.Image;
        engine.Seat(plan.Host, new Host(log));
        console = new(
            plan.ConsolePorts,
            engine.Port<Host, Printed>(plan.Host),
            engine.Port<ProcessTable, ListProcesses>(plan.Table));
        engine.Seat(plan.Console, console);
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

    /// <summary>
    /// Sends text to the console, at boot; it waits there until it is read. When it has been read, and somebody waits for
    /// more, the run is over.
    /// </summary>
    public void Type(string text)
    {
        log.IsTyped = true;
        if (text.Length > 0)
            keys.Send(new(Bytes.Latin1(text), KeyFlow.Reader));
    }

    /// <summary>Keys for the console at an instant, so that a run can be repeated with what was typed in it.</summary>
    /// <param name="waits">True when they wait for room; false when what finds none is lost.</param>
    public void Press(Tsc at, in Bytes pressed, bool waits) =>
        keys.SendAfter(at - engine.SafeInstant, new(pressed, waits ? KeyFlow.Room : KeyFlow.None)); // a timer, so no other mail puts it off

    /// <summary>A person presses keys: they arrive at the present instant, and what finds no room is lost.</summary>
    public void Press(Bytes pressed) => keys.Send(new(pressed, KeyFlow.None));

    /// <summary>Runs until every process has ended, or a condition is met, or nothing can happen any more.</summary>
    /// <param name="keyboard">Null when nobody types; then time does not wait for anything.</param>
    public RunReport Run(in RunUntil until = default, IKeyboard? keyboard = null)
    {
        StopWatcher watcher = new(until, log, alarms);
        RunLimits limits = new() { Until = until.Time, MaxDeliveries = until.Deliveries, StopWhen = watcher.IsTime };
        RunResult result = keyboard is null ? engine.Run(limits) : RunLive(limits, watcher, keyboard);
        long steps = engine.Steps;
        if (!until.IsPause)
            DeliverToHost();
        return new RunReporter(options, engine, log, alarms, console, cores, processes).Report(result, steps, until, watcher);
    }

    /// <summary>Called with each block when it is on the disk: its number, and its 512 bytes.</summary>
    public Action<uint, Bytes>? OnBlockWritten
    {
        get => log.OnBlockWritten;
        set => log.OnBlockWritten = value;
    }

    public Tsc Now => engine.Now;

    public long Deliveries => engine.Steps;

    /// <summary>The blocks written since boot, as they are on the disk now.</summary>
    public IReadOnlyDictionary<uint, Bytes> WrittenBlocks => log.Blocks;

    /// <summary>The whole disk as it is now.</summary>
    public Bytes DiskImage()
    {
        byte[] image = bootImage.Span.ToArray();
        foreach ((uint block, Bytes bytes) in log.Blocks)
            bytes.Span.CopyTo(image.AsSpan((int)block * bytes.Length));
        return Bytes.Copy(image);
    }

    /// <summary>Everybody's state and what is under way, for people.</summary>
    public string Describe() => engine.Describe();

    /// <summary>
    /// Cores run as fast as they can; while none has anything to run, time passes as the keyboard says. A key is sent
    /// after all that has been delivered, so a replay that has it under way from the start delivers it at the same place.
    /// </summary>
    private RunResult RunLive(RunLimits limits, StopWatcher watcher, IKeyboard keyboard)
    {
        long? stepsMax = engine.Steps + limits.MaxDeliveries;
        Tsc present = engine.SafeInstant;
        while (true)
        {
            RunResult result = engine.Run(limits with
            {
                IdleUntil = present,
                MaxDeliveries = stepsMax - engine.Steps,
                StopWhen = () => watcher.IsTime() || keyboard.HasKeys,
            });
            present = Tsc.Max(present, engine.SafeInstant);
            bool isForKeys = result == RunResult.Waiting || (result == RunResult.Idle && log.Alive > 0);
            if (watcher.IsOver || !(isForKeys || keyboard.HasKeys))
                return result;
            if (result == RunResult.Waiting && engine.EarliestDue <= present)
                continue; // a core's last slice went beyond what is due
            if (isForKeys && !keyboard.HasKeys)
                present += keyboard.Wait(result == RunResult.Idle ? null : engine.EarliestDue - present);
            if (keyboard.HasKeys)
            {
                Tsc at = Tsc.Max(present, engine.SafeInstant + new TscSpan(1));
                Press(at, keyboard.Take(at), waits: true);
            }
            else if (isForKeys && watcher.IsTimeForHost())
            {
                return RunResult.Stopped;
            }
        }
    }

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

    private sealed class Observers(AlarmReport alarms, IObserver other) : IObserver
    {
        public void Delivering(Mail mail, in Delivery delivery)
        {
            alarms.Delivering(mail, delivery);
            other.Delivering(mail, delivery);
        }
    }
}

/// <summary>A program to start.</summary>
/// <param name="Path">Below the personality's root in #/.</param>
/// <param name="Arguments">After its name.</param>
/// <param name="After">Since boot.</param>
public sealed record ProgramStart(
    string Path, Personality Personality, ImmutableArray<string> Arguments, TscSpan After);
