using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ActorKernel.Guest;

/// <summary>
/// The state of a run: registers, flags as they came about, what is left of the budget, and the trap, if any.
/// </summary>
internal sealed unsafe partial class Cpu(
    AddressSpace memory, BlockCache blocks, Gates gates, ProcessorModel model)
{
    /// <summary>Registers with a zero behind them, which stands for an absent base or index.</summary>
    private struct RegisterFile
    {
        public Registers Registers;
        public ulong Zero;
    }

    private readonly AddressSpace memory = memory;
    private readonly BlockCache blocks = blocks;
    private RegisterFile file;
    private long start;
    private ulong tsc;

    /// <summary>Offset of a register that is always zero.</summary>
    public static ushort ZeroOffset { get; } = (ushort)sizeof(Registers);

    /// <summary>In place of a base register's offset: the address of the next instruction, or the immediate operand.</summary>
    public const ushort NextAddressBase = ushort.MaxValue;
    public const ushort ImmediateBase = ushort.MaxValue - 1;

    public Gates Gates { get; } = gates;

    public ProcessorModel Model { get; } = model;

    public bool Is64 { get; } = model.Is64;

    /// <summary>The bits of linear addresses and of the stack pointer.</summary>
    public ulong AddressMask { get; } = model.AddressMask;

    public ref Registers Registers => ref file.Registers;

    /// <summary>Instructions left, with the whole of the running block already taken off.</summary>
    public long Budget;

    /// <summary>A part of the budget that is out of reach while a single instruction runs.</summary>
    public long HeldBack;

    public Trap Trap;

    /// <summary>Where the branch just taken keeps its target's block, for the interpreter to fill in.</summary>
    public Op** Link;

    public void Begin(in Registers registers, long budget, ulong timeStamp)
    {
        file = new() { Registers = registers, Zero = 0 };
        StatusFlags = (Flags)registers.Rflags & Flags.Status;
        Budget = start = budget;
        tsc = timeStamp;
        Trap = Trap.None;
        Link = null;
        blocks.Use(IsFlat, Model);
    }

    public RunResult End(ref Registers registers)
    {
        registers = file.Registers;
        registers.Rflags = (ulong)AllFlags;
        return new(start - Budget, Trap);
    }

    /// <summary>The time stamp counter as the instruction <paramref name="op"/> reads it.</summary>
    public ulong TimeStamp(Op* op) => tsc + (ulong)(start - HeldBack - Budget - op->Remaining);

    /// <summary>A general register, or a part of one, by its offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Register<T>(int offset)
        where T : unmanaged =>
        ref Unsafe.As<ulong, T>(ref Unsafe.AddByteOffset(ref file.Registers.Rax, (nint)(uint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetRegister<T>(int offset, ulong value)
        where T : unmanaged
    {
        if (Width<T>.Bits == 32)
            Register<ulong>(offset) = (uint)value; // as x86-64 does it; in i386 mode the high half is zero anyway
        else
            Width<T>.Set(ref Register<T>(offset), value);
    }

    public ref ushort Selector(Segment segment)
    {
        switch (segment)
        {
            case Segment.Es: return ref file.Registers.Es;
            case Segment.Cs: return ref file.Registers.Cs;
            case Segment.Ss: return ref file.Registers.Ss;
            case Segment.Ds: return ref file.Registers.Ds;
            case Segment.Fs: return ref file.Registers.Fs;
            default: return ref file.Registers.Gs;
        }
    }

    /// <summary>Ends the run before <paramref name="op"/>, of which nothing was done; the trap is set.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Op* Fault(Op* op)
    {
        Debug.Assert(Trap.Kind != TrapKind.None, "A faulting access says why.");
        if (op->Segment == Segment.Ss)
            BlameStack();
        isNotCanonical = false;
        file.Registers.Rip = op->Address;
        Budget += op->Remaining;
        return null;
    }

    public Op* Fault(Op* op, in Trap trap)
    {
        Trap = trap;
        return Fault(op);
    }

    public Op* ProtectionFault(Op* op, uint errorCode = 0) => Fault(op, Trap.GeneralProtection(errorCode));

    /// <summary>Goes back to the interpreter behind <paramref name="op"/>, which is done.</summary>
    public Op* LeaveAfter(Op* op, ulong address)
    {
        file.Registers.Rip = address;
        Budget += op->Remaining - 1;
        return null;
    }

    public Op* LeaveAfter(Op* op) => LeaveAfter(op, op->NextAddress);

    /// <summary>
    /// Goes to an address known when decoded, the way <paramref name="link"/> leads if it was gone before.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Op* GoTo(ulong address, Op** link)
    {
        Op* next = *link;
        if (next is not null)
        {
            long left = Budget - next->Remaining;
            if (left >= 0)
            {
                Budget = left;
                return next;
            }
        }

        file.Registers.Rip = address;
        Link = link;
        return null;
    }

    /// <summary>Goes to an address known only now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Op* GoTo(ulong address)
    {
        Op* next = blocks.Recent(address);
        if (next->Address == address)
        {
            long left = Budget - next->Remaining;
            if (left >= 0)
            {
                Budget = left;
                return next;
            }
        }

        file.Registers.Rip = address;
        return null;
    }
}
