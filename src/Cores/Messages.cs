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
public readonly record struct Trapped(Context? Context, TrapCause Cause, Trap Trap, Tsc At) : IDescribedMessage
{
    public void Describe(Description to)
    {
        if (Context is not null)
            ((IDescribed)Context).Describe("context", to);
        FieldValue.Describe("cause", Cause, to);
        to.Text("trap", Trap.ToString());
        to.Time("at", At);
    }
}

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
public readonly record struct Resume(Context Context, bool Upcall, HandlerCall? Handler) : IDescribedMessage
{
    public void Describe(Description to)
    {
        ((IDescribed)Context).Describe("context", to);
        to.Flag("upcall", Upcall);
        if (Handler is HandlerCall call)
            ((IDescribed)call).Describe("handler", to);
    }
}

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
public readonly record struct Idle;
