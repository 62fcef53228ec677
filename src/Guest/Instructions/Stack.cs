using System.Runtime.CompilerServices;

namespace ActorKernel.Guest;

/// <summary>Pushing and popping. The stack pointer moves only when the access succeeded.</summary>
internal static unsafe class Stack
{
    public static bool TryPush<T>(Cpu cpu, ulong value)
        where T : unmanaged
    {
        ulong top = (cpu.Registers.Rsp - (uint)Width<T>.Bytes) & Mask<T>(cpu);
        if (!cpu.Store<T>(top, value))
        {
            cpu.BlameStack();
            return false;
        }

        cpu.Registers.Rsp = top;
        return true;
    }

    public static bool TryPop<T>(Cpu cpu, out ulong value)
        where T : unmanaged
    {
        if (!TryPeek<T>(cpu, 0, out value))
            return false;
        Drop<T>(cpu, 1);
        return true;
    }

    /// <summary>The value <paramref name="depth"/> elements below the top.</summary>
    public static bool TryPeek<T>(Cpu cpu, int depth, out ulong value)
        where T : unmanaged
    {
        if (cpu.Load<T>((cpu.Registers.Rsp + (uint)(depth * Width<T>.Bytes)) & Mask<T>(cpu), out value))
            return true;
        cpu.BlameStack();
        return false;
    }

    public static void Drop<T>(Cpu cpu, int count)
        where T : unmanaged => Move<T>(cpu, (uint)(count * Width<T>.Bytes));

    /// <summary>Moves the stack pointer, as an instruction with elements of this width does.</summary>
    public static void Move<T>(Cpu cpu, ulong bytes)
        where T : unmanaged => cpu.Registers.Rsp = (cpu.Registers.Rsp + bytes) & Mask<T>(cpu);

    /// <summary>Of the stack pointer: 64-bit code has no elements of 32 bits, but both modes have those of 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask<T>(Cpu cpu)
        where T : unmanaged => Width<T>.Bits switch
        {
            64 => ulong.MaxValue,
            32 => uint.MaxValue,
            _ => cpu.AddressMask,
        };
}

internal readonly unsafe struct Push : IOneOperand
{
    public static Handler For<T, TTarget>()
        where T : unmanaged
        where TTarget : struct, ITarget => &Run<T, TTarget>;

    private static Op* Run<T, TTarget>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget =>
        TTarget.Read<T>(cpu, op, out ulong value) && Stack.TryPush<T>(cpu, value) ? op + 1 : cpu.Fault(op);
}

/// <summary>pop: an address by the stack pointer is of the one after the pop.</summary>
internal readonly unsafe struct Pop : IOneOperand
{
    public static Handler For<T, TTarget>()
        where T : unmanaged
        where TTarget : struct, ITarget => &Run<T, TTarget>;

    private static Op* Run<T, TTarget>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget
    {
        ulong top = cpu.Registers.Rsp;
        if (!Stack.TryPop<T>(cpu, out ulong value))
            return cpu.Fault(op);
        if (TTarget.Write<T>(cpu, op, value))
            return op + 1;
        cpu.Registers.Rsp = top;
        return cpu.Fault(op);
    }
}

/// <summary>The stack's less common instructions.</summary>
internal static unsafe class StackFrames
{
    private const int RegisterCount = 8;
    private const int StackPointer = 4; // in the order of encoding

    /// <summary>pushf shows neither VM nor RF.</summary>
    private const Flags PushedFlags = ~(Flags.Resume | (Flags)(1 << 17));

    public static Op* PushImmediate<T>(Cpu cpu, Op* op)
        where T : unmanaged => Stack.TryPush<T>(cpu, op->Immediate) ? op + 1 : cpu.Fault(op);

    public static Op* PushAll<T>(Cpu cpu, Op* op)
        where T : unmanaged
    {
        uint top = cpu.Registers.Esp;
        for (int i = 0; i < RegisterCount; i++)
        {
            ulong value = i == StackPointer ? top : cpu.Register<uint>(i * sizeof(ulong));
            if (Stack.TryPush<T>(cpu, value))
                continue;
            cpu.Registers.Esp = top;
            return cpu.Fault(op);
        }

        return op + 1;
    }

