namespace ActorKernel.Guest;

/// <summary>Moves to and from segment registers, far branches, and questions about selectors.</summary>
internal static unsafe class SelectorMoves
{
    /// <summary>The flags of iret that are not the user's are left, as with popf.</summary>
    public static Op* InterruptReturn<T>(Cpu cpu, Op* op)
        where T : unmanaged
    {
        if ((cpu.AllFlags & Flags.NestedTask) != Flags.None)
            return cpu.Fault(op, Trap.Exception(Vectors.InvalidTss)); // a return to a task there is none of
        if (!Stack.TryPeek<T>(cpu, 0, out ulong target)
            || !Stack.TryPeek<T>(cpu, 1, out ulong selector)
            || !Stack.TryPeek<T>(cpu, 2, out ulong flags))
            return cpu.Fault(op);
        if ((ushort)selector != cpu.UserCode)
            return cpu.ProtectionFault(op, Cpu.ErrorCode(selector));
        Stack.Drop<T>(cpu, 3);
        cpu.PopFlags((Flags)flags, (Flags)(Width<T>.Mask & int.MaxValue));
        return cpu.LeaveAfter(op, target);
    }

    /// <summary>retf within user code; Immediate is how much more the stack pointer goes up.</summary>
    public static Op* FarReturn<T>(Cpu cpu, Op* op)
        where T : unmanaged
    {
        if (!Stack.TryPeek<T>(cpu, 0, out ulong target) || !Stack.TryPeek<T>(cpu, 1, out ulong selector))
            return cpu.Fault(op);
        if ((ushort)selector != cpu.UserCode)
            return cpu.ProtectionFault(op, Cpu.ErrorCode(selector));
        Stack.Drop<T>(cpu, 2);
        Stack.Move<T>(cpu, op->Immediate);
        return cpu.LeaveAfter(op, target);
    }

    public static Op* FarJump<T>(Cpu cpu, Op* op)
        where T : unmanaged => GoFar(cpu, op, (ushort)(op->Immediate >> 32), op->Immediate & Width<T>.Mask);

    public static Op* FarCall<T>(Cpu cpu, Op* op)
        where T : unmanaged => CallFar<T>(cpu, op, (ushort)(op->Immediate >> 32), op->Immediate & Width<T>.Mask);

    public static Op* CallFar<T>(Cpu cpu, Op* op, ushort selector, ulong target)
        where T : unmanaged
    {
        if (!Cpu.IsSame(selector, cpu.UserCode))
            return cpu.ProtectionFault(op, Cpu.ErrorCode(selector));
        ulong top = cpu.Registers.Rsp;
        if (Stack.TryPush<T>(cpu, cpu.UserCode) && Stack.TryPush<T>(cpu, op->NextAddress))
            return cpu.LeaveAfter(op, target);
        cpu.Registers.Rsp = top;
        return cpu.Fault(op);
    }

    public static Op* GoFar(Cpu cpu, Op* op, ushort selector, ulong target) =>
        Cpu.IsSame(selector, cpu.UserCode)
            ? cpu.LeaveAfter(op, target)
            : cpu.ProtectionFault(op, Cpu.ErrorCode(selector));
}

/// <summary>mov to a segment register.</summary>
internal readonly unsafe struct LoadSegment : ITwoOperands
{
    public static Handler For<T, TTarget, TSource>()
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand => &Run<TSource>;

    private static Op* Run<TSource>(Cpu cpu, Op* op)
        where TSource : struct, IOperand
    {
        if (!TSource.Read<ushort>(cpu, op, out ulong value))
            return cpu.Fault(op);
        if (cpu.RefuseSelector((Segment)op->Immediate, (ushort)value) is Trap trap)
            return cpu.Fault(op, trap);
        cpu.LoadSelector((Segment)op->Immediate, (ushort)value);
        return cpu.LeaveAfter(op); // other addresses may be flat now
    }
}

