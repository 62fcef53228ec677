namespace ActorKernel.Guest;

/// <summary>Decimal adjustments of AL and AH, as the SDM's pseudo-code has them. OF, where undefined, is 0.</summary>
internal static unsafe class Decimals
{
    private const int Al = 0;
    private const int Ah = 1;

    public static Op* AdjustAfterAddition(Cpu cpu, Op* op)
    {
        ulong old = Width<byte>.Get(ref cpu.Register<byte>(Al));
        bool low = (old & 0xf) > 9 || cpu.Adjust;
        bool high = old > 0x99 || cpu.Carry;
        Finish(cpu, old + (low ? 6UL : 0) + (high ? 0x60UL : 0), low, high);
        return op + 1;
    }

    public static Op* AdjustAfterSubtraction(Cpu cpu, Op* op)
    {
        ulong old = Width<byte>.Get(ref cpu.Register<byte>(Al));
        bool low = (old & 0xf) > 9 || cpu.Adjust;
        bool high = old > 0x99 || cpu.Carry;
        bool carry = high || (low && old < 6);
        Finish(cpu, old - (low ? 6UL : 0) - (high ? 0x60UL : 0), low, carry);
        return op + 1;
    }

    public static Op* AsciiAfterAddition(Cpu cpu, Op* op) => Ascii(cpu, op, 0x106);

    public static Op* AsciiAfterSubtraction(Cpu cpu, Op* op) => Ascii(cpu, op, -0x106);

    public static Op* AsciiAfterMultiplication(Cpu cpu, Op* op)
    {
        ulong number = op->Immediate & byte.MaxValue;
        if (number == 0)
            return cpu.Fault(op, Trap.Exception(Vectors.DivideError));
        ulong value = Width<byte>.Get(ref cpu.Register<byte>(Al));
        cpu.SetRegister<byte>(Ah, value / number);
        cpu.SetRegister<byte>(Al, value % number);
        cpu.SetResult<byte>(value % number);
        return op + 1;
    }

    public static Op* AsciiBeforeDivision(Cpu cpu, Op* op)
    {
        ulong sum = Width<byte>.Get(ref cpu.Register<byte>(Al))
            + (Width<byte>.Get(ref cpu.Register<byte>(Ah)) * (op->Immediate & byte.MaxValue));
        cpu.SetRegister<ushort>(Al, sum & byte.MaxValue);
        cpu.SetResult<byte>(sum);
        return op + 1;
    }

    private static void Finish(Cpu cpu, ulong value, bool adjust, bool carry)
    {
        cpu.SetRegister<byte>(Al, value);
        cpu.SetResult<byte>(value);
        cpu.StatusFlags |= (adjust ? Flags.Adjust : Flags.None) | (carry ? Flags.Carry : Flags.None);
    }

    /// <summary>aaa and aas; SF, ZF and PF, which are undefined, are those of AL before its high half goes.</summary>
    private static Op* Ascii(Cpu cpu, Op* op, int correction)
    {
        ulong old = Width<ushort>.Get(ref cpu.Register<ushort>(Al));
        bool adjust = (old & 0xf) > 9 || cpu.Adjust;
        ulong value = adjust ? old + (ulong)correction : old;
        cpu.SetRegister<ushort>(Al, value & 0xff0f);
        Flags both = adjust ? Flags.Adjust | Flags.Carry : Flags.None;
        cpu.SetResult<byte>(value);
        cpu.StatusFlags |= both;
        return op + 1;
    }
}
