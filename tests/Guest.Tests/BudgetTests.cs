namespace ActorKernel.Guest.Tests;

/// <summary>Where a run is cut changes nothing; and no bytes, run as code, do worse than trap.</summary>
public sealed class BudgetTests
{
    private const int MostInstructions = 2000;

    [Fact]
    public void A_budget_is_used_to_the_last_instruction()
    {
        using Guest guest = new([0xeb, 0xfe]); // jumps to itself
        foreach (long budget in new long[] { 0, 1, 2, 63, 64, 65, 1000 })
            Assert.Equal(new(budget, Trap.None), guest.Run(budget));
        Assert.Equal(new(0, Trap.None), guest.Run(-5));
    }

    [Fact]
    public void A_long_straight_run_can_be_cut_anywhere()
    {
        byte[] code = [.. Enumerable.Repeat((byte)0x40, 200), 0xcd, Guest.Gate]; // inc eax
        for (int cut = 0; cut < 200; cut += 7)
        {
            using Guest guest = new(code);
            Assert.Equal(new(cut, Trap.None), guest.Run(cut));
            Assert.Equal(((uint)cut, Guest.Code + (uint)cut), (guest.Registers.Eax, guest.Registers.Eip));
            Assert.Equal(201 - cut, guest.Run().Retired);
        }
    }

    /// <summary>
    /// Runs random bytes twice, at a stretch and in random pieces, going over every trap in the same way.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_bytes_as_code_trap_or_run_and_the_same_in_pieces(ulong seed)
    {
        Seeded random = new(seed);
        for (int i = 0; i < 250; i++)
        {
            byte[] code = RandomCode(random);
            ulong machineSeed = random.Next();
            Seeded cuts = new(random.Next());
            using Guest whole = RandomGuest(code, machineSeed);
            using Guest pieces = RandomGuest(code, machineSeed);
            List<(long, Trap, uint)> expected = Trace(whole, () => MostInstructions);
            List<(long, Trap, uint)> actual = Trace(pieces, () => 1 + cuts.Below(1 << cuts.Below(8)));
            Assert.Equal(expected, actual);
            Assert.Equal(whole.Registers, pieces.Registers);
            AssertSameMemory(whole.Memory, pieces.Memory);
        }
    }

    /// <summary>At which instruction which trap came and where, up to the most instructions.</summary>
    private static List<(long At, Trap Trap, uint Eip)> Trace(Guest guest, Func<long> nextBudget)
    {
        List<(long, Trap, uint)> traps = [];
        long retired = 0;
        while (retired < MostInstructions && traps.Count < 40)
        {
            long budget = Math.Min(nextBudget(), MostInstructions - retired);
            RunResult result = guest.Interpreter.Run(ref guest.Registers, budget, (ulong)retired);
            retired += result.Retired;
            Assert.InRange(result.Retired, 0, budget);
            Assert.True(result.Trap.Kind != TrapKind.None || result.Retired == budget);
            if (result.Trap.Kind == TrapKind.None)
                continue;
            traps.Add((retired, result.Trap, guest.Registers.Eip));
            guest.Registers.Eflags &= ~(uint)Flags.Trap;
            guest.Registers.Eip = Guest.Code + ((guest.Registers.Eip + 1) % AddressSpace.PageSize);
        }

        return traps;
    }

    /// <summary>Half of it any bytes, half of it common opcodes, for these come further.</summary>
    private static byte[] RandomCode(Seeded random)
    {
        byte[] common =
        [
            0x01, 0x03, 0x29, 0x31, 0x39, 0x40, 0x48, 0x50, 0x58, 0x66, 0x70, 0x74, 0x75, 0x7c, 0x81, 0x83, 0x85, 0x88,
            0x89, 0x8b, 0x8d, 0xa4, 0xaa, 0xc1, 0xd1, 0xd3, 0xe2, 0xeb, 0xf3, 0xf7, 0xfd, 0xfe, 0x0f, 0x9c, 0x9d, 0x8e,
        ];
        byte[] code = random.Bytes(AddressSpace.PageSize);
        for (int i = 0; i < code.Length; i++)
        {
            if (random.Below(2) == 0)
                code[i] = common[random.Below(common.Length)];
        }

        return code;
    }

    /// <summary>Registers point at data, code and the stack, so that much of what is done succeeds.</summary>
    private static Guest RandomGuest(byte[] code, ulong seed)
    {
        Seeded random = new(seed);
        Guest guest = new(code);
        guest.Memory.Write(Guest.Data, random.Bytes(AddressSpace.PageSize), Privilege.Kernel);
        ref Registers registers = ref guest.Registers;
        (registers.Eax, registers.Ecx) = ((uint)random.Next(), (uint)random.Below(64));
        (registers.Edx, registers.Ebx) = (Guest.Data + (uint)random.Below(4096), Guest.Code + (uint)random.Below(4096));
        (registers.Esi, registers.Edi) = (Guest.Data + (uint)random.Below(4096), Guest.Data + (uint)random.Below(8192));
        (registers.Ebp, registers.Esp) = (Guest.StackTop - 256, Guest.StackTop - 512);
        registers.Eip = Guest.Code + (uint)random.Below(4096);
        return guest;
    }

    private static void AssertSameMemory(AddressSpace left, AddressSpace right)
    {
        byte[] leftBytes = new byte[AddressSpace.PageSize];
        byte[] rightBytes = new byte[AddressSpace.PageSize];
        for (ulong page = 0; page < Guest.StackTop; page += AddressSpace.PageSize)
        {
            bool isMapped = left.Read(page, leftBytes, Privilege.Kernel);
            Assert.Equal(isMapped, right.Read(page, rightBytes, Privilege.Kernel));
            Assert.Equal(leftBytes, rightBytes);
        }
    }
}
