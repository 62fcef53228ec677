using ActorKernel.Actors;

namespace ActorKernel.Engine;

/// <summary>What ends a run that does not end of itself.</summary>
public readonly record struct RunLimits
{
    /// <summary>Mail due at this instant is still delivered, instructions that start at it are not run.</summary>
    public Tsc? Until { get; init; }

    /// <summary>
    /// While no runner has anything to run time does not go beyond this instant: for a host that keeps to real time.
    /// </summary>
    public Tsc? IdleUntil { get; init; }

    public long? MaxDeliveries { get; init; }

    /// <summary>Asked after each delivery and after each slice; true ends the run.</summary>
    public Func<bool>? StopWhen { get; init; }
}

/// <summary>Why a run ended.</summary>
public enum RunResult
{
    /// <summary>Nothing is under way and no runner has anything to run.</summary>
    Idle,

    /// <summary>By <see cref="Engine.Stop"/> or <see cref="RunLimits.StopWhen"/>.</summary>
    Stopped,

    /// <summary><see cref="RunLimits.Until"/> is reached.</summary>
    TimeLimit,

    /// <summary><see cref="RunLimits.IdleUntil"/> is reached, and something is due after it.</summary>
    Waiting,

    /// <summary><see cref="RunLimits.MaxDeliveries"/> is reached.</summary>
    DeliveryLimit,
}
