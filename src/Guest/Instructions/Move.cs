using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ActorKernel.Guest;

internal readonly unsafe struct Move : ITwoOperands
{
    public static Handler For<T, TTarget, TSource>()
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand => &Run<T, TTarget, TSource>;

    private static Op* Run<T, TTarget, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand
    {
        if (!TSource.Read<T>(cpu, op, out ulong value) || !TTarget.Write<T>(cpu, op, value))
            return cpu.Fault(op);
        return op + 1;
    }
}

/// <summary>movzx and movsx: the source has width <typeparamref name="TNarrow"/>.</summary>
internal readonly unsafe struct Widen<TNarrow, TSign> : ITwoOperands
    where TNarrow : unmanaged
    where TSign : struct, ISignedness
{
    public static Handler For<T, TTarget, TSource>()
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<TNarrow>(cpu, op, out ulong value))
            return cpu.Fault(op);
        cpu.SetRegister<T>(op->Target, TSign.IsSigned ? (ulong)Width<TNarrow>.SignExtend(value) : value);
        return op + 1;
    }
}

/// <summary>cmov: the source is read, and may fault, whatever the condition.</summary>
internal readonly unsafe struct MoveIf<TCondition> : ITwoOperands
    where TCondition : struct, ICondition
{
    public static Handler For<T, TTarget, TSource>()
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<T>(cpu, op, out ulong value))
            return cpu.Fault(op);
        ulong old = Width<T>.Get(ref cpu.Register<T>(op->Target)); // written too: the upper half goes in any case
        cpu.SetRegister<T>(op->Target, TCondition.Holds(cpu) ? value : old);
        return op + 1;
    }
}

internal readonly unsafe struct SetIf<TCondition> : IOneOperand
    where TCondition : struct, ICondition
{
    public static Handler For<T, TTarget>()
        where T : unmanaged
        where TTarget : struct, ITarget => &Run<TTarget>;

    private static Op* Run<TTarget>(Cpu cpu, Op* op)
        where TTarget : struct, ITarget =>
        TTarget.Write<byte>(cpu, op, TCondition.Holds(cpu) ? 1UL : 0) ? op + 1 : cpu.Fault(op);
}

internal readonly unsafe struct LoadAddress : IAddressed
{
    public static Handler For<T, TAddress>()
        where T : unmanaged
        where TAddress : struct, IAddress => &Run<T, TAddress>;

    private static Op* Run<T, TAddress>(Cpu cpu, Op* op)
        where T : unmanaged
        where TAddress : struct, IAddress
    {
        cpu.SetRegister<T>(op->Target, TAddress.Offset(cpu, op));
        return op + 1;
    }
}

internal readonly unsafe struct Exchange : ITwoOperands
{
    public static Handler For<T, TTarget, TSource>()
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand => &Run<T, TTarget>;

    private static Op* Run<T, TTarget>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget
    {
        ref T place = ref TTarget.Open<T>(cpu, op);
        if (Unsafe.IsNullRef(ref place))
            return cpu.Fault(op);
        ulong old = Width<T>.Get(ref place);
        TTarget.Close(cpu, op, ref place, Width<T>.Get(ref cpu.Register<T>(op->Source)));
        cpu.SetRegister<T>(op->Source, old);
        return op + 1;
    }
}

/// <summary>cmpxchg: memory must be writable in any case, but a register is written only with something new.</summary>
internal readonly unsafe struct CompareExchange : ITwoOperands
{
    public static Handler For<T, TTarget, TSource>()
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand => &Run<T, TTarget>;

    private static Op* Run<T, TTarget>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget
    {
        ref T place = ref TTarget.Open<T>(cpu, op);
        if (Unsafe.IsNullRef(ref place))
            return cpu.Fault(op);
        ulong old = Width<T>.Get(ref place);
        ulong source = Width<T>.Get(ref cpu.Register<T>(op->Source));
        cpu.Subtract<T>(Width<T>.Get(ref cpu.Register<T>(0)), old);
        if (cpu.Zero)
            TTarget.Close(cpu, op, ref place, source);
        else
            cpu.SetRegister<T>(0, old);
        return op + 1;
    }
}

