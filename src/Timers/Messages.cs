using ActorKernel.Actors;

namespace ActorKernel.Timers;

// TimerChain accepts Arm, Disarm, Trigger; answers Armed, Disarmed; emits Expired and ProgramDeadline.
// Lapic accepts ProgramDeadline, SetTick and its own TickDue, DeadlineDue; raises Vectors.Tick and Vectors.Deadline.

/// <summary>A client's own number for something that waits; chains tell clients apart by the sender.</summary>
public readonly record struct WaiterId(long Number) : IDescribed
{
    void IDescribed.Describe(string field, Description to) => to.Number(field, Number);
}

/// <summary>Sets the waiter to <paramref name="Due"/>, moving it if it is armed. Answered by <see cref="Armed"/>.</summary>
/// <param name="Arming">The client's number for this arming; it comes back in every message about it.</param>
/// <param name="For">The number of the process that waits, for people and reports.</param>
public readonly partial record struct Arm(WaiterId Waiter, long Arming, Tsc Due, int For, WaiterPorts Client)
    : IMessage;

/// <param name="Replaced">The arming that this one took the place of, which now never fires.</param>
public readonly partial record struct Armed(WaiterId Waiter, long Arming, long? Replaced) : IMessage;

/// <summary>Takes the waiter off the chain. Answered by <see cref="Disarmed"/>.</summary>
public readonly partial record struct Disarm(WaiterId Waiter, WaiterPorts Client) : IMessage;

/// <param name="Arming">The arming that now never fires; null when the waiter was not armed.</param>
public readonly partial record struct Disarmed(WaiterId Waiter, long? Arming) : IMessage;

/// <summary>The waiter's time has come. Sent before any later <see cref="Armed"/> or <see cref="Disarmed"/>.</summary>
public readonly partial record struct Expired(WaiterId Waiter, long Arming, Tsc Due) : IMessage;

/// <summary>The chain's core took the deadline interrupt.</summary>
public readonly partial record struct Trigger : IMessage;

/// <summary>Sets the one-shot deadline, at once if it has passed; null switches it off.</summary>
public readonly partial record struct ProgramDeadline(Tsc? Due) : IMessage;

/// <summary>Switches the periodic tick on or off. Ticks stay on their grid.</summary>
public readonly partial record struct SetTick(bool On) : IMessage;

/// <summary>The periodic timer ran out: the LAPIC to itself.</summary>
public readonly partial record struct TickDue : IMessage;

/// <summary>The one-shot timer ran out: the LAPIC to itself.</summary>
public readonly partial record struct DeadlineDue : IMessage;

/// <summary>Where a chain's client is answered.</summary>
public sealed class WaiterPorts(Port<Armed> armed, Port<Disarmed> disarmed, Port<Expired> expired)
{
    public Port<Armed> Armed { get; } = armed;

    public Port<Disarmed> Disarmed { get; } = disarmed;

    public Port<Expired> Expired { get; } = expired;

    public override string ToString()
    {
        TextDescription text = new(Tsc.Boot);
        ((IDescribed)Expired).Describe("client", text);
        return text.ToString();
    }
}

public static class Vectors
{
    /// <summary>The LAPIC's periodic timer: xv6's T_IRQ0 + IRQ_TIMER.</summary>
    public static readonly Vector Tick = new(32);

    /// <summary>The disk's: xv6's T_IRQ0 + IRQ_IDE.</summary>
    public static readonly Vector Disk = new(46);

    /// <summary>The LAPIC's one-shot TSC deadline: Akaros' timer vector.</summary>
    public static readonly Vector Deadline = new(0xeb);

    /// <summary>The inter-processor interrupt that makes a core give up what it runs.</summary>
    public static readonly Vector Reschedule = new(0xff);
}
