namespace ActorKernel.Guest;

/// <summary>Instructions on single flags, and on the low byte of them in AH.</summary>
internal static unsafe class FlagBits
{
    private const int Ah = 1;
    private const Flags InAh = Flags.Carry | Flags.Parity | Flags.Adjust | Flags.Zero | Flags.Sign;

    public static Op* ClearCarry(Cpu cpu, Op* op)
    {
        cpu.SetCarry(false);
        return op + 1;
    }

    public static Op* SetCarry(Cpu cpu, Op* op)
    {
        cpu.SetCarry(true);
        return op + 1;
    }

    public static Op* ComplementCarry(Cpu cpu, Op* op)
    {
        cpu.SetCarry(!cpu.Carry);
        return op + 1;
    }

    public static Op* ClearDirection(Cpu cpu, Op* op)
    {
        cpu.ChangeFlag(Flags.Direction, false);
        return op + 1;
    }

    public static Op* SetDirection(Cpu cpu, Op* op)
    {
        cpu.ChangeFlag(Flags.Direction, true);
        return op + 1;
    }

    public static Op* LoadAh(Cpu cpu, Op* op)
    {
        cpu.SetRegister<byte>(Ah, (ulong)((cpu.StatusFlags & InAh) | Flags.AlwaysSet));
        return op + 1;
    }

    public static Op* StoreAh(Cpu cpu, Op* op)
    {
        Flags given = (Flags)Width<byte>.Get(ref cpu.Register<byte>(Ah)) & InAh;
        cpu.StatusFlags = (cpu.StatusFlags & Flags.Overflow) | given;
        return op + 1;
    }

    /// <summary>salc, which no manual has and every processor: AL is all ones or all zeros, by CF.</summary>
    public static Op* SpreadCarry(Cpu cpu, Op* op)
    {
        cpu.SetRegister<byte>(0, cpu.Carry ? byte.MaxValue : 0UL);
        return op + 1;
    }
}
