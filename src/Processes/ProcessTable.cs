using System.Collections.Immutable;
using System.Text;
using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>Pids, slots, parents, run states, accounts of memory and open files; and the scheduler of all cores.</summary>
/// <remarks>
/// Round robin after xv6's scheduler: a core that has nothing to run goes on in the table from the slot behind the one
/// it ran last; a tick on a core while others can run takes its process away. A slot is used again when its process has
/// ended, nobody holds it any more, and its parent has waited for it or is gone.
/// </remarks>
public sealed class ProcessTable : Actor,
    IAccepts<Start>, IAccepts<Fork>, IAccepts<Born>, IAccepts<Charge>, IAccepts<GiveBack>, IAccepts<Renamed>,
    IAccepts<Ready>, IAccepts<Blocked>, IAccepts<Wait>, IAccepts<Kill>, IAccepts<Abort>, IAccepts<Exited>,
    IAccepts<Freed>, IAccepts<CoreIdle>, IAccepts<Ticked>, IAccepts<ListProcesses>
{
    private readonly ImmutableArray<SlotPorts> slots;
    private readonly ImmutableArray<Port<Preempt>> preempt;
    private readonly HostPorts host;
    private readonly Port<Printed> console;

    private readonly Dictionary<Pid, ProcessRecord> records = [];
    private readonly ProcessRecord?[] bySlot;
    private readonly SortedSet<int> freeSlots;
    private readonly SortedSet<int> idleCores = [];
    private readonly SlotSet runnable;
    private readonly int[] lastSlot; // that each core ran
    private ProcessRecord? init;
    private Resources free;
    private int lastPid;
    private int alive;

    /// <param name="free">The machine's memory, and how many files can be open at once.</param>
    public ProcessTable(
        ImmutableArray<SlotPorts> slots,
        ImmutableArray<Port<Preempt>> preempt,
        HostPorts host,
        Port<Printed> console,
        Resources free)
        : base("procs")
    {
        this.slots = slots;
        this.preempt = preempt;
        this.host = host;
        this.console = console;
        this.free = free;
        bySlot = new ProcessRecord?[slots.Length];
        runnable = new(slots.Length);
        lastSlot = new int[preempt.Length];
        freeSlots = [.. Enumerable.Range(0, slots.Length)];
        idleCores.UnionWith(Enumerable.Range(0, preempt.Length));
    }

    public void Receive(in Start start, in Delivery delivery)
    {
        string name = start.Path[(start.Path.LastIndexOf('/') + 1)..];
        if (Create(null, name) is not ProcessRecord record)
        {
            host.Refused.Send(new(name));
            return;
        }

        record.IsBorn = true;
        if (start.IsInit)
            init = record;
        free -= new Resources(start.Personality.PagesOfProcess, 0);
        host.Begun.Send(new(record.Pid, name, null, start.IsInit));
        slots[record.Slot].Begin.Send(
            new(record.Pid, start.Path, start.Arguments, start.Personality, start.IsInit));
    }

    public void Receive(in Fork fork, in Delivery delivery)
    {
        ProcessRecord parent = records[fork.Asker.Pid];
        if (freeSlots.Count == 0)
        {
            fork.Asker.Refuse(new(Errno.TooManyFiles, "no free process"));
        }
        else if (!TryCharge(new(fork.Pages, 0)))
        {
            lastPid++; // as on xv6, where the pid is given before the memory
            fork.Asker.Refuse(NoMemory);
        }
        else
        {
            fork.Asker.Answer(new() { Value = Create(parent, parent.Name)!.Pid.Number });
        }
    }

    public void Receive(in Born born, in Delivery delivery)
    {
        ProcessRecord child = records[born.Child];
        host.Begun.Send(new(child.Pid, child.Name, born.Parent, IsInit: false));
        slots[child.Slot].Adopt.Send(new(born.Child, born.Parent, born.Context, born.Files));
        child.IsBorn = true;
        if (child.KilledUnborn is int status)
            slots[child.Slot].Die.Send(new(status));
    }

    public void Receive(in Charge charge, in Delivery delivery)
    {
        if (TryCharge(charge.Resources))
            charge.Asker.Answer(default);
        else
            charge.Asker.Answer(new() { Error = charge.Resources.Files > free.Files ? NoFile : NoMemory, Value = free.Pages });
    }

    public void Receive(in GiveBack giveBack, in Delivery delivery) => free += giveBack.Resources;

    public void Receive(in Renamed renamed, in Delivery delivery)
    {
        records[renamed.Pid].Name = renamed.Name;
        host.Renamed.Send(new(renamed.Pid, renamed.Name));
    }

    public void Receive(in Ready ready, in Delivery delivery)
    {
        ProcessRecord record = records[ready.Pid];
        record.State = RunState.Runnable;
        if (idleCores.Count == 0)
            runnable.Add(record.Slot);
        else
            Dispatch(record, idleCores.Contains(record.LastCore.Number) ? record.LastCore.Number : idleCores.Min);
    }

    public void Receive(in Blocked blocked, in Delivery delivery) => records[blocked.Pid].State = RunState.Waiting;

    public void Receive(in CoreIdle idle, in Delivery delivery)
    {
        if (runnable.NextFrom(lastSlot[idle.Core.Number] + 1) is int slot)
            Dispatch(bySlot[slot]!, idle.Core.Number);
        else
            idleCores.Add(idle.Core.Number);
    }

    /// <summary>Its turn is over if somebody else can run.</summary>
    public void Receive(in Ticked ticked, in Delivery delivery)
    {
        if (!runnable.IsEmpty)
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
            wait.Asker.Delay();
        }
    }

    public void Receive(in Kill kill, in Delivery delivery)
    {
        if (!records.TryGetValue(kill.Pid, out ProcessRecord? target) || target.IsReaped)
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
        record.Pages = exited.Pages;
        alive--;
        host.Ended.Send(new(record.Pid, record.Name, exited.Status, exited.Fault, alive));
        GiveChildrenAway(record);
        if (record.Parent is null)
            Reap(record);
        else
            BecomeZombie(record, record.Parent);
    }

    public void Receive(in Freed freed, in Delivery delivery)
    {
        ProcessRecord record = records[freed.Pid];
        record.IsFreed = true;
        Recycle(record);
    }

    /// <summary>xv6's procdump, without the kernel's return addresses: there is no kernel stack here.</summary>
    public void Receive(in ListProcesses list, in Delivery delivery)
    {
        StringBuilder lines = new();
        foreach (ProcessRecord? record in bySlot)
        {
            if (record is { IsReaped: false })
                lines.Append(record.Pid.Number).Append(' ').Append(record.StateText).Append(' ').Append(record.Name).Append('\n');
        }

        console.Send(new(null, Bytes.Latin1(lines.ToString())));
    }

    public override void Describe(Description to)
    {
        to.Number("processes", records.Count);
        to.Number("runnable", runnable.Count);
        to.Number("idleCores", idleCores.Count);
        to.Number("freePages", free.Pages);
        to.Number("freeFiles", free.Files);
    }

    private static Error NoMemory => new(Errno.NoMemory, "out of memory");

    private static Error NoFile => new(Errno.TooManyFiles, "no free file");

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

    private bool TryCharge(Resources wanted)
    {
        if ((wanted.Pages > 0 && wanted.Pages > free.Pages) || (wanted.Files > 0 && wanted.Files > free.Files))
            return false;
        free -= wanted;
        return true;
    }

    private void Dispatch(ProcessRecord record, int core)
    {
        idleCores.Remove(core);
        runnable.Remove(record.Slot);
        lastSlot[core] = record.Slot;
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

    private void BecomeZombie(ProcessRecord record, ProcessRecord parent)
    {
        parent.ZombieSlots.Add(record.Slot);
        if (parent.Waiter is Asker waiter && (parent.WaitsFor is null || parent.WaitsFor == record.Pid))
        {
            parent.Waiter = null;
            Reap(record);
            waiter.Answer(new() { Value = record.Pid.Number, Count = record.Status });
        }
    }

    /// <summary>To init, or, without one, to nobody: then those that have ended are reaped.</summary>
    private void GiveChildrenAway(ProcessRecord parent)
    {
        int[] zombies = [.. parent.ZombieSlots];
        foreach (int slot in parent.ChildSlots)
        {
            ProcessRecord child = bySlot[slot]!;
            child.Parent = parent == init ? null : init;
            child.Parent?.ChildSlots.Add(slot);
        }

        parent.ChildSlots.Clear();
        parent.ZombieSlots.Clear();
        foreach (int slot in zombies)
        {
            ProcessRecord zombie = bySlot[slot]!;
            if (zombie.Parent is ProcessRecord adopter)
                BecomeZombie(zombie, adopter);
            else
                Reap(zombie);
        }
    }

    private void Reap(ProcessRecord zombie)
    {
        zombie.IsReaped = true;
        free += new Resources(zombie.Pages, 0);
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

/// <summary>The host, as the table sees it.</summary>
public sealed record HostPorts
{
    public required Port<ProcessBegun> Begun { get; init; }

    public required Port<ProcessRenamed> Renamed { get; init; }

    public required Port<ProcessEnded> Ended { get; init; }

    public required Port<StartRefused> Refused { get; init; }
}
