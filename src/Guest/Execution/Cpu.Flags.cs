using System.Numerics;
using System.Runtime.CompilerServices;

namespace ActorKernel.Guest;

/// <summary>
/// The six status flags, kept as the last result and its carries until someone asks (after Bochs' lazy flags).
/// </summary>
/// <remarks>
/// <c>carries</c>: bit 63 is CF, bit 62 the carry into the sign bit, so that OF is their difference; bit 3 is AF; bit 0
/// turns SF round and bits 8..15 the byte PF is of, for flags that no result could have given together.
/// Flags that the SDM leaves undefined: AF is 0 after logic, shifts and multiplication; SF, ZF and PF are the low
/// half's after a multiplication and the source's after a bit scan; a division leaves all flags alone; OF after a shift
/// by more than one is as for the last step.
/// </remarks>
internal sealed unsafe partial class Cpu
{
    private const int CarryBit = 63;
    private const int InnerCarryBit = 62;
    private const int ParityBit = 8;
    private const ulong AdjustMask = 1 << 3;
    private const ulong CarryMask = (1UL << CarryBit) | (1UL << InnerCarryBit);

    /// <summary>What popf may change: the rest is the system's.</summary>
    private const Flags UserFlags = Flags.Status | Flags.Trap | Flags.Direction | Flags.NestedTask
        | Flags.AlignmentCheck | Flags.Identification;

    private long result; // sign-extended
    private ulong carries;

    public bool Carry => (long)carries < 0;

    public ulong CarryIn => carries >> CarryBit;

    public bool Overflow => (long)(carries ^ (carries << 1)) < 0;

    public bool Zero => result == 0;

    public bool Sign => ((result >>> CarryBit) & 1) != (long)(carries & 1);

    /// <summary>SF differs from OF: the comparison said less, for signed numbers.</summary>
    public bool Less => (((ulong)result >> 63) ^ carries ^ (carries >> CarryBit) ^ (carries >> InnerCarryBit)) % 2 != 0;

    public bool Parity => (BitOperations.PopCount((byte)result ^ (uint)(byte)(carries >> ParityBit)) & 1) == 0;

    public bool Adjust => (carries & AdjustMask) != 0;

    public Flags StatusFlags
    {
        get => (Carry ? Flags.Carry : Flags.None)
            | (Parity ? Flags.Parity : Flags.None)
            | (Adjust ? Flags.Adjust : Flags.None)
            | (Zero ? Flags.Zero : Flags.None)
            | (Sign ? Flags.Sign : Flags.None)
            | (Overflow ? Flags.Overflow : Flags.None);
        set
        {
            result = (value & Flags.Zero) != Flags.None ? 0 : 1; // a zero's parity is even, a one's odd
            bool turnsParity = ((value & Flags.Parity) != Flags.None) != (result == 0);
            carries = ((value & Flags.Adjust) != Flags.None ? AdjustMask : 0)
                | (turnsParity ? 1UL << ParityBit : 0)
                | ((value & Flags.Sign) != Flags.None ? 1UL : 0);
            SetCarryAndOverflow((value & Flags.Carry) != Flags.None, (value & Flags.Overflow) != Flags.None);
        }
    }

    /// <summary>EFLAGS as a whole. Setting it is the kernel's right, not the user's.</summary>
    public Flags AllFlags
    {
        get => ((Flags)file.Registers.Rflags & ~Flags.Status) | StatusFlags | Flags.AlwaysSet;
        set
        {
            file.Registers.Rflags = (ulong)(value & ~Flags.Status);
            StatusFlags = value & Flags.Status;
        }
    }

    public bool IsTracing => ((Flags)file.Registers.Rflags & Flags.Trap) != Flags.None;

    /// <summary>DF: string instructions go down.</summary>
    public bool IsDescending => ((Flags)file.Registers.Rflags & Flags.Direction) != Flags.None;

    /// <summary>Sets what user code may set, among the bits of <paramref name="mask"/>; IF and IOPL stay.</summary>
    public void PopFlags(Flags value, Flags mask)
    {
        Flags changed = UserFlags & mask;
        AllFlags = ((AllFlags & ~changed) | (value & changed)) & ~Flags.Resume;
    }

    public void ChangeFlag(Flags flag, bool isOn)
    {
        ulong others = file.Registers.Rflags & ~(ulong)flag;
        file.Registers.Rflags = isOn ? others | (ulong)flag : others;
    }

    public void SetCarry(bool carry)
    {
        if (carry != Carry)
            carries ^= CarryMask; // both, so that OF stays
    }

    public void SetCarryAndOverflow(bool carry, bool overflow) =>
        carries = (carries & ~CarryMask)
            | (carry ? 1UL << CarryBit : 0)
            | (carry != overflow ? 1UL << InnerCarryBit : 0);

    public void SetZero(bool zero) =>
        StatusFlags = zero ? StatusFlags | Flags.Zero : StatusFlags & ~Flags.Zero;

    /// <summary>SF, ZF and PF of a result; CF, OF and AF off.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetResult<T>(ulong value)
        where T : unmanaged
    {
        result = Width<T>.SignExtend(value);
        carries = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Add<T>(ulong left, ulong right, ulong carryIn = 0)
        where T : unmanaged
    {
        ulong sum = left + right + carryIn;
        result = Width<T>.SignExtend(sum);
        carries = Pack<T>((left & right) | ((left | right) & ~sum));
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Subtract<T>(ulong left, ulong right, ulong borrowIn = 0)
        where T : unmanaged
    {
        ulong difference = left - right - borrowIn;
        result = Width<T>.SignExtend(difference);
        carries = Pack<T>((~left & right) | ((~left | right) & difference));
        return difference;
    }

    /// <summary>From the carry out of each bit, what <c>carries</c> keeps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Pack<T>(ulong carryOut)
        where T : unmanaged =>
        Width<T>.Bits == 64
            ? carryOut & (CarryMask | AdjustMask)
            : (carryOut << (64 - Width<T>.Bits)) | (carryOut & AdjustMask);
}
