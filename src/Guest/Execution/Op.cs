using System.Runtime.InteropServices;

namespace ActorKernel.Guest;

/// <summary>One decoded instruction: what runs it, and its operands. 64 bytes, one cache line.</summary>
/// <remarks>
/// A block is a row of these. The handler returns the next to run: the one behind it, the head of a linked block, or
/// null to go back to the interpreter, which then finds the way by Rip.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Op
{
    public Handler Execute;
    public ulong Address;

    /// <summary>
    /// The immediate operand, the target of a direct branch, or what else the handler was told when decoded.
    /// </summary>
    public ulong Immediate;

    /// <summary>The block a branch goes to, once it was gone to.</summary>
    public Op* Taken;

    /// <summary>The block that follows in memory, once it was gone to.</summary>
    public Op* NotTaken;

    /// <summary>
    /// Instructions from this one to the end of the block, this one included: what leaving here gives back.
    /// </summary>
    public int Remaining;

    public int Displacement;

    // Offsets into the register file.
    public ushort Target;
    public ushort Source;
    public ushort Third;
    public ushort Base;
    public ushort Index;

    public byte Scale;
    public byte Length;
    public Segment Segment;

    /// <summary>64 minus the bits of this operand's offset, or of a string instruction's count and indexes.</summary>
    public byte AddressShift;

    /// <summary>64 minus the bits of the instruction pointer.</summary>
    public byte CodeShift;

    /// <summary>
    /// Execute does the branch behind this op too; what does this one alone is in <see cref="Alone"/>.
    /// </summary>
    public bool IsFused;

    /// <summary>
    /// For the last instruction before a budget's end. Kept where a branch has its link, as this is none.
    /// </summary>
    public Handler Alone
    {
        readonly get => IsFused ? (Handler)Taken : Execute;
        set => Taken = (Op*)value;
    }

    /// <summary>What a handler of many instructions is to do with the values. Kept where a branch has its link.</summary>
    public void* Function
    {
        readonly get => NotTaken;
        set => NotTaken = (Op*)value;
    }

    public readonly ulong NextAddress => (Address + Length) & (ulong.MaxValue >> CodeShift);

    public readonly ulong AddressMask => ulong.MaxValue >> AddressShift;
}

/// <summary>The segment registers, in the order of their encoding.</summary>
internal enum Segment : byte
{
    Es,
    Cs,
    Ss,
    Ds,
    Fs,
    Gs,
}