/// <summary>mov from a segment register.</summary>
internal readonly unsafe struct StoreSegment : IOneOperand
{
    public static Handler For<T, TTarget>()
        where T : unmanaged
        where TTarget : struct, ITarget => &Run<T, TTarget>;

    private static Op* Run<T, TTarget>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget =>
        TTarget.Write<T>(cpu, op, cpu.Selector((Segment)op->Immediate)) ? op + 1 : cpu.Fault(op);
}

/// <summary>An offset and, behind it in memory, a selector.</summary>
internal static unsafe class FarPointer
{
    public static bool TryLoad<T, TAddress>(Cpu cpu, Op* op, out ushort selector, out ulong target)
        where T : unmanaged
        where TAddress : struct, IAddress
    {
        ulong offset = TAddress.Offset(cpu, op);
        ulong selectorOffset = (offset + (ulong)Width<T>.Bytes) & op->AddressMask;
        (selector, target) = (0, 0);
        if (!TAddress.TryLinear(cpu, op, offset, false, out ulong first)
            || !TAddress.TryLinear(cpu, op, selectorOffset, false, out ulong second)
            || !cpu.Load<T>(first, out target)
            || !cpu.Load<ushort>(second, out ulong value))
            return false;
        selector = (ushort)value;
        return true;
    }
}

/// <summary>lds, les, lss, lfs, lgs.</summary>
internal readonly unsafe struct LoadFarPointer<TSegment> : IAddressed
    where TSegment : struct, ISegment
{
    public static Handler For<T, TAddress>()
        where T : unmanaged
        where TAddress : struct, IAddress => &Run<T, TAddress>;

    private static Op* Run<T, TAddress>(Cpu cpu, Op* op)
        where T : unmanaged
        where TAddress : struct, IAddress
    {
        if (!FarPointer.TryLoad<T, TAddress>(cpu, op, out ushort selector, out ulong target))
            return cpu.Fault(op);
        if (cpu.RefuseSelector(TSegment.Segment, selector) is Trap trap)
            return cpu.Fault(op, trap);
        cpu.LoadSelector(TSegment.Segment, selector);
        cpu.SetRegister<T>(op->Target, target);
        return cpu.LeaveAfter(op);
    }
}

internal readonly unsafe struct FarJumpTo : IAddressed
{
    public static Handler For<T, TAddress>()
        where T : unmanaged
        where TAddress : struct, IAddress => &Run<T, TAddress>;

    private static Op* Run<T, TAddress>(Cpu cpu, Op* op)
        where T : unmanaged
        where TAddress : struct, IAddress =>
        FarPointer.TryLoad<T, TAddress>(cpu, op, out ushort selector, out ulong target)
            ? SelectorMoves.GoFar(cpu, op, selector, target)
            : cpu.Fault(op);
}

internal readonly unsafe struct FarCallTo : IAddressed
{
    public static Handler For<T, TAddress>()
        where T : unmanaged
        where TAddress : struct, IAddress => &Run<T, TAddress>;

    private static Op* Run<T, TAddress>(Cpu cpu, Op* op)
        where T : unmanaged
        where TAddress : struct, IAddress =>
        FarPointer.TryLoad<T, TAddress>(cpu, op, out ushort selector, out ulong target)
            ? SelectorMoves.CallFar<T>(cpu, op, selector, target)
            : cpu.Fault(op);
}

/// <summary>A segment register, as a type.</summary>
internal interface ISegment
{
    static abstract Segment Segment { get; }
}

internal readonly struct SegmentDs : ISegment
{
    public static Segment Segment => Segment.Ds;
}

internal readonly struct SegmentEs : ISegment
{
    public static Segment Segment => Segment.Es;
}

internal readonly struct SegmentFs : ISegment
{
    public static Segment Segment => Segment.Fs;
}

internal readonly struct SegmentGs : ISegment
{
    public static Segment Segment => Segment.Gs;
}

internal readonly struct SegmentSs : ISegment
{
    public static Segment Segment => Segment.Ss;
}
