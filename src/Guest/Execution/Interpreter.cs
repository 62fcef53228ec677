namespace ActorKernel.Guest;

/// <summary>
/// Runs a program one instruction after the other: the reference that every faster executor agrees with.
/// </summary>
/// <remarks>
/// Deviations from hardware, by design: a string instruction with a rep prefix retires once and TF traps behind it;
/// loading SS does not hold back a trap of TF.
/// </remarks>
public sealed unsafe class Interpreter : IExecutor
{
    private readonly AddressSpace memory;
    private readonly BlockCache blocks;
    private readonly Cpu cpu;

    /// <summary>A processor for integer programs of the i386.</summary>
    public Interpreter(AddressSpace memory, Gates gates)
        : this(memory, gates, ProcessorModel.I386)
    {
    }

    public Interpreter(AddressSpace memory, Gates gates, ProcessorModel model)
    {
        ObjectDisposedException.ThrowIf(memory.IsDisposed, memory);
        this.memory = memory;
        blocks = BlockCache.Of(memory);
        cpu = new(memory, blocks, gates, model);
    }

    public RunResult Run(ref Registers registers, long budget, ulong tsc)
    {
        ObjectDisposedException.ThrowIf(memory.IsDisposed, memory);
        cpu.Begin(registers, Math.Max(budget, 0), tsc);
        while (cpu.Budget > 0 && cpu.Trap.Kind == TrapKind.None)
        {
            Op* head = FindBlock();
            if (head is null)
                break;
            if (cpu.IsTracing)
                TraceOne(head);
            else
                RunBlock(head);
        }

        return cpu.End(ref registers);
    }

    /// <summary>Forgets all decoded code. Never needed for correctness: every change of code is noticed.</summary>
    public void Invalidate() => blocks.Clear();

    /// <summary>
    /// The block at Rip, linked to the branch that led there; null with the trap set if there is none.
    /// </summary>
    private Op* FindBlock()
    {
        blocks.Use(cpu.IsFlat, cpu.Model);
        Op** link = cpu.Link;
        cpu.Link = null;
        if (cpu.Is64 && Cpu.IsOutside(cpu.Registers.Rip))
        {
            cpu.Trap = Trap.GeneralProtection(0);
            return null;
        }

        Op* head = blocks.Find(cpu.Registers.Rip, out cpu.Trap, out bool wasCleared);
        if (link is not null && !wasCleared)
            *link = head;
        return head;
    }

    private void RunBlock(Op* head)
    {
        long available = cpu.Budget;
        cpu.Budget -= head->Remaining;
        if (cpu.Budget < 0)
        {
            RunPart(head, available);
            return;
        }

        Op* op = head;
        do
            op = op->Execute(cpu, op);
        while (op is not null);
    }

    /// <summary>Runs the first <paramref name="count"/> instructions of a block that has more.</summary>
    private void RunPart(Op* head, long count)
    {
        Op* op = head;
        for (; count > 0; count--)
        {
            op = op->Alone(cpu, op);
            if (op is null)
                return;
        }

        cpu.Registers.Rip = op->Address;
        cpu.Budget += op->Remaining;
    }

    /// <summary>Runs one instruction with TF set, which ends in a trap behind it (SDM volume 3, 18.3.1.4).</summary>
    private void TraceOne(Op* head)
    {
        cpu.HeldBack = cpu.Budget - 1;
        cpu.Budget = 1;
        RunBlock(head);
        cpu.Budget += cpu.HeldBack;
        cpu.HeldBack = 0;
        if (cpu.Trap.Kind == TrapKind.None)
            cpu.Trap = Trap.Exception(Vectors.Debug);
    }
}
