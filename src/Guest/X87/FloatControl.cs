namespace ActorKernel.Guest;

/// <summary>The x87's control and status words, and what moves its stack without a value.</summary>
internal static unsafe class FloatControl
{
    private const ushort ReservedBit = 0x40; // of the control word, which always reads as one
    private const ushort ControlBits = 0x1f3f;
    private const ushort ExceptionBits = 0x80ff;

    public static Op* Initialize(Cpu cpu, Op* op)
    {
        Initialize(cpu);
        return op + 1;
    }

    public static void Initialize(Cpu cpu)
    {
        FloatingPointStack stack = cpu.X87.Stack; // finit empties it, but leaves what is there
        cpu.X87 = FloatingPointRegisters.Initial;
        cpu.X87.Stack = stack;
    }

    public static Op* ClearExceptions(Cpu cpu, Op* op)
    {
        cpu.X87.Status &= unchecked((ushort)~ExceptionBits);
        return op + 1;
    }

    /// <summary>fnop.</summary>
    public static Op* Nothing(Cpu cpu, Op* op) => cpu.BeginFloat() ? cpu.EndFloat(op) : cpu.Fault(op);

    /// <summary>wait: takes an exception that is still to be taken.</summary>
    public static Op* Wait(Cpu cpu, Op* op) => cpu.BeginFloat() ? op + 1 : cpu.Fault(op);

    public static Op* LoadControl(Cpu cpu, Op* op)
    {
        if (!cpu.BeginFloat() || !Memory<Segmented>.Read<ushort>(cpu, op, out ulong value))
            return cpu.Fault(op);
        SetControl(cpu, (ushort)value);
        return op + 1;
    }

    public static Op* StoreControl(Cpu cpu, Op* op) =>
        Memory<Segmented>.Write<ushort>(cpu, op, cpu.X87.Control) ? op + 1 : cpu.Fault(op);

    public static Op* StoreStatus(Cpu cpu, Op* op) =>
        Memory<Segmented>.Write<ushort>(cpu, op, cpu.X87.Status) ? op + 1 : cpu.Fault(op);

    public static Op* StoreStatusInAx(Cpu cpu, Op* op)
    {
        cpu.SetRegister<ushort>(op->Target, cpu.X87.Status);
        return op + 1;
    }

    public static void SetControl(Cpu cpu, ushort value)
    {
        cpu.X87.Control = (ushort)((value & ControlBits) | ReservedBit);
        cpu.SummarizeExceptions();
    }

    /// <summary>ffree, and ffreep, which also pops.</summary>
    public static Op* Free<TPops>(Cpu cpu, Op* op)
        where TPops : struct, IChoice
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        cpu.ClearC1();
        cpu.X87.Used &= (byte)~(1 << ((cpu.Top + op->Target) & 7));
        if (TPops.Is)
            cpu.Pop();
        return cpu.EndFloat(op);
    }

    public static Op* MoveTop<TUp>(Cpu cpu, Op* op)
        where TUp : struct, IChoice
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        cpu.ClearC1();
        cpu.Top += TUp.Is ? 1 : -1;
        return cpu.EndFloat(op);
    }

    /// <summary>emms.</summary>
    public static Op* EmptyAll(Cpu cpu, Op* op)
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        cpu.Top = 0;
        cpu.X87.Used = 0;
        return op + 1;
    }
}
