namespace ActorKernel.Guest;

/// <summary>The function of the row, of two numbers: fadd, fsubr and their like; and of one, as fsqrt.</summary>
internal static unsafe class FloatArithmetic
{
    /// <summary>The top with a number from memory.</summary>
    public static Op* WithMemory<TSource>(Cpu cpu, Op* op)
        where TSource : struct, IFloatSource
    {
        if (!cpu.BeginFloat() || !TSource.Read(cpu, op, out Unpacked source))
            return cpu.Fault(op);
        if (cpu.IsEmpty(0))
            cpu.Underflow(0);
        else
            Calculate(cpu, op, 0, source);
        return cpu.EndFloat(op);
    }

    /// <summary>Two registers, the first of which takes the result.</summary>
    public static Op* WithRegister(Cpu cpu, Op* op) => WithRegister(cpu, op, pops: false);

    public static Op* WithRegisterAndPop(Cpu cpu, Op* op) => WithRegister(cpu, op, pops: true);

    /// <summary>The top alone.</summary>
    public static Op* OfTop(Cpu cpu, Op* op)
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        if (cpu.IsEmpty(0))
        {
            cpu.Underflow(0);
            return cpu.EndFloat(op);
        }

        FloatContext context = cpu.FloatContext;
        Extended result = ((delegate*<Unpacked, ref FloatContext, Extended>)op->Function)(
            Unpacked.From(cpu.St(0)), ref context);
        if (cpu.Conclude(context))
            cpu.St(0) = result;
        return cpu.EndFloat(op);
    }

    /// <summary>The second register and the top, in this order, into the second, and pops: fyl2x, fpatan.</summary>
    public static Op* OfTwo(Cpu cpu, Op* op)
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        if (cpu.IsEmpty(0) || cpu.IsEmpty(1))
        {
            cpu.Underflow(1, pops: true);
            return cpu.EndFloat(op);
        }

        FloatContext context = cpu.FullContext;
        Extended result = ((delegate*<Unpacked, Unpacked, ref FloatContext, Extended>)op->Function)(
            Unpacked.From(cpu.St(1)), Unpacked.From(cpu.St(0)), ref context);
        if (cpu.Conclude(context))
        {
            cpu.St(1) = result;
            cpu.Pop();
        }

        return cpu.EndFloat(op);
    }

    /// <summary>fscale: the top, by the second register.</summary>
    public static Op* Scale(Cpu cpu, Op* op)
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        if (cpu.IsEmpty(0) || cpu.IsEmpty(1))
        {
            cpu.Underflow(0);
            return cpu.EndFloat(op);
        }

        FloatContext context = cpu.FullContext;
        Extended result = FloatParts.Scale(Unpacked.From(cpu.St(0)), Unpacked.From(cpu.St(1)), ref context);
        if (cpu.Conclude(context))
            cpu.St(0) = result;
        return cpu.EndFloat(op);
    }

    private static Op* WithRegister(Cpu cpu, Op* op, bool pops)
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        bool isDone = false;
        if (cpu.IsEmpty(op->Target) || cpu.IsEmpty(op->Source))
            cpu.Underflow(op->Target, pops);
        else
            isDone = Calculate(cpu, op, op->Target, Unpacked.From(cpu.St(op->Source)));
        if (isDone && pops)
            cpu.Pop();
        return cpu.EndFloat(op);
    }

    private static bool Calculate(Cpu cpu, Op* op, int target, in Unpacked source)
    {
        FloatContext context = cpu.FloatContext;
        Extended result = ((delegate*<Unpacked, Unpacked, ref FloatContext, Extended>)op->Function)(
            Unpacked.From(cpu.St(target)), source, ref context);
        if (!cpu.Conclude(context))
            return false;
        cpu.St(target) = result;
        return true;
    }
}
