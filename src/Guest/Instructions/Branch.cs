using System.Runtime.CompilerServices;

namespace ActorKernel.Guest;

/// <summary>Jumps and calls to addresses in the instruction.</summary>
internal static unsafe class Branches
{
    public static Op* Jump(Cpu cpu, Op* op) => cpu.GoTo(op->Immediate, &op->Taken);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Op* JumpIf<TCondition>(Cpu cpu, Op* op)
        where TCondition : struct, ICondition =>
        TCondition.Holds(cpu)
            ? cpu.GoTo(op->Immediate, &op->Taken)
            : cpu.GoTo(op->NextAddress, &op->NotTaken);

    public static Op* Call<T>(Cpu cpu, Op* op)
        where T : unmanaged =>
        Stack.TryPush<T>(cpu, op->NextAddress) ? cpu.GoTo(op->Immediate, &op->Taken) : cpu.Fault(op);

    /// <summary>ret; Immediate is how much more the stack pointer goes up.</summary>
    public static Op* Return<T>(Cpu cpu, Op* op)
        where T : unmanaged
    {
        if (!Stack.TryPop<T>(cpu, out ulong target))
            return cpu.Fault(op);
        if (Width<T>.Bits == 64 && Cpu.IsOutside(target))
        {
            Stack.Move<T>(cpu, unchecked((ulong)-sizeof(ulong)));
            return cpu.ProtectionFault(op);
        }

        Stack.Move<T>(cpu, op->Immediate);
        return cpu.GoTo(target);
    }

    /// <summary>jecxz and jcxz.</summary>
    public static Op* JumpIfCountZero(Cpu cpu, Op* op) =>
        (cpu.Registers.Rcx & op->AddressMask) == 0
            ? cpu.GoTo(op->Immediate, &op->Taken)
            : cpu.GoTo(op->NextAddress, &op->NotTaken);

    /// <summary>loop, loope, loopne.</summary>
    public static Op* Loop<TCondition>(Cpu cpu, Op* op)
        where TCondition : struct, ICondition
    {
        ulong count = (cpu.Registers.Rcx - 1) & op->AddressMask;
        Strings.SetRegister(ref cpu.Registers.Rcx, count, op->AddressMask);
        return count != 0 && TCondition.Holds(cpu)
            ? cpu.GoTo(op->Immediate, &op->Taken)
            : cpu.GoTo(op->NextAddress, &op->NotTaken);
    }
}

/// <summary>jcc by the instruction's condition.</summary>
internal readonly unsafe struct JumpForm : IConditional
{
    public static Handler For<TCondition>(in Shape shape)
        where TCondition : struct, ICondition => &Branches.JumpIf<TCondition>;
}

/// <summary>What runs after an instruction: the next op, or the branch in it, without a way back to the loop.</summary>
internal unsafe interface INext
{
    static abstract Op* After(Cpu cpu, Op* op);
}

internal readonly unsafe struct NextOp : INext
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Op* After(Cpu cpu, Op* op) => op + 1;
}

internal readonly unsafe struct NextJumpIf<TCondition> : INext
    where TCondition : struct, ICondition
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Op* After(Cpu cpu, Op* op) => Branches.JumpIf<TCondition>(cpu, op + 1);
}

internal readonly unsafe struct CompareAndJump<TOperation> : IConditional
    where TOperation : struct, IBinary
{
    public static Handler For<TCondition>(in Shape shape)
        where TCondition : struct, ICondition => Forms.Two<Compare<TOperation, NextJumpIf<TCondition>>>(shape);
}

internal readonly unsafe struct MoveForm : IConditional
{
    public static Handler For<TCondition>(in Shape shape)
        where TCondition : struct, ICondition => Forms.Two<MoveIf<TCondition>>(shape);
}

internal readonly unsafe struct SetForm : IConditional
{
    public static Handler For<TCondition>(in Shape shape)
        where TCondition : struct, ICondition => Forms.One<SetIf<TCondition>>(shape);
}

/// <summary>For a loop that goes by its count alone.</summary>
internal readonly struct Always : ICondition
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Holds(Cpu cpu) => true;
}

internal readonly unsafe struct JumpTo : IOneOperand
{
    public static Handler For<T, TTarget>()
        where T : unmanaged
        where TTarget : struct, ITarget => &Run<T, TTarget>;

    private static Op* Run<T, TTarget>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget
    {
        if (!TTarget.Read<T>(cpu, op, out ulong target))
            return cpu.Fault(op);
        return Width<T>.Bits == 64 && Cpu.IsOutside(target) ? cpu.ProtectionFault(op) : cpu.GoTo(target);
    }
}

internal readonly unsafe struct CallTo : IOneOperand
{
    public static Handler For<T, TTarget>()
        where T : unmanaged
        where TTarget : struct, ITarget => &Run<T, TTarget>;

    private static Op* Run<T, TTarget>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget
    {
        if (!TTarget.Read<T>(cpu, op, out ulong target))
            return cpu.Fault(op);
        if (!Stack.TryPush<T>(cpu, op->NextAddress))
            return cpu.Fault(op);
        if (Width<T>.Bits != 64 || !Cpu.IsOutside(target))
            return cpu.GoTo(target);
        Stack.Drop<T>(cpu, 1); // but the return address is in memory, as on hardware
        return cpu.ProtectionFault(op);
    }
}
