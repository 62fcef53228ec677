using System.Diagnostics;

namespace ActorKernel.Guest;

/// <summary>The x87's stack and what comes of calculating on it.</summary>
/// <remarks>
/// As recent processors of Intel do it, and say by two bits of cpuid: the segments of instruction and operand are kept
/// as zero, the operand's address and the opcode are noted only where an exception is not masked.
/// </remarks>
internal sealed unsafe partial class Cpu
{
    private const int TopShift = 11;
    private const ushort TopMask = 7 << TopShift;
    private const ushort Summary = 0x8080; // ES and B, which are always the same

    /// <summary>The condition bits C0 to C3 of the status word.</summary>
    public const ushort C0 = 0x100;
    public const ushort C1 = 0x200;
    public const ushort C2 = 0x400;
    public const ushort C3 = 0x4000;

    public ref FloatingPointRegisters X87 => ref file.Registers.X87;

    public int Top
    {
        get => (X87.Status & TopMask) >> TopShift;
        set => X87.Status = (ushort)((X87.Status & ~TopMask) | ((value & 7) << TopShift));
    }

    public FloatContext FloatContext => FloatContext.ForX87(X87.Control);

    /// <summary>The same, for what ignores the precision control.</summary>
    public FloatContext FullContext => FloatContext with { Precision = 64 };

    public bool IsStackFaultMasked => (X87.Control & (ushort)FloatFlags.Invalid) != 0;

    public ref Extended St(int i) => ref X87.Stack[(Top + i) & 7];

    public bool IsEmpty(int i) => (X87.Used & (1 << ((Top + i) & 7))) == 0;

    public void Set(int i, Extended value)
    {
        X87.Used |= (byte)(1 << ((Top + i) & 7));
        St(i) = value;
    }

    public void Push(Extended value)
    {
        Top--;
        Set(0, value);
    }

    public void Pop()
    {
        X87.Used &= (byte)~(1 << Top);
        Top++;
    }

    public void SetConditions(int conditions) =>
        X87.Status = (ushort)((X87.Status & ~(C0 | C1 | C2 | C3)) | conditions);

    public void ClearC1() => X87.Status &= unchecked((ushort)~C1);

    public void ClearC2() => X87.Status &= unchecked((ushort)~C2);

    /// <summary>False, with the trap set, if an earlier instruction's exception is still to be taken.</summary>
    public bool BeginFloat()
    {
        if ((X87.Status & Summary) == 0)
            return true;
        Trap = Trap.Exception(Vectors.FloatingPoint);
        return false;
    }

    /// <summary>Ends an instruction that is no control instruction.</summary>
    public Op* EndFloat(Op* op)
    {
        X87.InstructionPointer = op->Address;
        if ((X87.Status & Summary) != 0)
            NoteTrapped(op);
        return op + 1;
    }

    /// <summary>Whether an operation is completed in spite of what came of it.</summary>
    public static bool IsCompleted(in FloatContext context, bool isStore = false)
    {
        FloatFlags fatal = FloatFlags.Before | (isStore ? FloatFlags.Overflow | FloatFlags.Underflow : FloatFlags.None);
        return (context.Raised & ~context.Masked & fatal) == FloatFlags.None;
    }

    /// <summary>Notes what came of an operation. False if it is not to be completed.</summary>
    /// <remarks>SDM volume 1, 8.5: what is found before the operation hides what would be found after it.</remarks>
    public bool Conclude(in FloatContext context, bool isStore = false)
    {
        ClearC1();
        FloatFlags raised = context.Raised;
        FloatFlags unmasked = raised & ~context.Masked;
        FloatFlags fatal = raised & (FloatFlags.Invalid | FloatFlags.DivideByZero);
        if (fatal != FloatFlags.None)
        {
            unmasked &= fatal;
            Raise(raised & (FloatFlags.Before), unmasked);
            return unmasked == FloatFlags.None;
        }

        if ((unmasked & FloatFlags.Denormal) != FloatFlags.None)
        {
            Raise(FloatFlags.Denormal, unmasked);
            return false;
        }

        FloatFlags extreme = unmasked & (FloatFlags.Overflow | FloatFlags.Underflow);
        if (isStore && extreme != FloatFlags.None)
        {
            Raise(raised & ~FloatFlags.Inexact, unmasked);
            return false;
        }

        Raise(raised, unmasked);
        if (context.RoundedUp)
            X87.Status |= C1;
        return true;
    }

    /// <summary>A value is missing: gives the default NaN, if the exception is masked.</summary>
    public void Underflow(int target, bool pops = false)
    {
        RaiseStackFault(isOverflow: false);
        if (!IsStackFaultMasked)
            return;
        Set(target, Extended.DefaultNan);
        if (pops)
            Pop();
    }

    /// <summary>There is no room for a value to be pushed.</summary>
    public void Overflow87()
    {
        RaiseStackFault(isOverflow: true);
        if (IsStackFaultMasked)
            Push(Extended.DefaultNan);
    }

    /// <summary>True if the exception is masked.</summary>
    public bool RaiseStackFault(bool isOverflow)
    {
        ClearC1();
        Raise(FloatFlags.Invalid | FloatFlags.StackFault, IsStackFaultMasked ? FloatFlags.None : FloatFlags.Invalid);
        if (isOverflow)
            X87.Status |= C1;
        return IsStackFaultMasked;
    }

    /// <summary>Makes ES and B say whether there is an exception that is not masked.</summary>
    public void SummarizeExceptions()
    {
        bool isPending = (X87.Status & ~X87.Control & (int)FloatFlags.All) != 0;
        X87.Status = (ushort)(isPending ? X87.Status | Summary : X87.Status & ~Summary);
    }

    private void Raise(FloatFlags raised, FloatFlags unmasked)
    {
        X87.Status |= (ushort)raised;
        if (unmasked != FloatFlags.None)
            X87.Status |= Summary;
    }

    private void NoteTrapped(Op* op)
    {
        Debug.Assert(op->Length > 1, "Every x87 instruction that calculates has two bytes at least.");
        ulong at = op->Address;
        ulong first;
        while (Load<byte>(at, out first) && first >> 3 != 0x1b) // past prefixes, to 0xd8..0xdf
            at = (at + 1) & AddressMask;
        Load<byte>((at + 1) & AddressMask, out ulong second);
        X87.Opcode = (ushort)(((first & 7) << 8) | second);
        if (second < 0xc0)
            X87.DataPointer = Segmented.Offset(this, op);
    }
}
