using System.Collections.Immutable;
using ActorKernel.Actors;
using ActorKernel.Cores;
using ActorKernel.Devices;
using ActorKernel.Devices.FileSystem;
using ActorKernel.Namespace;
using ActorKernel.Processes;
using ActorKernel.Timers;

namespace ActorKernel.Machine;

/// <summary>Who sits where: the places of all actors, so that ports can be plugged before the actors exist.</summary>
internal sealed class Plan
{
    public const string HostName = "host";

    private const short ConsoleMajor = 1; // CONSOLE in file.h

    private readonly IEngine engine;
    private readonly MachineOptions options;

    public Plan(IEngine engine, MachineOptions options)
    {
        this.engine = engine;
        this.options = options;
        Image = options.Image ?? DefaultImage.Make(options.Limits.DiskBlocks);
        Host = engine.Reserve<Host>(HostName, Locality.Outside);
        Table = engine.Reserve<ProcessTable>("procs", Locality.Outside);
        Console = engine.Reserve<ConsoleDevice>("#c", Locality.Outside);
        Root = engine.Reserve<RootDevice>("#/", Locality.Outside);
        Disk = engine.Reserve<DiskDevice>("disk", Locality.Outside);
        FileSystem = engine.Reserve<FileSystemDevice>("#x", Locality.Outside);
        Pipe = engine.Reserve<PipeDevice>("#|", Locality.Outside);
        Srv = engine.Reserve<SrvDevice>("#s", Locality.Outside);
        Alarm = engine.Reserve<AlarmDevice>("#A", Locality.Outside);
        Cores = Each(options.Cores, core => engine.Reserve<Core>($"core{core}", Locality.OfCore(core)));
        Traps = Each(options.Cores, core => engine.Reserve<TrapActor>($"trap{core}", Locality.OfCore(core)));
        Lapics = Each(options.Cores, core => engine.Reserve<Lapic>($"lapic{core}", Locality.OfCore(core)));
        Chains = Each(options.Cores, core => engine.Reserve<TimerChain>($"tchain{core}", Locality.Outside));
        Processes = Each(options.Processes, slot => engine.Reserve<Process>($"proc{slot}", Locality.Outside));
    }

    /// <summary>The disk as it is at boot.</summary>
    public Bytes Image { get; }

    public Place<Host> Host { get; }

    public Place<ProcessTable> Table { get; }

    public Place<ConsoleDevice> Console { get; }

    public Place<RootDevice> Root { get; }

    public Place<DiskDevice> Disk { get; }

    public Place<FileSystemDevice> FileSystem { get; }

    public Place<PipeDevice> Pipe { get; }

    public Place<SrvDevice> Srv { get; }

    public Place<AlarmDevice> Alarm { get; }

    public ImmutableArray<Place<Core>> Cores { get; }

    public ImmutableArray<Place<TrapActor>> Traps { get; }

    public ImmutableArray<Place<Lapic>> Lapics { get; }

    public ImmutableArray<Place<TimerChain>> Chains { get; }

    public ImmutableArray<Place<Process>> Processes { get; }

    public DevicePorts ConsolePorts => field ??= DevicePorts.At(engine, Console, 'c', ConsoleDevice.RootQid);

    public DevicePorts RootPorts => field ??= DevicePorts.At(engine, Root, DeviceTable.RootLetter, RootDevice.RootQid);

    public DevicePorts FileSystemPorts => field ??= DevicePorts.At(
        engine, FileSystem, DeviceTable.FileSystemLetter, FileSystemDevice.RootQid);

    public DevicePorts PipePorts => field ??= DevicePorts.At(engine, Pipe, DeviceTable.PipeLetter, PipeDevice.RootQid);

    public DevicePorts SrvPorts => field ??= DevicePorts.At(engine, Srv, 's', SrvDevice.RootQid);

    public DevicePorts AlarmPorts => field ??= DevicePorts.At(engine, Alarm, 'A', AlarmDevice.RootQid);

    public ProcessTable MakeTable() => new(
        [.. Processes.Select(place => new SlotPorts
        {
            Begin = engine.Port<Process, Begin>(place),
            Adopt = engine.Port<Process, Adopt>(place),
            Dispatch = engine.Port<Process, Dispatch>(place),
            Die = engine.Port<Process, Die>(place),
        })],
        [.. Traps.Select(engine.Port<TrapActor, Preempt>)],
        new()
        {
            Begun = engine.Port<Host, ProcessBegun>(Host),
            Renamed = engine.Port<Host, ProcessRenamed>(Host),
            Ended = engine.Port<Host, ProcessEnded>(Host),
            Refused = engine.Port<Host, StartRefused>(Host),
        },
        engine.Port<ConsoleDevice, Printed>(Console),
        new(options.MemoryPages - (options.Cores - 1), options.Limits.OpenFiles));

