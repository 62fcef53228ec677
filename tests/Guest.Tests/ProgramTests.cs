using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace ActorKernel.Guest.Tests;

/// <summary>Branches, the stack and strings: what more than one instruction takes to see.</summary>
public sealed class ProgramTests
{
    [Fact]
    public void A_loop_counts()
    {
        using Guest guest = new(a =>
        {
            Label again = a.CreateLabel();
            a.mov(ecx, 1000);
            a.xor(eax, eax);
            a.Label(ref again);
            a.add(eax, ecx);
            a.dec(ecx);
            a.jne(again);
            a.@int(Guest.Gate);
        });
        RunResult result = guest.Run();
        Assert.Equal(500_500u, guest.Registers.Eax);
        Assert.Equal(2 + 3000 + 1, result.Retired);
    }

    [Fact]
    public void Calls_return_by_constant_register_and_memory()
    {
        using Guest guest = new(a =>
        {
            Label function = a.CreateLabel();
            Label start = a.CreateLabel();
            a.jmp(start);
            a.Label(ref function);
            a.add(eax, 1);
            a.ret(4);
            a.Label(ref start);
            a.push(0);
            a.call(function);
            a.mov(ebx, (int)Guest.Code + 2);
            a.push(0);
            a.call(ebx);
            a.mov(__dword_ptr[Guest.Data], ebx);
            a.push(0);
            a.call(__dword_ptr[Guest.Data]);
            a.@int(Guest.Gate);
        });
        guest.RunToGate();
        Assert.Equal((3u, Guest.StackTop), (guest.Registers.Eax, guest.Registers.Esp));
    }

    [Fact]
    public void Sixteen_bit_branches_cut_the_address()
    {
        using Guest guest = new([0x66, 0xeb, 0x02, 0xf4, 0xf4, 0xcd, Guest.Gate]);
        guest.RunToGate();
    }

    [Fact]
    public void Loops_and_jumps_on_a_zero_count()
    {
        using Guest guest = new(a =>
        {
            Label again = a.CreateLabel();
            Label end = a.CreateLabel();
            a.Label(ref again);
            a.inc(eax);
            a.loop(again);
            a.jecxz(end);
            a.hlt();
            a.Label(ref end);
            a.@int(Guest.Gate);
        });
        guest.Registers.Ecx = 9;
        Assert.Equal(9u, guest.RunToGate().Registers.Eax);
    }

    [Fact]
    public void Popping_into_memory_by_the_stack_pointer_uses_the_new_one()
    {
        using Guest guest = new(a =>
        {
            a.push(11);
            a.push(22);
            a.pop(__dword_ptr[esp]);
            a.pop(eax);
            a.push(esp);
            a.pop(ebx);
            a.@int(Guest.Gate);
        });
        guest.RunToGate();
        Assert.Equal((22u, Guest.StackTop), (guest.Registers.Eax, guest.Registers.Ebx));
    }

    [Fact]
    public void All_registers_go_to_the_stack_and_back()
    {
        using Guest guest = new(a =>
        {
            a.pushad();
            a.xor(eax, eax);
            a.xor(edi, edi);
            a.popad();
            a.@int(Guest.Gate);
        });
        (guest.Registers.Eax, guest.Registers.Edi) = (1, 8);
        guest.RunToGate();
        Assert.Equal((1u, 8u, Guest.StackTop), (guest.Registers.Eax, guest.Registers.Edi, guest.Registers.Esp));
    }

    [Fact]
    public void A_frame_with_levels_copies_the_outer_links()
    {
        using Guest guest = new(a =>
        {
            a.enter(16, 2);
            a.@int(Guest.Gate);
        });
        guest.Registers.Ebp = Guest.Data + 64;
        guest.SetWord(Guest.Data + 60, 0xabcd);
        guest.RunToGate();
        Assert.Equal((Guest.StackTop - 4, Guest.StackTop - 28), (guest.Registers.Ebp, guest.Registers.Esp));
        Assert.Equal(0xabcdu, guest.Word(Guest.StackTop - 8));
        Assert.Equal(Guest.StackTop - 4, guest.Word(Guest.StackTop - 12));
    }

    [Fact]
    public void Strings_go_down_with_the_direction_flag()
    {
        using Guest guest = new(a =>
        {
            a.std();
            a.rep.movsb();
            a.@int(Guest.Gate);
        });
        guest.SetWord(Guest.Data, 0x44332211);
        (guest.Registers.Esi, guest.Registers.Edi, guest.Registers.Ecx) = (Guest.Data + 3, Guest.Data + 5, 4);
        guest.RunToGate();
        Assert.Equal(0x44332211u, guest.Word(Guest.Data + 2)); // an overlapping move upwards
        Assert.Equal((Guest.Data - 1, Guest.Data + 1), (guest.Registers.Esi, guest.Registers.Edi));
    }

    [Fact]
    public void A_scan_stops_at_the_byte_it_looks_for()
    {
        using Guest guest = new(a =>
        {
            a.mov(al, 0x33);
            a.repne.scasb();
            a.@int(Guest.Gate);
        });
        guest.SetWord(Guest.Data, 0x44332211);
        (guest.Registers.Edi, guest.Registers.Ecx) = (Guest.Data, 100);
        guest.RunToGate();
        Assert.Equal((97u, Guest.Data + 3), (guest.Registers.Ecx, guest.Registers.Edi));
        Assert.Equal(Flags.Zero, guest.Status & Flags.Zero);
    }

    [Fact]
    public void A_repetition_of_none_does_nothing_not_even_fault()
    {
        using Guest guest = new(a =>
        {
            a.rep.stosd();
            a.@int(Guest.Gate);
        });
        guest.Registers.Edi = 0x50000;
        guest.RunToGate();
        Assert.Equal(0x50000u, guest.Registers.Edi);
    }

    [Fact]
    public void A_long_fill_crosses_pages()
    {
        using Guest guest = new(a =>
        {
            a.rep.stosd();
            a.@int(Guest.Gate);
        });
        (guest.Registers.Eax, guest.Registers.Edi, guest.Registers.Ecx) = (0x5a5a5a5a, Guest.Data, 2048);
        guest.RunToGate();
        for (uint at = Guest.Data; at < Guest.DataEnd; at += 4)
            Assert.Equal(0x5a5a5a5au, guest.Word(at));
    }
}
