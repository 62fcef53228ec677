using ActorKernel.Actors;

namespace ActorKernel.Timers;

/// <summary>A core's local interrupt controller, of which only the timers are modelled.</summary>
/// <remarks>
/// Two timers, where hardware has one: a periodic tick, for xv6, and a one-shot TSC deadline, for Akaros. Ticks lie on
/// the grid offset + n * period, whenever they are switched on. See Intel SDM volume 3, chapter "APIC timer".
/// </remarks>
public sealed class Lapic(CoreId core, TscSpan period, TscSpan offset, InterruptPort interrupts)
    : Actor($"lapic{core.Number}"),
        IAccepts<ProgramDeadline>, IAccepts<SetTick>, IAccepts<TickDue>, IAccepts<DeadlineDue>
{
    private Tsc? deadline;
    private Scheduled deadlineDue;
    private bool ticking;
    private Scheduled tickDue;

    public void Receive(in ProgramDeadline program, in Delivery delivery)
    {
        Port<DeadlineDue> self = Self<Lapic, DeadlineDue>(this);
        if (deadline is not null)
            self.Cancel(deadlineDue);
        deadline = program.Due;
        if (deadline is Tsc due)
            deadlineDue = self.SendAfter(Tsc.Max(due, delivery.Now) - delivery.Now, default);
    }

    public void Receive(in DeadlineDue due, in Delivery delivery)
    {
        deadline = null;
        interrupts.Raise(Vectors.Deadline);
    }

    public void Receive(in SetTick set, in Delivery delivery)
    {
        if (set.On == ticking)
            return;
        ticking = set.On;
        if (ticking)
            tickDue = ScheduleTick(delivery.Now);
        else
            Self<Lapic, TickDue>(this).Cancel(tickDue);
    }

    public void Receive(in TickDue due, in Delivery delivery)
    {
        interrupts.Raise(Vectors.Tick);
        tickDue = ScheduleTick(delivery.Now);
    }

    public override void Describe(Description to)
    {
        to.Flag("ticking", ticking);
        if (deadline is Tsc due)
            to.Time("deadline", due);
    }

    private Scheduled ScheduleTick(Tsc now)
    {
        ulong phase = (now.Ticks + period.Ticks - offset.Ticks) % period.Ticks;
        return Self<Lapic, TickDue>(this).SendAfter(new(period.Ticks - phase), default);
    }
}
