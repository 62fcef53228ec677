using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace ActorKernel.Guest.Tests;

/// <summary>Faults as xv6 reports them, and that nothing of the faulting instruction was done.</summary>
public sealed class FaultTests
{
    private const uint KernelBase = 0x8000_0000;

    [Theory]
    [InlineData(0x20000, 4)] // absent
    [InlineData(0x80000000, 5)] // the kernel's
    [InlineData(0xfffffffc, 5)]
    [InlineData(0x8e000000, 4)] // a gap in the kernel's half
    [InlineData(0x10000, 5)] // a guard page
    [InlineData(Guest.DataEnd - 2, 4)] // its last two bytes are on an absent page
    public void A_read_that_is_not_allowed_faults_before_anything_is_done(uint address, uint errorCode)
    {
        using Guest guest = WithKernel(a =>
        {
            a.mov(eax, 7);
            a.mov(eax, __dword_ptr[esi]);
        });
        guest.Registers.Esi = address;
        uint reported = address == Guest.DataEnd - 2 ? Guest.DataEnd : address;
        Assert.Equal(new(1, Trap.Exception(Vectors.PageFault, errorCode, reported)), guest.Run());
        Assert.Equal(7u, guest.Registers.Eax);
        Assert.Equal(Guest.Code + 5, guest.Registers.Eip);
    }

    [Theory]
    [InlineData(0x20000, 6)]
    [InlineData(0x80100000, 7)]
    [InlineData(0x10000, 7)]
    [InlineData(Guest.DataEnd - 2, 6)]
    public void A_write_that_is_not_allowed_faults_before_its_first_byte(uint address, uint errorCode)
    {
        using Guest guest = WithKernel(a => a.mov(__dword_ptr[esi], 0x12345678));
        guest.Registers.Esi = address;
        Trap trap = guest.Run().Trap;
        Assert.Equal((Vectors.PageFault, errorCode), (trap.Vector, trap.ErrorCode));
        Assert.Equal(0u, guest.Word(Guest.DataEnd - 4));
    }

    [Fact]
    public void A_read_and_write_in_one_faults_as_a_write()
    {
        using Guest guest = new(a => a.add(__dword_ptr[0x20000], 1));
        Assert.Equal(Trap.PageFault(0x20000, present: false, write: true), guest.Run().Trap);
    }

    [Fact]
    public void A_jump_to_an_absent_page_faults_there()
    {
        using Guest guest = new(a => a.jmp(0x30000));
        Assert.Equal(new(1, Trap.PageFault(0x30000, present: false, write: false)), guest.Run());
        Assert.Equal(0x30000u, guest.Registers.Eip);
    }

    [Fact]
    public void A_fetch_from_a_page_without_the_right_is_a_fault_of_a_present_page()
    {
        using Guest guest = new(a => a.jmp((ulong)Guest.Data));
        Assert.Equal(Trap.PageFault(Guest.Data, present: true, write: false), guest.Run().Trap);
    }

    [Fact]
    public void An_instruction_that_runs_into_an_absent_page_faults_at_that_page_but_at_its_own_address()
    {
        using Guest guest = new([0x90, 0xb8, 1], at: 0x1ffd); // nop; mov eax, with two bytes missing
        Assert.Equal(new(1, Trap.PageFault(0x2000, present: false, write: false)), guest.Run());
        Assert.Equal(0x1ffeu, guest.Registers.Eip);
    }

    [Fact]
    public void Pushing_at_the_bottom_of_memory_faults_at_the_top()
    {
        using Guest guest = WithKernel(a => a.push(eax));
        guest.Registers.Esp = 0;
        Assert.Equal(Trap.PageFault(0xffff_fffc, present: true, write: true), guest.Run().Trap);
        Assert.Equal(0u, guest.Registers.Esp);
    }

    [Fact]
    public void Addresses_wrap_around_at_four_gigabytes()
    {
        using Guest guest = new(a =>
        {
            a.mov(eax, __dword_ptr[esi + 0x100]);
            a.@int(Guest.Gate);
        });
        guest.SetWord(Guest.Data, 99);
        guest.Registers.Esi = unchecked(Guest.Data - 0x100);
        guest.RunToGate();
        Assert.Equal(99u, guest.Registers.Eax);
    }

    [Fact]
    public void A_word_can_lie_on_two_pages()
    {
        using Guest guest = new(a =>
        {
            a.mov(__dword_ptr[Guest.Data + 4094], 0x11223344);
            a.add(__dword_ptr[Guest.Data + 4094], 0x01010101);
            a.mov(eax, __dword_ptr[Guest.Data + 4094]);
            a.@int(Guest.Gate);
        });
        Assert.Equal(0x12233445u, guest.RunToGate().Registers.Eax);
    }

