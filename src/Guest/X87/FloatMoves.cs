namespace ActorKernel.Guest;

/// <summary>Loads, stores and exchanges on the x87's stack.</summary>
internal static unsafe class FloatMoves
{
    /// <summary>fld and fild of what is not in extended precision.</summary>
    public static Op* Load<TSource>(Cpu cpu, Op* op)
        where TSource : struct, IFloatSource
    {
        if (!cpu.BeginFloat() || !TSource.Read(cpu, op, out Unpacked source))
            return cpu.Fault(op);
        if (!cpu.IsEmpty(-1))
        {
            cpu.Overflow87();
            return cpu.EndFloat(op);
        }

        FloatContext context = cpu.FullContext;
        if (source.IsSignalling)
            context.Raised |= FloatFlags.Invalid;
        ExtendedFloat.NoteDenormals(source, source, ref context);
        cpu.Conclude(context);
        if ((context.Raised & ~context.Masked & FloatFlags.Invalid) == FloatFlags.None) // a denormal is pushed all the same
            cpu.Push(Extended.From(source));
        return cpu.EndFloat(op);
    }

    public static Op* LoadExtended(Cpu cpu, Op* op)
    {
        if (!cpu.BeginFloat() || !cpu.TryOperand(op, false, out ulong address)
            || !cpu.LoadExtended(address, out Extended value))
            return cpu.Fault(op);
        return PushExactly(cpu, op, value);
    }

    /// <summary>fbld.</summary>
    public static Op* LoadDecimal(Cpu cpu, Op* op)
    {
        if (!cpu.BeginFloat() || !cpu.TryOperand(op, false, out ulong address)
            || !cpu.LoadExtended(address, out Extended value))
            return cpu.Fault(op);
        return PushExactly(cpu, op, FloatDecimals.Unpack(value));
    }

    public static Op* LoadRegister(Cpu cpu, Op* op)
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        if (cpu.IsEmpty(op->Target))
        {
            if (cpu.RaiseStackFault(isOverflow: false))
                cpu.Push(Extended.DefaultNan);
            return cpu.EndFloat(op);
        }

        return PushExactly(cpu, op, cpu.St(op->Target));
    }

    /// <summary>fld1, fldpi and the other constants. The row's function gives them, by the rounding in force.</summary>
    public static Op* LoadConstant(Cpu cpu, Op* op)
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        return PushExactly(cpu, op, ((delegate*<Rounding, Extended>)op->Function)(cpu.FloatContext.Rounding));
    }

    /// <summary>fst and fstp to a register.</summary>
    public static Op* StoreRegister<TPops>(Cpu cpu, Op* op)
        where TPops : struct, IChoice
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        if (cpu.IsEmpty(0))
        {
            cpu.Underflow(op->Target, TPops.Is);
            return cpu.EndFloat(op);
        }

        cpu.ClearC1();
        cpu.Set(op->Target, cpu.St(0));
        if (TPops.Is)
            cpu.Pop();
        return cpu.EndFloat(op);
    }

    /// <summary>fstpnce: as fstp, but that the top may be empty, and then is only popped.</summary>
    public static Op* StoreUnchecked(Cpu cpu, Op* op)
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        cpu.ClearC1();
        if (!cpu.IsEmpty(0))
            cpu.Set(op->Target, cpu.St(0));
        cpu.Pop();
        return cpu.EndFloat(op);
    }

    /// <summary>fst, fstp, fist, fistp, fisttp and fbstp to memory.</summary>
    public static Op* Store<TTarget, TPops>(Cpu cpu, Op* op)
        where TTarget : struct, IFloatTarget
        where TPops : struct, IChoice
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        FloatContext context = cpu.FullContext;
        bool isEmpty = cpu.IsEmpty(0);
        Extended value = isEmpty ? TTarget.Missing : TTarget.Convert(cpu.St(0), ref context);
        bool isWritten = isEmpty ? cpu.IsStackFaultMasked : Cpu.IsCompleted(context, isStore: true);
        if (isWritten) // else memory is not even looked at
        {
            if (!cpu.TryOperand(op, true, out ulong address) || !TTarget.Write(cpu, address, value))
                return cpu.Fault(op);
        }

        if (isEmpty)
            cpu.RaiseStackFault(isOverflow: false);
        else
            cpu.Conclude(context, isStore: true);
        if (isWritten && TPops.Is)
            cpu.Pop();
        return cpu.EndFloat(op);
    }

    /// <summary>fxch.</summary>
    public static Op* Exchange(Cpu cpu, Op* op)
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        int other = op->Source;
        if (cpu.IsEmpty(0) || cpu.IsEmpty(other))
        {
            if (!cpu.RaiseStackFault(isOverflow: false))
                return cpu.EndFloat(op);
            if (cpu.IsEmpty(0))
                cpu.Set(0, Extended.DefaultNan);
            if (cpu.IsEmpty(other))
                cpu.Set(other, Extended.DefaultNan);
        }
        else
        {
            cpu.ClearC1();
        }

        (cpu.St(0), cpu.St(other)) = (cpu.St(other), cpu.St(0));
        return cpu.EndFloat(op);
    }

    /// <summary>fcmove and its like.</summary>
    public static Op* MoveIf<TCondition>(Cpu cpu, Op* op)
        where TCondition : struct, ICondition
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        if (cpu.IsEmpty(0) || cpu.IsEmpty(op->Source))
        {
            cpu.Underflow(0);
            return cpu.EndFloat(op);
        }

        if (TCondition.Holds(cpu))
            cpu.St(0) = cpu.St(op->Source);
        return cpu.EndFloat(op);
    }

    /// <summary>fabs and fchs.</summary>
    public static Op* SetSign<TNegates>(Cpu cpu, Op* op)
        where TNegates : struct, IChoice
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        if (cpu.IsEmpty(0))
        {
            cpu.Underflow(0);
            return cpu.EndFloat(op);
        }

        cpu.ClearC1();
        ref Extended top = ref cpu.St(0);
        top = top.WithSign(TNegates.Is && !top.IsNegative);
        return cpu.EndFloat(op);
    }

    private static Op* PushExactly(Cpu cpu, Op* op, Extended value)
    {
        if (!cpu.IsEmpty(-1))
        {
            cpu.Overflow87();
            return cpu.EndFloat(op);
        }

        cpu.ClearC1();
        cpu.Push(value);
        return cpu.EndFloat(op);
    }
}
