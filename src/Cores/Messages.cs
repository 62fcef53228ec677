using ActorKernel.Actors;
using ActorKernel.Guest;
using ActorKernel.Processes;

namespace ActorKernel.Cores;

// Core accepts Resume, Idle, Interrupt and KernelWrite; emits Trapped, Trigger for its timer chain, DiskReady.
// TrapActor accepts Trapped, RunUser, LetGo, Preempt, Sleep, Abort and its timer chain's answers; emits Resume and Idle
// to its core, SystemCall, Faulted and Yielded to processes, CoreIdle and Ticked to the table.

/// <summary>The core left user mode, or took an interrupt in kernel mode.</summary>
/// <param name="Context">What ran; null when nothing did.</param>
/// <param name="At">The instant of the interrupt, or of the instruction that trapped.</param>
public readonly partial record struct Trapped(Context? Context, TrapCause Cause, Trap Trap, Tsc At) : IMessage;

public enum TrapCause
{
    /// <summary>The program did it: a fault or a system call.</summary>
    Program,

    /// <summary>The periodic timer.</summary>
    Tick,

    /// <summary>Another wants the core.</summary>
    Reschedule,
}

/// <summary>Run this program's user code.</summary>
/// <param name="Upcall">True when it starts at its vcore entry.</param>
/// <param name="Handler">Set when it starts at its alarm handler.</param>
public readonly partial record struct Resume(Context Context, bool Upcall, HandlerCall? Handler) : IMessage;

/// <summary>A call of an alarm handler: when its count began, at which tick it was due, when it was decided.</summary>
public readonly record struct HandlerCall(Tsc ArmedAt, Tsc Due, Tsc FiredAt) : IDescribed
{
    void IDescribed.Describe(string field, Description to)
    {
        to.Open(field);
        to.Time("armedAt", ArmedAt);
        to.Time("due", Due);
        to.Time("firedAt", FiredAt);
        to.Close();
    }
}

/// <summary>Nothing to run: take interrupts and wait.</summary>
public readonly partial record struct Idle : IMessage;
