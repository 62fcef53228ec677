using System.Text.RegularExpressions;
using ActorKernel.Actors;

namespace ActorKernel.Machine;

/// <summary>What ends a run besides the end of all processes. The first that is met wins.</summary>
public readonly record struct RunUntil
{
    /// <summary>A bound: this much virtual time since boot.</summary>
    public Tsc? Time { get; init; }

    /// <summary>A bound: so many deliveries.</summary>
    public long? Deliveries { get; init; }

    /// <summary>A goal: the console's text so far matches.</summary>
    public Regex? Console { get; init; }

    /// <summary>A goal: so many alarms delivered.</summary>
    public int? Alarms { get; init; }

    /// <summary>A goal, and the only one when none is named: every process has ended.</summary>
    public bool Exit { get; init; }

    /// <summary>Asked now and then between deliveries and slices; true ends the run.</summary>
    public Func<bool>? Interrupted { get; init; }

    /// <summary>Stops to be looked at and no more: what is on its way to the host stays there.</summary>
    public bool IsPause { get; init; }

    /// <summary>True when reaching a bound is less than what was asked for.</summary>
    public bool HasGoal => Exit || Console is not null || Alarms is not null;

    /// <summary>True when the end of all processes is one of the goals, or nothing else was asked for.</summary>
    public bool WantsExit => Exit || !HasGoal;
}

/// <summary>Looks after each delivery whether a run is over.</summary>
internal sealed class StopWatcher(RunUntil until, RunLog log, AlarmReport alarms)
{
    /// <summary>A host's answer costs more than a delivery does, and people wait longer than some slices.</summary>
    private const int LooksForHost = 8;

    private int looks;
    private int changesSeen = -1;
    private int alarmsSeen;
    private int consoleSeen;
    private bool hasBegun;

    /// <summary>Which condition was met.</summary>
    public string? Reason { get; private set; }

    public bool IsInterrupted { get; private set; }

    /// <summary>True once <see cref="IsTime"/> was.</summary>
    public bool IsOver { get; private set; }

    public bool IsTime() => ++looks % LooksForHost == 0 ? IsTimeForHost() : IsOver = HasHappened();

    /// <summary>Asks the host too, in any case.</summary>
    public bool IsTimeForHost()
    {
        IsInterrupted = until.Interrupted is not null && until.Interrupted();
        return IsOver = IsInterrupted || HasHappened();
    }

    /// <summary>Nothing is looked at again before something has changed: most deliveries end nothing.</summary>
    private bool HasHappened()
    {
        if (log.Changes == changesSeen && alarms.Delivered == alarmsSeen)
            return false;
        changesSeen = log.Changes;
        alarmsSeen = alarms.Delivered;
        return Look();
    }

    private bool Look()
    {
        if (until.Alarms is int count && alarms.Delivered >= count)
            Reason = $"until:alarm={count}";
        else if (until.Console is Regex regex && log.Length != consoleSeen && regex.IsMatch(log.Console))
            Reason = $"until:console:/{regex}/";
        consoleSeen = log.Length;
        hasBegun |= log.Alive > 0;
        return Reason is not null || (hasBegun && log.Alive == 0 && log.Unborn == 0) || IsOverForInit();
    }

    /// <summary>The machine stops with its init, and a run that waits for the end, with the first shell.</summary>
    private bool IsOverForInit() => log.Init is not null
        && (log.StatusOf(log.Init) is not null || (until.Exit && log.StatusOf(log.Shell) is not null));
}
