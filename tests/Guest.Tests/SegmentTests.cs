using static Iced.Intel.AssemblerRegisters;

namespace ActorKernel.Guest.Tests;

public sealed class SegmentTests
{
    [Theory]
    [InlineData(0x50, 80)]
    [InlineData(0x10, 16)]
    [InlineData(0x08, 8)]
    [InlineData(0x2b, 40)]
    public void A_selector_that_is_not_the_users_faults_with_its_number(int selector, uint errorCode)
    {
        using Guest guest = new(a =>
        {
            a.mov(eax, selector);
            a.mov(ds, ax);
        });
        Assert.Equal(new(1, Trap.GeneralProtection(errorCode)), guest.Run());
        Assert.Equal(Selectors.UserData, guest.Registers.Ds);
    }

    [Fact]
    public void The_stack_segment_cannot_be_null_or_code()
    {
        using Guest guest = new(a => a.mov(ss, ax));
        Assert.Equal(Trap.GeneralProtection(0), guest.Run().Trap);
        guest.Registers.Eax = Selectors.UserCode;
        Assert.Equal(Trap.GeneralProtection(0x18), guest.Run().Trap);
    }

    [Fact]
    public void Nothing_is_reached_through_a_null_segment_until_it_is_loaded_again()
    {
        using Guest guest = new(a =>
        {
            a.xor(eax, eax);
            a.mov(ebx, __dword_ptr[Guest.Data]);
            a.mov(ds, ax);
            a.push(eax); // by SS
            a.mov(ebx, __dword_ptr[Guest.Data]);
            a.@int(Guest.Gate);
        });
        Assert.Equal(new(4, Trap.GeneralProtection(0)), guest.Run());
        guest.Registers.Ds = Selectors.UserData;
        guest.SetWord(Guest.Data, 5);
        Assert.Equal(5u, guest.RunToGate().Registers.Ebx);
    }

    [Fact]
    public void Null_fs_faults_and_a_loaded_one_adds_its_base()
    {
        using Guest guest = new(a =>
        {
            a.mov(eax, __dword_ptr.fs[0]);
            a.@int(Guest.Gate);
        });
        Assert.Equal(Trap.GeneralProtection(0), guest.Run().Trap);
        guest.SetWord(Guest.Data, 5);
        (guest.Registers.Fs, guest.Registers.FsBase) = (Selectors.UserData, Guest.Data);
        Assert.Equal(5u, guest.RunToGate().Registers.Eax);
    }

    [Fact]
    public void Code_can_be_read_and_not_written_through_its_segment()
    {
        using Guest guest = new(a =>
        {
            a.mov(al, __byte_ptr.cs[Guest.Code]);
            a.mov(__byte_ptr.cs[Guest.Data], al);
        });
        Assert.Equal(new(1, Trap.GeneralProtection(0)), guest.Run());
        Assert.Equal(0x2eu, guest.Registers.Eax);
    }

    [Fact]
    public void String_instructions_look_at_the_selectors_too()
    {
        using Guest guest = new(a => a.movsb());
        guest.Registers.Es = 0;
        (guest.Registers.Esi, guest.Registers.Edi) = (Guest.Data, Guest.Data);
        Assert.Equal(new(0, Trap.GeneralProtection(0)), guest.Run());
    }

    [Fact]
    public void A_far_return_to_user_code_is_a_return()
    {
        using Guest guest = new([0x6a, 0x1b, 0x68, 0x09, 0x10, 0, 0, 0xcb, 0xf4, 0xcd, Guest.Gate]); // over a hlt
        guest.RunToGate();
        Assert.Equal(Guest.StackTop, guest.Registers.Esp);
    }

    [Fact]
    public void An_interrupt_return_to_the_kernel_faults_with_its_selector()
    {
        using Guest guest = new(a =>
        {
            a.pushfd();
            a.push(8);
            a.push(0x1000);
            a.iretd();
        });
        Assert.Equal(new(3, Trap.GeneralProtection(8)), guest.Run());
    }
}
