using static Iced.Intel.AssemblerRegisters;

namespace ActorKernel.Guest.Tests;

/// <summary>Traps that are no faults, the time stamp counter, and what the processor says of itself.</summary>
public sealed class TrapTests
{
    [Fact]
    public void An_open_gate_is_entered_behind_the_instruction_which_counts()
    {
        using Guest guest = new(a =>
        {
            a.mov(eax, 3);
            a.@int(Guest.Gate);
        });
        Assert.Equal(new(2, Trap.SoftwareInterrupt(Guest.Gate)), guest.Run());
        Assert.Equal(Guest.Code + 7, guest.Registers.Eip);
    }

    [Fact]
    public void Into_traps_only_on_overflow()
    {
        using Guest guest = new(a =>
        {
            a.into();
            a.mov(al, 127);
            a.inc(al);
            a.into();
        });
        Assert.Equal(new(3, Trap.GeneralProtection((8 * 4) + 2)), guest.Run());
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(-5, false)]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(-6, true)]
    public void Bound_faults_outside_its_limits(int index, bool faults)
    {
        using Guest guest = new(a =>
        {
            a.bound(ecx, __dword_ptr[Guest.Data]);
            a.@int(Guest.Gate);
        });
        guest.SetWord(Guest.Data, unchecked((uint)-5));
        guest.SetWord(Guest.Data + 4, 9);
        guest.Registers.Ecx = (uint)index;
        Trap expected = faults ? Trap.Exception(Vectors.BoundRange) : Trap.SoftwareInterrupt(Guest.Gate);
        Assert.Equal(expected, guest.Run().Trap);
    }

    [Fact]
    public void Single_step_traps_behind_the_instruction_after_the_one_that_asked_for_it()
    {
        using Guest guest = new(a =>
        {
            a.push(0x100);
            a.popfd();
            a.nop();
            a.nop();
        });
        Assert.Equal(new(3, Trap.Exception(Vectors.Debug)), guest.Run());
        Assert.Equal(Guest.Code + 7, guest.Registers.Eip);
        Assert.Equal(new(1, Trap.Exception(Vectors.Debug)), guest.Run());
    }

    [Fact]
    public void The_time_stamp_counts_instructions_wherever_the_run_is_cut()
    {
        for (int cut = 1; cut < 6; cut++)
        {
            using Guest guest = new(a =>
            {
                a.nop();
                a.nop();
                a.rdtsc();
                a.mov(esi, eax);
                a.rdtsc();
                a.@int(Guest.Gate);
            });
            ref Registers registers = ref guest.Registers;
            RunResult first = guest.Interpreter.Run(ref registers, cut, 1000);
            guest.Interpreter.Run(ref registers, 100, 1000 + (ulong)first.Retired);
            Assert.Equal((1002u, 1004u), (registers.Esi, registers.Eax));
        }
    }

    [Fact]
    public void The_processor_of_xv6_is_an_i686_with_x87_and_mmx_but_without_sse()
    {
        using Guest guest = new(a =>
        {
            a.mov(eax, 1);
            a.cpuid();
            a.@int(Guest.Gate);
        });
        guest.RunToGate();
        Assert.Equal((0x600u, 0x180_8111u), (guest.Registers.Eax, guest.Registers.Edx));
    }

    [Fact]
    public void A_program_cannot_change_the_systems_flags()
    {
        using Guest guest = new(a =>
        {
            a.push(0);
            a.popfd();
            a.pushfd();
            a.pop(eax);
            a.push(-1 & ~0x100);
            a.popfd();
            a.pushfd();
            a.pop(ebx);
            a.@int(Guest.Gate);
        });
        guest.RunToGate();
        Assert.Equal((0x202u, 0x24_4ed7u), (guest.Registers.Eax, guest.Registers.Ebx));
    }
}
