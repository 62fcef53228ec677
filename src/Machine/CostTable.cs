using ActorKernel.Actors;
using ActorKernel.Cores;

namespace ActorKernel.Machine;

/// <summary>How many cycles a message takes, by where it goes. The one place where message latencies come from.</summary>
/// <remarks>
/// A core, its LAPIC and its trap actor are one locality. Into it from outside no message takes less than the quantum:
/// that is what lets a core run ahead of the rest of the machine by as much.
/// </remarks>
public sealed record CostTable : ILatencies
{
    public static readonly CostTable Default = new();

    /// <summary>From a core to its trap actor: entering the kernel. At least 1.</summary>
    public TscSpan TrapEntry { get; init; } = new(20);

    /// <summary>From a trap actor to its core: leaving the kernel.</summary>
    public TscSpan TrapExit { get; init; } = new(20);

    /// <summary>Between a LAPIC and its core or trap actor: the interrupt line.</summary>
    public TscSpan Line { get; init; } = TscSpan.Zero;

    /// <summary>Between actors outside the cores, and out of a core's locality. At least 1.</summary>
    public TscSpan Kernel { get; init; } = new(100);

    /// <summary>Into a core's locality from outside: an inter-processor interrupt's way. At least the quantum.</summary>
    public TscSpan IntoCore { get; init; } = new(1000);

    /// <summary>To the host, which is not part of the machine.</summary>
    public TscSpan ToHost { get; init; } = TscSpan.Zero;

    /// <summary>All latencies, times a factor.</summary>
    public CostTable Times(ulong factor) => new()
    {
        TrapEntry = TrapEntry * factor,
        TrapExit = TrapExit * factor,
        Line = Line * factor,
        Kernel = Kernel * factor,
        IntoCore = IntoCore * factor,
        ToHost = ToHost * factor,
    };

    public TscSpan Between(Type sender, Locality from, Type receiver, Locality to)
    {
        if (receiver == typeof(Host))
            return ToHost;
        if (from != to)
            return to == Locality.Outside ? Kernel : IntoCore;
        if (from == Locality.Outside)
            return Kernel;
        return (sender == typeof(Core), receiver == typeof(Core)) switch
        {
            (true, _) => TrapEntry,
            (_, true) when sender == typeof(TrapActor) => TrapExit,
            _ => Line,
        };
    }

    /// <summary>Null, or why a machine with that quantum cannot have these costs.</summary>
    public string? Objection(TscSpan quantum)
    {
        if (IntoCore < quantum)
            return $"IntoCore is {IntoCore} cycles, less than the quantum of {quantum}";
        if (TrapEntry < new TscSpan(1) || Kernel < new TscSpan(1))
            return "TrapEntry and Kernel are 1 cycle at least";
        return null;
    }
}