    /// <summary>A core with its LAPIC, its trap actor and its timer chain.</summary>
    public Core SeatCore(int number)
    {
        CoreId id = new(number);
        Core core = new(
            id,
            engine.Gate(Cores[number]),
            engine.Port<TrapActor, Trapped>(Traps[number]),
            engine.Port<TimerChain, Trigger>(Chains[number]),
            number == options.Cores - 1 ? engine.Port<FileSystemDevice, DiskReady>(FileSystem) : null);
        engine.Seat(Cores[number], core);
        engine.Seat(Traps[number], new(id, TrapPorts(number), engine.Interrupts(Cores[number])));
        engine.Seat(Chains[number], new(id, engine.Port<Lapic, ProgramDeadline>(Lapics[number])));
        TscSpan offset = new(options.Tick.Ticks * (ulong)number / (ulong)options.Cores);
        engine.Seat(Lapics[number], new(id, options.Tick, offset, engine.Interrupts(Cores[number])));
        return core;
    }

    /// <summary>The disk, wired to the last core as on xv6, and the file system on it.</summary>
    public void SeatFileSystem()
    {
        engine.Seat(Disk, new(
            Image,
            options.DiskLatency,
            engine.Interrupts(Cores[^1]),
            engine.Port<Host, BlockWritten>(Host)));
        engine.Seat(FileSystem, new(
            FileSystemPorts,
            DiskPorts.At(engine, Disk, Image),
            engine.Port<ConsoleDevice, Printed>(Console),
            [new DeviceDriver(ConsoleMajor, ConsolePorts, ConsoleDevice.ConsQid)],
            new(options.Limits.Inodes, options.Limits.FileBlocks),
            tellsSuperblock: options.Init));
    }

    public Process SeatProcess(int slot, KernelPorts kernel)
    {
        Process process = new(slot, kernel);
        engine.Seat(Processes[slot], process);
        return process;
    }

    public KernelPorts KernelPorts() => new()
    {
        Clock = options.Clock,
        Xv6 = new(options.Limits, options.AlarmReturn),
        Devices = new([FileSystemPorts, ConsolePorts, PipePorts, RootPorts, SrvPorts, AlarmPorts]),
        Cores = Each(options.Cores, core => new CorePorts
        {
            RunUser = engine.Port<TrapActor, RunUser>(Traps[core]),
            LetGo = engine.Port<TrapActor, LetGo>(Traps[core]),
            Sleep = engine.Port<TrapActor, Sleep>(Traps[core]),
            Abort = engine.Port<TrapActor, Abort>(Traps[core]),
            KernelWrite = engine.Port<Core, KernelWrite>(Cores[core]),
        }),
        Table = new()
        {
            Fork = engine.Port<ProcessTable, Fork>(Table),
            Born = engine.Port<ProcessTable, Born>(Table),
            Charge = engine.Port<ProcessTable, Charge>(Table),
            GiveBack = engine.Port<ProcessTable, GiveBack>(Table),
            Renamed = engine.Port<ProcessTable, Renamed>(Table),
            Ready = engine.Port<ProcessTable, Ready>(Table),
            Blocked = engine.Port<ProcessTable, Blocked>(Table),
            Wait = engine.Port<ProcessTable, Wait>(Table),
            Kill = engine.Port<ProcessTable, Kill>(Table),
            Abort = engine.Port<ProcessTable, Abort>(Table),
            Exited = engine.Port<ProcessTable, Exited>(Table),
            Freed = engine.Port<ProcessTable, Freed>(Table),
        },
        Console = engine.Port<ConsoleDevice, Printed>(Console),
        Gone = [engine.Port<AlarmDevice, ProcessGone>(Alarm)],
    };

    private TrapPorts TrapPorts(int core) => new()
    {
        Resume = engine.Port<Core, Resume>(Cores[core]),
        Idle = engine.Port<Core, Idle>(Cores[core]),
        SetTick = engine.Port<Lapic, SetTick>(Lapics[core]),
        Arm = engine.Port<TimerChain, Arm>(Chains[core]),
        Disarm = engine.Port<TimerChain, Disarm>(Chains[core]),
        CoreIdle = engine.Port<ProcessTable, CoreIdle>(Table),
        Ticked = engine.Port<ProcessTable, Ticked>(Table),
    };

    private static ImmutableArray<T> Each<T>(int count, Func<int, T> make) =>
        [.. Enumerable.Range(0, count).Select(make)];
}
