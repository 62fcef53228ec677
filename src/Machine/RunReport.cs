using ActorKernel.Actors;

namespace ActorKernel.Machine;

public enum RunStatus
{
    /// <summary>What was waited for has happened, and no program failed.</summary>
    Ok,

    /// <summary>A program failed, or a goal was not met.</summary>
    Failed,

    /// <summary>Only waiters remain, and nothing is under way that could wake them.</summary>
    Stuck,

    /// <summary>A bound came before the goal.</summary>
    Bound,

    /// <summary>The host asked to stop.</summary>
    Interrupted,
}

/// <summary>What came of a run.</summary>
/// <param name="Reason">Which condition ended it, or what went wrong; one line, or more when several wait.</param>
/// <param name="Consoles">The console text of each process, by pid.</param>
/// <param name="Instructions">Retired on all cores.</param>
public sealed record RunReport(
    RunStatus Status,
    string Reason,
    Tsc Now,
    long Instructions,
    long Deliveries,
    long DeadLetters,
    string Console,
    IReadOnlyDictionary<int, string> Consoles,
    IReadOnlyCollection<ProcessSummary> Processes,
    IReadOnlyList<AlarmFiring> Alarms)
{
    /// <summary>Deliveries when the run was over. What was then still on its way to the host has been delivered too.</summary>
    public required long Steps { get; init; }
}