/// <summary>cmpxchg8b: of the flags only ZF changes.</summary>
internal readonly unsafe struct CompareExchangePair : IAddressed
{
    public static Handler For<T, TAddress>()
        where T : unmanaged
        where TAddress : struct, IAddress => &Run<TAddress>;

    private static Op* Run<TAddress>(Cpu cpu, Op* op)
        where TAddress : struct, IAddress
    {
        ref ulong place = ref Memory<TAddress>.Open<ulong>(cpu, op);
        if (Unsafe.IsNullRef(ref place))
            return cpu.Fault(op);
        ref Registers registers = ref cpu.Registers;
        ulong old = place;
        bool isEqual = old == (((ulong)registers.Edx << 32) | registers.Eax);
        ulong replacement = ((ulong)registers.Ecx << 32) | registers.Ebx;
        Memory<TAddress>.Close(cpu, op, ref place, isEqual ? replacement : old);
        if (!isEqual)
            (registers.Eax, registers.Edx) = ((uint)old, (uint)(old >> 32));
        cpu.SetZero(isEqual);
        return op + 1;
    }
}

/// <summary>cmpxchg16b: only where the address is a multiple of 16. Of the flags only ZF changes.</summary>
internal readonly unsafe struct CompareExchangeWidePair : IAddressed
{
    public static Handler For<T, TAddress>()
        where T : unmanaged
        where TAddress : struct, IAddress => &Run<TAddress>;

    private static Op* Run<TAddress>(Cpu cpu, Op* op)
        where TAddress : struct, IAddress
    {
        if (!TAddress.TryLinear(cpu, op, TAddress.Offset(cpu, op), true, out ulong address))
            return cpu.Fault(op);
        if (address % (2 * sizeof(ulong)) != 0)
            return cpu.ProtectionFault(op);
        if (Unsafe.IsNullRef(ref cpu.Open<ulong>(address)) || !cpu.Load<ulong>(address, out ulong low)
            || !cpu.Load<ulong>(address + sizeof(ulong), out ulong high))
            return cpu.Fault(op);
        ref Registers registers = ref cpu.Registers;
        bool isEqual = low == registers.Rax && high == registers.Rdx;
        cpu.Store<ulong>(address, isEqual ? registers.Rbx : low); // to one page, which was open for both
        cpu.Store<ulong>(address + sizeof(ulong), isEqual ? registers.Rcx : high);
        if (!isEqual)
            (registers.Rax, registers.Rdx) = (low, high);
        cpu.SetZero(isEqual);
        return op + 1;
    }
}

/// <summary>movbe: from or to memory, with the bytes the other way round.</summary>
internal readonly unsafe struct MoveSwapped : ITwoOperands
{
    public static Handler For<T, TTarget, TSource>()
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand => &Run<T, TTarget, TSource>;

    private static Op* Run<T, TTarget, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand =>
        TSource.Read<T>(cpu, op, out ulong value)
        && TTarget.Write<T>(cpu, op, BinaryPrimitives.ReverseEndianness(value) >> (64 - Width<T>.Bits))
            ? op + 1
            : cpu.Fault(op);
}

/// <summary>Moves among fixed registers.</summary>
internal static unsafe class FixedMoves
{
    private const int AccumulatorHigh = 2 * sizeof(ulong); // rdx

    /// <summary>bswap; with a 16-bit register, which is undefined, the result is 0, as on today's processors.</summary>
    public static Op* SwapBytes<T>(Cpu cpu, Op* op)
        where T : unmanaged
    {
        ulong swapped = BinaryPrimitives.ReverseEndianness(cpu.Register<ulong>(op->Target));
        cpu.SetRegister<T>(op->Target, Width<T>.Bytes == sizeof(ushort) ? 0 : swapped >> (64 - Width<T>.Bits));
        return op + 1;
    }

    /// <summary>cbw, cwde and cdqe: the accumulator from half its width.</summary>
    public static Op* WidenAccumulator<T, TNarrow>(Cpu cpu, Op* op)
        where T : unmanaged
        where TNarrow : unmanaged
    {
        cpu.SetRegister<T>(0, (ulong)Width<TNarrow>.SignExtend(cpu.Registers.Rax));
        return op + 1;
    }

    /// <summary>cwd, cdq and cqo: the accumulator's sign all over the data register.</summary>
    public static Op* SpreadSign<T>(Cpu cpu, Op* op)
        where T : unmanaged
    {
        cpu.SetRegister<T>(AccumulatorHigh, (ulong)(Width<T>.SignExtend(cpu.Registers.Rax) >> 63));
        return op + 1;
    }

    /// <summary>xlat: AL from the table at BX, EBX or RBX.</summary>
    public static Op* Translate(Cpu cpu, Op* op)
    {
        ulong offset = (cpu.Registers.Rbx + (cpu.Registers.Rax & byte.MaxValue)) & op->AddressMask;
        if (!cpu.TryLinear(op->Segment, offset, isWrite: false, out ulong address)
            || !cpu.Load<byte>(address, out ulong value))
            return cpu.Fault(op);
        cpu.SetRegister<byte>(0, value);
        return op + 1;
    }
}