    [Fact]
    public void A_fault_amid_a_repetition_leaves_it_ready_to_go_on()
    {
        using Guest guest = new(a =>
        {
            a.rep.stosd();
            a.@int(Guest.Gate);
        });
        guest.Registers.Ecx = 10;
        guest.Registers.Edi = Guest.DataEnd - 12;
        Assert.Equal(new(0, Trap.PageFault(Guest.DataEnd, present: false, write: true)), guest.Run());
        Assert.Equal((7u, Guest.DataEnd), (guest.Registers.Ecx, guest.Registers.Edi));

        guest.Memory.Map(Guest.DataEnd, AddressSpace.PageSize, Protection.All);
        Assert.Equal(new(2, Trap.SoftwareInterrupt(Guest.Gate)), guest.Run());
        Assert.Equal((0u, Guest.DataEnd + 28), (guest.Registers.Ecx, guest.Registers.Edi));
    }

    [Fact]
    public void A_comparison_that_faults_amid_its_repetition_leaves_the_flags()
    {
        using Guest guest = new(a => a.repe.cmpsb());
        (guest.Registers.Esi, guest.Registers.Edi, guest.Registers.Ecx) = (Guest.Data, Guest.DataEnd - 2, 5);
        guest.Registers.Eflags |= (uint)Flags.Carry;
        Assert.Equal(Vectors.PageFault, guest.Run().Trap.Vector);
        Assert.Equal(Flags.Carry, guest.Status);
        Assert.Equal(3u, guest.Registers.Ecx);
    }

    public static TheoryData<string, byte[], byte, uint> Refusals => new()
    {
        { "div by zero", [0xf7, 0xf1], Vectors.DivideError, 0 },
        { "aam 0", [0xd4, 0x00], Vectors.DivideError, 0 },
        { "int3", [0xcc], Vectors.GeneralProtection, 26 },
        { "int 0x80", [0xcd, 0x80], Vectors.GeneralProtection, 1026 },
        { "ud2", [0x0f, 0x0b], Vectors.InvalidOpcode, 0 },
        { "ff ff", [0xff, 0xff], Vectors.InvalidOpcode, 0 },
        { "lock nop", [0xf0, 0x90], Vectors.InvalidOpcode, 0 },
        { "lock add to a register", [0xf0, 0x01, 0xc0], Vectors.InvalidOpcode, 0 },
        { "xorps", [0x0f, 0x57, 0xc0], Vectors.InvalidOpcode, 0 },
        { "cli", [0xfa], Vectors.GeneralProtection, 0 },
        { "sti", [0xfb], Vectors.GeneralProtection, 0 },
        { "hlt", [0xf4], Vectors.GeneralProtection, 0 },
        { "in", [0xec], Vectors.GeneralProtection, 0 },
        { "out", [0xe6, 0x10], Vectors.GeneralProtection, 0 },
        { "lgdt", [0x0f, 0x01, 0x10], Vectors.GeneralProtection, 0 },
        { "rdmsr", [0x0f, 0x32], Vectors.GeneralProtection, 0 },
        { "wbinvd", [0x0f, 0x09], Vectors.GeneralProtection, 0 },
        { "invlpg", [0x0f, 0x01, 0x38], Vectors.GeneralProtection, 0 },
        { "clts", [0x0f, 0x06], Vectors.GeneralProtection, 0 },
        { "lldt", [0x0f, 0x00, 0xd0], Vectors.GeneralProtection, 0 },
        { "mov cr0", [0x0f, 0x22, 0xc0], Vectors.GeneralProtection, 0 },
        { "mov dr7", [0x0f, 0x21, 0xf8], Vectors.GeneralProtection, 0 },
        { "sysenter", [0x0f, 0x34], Vectors.GeneralProtection, 0 },
        { "sixteen prefixes", [.. Enumerable.Repeat((byte)0x66, 16), 0x90], Vectors.GeneralProtection, 0 },
        { "sixteen bytes", [.. Enumerable.Repeat((byte)0x3e, 11), 0xb8, 1, 2, 3, 4], Vectors.GeneralProtection, 0 },
        { "fifteen bytes of nothing", [.. Enumerable.Repeat((byte)0x3e, 13), 0x0f, 0x0a], Vectors.InvalidOpcode, 0 },
        { "ljmp to the kernel", [0xea, 0, 0x10, 0, 0, 8, 0], Vectors.GeneralProtection, 8 },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_user_code_may_not_do_faults_where_it_stands(string name, byte[] code, byte vector, uint errorCode)
    {
        using Guest guest = new(code);
        Registers before = guest.Registers;
        Assert.Equal((name, new RunResult(0, Trap.Exception(vector, errorCode))), (name, guest.Run()));
        Assert.Equal(before, guest.Registers);
    }

    [Fact]
    public void The_longest_instruction_there_may_be_runs()
    {
        using Guest guest = new([.. Enumerable.Repeat((byte)0x3e, 10), 0xb8, 1, 2, 3, 4, 0xcd, Guest.Gate]);
        Assert.Equal(0x0403_0201u, guest.RunToGate().Registers.Eax);
    }

    private static Guest WithKernel(Action<Assembler> program)
    {
        Guest guest = new(program);
        guest.Memory.ReserveKernel(KernelBase, 0x0e00_0000);
        guest.Memory.ReserveKernel(0xfe00_0000, 0x0200_0000);
        guest.Memory.Map(0x10000, AddressSpace.PageSize, Protection.None);
        return guest;
    }
}