    /// <summary>popa: from the top, so that a fault leaves what was popped before it in the registers.</summary>
    public static Op* PopAll<T>(Cpu cpu, Op* op)
        where T : unmanaged
    {
        for (int i = 0; i < RegisterCount; i++)
        {
            int register = RegisterCount - 1 - i;
            if (!Stack.TryPeek<T>(cpu, i, out ulong value))
                return cpu.Fault(op);
            if (register != StackPointer)
                cpu.SetRegister<T>(register * sizeof(ulong), value);
        }

        Stack.Drop<T>(cpu, RegisterCount);
        return op + 1;
    }

    public static Op* PushFlags<T>(Cpu cpu, Op* op)
        where T : unmanaged =>
        Stack.TryPush<T>(cpu, (ulong)(cpu.AllFlags & PushedFlags)) ? op + 1 : cpu.Fault(op);

    public static Op* PopFlags<T>(Cpu cpu, Op* op)
        where T : unmanaged
    {
        if (!Stack.TryPop<T>(cpu, out ulong value))
            return cpu.Fault(op);
        cpu.PopFlags((Flags)value, (Flags)(Width<T>.Mask & int.MaxValue));
        return cpu.IsTracing ? cpu.LeaveAfter(op) : op + 1;
    }

    public static Op* PushSelector<T>(Cpu cpu, Op* op)
        where T : unmanaged =>
        Stack.TryPush<T>(cpu, cpu.Selector((Segment)op->Immediate)) ? op + 1 : cpu.Fault(op);

    public static Op* PopSelector<T>(Cpu cpu, Op* op)
        where T : unmanaged
    {
        if (!Stack.TryPeek<T>(cpu, 0, out ulong value))
            return cpu.Fault(op);
        if (cpu.RefuseSelector((Segment)op->Immediate, (ushort)value) is Trap trap)
            return cpu.Fault(op, trap);
        Stack.Drop<T>(cpu, 1);
        cpu.LoadSelector((Segment)op->Immediate, (ushort)value);
        return cpu.LeaveAfter(op); // other addresses may be flat now
    }

    /// <summary>enter: Immediate is the room for locals, Third the nesting level modulo 32.</summary>
    public static Op* Enter<T>(Cpu cpu, Op* op)
        where T : unmanaged
    {
        ulong top = cpu.Registers.Rsp;
        if (TryEnter<T>(cpu, op))
            return op + 1;
        cpu.Registers.Rsp = top;
        return cpu.Fault(op);
    }

    public static Op* Leave<T>(Cpu cpu, Op* op)
        where T : unmanaged
    {
        ulong top = cpu.Registers.Rsp;
        cpu.Registers.Rsp = cpu.Registers.Rbp;
        if (!Stack.TryPop<T>(cpu, out ulong outer))
        {
            cpu.Registers.Rsp = top;
            return cpu.Fault(op);
        }

        cpu.SetRegister<T>(BasePointer, outer);
        return op + 1;
    }

    private const int BasePointer = 5 * sizeof(ulong);

    private static bool TryEnter<T>(Cpu cpu, Op* op)
        where T : unmanaged
    {
        if (!Stack.TryPush<T>(cpu, cpu.Registers.Rbp))
            return false;
        ulong frame = cpu.Registers.Rsp;
        for (uint i = 1; i < op->Third; i++)
        {
            ulong link = (cpu.Registers.Rbp - (i * (uint)Width<T>.Bytes)) & cpu.AddressMask;
            if (!cpu.Load<T>(link, out ulong outer))
            {
                cpu.BlameStack();
                return false;
            }

            if (!Stack.TryPush<T>(cpu, outer))
                return false;
        }

        if (op->Third > 0 && !Stack.TryPush<T>(cpu, frame))
            return false;
        ulong top = (cpu.Registers.Rsp - op->Immediate) & cpu.AddressMask;
        if (!cpu.Probe(top))
        {
            cpu.BlameStack();
            return false;
        }

        cpu.Registers.Rsp = top;
        cpu.SetRegister<T>(BasePointer, frame);
        return true;
    }
}
