using System.Collections.Immutable;
using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>Pids, slots, parents, run states, memory accounts; and the scheduler: one queue for all cores.</summary>
/// <remarks>
/// Round robin. A core that has nothing to run says so and is given the longest waiting process; a tick on a core while
/// others wait takes its process away. A slot is used again when its process has ended, nobody holds it any more, and
/// its parent has waited for it or is gone.
/// </remarks>
public sealed class ProcessTable : Actor,
    IAccepts<Start>, IAccepts<Fork>, IAccepts<Born>, IAccepts<Charge>, IAccepts<Ready>, IAccepts<Blocked>,
    IAccepts<Wait>, IAccepts<Kill>, IAccepts<Abort>, IAccepts<Exited>, IAccepts<Freed>,
    IAccepts<CoreIdle>, IAccepts<Ticked>
{
    private readonly ImmutableArray<SlotPorts> slots;
    private readonly ImmutableArray<Port<Preempt>> preempt;
    private readonly Port<ProcessBegun> begun;
    private readonly Port<ProcessEnded> ended;
    private readonly Port<StartRefused> refused;

    private readonly Dictionary<Pid, ProcessRecord> records = [];
    private readonly ProcessRecord?[] bySlot;
    private readonly SortedSet<int> freeSlots;
    private readonly SortedSet<int> idleCores = [];
    private readonly Queue<ProcessRecord> runQueue = [];
    private long freePages;
    private int lastPid;
    private int alive;

    /// <param name="pages">The machine's memory, in pages.</param>
    public ProcessTable(
        ImmutableArray<SlotPorts> slots,
        ImmutableArray<Port<Preempt>> preempt,
        Port<ProcessBegun> begun,
        Port<ProcessEnded> ended,
        Port<StartRefused> refused,
        long pages)
        : base("procs")
    {
        this.slots = slots;
        this.preempt = preempt;
        this.begun = begun;
        this.ended = ended;
        this.refused = refused;
        bySlot = new ProcessRecord?[slots.Length];
        freeSlots = [.. Enumerable.Range(0, slots.Length)];
        freePages = pages;
        idleCores.UnionWith(Enumerable.Range(0, preempt.Length));
    }

    public void Receive(in Start start, in Delivery delivery)
    {
        string name = start.Path[(start.Path.LastIndexOf('/') + 1)..];
        if (Create(null, name) is not ProcessRecord record)
        {
            refused.Send(new(start.Path));
            return;
        }

        record.IsBorn = true;
        begun.Send(new(record.Pid, name, ByHost: true));
        slots[record.Slot].Begin.Send(new(record.Pid, start.Path, start.Arguments, start.Personality));
    }

    public void Receive(in Fork fork, in Delivery delivery)
    {
        ProcessRecord parent = records[fork.Asker.Pid];
        if (freeSlots.Count == 0)
        {
            fork.Asker.Refuse(new(Errno.TooManyFiles, "no free process"));
            return;
        }

        if (!TryCharge(fork.Pages))
        {
            fork.Asker.Refuse(NoMemory);
            return;
        }

        fork.Asker.Answer(new() { Value = Create(parent, parent.Name)!.Pid.Number });
    }

    public void Receive(in Born born, in Delivery delivery)
    {
        ProcessRecord child = records[born.Child];
        begun.Send(new(child.Pid, child.Name, ByHost: false));
        slots[child.Slot].Adopt.Send(new(born.Child, born.Parent, born.Context, born.Files));
        child.IsBorn = true;
        if (child.KilledUnborn is int status)
            slots[child.Slot].Die.Send(new(status));
    }

    public void Receive(in Charge charge, in Delivery delivery)
    {
        if (TryCharge(charge.Pages))
            charge.Asker.Answer(default);
        else
            charge.Asker.Refuse(NoMemory);
    }

    public void Receive(in Ready ready, in Delivery delivery)
    {
        ProcessRecord record = records[ready.Pid];
        record.State = RunState.Runnable;
        if (idleCores.Count == 0)
            runQueue.Enqueue(record);
        else
            Dispatch(record, idleCores.Contains(record.LastCore.Number) ? record.LastCore.Number : idleCores.Min);
    }

    public void Receive(in Blocked blocked, in Delivery delivery) => records[blocked.Pid].State = RunState.Waiting;

    public void Receive(in CoreIdle idle, in Delivery delivery)
    {
        while (runQueue.TryDequeue(out ProcessRecord? next))
        {
            if (next.State == RunState.Runnable)
            {
                Dispatch(next, idle.Core.Number);
                return;
            }
        }

        idleCores.Add(idle.Core.Number);
    }

    /// <summary>Its turn is over if somebody waits for one.</summary>
    public void Receive(in Ticked ticked, in Delivery delivery)
    {
        if (runQueue.Count > 0)
            preempt[ticked.Core.Number].Send(new(ticked.Pid));
    }

    public void Receive(in Wait wait, in Delivery delivery)
    {
        ProcessRecord parent = records[wait.Asker.Pid];
        Pid? child = wait.Child;
        bool hasChild = child is Pid pid
            ? records.TryGetValue(pid, out ProcessRecord? record) && record.Parent == parent && !record.IsReaped
            : parent.ChildSlots.Count > 0;
        if (!hasChild)
        {
            wait.Asker.Refuse(new(Errno.NoChild, "no child processes"));
        }
        else if (FindZombie(parent, child) is ProcessRecord zombie)
        {
            Reap(zombie);
            wait.Asker.Answer(new() { Value = zombie.Pid.Number, Count = zombie.Status });
        }
        else if (wait.Returns)
        {
            wait.Asker.Answer(default);
        }
        else if (parent.Waiter is not null)
        {
            wait.Asker.Refuse(new(Errno.Invalid, "already waiting for a child"));
        }
        else
        {
            parent.Waiter = wait.Asker;
            parent.WaitsFor = child;
        }
    }

    public void Receive(in Kill kill, in Delivery delivery)
    {
        if (!records.TryGetValue(kill.Pid, out ProcessRecord? target))
        {
            kill.Asker.Refuse(new(Errno.NoProcess, "no such process"));
            return;
        }

        if (!target.IsBorn)
        {
            target.KilledUnborn = kill.Status;
        }
        else if (target.State != RunState.Dying)
        {
            slots[target.Slot].Die.Send(new(kill.Status));
            if (target.State == RunState.Running)
                preempt[target.LastCore.Number].Send(new(target.Pid));
        }

        kill.Asker.Answer(default);
    }

    /// <summary>The one thing waited for here is the end of a child.</summary>
    public void Receive(in Abort abort, in Delivery delivery)
    {
        if (records.TryGetValue(abort.Asker.Pid, out ProcessRecord? parent) && parent.Waiter?.Call == abort.Asker.Call)
        {
            parent.Waiter = null;
            abort.Asker.Refuse(Errors.Interrupted);
        }
    }

    public void Receive(in Exited exited, in Delivery delivery)
    {
        ProcessRecord record = records[exited.Pid];
        record.State = RunState.Dying;
        record.Status = exited.Status;
        freePages += exited.Pages;
        alive--;
        ended.Send(new(record.Pid, record.Name, exited.Status, exited.Fault, alive));
        OrphanChildren(record);

        if (record.Parent is not ProcessRecord parent)
        {
            Reap(record);
            return;
        }

        parent.ZombieSlots.Add(record.Slot);
        if (parent.Waiter is Asker waiter && (parent.WaitsFor is null || parent.WaitsFor == record.Pid))
        {
            parent.Waiter = null;
            Reap(record);
            waiter.Answer(new() { Value = record.Pid.Number, Count = record.Status });
        }
    }

    public void Receive(in Freed freed, in Delivery delivery)
    {
        ProcessRecord record = records[freed.Pid];
        record.IsFreed = true;
        Recycle(record);
    }

    public override void Describe(Description to)
    {
        to.Number("processes", records.Count);
        to.Number("runnable", runQueue.Count);
        to.Number("idleCores", idleCores.Count);
        to.Number("freePages", freePages);
    }

    private static Error NoMemory => new(Errno.NoMemory, "out of memory");

    private ProcessRecord? Create(ProcessRecord? parent, string name)
    {
        if (freeSlots.Count == 0)
            return null;
        int slot = freeSlots.Min;
        freeSlots.Remove(slot);
        ProcessRecord record = new(new(++lastPid), slot, parent, name);
        records.Add(record.Pid, record);
        bySlot[slot] = record;
        parent?.ChildSlots.Add(slot);
        alive++;
        return record;
    }

    private bool TryCharge(long pages)
    {
        if (pages > freePages)
            return false;
        freePages -= pages;
        return true;
    }

    private void Dispatch(ProcessRecord record, int core)
    {
        idleCores.Remove(core);
        record.State = RunState.Running;
        record.LastCore = new(core);
        slots[record.Slot].Dispatch.Send(new(new(core)));
    }

    private ProcessRecord? FindZombie(ProcessRecord parent, Pid? child)
    {
        if (child is not Pid pid)
            return parent.ZombieSlots.Count > 0 ? bySlot[parent.ZombieSlots.Min] : null;
        return records.TryGetValue(pid, out ProcessRecord? record) && parent.ZombieSlots.Contains(record.Slot)
            && bySlot[record.Slot] == record
            ? record
            : null;
    }

    private void OrphanChildren(ProcessRecord parent)
    {
        foreach (int slot in parent.ChildSlots)
            bySlot[slot]!.Parent = null;
        foreach (int slot in parent.ZombieSlots.ToArray())
            Reap(bySlot[slot]!);
        parent.ChildSlots.Clear();
        parent.ZombieSlots.Clear();
    }

    private void Reap(ProcessRecord zombie)
    {
        zombie.IsReaped = true;
        zombie.Parent?.ChildSlots.Remove(zombie.Slot);
        zombie.Parent?.ZombieSlots.Remove(zombie.Slot);
        Recycle(zombie);
    }

    private void Recycle(ProcessRecord record)
    {
        if (!record.IsReaped || !record.IsFreed)
            return;
        records.Remove(record.Pid);
        bySlot[record.Slot] = null;
        freeSlots.Add(record.Slot);
    }
}
