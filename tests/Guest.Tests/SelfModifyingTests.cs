using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace ActorKernel.Guest.Tests;

/// <summary>Decoded code is never older than the bytes in memory.</summary>
public sealed class SelfModifyingTests
{
    [Fact]
    public void A_store_into_the_next_instruction_takes_effect_there()
    {
        using Guest guest = new(a =>
        {
            a.mov(__byte_ptr[Guest.Code + 8], 9); // 7 bytes; the next one's constant
            a.mov(eax, 1);
            a.@int(Guest.Gate);
        });
        Assert.Equal(9u, guest.RunToGate().Registers.Eax);
    }

    [Fact]
    public void A_loop_that_rewrites_itself_runs_each_version_once()
    {
        const int Turns = 20_000; // enough for stale blocks to be cleared away several times
        using Guest guest = new(a =>
        {
            Label again = a.CreateLabel();
            a.mov(ecx, Turns);
            a.Label(ref again); // at 5
            a.add(eax, 1); // its constant is at 6
            a.inc(__byte_ptr[Guest.Code + 6]);
            a.dec(ecx);
            a.jne(again);
            a.@int(Guest.Gate);
        });
        uint expected = 0;
        for (int i = 0; i < Turns; i++)
            expected += (byte)(1 + i);
        Assert.Equal(expected, guest.RunToGate().Registers.Eax);
    }

    [Fact]
    public void The_kernels_write_into_code_is_seen_by_the_next_run()
    {
        using Guest guest = new(a =>
        {
            a.mov(eax, 1);
            a.@int(Guest.Gate);
        });
        guest.RunToGate();
        guest.Memory.TryWriteByte(Guest.Code + 1, 7, Privilege.Kernel);
        guest.Registers.Eip = Guest.Code;
        Assert.Equal(7u, guest.RunToGate().Registers.Eax);

        guest.Memory.Fill(Guest.Code + 1, 1, 8, Privilege.Kernel);
        guest.Registers.Eip = Guest.Code;
        Assert.Equal(8u, guest.RunToGate().Registers.Eax);
    }

    [Fact]
    public void Forgetting_decoded_code_changes_nothing()
    {
        using Guest guest = new([0x40, 0xeb, 0xfd]); // counts for ever
        guest.Run(101);
        guest.Interpreter.Invalidate();
        guest.Run(99);
        Assert.Equal(100u, guest.Registers.Eax);
    }

    [Fact]
    public void A_linked_block_is_left_when_it_changes()
    {
        using Guest guest = new(a =>
        {
            Label again = a.CreateLabel();
            Label next = a.CreateLabel();
            a.Label(ref again);
            a.jmp(next);
            a.Label(ref next); // at 2
            a.mov(ebx, 5); // its constant is at 3
            a.dec(ecx);
            a.jne(again);
            a.@int(Guest.Gate);
        });
        guest.Registers.Ecx = 10;
        guest.RunToGate();
        guest.Memory.TryWriteByte(Guest.Code + 3, 6, Privilege.Kernel);
        (guest.Registers.Eip, guest.Registers.Ecx) = (Guest.Code, 10);
        Assert.Equal(6u, guest.RunToGate().Registers.Ebx);
    }

    [Fact]
    public void A_page_that_went_away_cannot_be_run_from_memory_of_it()
    {
        using Guest guest = new(a => a.@int(Guest.Gate));
        guest.RunToGate();
        guest.Memory.Unmap(Guest.Code, AddressSpace.PageSize);
        guest.Registers.Eip = Guest.Code;
        Assert.Equal(Trap.PageFault(Guest.Code, present: false, write: false), guest.Run().Trap);

        guest.Memory.Map(Guest.Code, AddressSpace.PageSize, Protection.Read | Protection.Write);
        Assert.Equal(Trap.PageFault(Guest.Code, present: true, write: false), guest.Run().Trap);
    }

    [Fact]
    public void A_page_that_loses_its_right_stops_running()
    {
        using Guest guest = new(a => a.@int(Guest.Gate));
        guest.RunToGate();
        guest.Memory.Protect(Guest.Code, AddressSpace.PageSize, Protection.Read);
        guest.Registers.Eip = Guest.Code;
        Assert.Equal(Trap.PageFault(Guest.Code, present: true, write: false), guest.Run().Trap);
    }

    [Fact]
    public void Code_on_two_pages_changes_with_either()
    {
        byte[] code = [0xb8, 1, 2, 3, 4, 0xcd, Guest.Gate];
        using Guest guest = new([0x90], at: Guest.Code);
        guest.Memory.Map(0x2000, AddressSpace.PageSize, Protection.All);
        foreach (uint changed in new uint[] { 0x1fff, 0x2000 })
        {
            guest.Memory.Write(0x1ffe, code, Privilege.Kernel);
            guest.Registers.Eip = 0x1ffe;
            Assert.Equal(0x0403_0201u, guest.RunToGate().Registers.Eax);
            guest.Memory.TryWriteByte(changed, 0x77, Privilege.Kernel);
            guest.Registers.Eip = 0x1ffe;
            Assert.NotEqual(0x0403_0201u, guest.RunToGate().Registers.Eax);
        }
    }

    [Fact]
    public void After_a_fork_each_side_changes_its_own_code()
    {
        using Guest guest = new(a =>
        {
            a.mov(eax, 1);
            a.@int(Guest.Gate);
        });
        guest.RunToGate();
        using AddressSpace childMemory = guest.Memory.Fork();
        Interpreter child = new(childMemory, new Gates(Guest.Gate));
        childMemory.TryWriteByte(Guest.Code + 1, 2, Privilege.User);

        Registers registers = Registers.ForUser32(Guest.Code, Guest.StackTop);
        child.Run(ref registers, 10, 0);
        guest.Registers.Eip = Guest.Code;
        Assert.Equal((1u, 2u), (guest.RunToGate().Registers.Eax, registers.Eax));
    }

    [Fact]
    public void A_child_does_not_see_what_its_parent_writes_by_running()
    {
        using Guest guest = new(a =>
        {
            a.mov(__dword_ptr[Guest.Data], 1);
            a.@int(Guest.Gate);
            a.mov(__dword_ptr[Guest.Data], 2);
            a.@int(Guest.Gate);
        });
        guest.RunToGate();
        using AddressSpace child = guest.Memory.Fork();
        guest.RunToGate();
        child.TryReadUInt32(Guest.Data, Privilege.User, out uint seen);
        Assert.Equal((1u, 2u), (seen, guest.Word(Guest.Data)));
    }

    [Fact]
    public void Data_beside_code_can_be_written_without_end()
    {
        using Guest guest = new(a =>
        {
            Label again = a.CreateLabel();
            a.Label(ref again);
            a.inc(__dword_ptr[Guest.Code + 32]); // in the same granule as this loop
            a.dec(ecx);
            a.jne(again);
            a.@int(Guest.Gate);
        });
        guest.Registers.Ecx = 100_000;
        guest.RunToGate();
        Assert.Equal(100_000u, guest.Word(Guest.Code + 32));
    }
}
