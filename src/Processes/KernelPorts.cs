using System.Collections.Immutable;
using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>Whom a process may send to: the same for every process.</summary>
public sealed record KernelPorts
{
    public required Clockwork Clock { get; init; }

    public required Xv6Options Xv6 { get; init; }

    public required DeviceTable Devices { get; init; }

    public required ImmutableArray<CorePorts> Cores { get; init; }

    public required TablePorts Table { get; init; }

    public required Port<Printed> Console { get; init; }

    /// <summary>Devices that keep something for a process.</summary>
    public required ImmutableArray<Port<ProcessGone>> Gone { get; init; }
}

/// <summary>A core and its trap actor, as processes see them.</summary>
public sealed record CorePorts
{
    public required Port<RunUser> RunUser { get; init; }

    public required Port<LetGo> LetGo { get; init; }

    public required Port<Sleep> Sleep { get; init; }

    public required Port<Abort> Abort { get; init; }

    public required Port<KernelWrite> KernelWrite { get; init; }
}

/// <summary>The process table, as processes see it.</summary>
public sealed record TablePorts
{
    public required Port<Fork> Fork { get; init; }

    public required Port<Born> Born { get; init; }

    public required Port<Charge> Charge { get; init; }

    public required Port<GiveBack> GiveBack { get; init; }

    public required Port<Renamed> Renamed { get; init; }

    public required Port<Ready> Ready { get; init; }

    public required Port<Blocked> Blocked { get; init; }

    public required Port<Wait> Wait { get; init; }

    public required Port<Kill> Kill { get; init; }

    public required Port<Abort> Abort { get; init; }

    public required Port<Exited> Exited { get; init; }

    public required Port<Freed> Freed { get; init; }
}

/// <summary>A process' slot, as the table sees it.</summary>
public sealed record SlotPorts
{
    public required Port<Begin> Begin { get; init; }

    public required Port<Adopt> Adopt { get; init; }

    public required Port<Dispatch> Dispatch { get; init; }

    public required Port<Die> Die { get; init; }
}

/// <summary>A process, as the trap actors see it.</summary>
public sealed record HomePorts(Port<SystemCall> SystemCall, Port<Faulted> Faulted, Port<Yielded> Yielded);
