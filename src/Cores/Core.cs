using ActorKernel.Actors;
using ActorKernel.Guest;
using ActorKernel.Namespace;
using ActorKernel.Processes;
using ActorKernel.Timers;
using Vectors = ActorKernel.Timers.Vectors;

namespace ActorKernel.Cores;

/// <summary>A CPU core: runs user code until an interrupt or a trap, and hands what ran to its trap actor.</summary>
/// <remarks>
/// Interrupts land on the exact instruction of their due time. From the tick's interrupt to the trap actor's answer
/// further ones are masked; in calls, and when idle, they are not. One instruction retires per tick of the TSC.
/// </remarks>
/// <param name="disk">Whose work the disk's interrupt is; null on a core that no disk is wired to.</param>
public sealed class Core(
    CoreId id, InterruptGate gate, Port<Trapped> trap, Port<Trigger> chain, Port<DiskReady>? disk = null)
    : Actor($"core{id.Number}"), IRunner,
        IAccepts<Resume>, IAccepts<Idle>, IAccepts<Interrupt>, IAccepts<KernelWrite>
{
    private Context? running;
    private Tsc clock;
    private Trap stopped;
    private long instructions;

    Tsc? IRunner.Clock => running is null ? null : clock;

    public void Receive(in Resume resume, in Delivery delivery)
    {
        Check.That(running is null, "A core runs one program at a time.");
        running = resume.Context;
        clock = delivery.Now;
        gate.Unmask();
    }

    public void Receive(in Idle idle, in Delivery delivery) => gate.Unmask();

    public void Receive(in Interrupt interrupt, in Delivery delivery)
    {
        if (interrupt.Vector == Vectors.Deadline)
        {
            chain.Send(default);
            return;
        }

        if (interrupt.Vector == Vectors.Disk)
        {
            Check.That(disk is not null, "A disk interrupts the core that it is wired to.");
            disk.Value.Send(default);
            return;
        }

        if (running is not null)
            gate.Mask();
        TrapCause cause = interrupt.Vector == Vectors.Tick ? TrapCause.Tick : TrapCause.Reschedule;
        Leave(cause, Trap.None, delivery.Now);
    }

    public void Receive(in KernelWrite write, in Delivery delivery)
    {
        WriteOutcome outcome = WriteOutcome.NotHere;
        bool upcall = false;
        if (running is Context context && context.Pid == write.Pid)
        {
            outcome = write.Write.Apply(context) ? WriteOutcome.Written : WriteOutcome.Refused;
            upcall = context.Personality.BeforeUser(context, dispatched: false);
        }

        write.Reply.Send(new(write.Number, write.Pid, outcome, delivery.Now, upcall));
    }

    bool IRunner.Run(Tsc until)
    {
        RunResult result = running!.Executor.Run(ref running.Registers, (long)(until - clock).Ticks, clock.Ticks);
        clock += new TscSpan((ulong)result.Retired);
        instructions += result.Retired;
        stopped = result.Trap;
        return stopped.Kind != TrapKind.None;
    }

    void IRunner.Report(Tsc now) => Leave(TrapCause.Program, stopped, now);

    public override void Describe(Description to)
    {
        to.Number("instructions", instructions);
        if (running is not null)
            ((IDescribed)running).Describe("runs", to);
    }

    private void Leave(TrapCause cause, in Trap why, Tsc at)
    {
        Context? left = running;
        running = null; // before the message: from here on the trap actor holds it
        trap.Send(new(left, cause, why, at));
    }
}
