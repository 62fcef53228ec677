using ActorKernel.Actors;
using ActorKernel.Guest;
using ActorKernel.Namespace;
using ActorKernel.Processes;
using ActorKernel.Timers;
using Vectors = ActorKernel.Timers.Vectors;

namespace ActorKernel.Cores;

/// <summary>A core's way into the kernel: takes what the core ran, and decides what becomes of it.</summary>
/// <remarks>
/// After xv6's trap.c. Ticks that interrupt user mode are counted for the program's alarm and end its turn if others
/// wait; faults and system calls go to the program's process, for which the core then waits. Also the sleepers of this
/// core, on its timer chain.
/// </remarks>
public sealed class TrapActor(CoreId id, TrapPorts ports, InterruptPort core)
    : Actor($"trap{id.Number}"),
        IAccepts<Trapped>, IAccepts<RunUser>, IAccepts<LetGo>, IAccepts<Preempt>,
        IAccepts<Sleep>, IAccepts<Abort>, IAccepts<Armed>, IAccepts<Disarmed>, IAccepts<Expired>
{
    private readonly Dictionary<long, Asker> sleepers = [];
    private readonly Dictionary<(Pid Pid, CallId Call), long> sleeperOf = [];
    private long lastSleeper;

    private Pid? occupant; // who has the core, running or in a call
    private bool isInCall;
    private bool yieldsOnReturn;
    private bool isTicking;
    private ulong lastPageFault; // CR2

    public void Receive(in Trapped trapped, in Delivery delivery)
    {
        switch (trapped)
        {
            case { Context: null }:
                InterruptedKernel(trapped.Cause);
                break;
            case { Cause: TrapCause.Tick }:
                Tick(trapped.Context, trapped.At, delivery.Now);
                break;
            case { Cause: TrapCause.Reschedule }:
                ports.Idle.Send(default);
                GiveUp(trapped.Context);
                break;
            case { Trap.Kind: TrapKind.SoftwareInterrupt }:
                isInCall = true;
                trapped.Context.Home.SystemCall.Send(new(trapped.Context, id));
                break;
            default:
                if (UserAlarm.TryReturn(trapped.Context, trapped.Trap))
                    ports.Resume.Send(new(trapped.Context, Upcall: false, null));
                else
                    Fault(trapped.Context, trapped.Trap);
                break;
        }
    }

    public void Receive(in RunUser run, in Delivery delivery)
    {
        Check.That(occupant is null || occupant == run.Context.Pid, "A core is one process' at a time.");
        occupant = run.Context.Pid;
        isInCall = false;
        SetTicking(true);
        if (yieldsOnReturn)
            GiveUp(run.Context);
        else
            ports.Resume.Send(new(run.Context, run.Upcall, null));
    }

    public void Receive(in LetGo letGo, in Delivery delivery)
    {
        Check.That(occupant is null || occupant == letGo.Pid, "A core is let go by the process that has it.");
        ports.Idle.Send(default); // after a fault at a tick interrupts are still masked
        Vacate();
    }

    public void Receive(in Preempt preempt, in Delivery delivery)
    {
        if (occupant != preempt.Pid)
            return; // it has left of itself
        if (isInCall)
            yieldsOnReturn = true;
        else
            core.Raise(Vectors.Reschedule);
    }

    public void Receive(in Sleep sleep, in Delivery delivery)
    {
        long sleeper = ++lastSleeper;
        sleepers.Add(sleeper, sleep.Asker);
        sleeperOf.Add((sleep.Asker.Pid, sleep.Asker.Call), sleeper);
        ports.Arm.Send(new(new(sleeper), sleeper, sleep.Due, sleep.Asker.Pid.Number, Client));
    }

    public void Receive(in Abort abort, in Delivery delivery)
    {
        if (sleeperOf.TryGetValue((abort.Asker.Pid, abort.Asker.Call), out long sleeper))
            ports.Disarm.Send(new(new(sleeper), Client));
    }

    public void Receive(in Armed armed, in Delivery delivery)
    {
    }

    public void Receive(in Disarmed disarmed, in Delivery delivery)
    {
        if (disarmed.Arming is not null)
            Wake(disarmed.Waiter.Number)?.Refuse(Errors.Interrupted);
    }

    public void Receive(in Expired expired, in Delivery delivery) => Wake(expired.Waiter.Number)?.Answer(default);

    public override void Describe(Description to)
    {
        if (occupant is Pid pid)
            to.Number("pid", pid.Number);
        to.Flag("inCall", isInCall);
        to.Number("sleepers", sleepers.Count);
    }

    private void Tick(Context context, Tsc due, Tsc now)
    {
        ports.Ticked.Send(new(id, context.Pid));
        if (!context.TickAlarm.Tick(context))
        {
            ports.Resume.Send(new(context, Upcall: false, null));
            return;
        }

        Tsc armedAt = context.TickAlarm.ArmedAt;
        if (UserAlarm.Call(context, now) is Trap fault)
            Fault(context, fault);
        else
            ports.Resume.Send(new(context, Upcall: false, new(armedAt, due, now)));
    }

    /// <summary>Ticks of kernel time are on nobody's account, but they end turns.</summary>
    private void InterruptedKernel(TrapCause cause)
    {
        if (occupant is not Pid pid)
            return;
        if (cause == TrapCause.Tick)
            ports.Ticked.Send(new(id, pid));
        else if (isInCall)
            yieldsOnReturn = true;
    }

    private void Fault(Context context, in Trap trap)
    {
        if (trap.Vector == Guest.Vectors.PageFault)
            lastPageFault = trap.Address;
        isInCall = true;
        context.Home.Faulted.Send(new(context, id, trap, lastPageFault));
    }

    /// <summary>The program goes home, and the core to whoever waits for one.</summary>
    private void GiveUp(Context context)
    {
        context.Home.Yielded.Send(new(context, id));
        Vacate();
    }

    private void Vacate()
    {
        occupant = null;
        isInCall = false;
        yieldsOnReturn = false;
        SetTicking(false);
        ports.CoreIdle.Send(new(id));
    }

    private void SetTicking(bool on)
    {
        if (on == isTicking)
            return;
        isTicking = on;
        ports.SetTick.Send(new(on));
    }

    private Asker? Wake(long sleeper)
    {
        if (!sleepers.Remove(sleeper, out Asker asker))
            return null;
        sleeperOf.Remove((asker.Pid, asker.Call));
        return asker;
    }

    private WaiterPorts Client => field ??= new(
        Self<TrapActor, Armed>(this), Self<TrapActor, Disarmed>(this), Self<TrapActor, Expired>(this));
}

/// <summary>Whom a trap actor may send to.</summary>
public sealed record TrapPorts
{
    public required Port<Resume> Resume { get; init; }

    public required Port<Idle> Idle { get; init; }

    public required Port<SetTick> SetTick { get; init; }

    public required Port<Arm> Arm { get; init; }

    public required Port<Disarm> Disarm { get; init; }

    public required Port<CoreIdle> CoreIdle { get; init; }

    public required Port<Ticked> Ticked { get; init; }
}
