using System.Collections.Immutable;
using ActorKernel.Actors;
using ActorKernel.Devices;
using ActorKernel.Processes;

namespace ActorKernel.Machine;

/// <summary>What a machine is built from. Together with what is started and typed it decides every byte of a run.</summary>
public sealed record MachineOptions
{
    public const int CoresMax = 64;

    /// <summary>1 to 64.</summary>
    public int Cores { get; init; } = 1;

    /// <summary>Ticks of the time stamp counter in a second, and instructions a core retires in one.</summary>
    public ulong TscHz { get; init; } = 100_000_000;

    /// <summary>The period of the cores' ticks, in TSC ticks; core k's first is put off by k of N parts of it.</summary>
    public TscSpan Tick { get; init; } = new(1_000_000);

    public ulong Seed { get; init; } = 1;

    public CostTable Costs { get; init; } = CostTable.Default;

    /// <summary>The least latency into a core's locality; cores may run ahead of each other by that much.</summary>
    public TscSpan Quantum { get; init; } = new(1000);

    /// <summary>Each message takes up to so many cycles longer, at random by the seed.</summary>
    public TscSpan JitterMax { get; init; }

    /// <summary>Cuts slices at random, to show that results do not depend on it.</summary>
    public ulong? SliceCutSeed { get; init; }

    /// <summary>Processes there can be at once: xv6's NPROC.</summary>
    public int Processes { get; init; } = 64;

    /// <summary>Pages of memory for programs: what xv6 has after boot, one less for each core but the first.</summary>
    public long MemoryPages { get; init; } = 57_066 - 65;

    /// <summary>xv6's other limits.</summary>
    public Xv6Limits Limits { get; init; } = Xv6Limits.Default;

    public AlarmReturn AlarmReturn { get; init; } = AlarmReturn.Restore;

    /// <summary>The disk, an image of xv6's file system; null for one with xv6's programs.</summary>
    /// <remarks>Runs do not change it: what is written is kept apart.</remarks>
    public Bytes? Image { get; init; }

    /// <summary>How long the disk takes for a block, in TSC ticks.</summary>
    public TscSpan DiskLatency { get; init; } = new(200);

    /// <summary>True to start /init of the file system as the first process, as xv6 does.</summary>
    public bool Init { get; init; }

    /// <summary>The files of #/.</summary>
    public ImmutableArray<RootFile> Programs { get; init; } = BuiltInPrograms.All;

    /// <summary>Watches all deliveries.</summary>
    public IObserver? Observer { get; init; }

    /// <summary>May hold back, drop and double deliveries.</summary>
    public IInterceptor? Interceptor { get; init; }

    public Clockwork Clock => new(TscHz, Tick);

    /// <summary>Null, or what is wrong with the options, for people.</summary>
    public string? Objection()
    {
        if (Cores is < 1 or > CoresMax)
            return $"a machine has 1 to {CoresMax} cores, not {Cores}";
        if (TscHz is < 1000 or > 100_000_000_000)
            return $"the TSC runs at 1 kHz to 100 GHz, not {TscHz} Hz";
        if (Tick < Quantum + Quantum)
            return $"a tick of {Tick} cycles is shorter than two quanta of {Quantum}";
        if (Processes is < 1 or > 4096)
            return $"a machine has room for 1 to 4096 processes, not {Processes}";
        if (Quantum < new TscSpan(1))
            return "the quantum is 1 cycle at least";
        return Limits.Objection() ?? DiskObjection() ?? Costs.Objection(Quantum);
    }

    private string? DiskObjection()
    {
        if (Limits.DiskBlocks == Xv6Limits.Default.DiskBlocks)
            return null;
        if (Image is not null)
            return $"the disk is as large as its image, not {Limits.DiskBlocks} blocks";
        return DefaultImage.TryMake(Limits.DiskBlocks, out _, out string? objection)
            ? null
            : $"a disk of {Limits.DiskBlocks} blocks cannot be made: {objection}";
    }
}
