using ActorKernel.Actors;

namespace ActorKernel.Timers;

/// <summary>A core's waiters in order of expiry, multiplexed over its one LAPIC deadline.</summary>
/// <remarks>
/// After Akaros kern/src/alarm.c. A waiter never fires early; ties fire in the order armed. A waiter at
/// <see cref="Tsc.End"/> is on the chain and never fires. When <see cref="Disarmed"/> or <see cref="Armed"/> is
/// answered, an earlier arming has expired before, on the same link, or never will.
/// </remarks>
public sealed class TimerChain(CoreId core, Port<ProgramDeadline> lapic)
    : Actor($"tchain{core.Number}"), IAccepts<Arm>, IAccepts<Disarm>, IAccepts<Trigger>
{
    private readonly DeadlineQueue<Waiting> queue = new();
    private readonly Dictionary<(ActorId Client, WaiterId Waiter), DeadlineHandle> handles = [];
    private Tsc? programmed;

    public void Receive(in Arm arm, in Delivery delivery)
    {
        long? replaced = Remove(delivery.Id.Sender, arm.Waiter);
        handles[(delivery.Id.Sender, arm.Waiter)] = queue.Add(arm.Due, new(delivery.Id.Sender, arm));
        arm.Client.Armed.Send(new(arm.Waiter, arm.Arming, replaced));
        Program();
    }

    public void Receive(in Disarm disarm, in Delivery delivery)
    {
        disarm.Client.Disarmed.Send(new(disarm.Waiter, Remove(delivery.Id.Sender, disarm.Waiter)));
        Program();
    }

    public void Receive(in Trigger trigger, in Delivery delivery)
    {
        programmed = null; // the one shot is spent
        while (queue.TryTake(delivery.Now, out Waiting waiting, out Tsc due) && due < Tsc.End)
        {
            handles.Remove((waiting.Client, waiting.Arm.Waiter));
            waiting.Arm.Client.Expired.Send(new(waiting.Arm.Waiter, waiting.Arm.Arming, due));
        }

        Program();
    }

    public override void Describe(Description to)
    {
        to.Number("waiters", handles.Count);
        if (queue.Earliest is Tsc earliest)
            to.Time("earliest", earliest);
        if (programmed is Tsc time)
            to.Time("programmed", time);
    }

    private long? Remove(ActorId client, WaiterId waiter)
    {
        if (!handles.Remove((client, waiter), out DeadlineHandle handle))
            return null;
        bool removed = queue.Remove(handle, out Waiting waiting);
        Check.That(removed, "A waiter has a handle exactly while it is on the chain.");
        return waiting.Arm.Arming;
    }

    private void Program()
    {
        Tsc? earliest = queue.Earliest is Tsc due && due < Tsc.End ? due : null;
        if (earliest == programmed)
            return;
        programmed = earliest;
        lapic.Send(new(earliest));
    }

    private readonly record struct Waiting(ActorId Client, Arm Arm);
}
