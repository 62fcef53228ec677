namespace ActorKernel.Guest;

/// <summary>fcom, fucom, ficom, ftst into C0, C2 and C3; fcomi and fucomi into flags; fxam.</summary>
internal static unsafe class FloatComparisons
{
    private const int Unordered = Cpu.C0 | Cpu.C2 | Cpu.C3;

    public static Op* WithMemory<TSource, TPops>(Cpu cpu, Op* op)
        where TSource : struct, IFloatSource
        where TPops : struct, IChoice
    {
        if (!cpu.BeginFloat() || !TSource.Read(cpu, op, out Unpacked source))
            return cpu.Fault(op);
        if (cpu.IsEmpty(0))
            Miss(cpu, TPops.Is ? 1 : 0);
        else
            Compare(cpu, source, signalsQuiet: true, TPops.Is ? 1 : 0);
        return cpu.EndFloat(op);
    }

    /// <summary>fcom, fcomp.</summary>
    public static Op* Ordered<TPops>(Cpu cpu, Op* op)
        where TPops : struct, IChoice => WithRegister(cpu, op, op->Source, true, TPops.Is ? 1 : 0);

    /// <summary>fucom, fucomp.</summary>
    public static Op* Quiet<TPops>(Cpu cpu, Op* op)
        where TPops : struct, IChoice => WithRegister(cpu, op, op->Source, false, TPops.Is ? 1 : 0);

    /// <summary>fcompp.</summary>
    public static Op* OrderedAndPopBoth(Cpu cpu, Op* op) => WithRegister(cpu, op, 1, true, 2);

    /// <summary>fucompp.</summary>
    public static Op* QuietAndPopBoth(Cpu cpu, Op* op) => WithRegister(cpu, op, 1, false, 2);

    /// <summary>ftst.</summary>
    public static Op* WithZero(Cpu cpu, Op* op)
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        if (cpu.IsEmpty(0))
            Miss(cpu, 0);
        else
            Compare(cpu, default, signalsQuiet: true, 0);
        return cpu.EndFloat(op);
    }

    /// <summary>fcomi, fcomip; fucomi, fucomip.</summary>
    public static Op* ToFlags<TQuiet, TPops>(Cpu cpu, Op* op)
        where TQuiet : struct, IChoice
        where TPops : struct, IChoice
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        FloatContext context = cpu.FloatContext;
        int? order = null;
        bool isDone;
        if (cpu.IsEmpty(0) || cpu.IsEmpty(op->Source))
        {
            isDone = cpu.RaiseStackFault(isOverflow: false);
        }
        else
        {
            order = ExtendedFloat.Compare(
                Unpacked.From(cpu.St(0)), Unpacked.From(cpu.St(op->Source)), !TQuiet.Is, ref context);
            int rounding = cpu.X87.Status & Cpu.C1;
            isDone = cpu.Conclude(context);
            cpu.X87.Status |= (ushort)rounding; // which stays
        }

        cpu.StatusFlags = order switch
        {
            null => Flags.Zero | Flags.Parity | Flags.Carry,
            0 => Flags.Zero,
            < 0 => Flags.Carry,
            _ => Flags.None,
        };
        if (isDone && TPops.Is)
            cpu.Pop();
        return cpu.EndFloat(op);
    }

    /// <summary>fxam: what is in the top, and its sign.</summary>
    public static Op* Examine(Cpu cpu, Op* op)
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        Extended value = cpu.St(0);
        int kind = Unpacked.From(value) switch
        {
            _ when cpu.IsEmpty(0) => Cpu.C3 | Cpu.C0,
            { Kind: FloatKind.Unsupported } => 0,
            { IsNan: true } => Cpu.C0,
            { IsInfinity: true } => Cpu.C2 | Cpu.C0,
            { IsZero: true } => Cpu.C3,
            { IsDenormal: true } => Cpu.C3 | Cpu.C2,
            _ => Cpu.C2,
        };
        cpu.SetConditions(kind | (value.IsNegative ? Cpu.C1 : 0));
        return cpu.EndFloat(op);
    }

    private static Op* WithRegister(Cpu cpu, Op* op, int other, bool signalsQuiet, int pops)
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        if (cpu.IsEmpty(0) || cpu.IsEmpty(other))
            Miss(cpu, pops);
        else
            Compare(cpu, Unpacked.From(cpu.St(other)), signalsQuiet, pops);
        return cpu.EndFloat(op);
    }

    private static void Miss(Cpu cpu, int pops)
    {
        bool isDone = cpu.RaiseStackFault(isOverflow: false);
        cpu.SetConditions(Unordered);
        for (int i = 0; i < pops && isDone; i++)
            cpu.Pop();
    }

    private static void Compare(Cpu cpu, in Unpacked other, bool signalsQuiet, int pops)
    {
        FloatContext context = cpu.FloatContext;
        int? order = ExtendedFloat.Compare(Unpacked.From(cpu.St(0)), other, signalsQuiet, ref context);
        bool isDone = cpu.Conclude(context);
        cpu.SetConditions(order switch
        {
            null => Unordered,
            0 => Cpu.C3,
            < 0 => Cpu.C0,
            _ => 0,
        });
        for (int i = 0; i < pops && isDone; i++)
            cpu.Pop();
    }
}
