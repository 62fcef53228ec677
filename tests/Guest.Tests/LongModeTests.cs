using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace ActorKernel.Guest.Tests;

/// <summary>What 64-bit code does that single instructions on a real processor do not show.</summary>
public sealed class LongModeTests
{
    private const ulong Code = 0x7f_1234_5000;
    private const ulong Stack = 0x7fff_ffff_0000;

    [Fact]
    public void A_system_call_leaves_the_way_back_in_rcx_and_r11()
    {
        Registers registers = Run(a => a.syscall(), out RunResult result);
        Assert.Equal((1L, Trap.SystemCall()), (result.Retired, result.Trap));
        Assert.Equal((Code + 2, Code + 2, registers.Rflags), (registers.Rip, registers.Rcx, registers.R11));
    }

    [Fact]
    public void A_call_pushes_eight_bytes_and_ret_takes_them()
    {
        Registers registers = Run(
            a =>
            {
                Label function = a.CreateLabel();
                a.call(function);
                a.syscall();
                a.Label(ref function);
                a.mov(rax, 0x1122_3344_5566_7788);
                a.mov(rbx, __[rsp]);
                a.mov(ebp, eax);
                a.ret();
            },
            out RunResult result);
        Assert.Equal(Trap.SystemCall(), result.Trap);
        Assert.Equal((0x1122_3344_5566_7788ul, Code + 5, 0x5566_7788ul), (registers.Rax, registers.Rbx, registers.Rbp));
        Assert.Equal(Stack, registers.Rsp);
    }

    [Fact]
    public void Only_the_base_of_gs_is_added()
    {
        Registers registers = Run(
            a =>
            {
                a.mov(rax, __.gs[rcx]);
                a.syscall();
            },
            out _);
        Assert.Equal(5ul, registers.Rax); // the last byte of the code, and zeros
    }

    [Theory]
    [InlineData(0x8000_0000_0000, Vectors.GeneralProtection)]
    [InlineData(0x7fff_ffff_fffc, Vectors.GeneralProtection)]
    [InlineData(0xffff_8000_0000_0000, Vectors.PageFault)]
    [InlineData(0xffff_7fff_ffff_fff8, Vectors.GeneralProtection)]
    public void An_address_between_the_halves_is_a_protection_fault(ulong address, byte vector)
    {
        Run(
            a =>
            {
                a.mov(rbx, address);
                a.mov(rax, __[rbx]);
            },
            out RunResult result);
        Assert.Equal(vector, result.Trap.Vector);
    }

    [Theory]
    [InlineData(ulong.MaxValue, Vectors.PageFault)]
    [InlineData(0x8000_0000_0000, Vectors.GeneralProtection)]
    public void A_mad_jump_ends_in_a_fault(ulong target, byte vector)
    {
        Run(
            a =>
            {
                a.mov(rax, target);
                a.jmp(rax);
            },
            out RunResult result);
        Assert.Equal(vector, result.Trap.Vector);
    }

    [Fact]
    public void Both_modes_can_take_turns_in_one_memory()
    {
        using AddressSpace memory = new(1UL << 47);
        Assert.True(memory.Map(0x1000, AddressSpace.PageSize, Protection.All));
        memory.Write(0x1000, [0x48, 0xb8, 1, 2, 3, 4, 5, 6, 7, 8], Privilege.Kernel);
        Interpreter wide = new(memory, new Gates(), ProcessorModel.X64);
        Interpreter narrow = new(memory, new Gates());
        for (int i = 0; i < 2; i++)
        {
            Registers registers = Registers.ForUser64(0x1000, 0);
            wide.Run(ref registers, 1, 0);
            Assert.Equal(0x0807_0605_0403_0201ul, registers.Rax);
            registers = Registers.ForUser32(0x1000, 0);
            narrow.Run(ref registers, 2, 0);
            Assert.Equal(0x0403_0201ul, registers.Rax); // dec eax, then mov eax
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_bytes_are_a_program_that_ends_with_its_budget_or_a_trap(bool is64)
    {
        const long Budget = 200;
        Seeded random = new(is64 ? 64UL : 32UL);
        using AddressSpace memory = new();
        Assert.True(memory.Map(0x1000, 2 * AddressSpace.PageSize, Protection.All));
        Interpreter interpreter = new(memory, new Gates(), is64 ? ProcessorModel.X64 : ProcessorModel.I386);
        for (int i = 0; i < 20_000; i++)
        {
            memory.Write(0x1000 + (ulong)random.Below(0x1f80), random.Bytes(64), Privilege.Kernel);
            ulong start = 0x1000 + (ulong)random.Below(0x1fff);
            Registers registers = is64 ? Registers.ForUser64(start, 0x2000) : Registers.ForUser32((uint)start, 0x2000);
            (registers.Rax, registers.Rcx, registers.Rsi, registers.Rdi) = (0x1100, 7, 0x1200, 0x1f00);
            RunResult result = interpreter.Run(ref registers, Budget, 0);
            Assert.True(result.Trap.Kind != TrapKind.None || result.Retired == Budget, $"case {i}");
        }
    }

    private static Registers Run(Action<Assembler> program, out RunResult result)
    {
        Assembler assembler = new(64);
        program(assembler);
        using MemoryStream stream = new();
        assembler.Assemble(new StreamCodeWriter(stream), Code);
        using AddressSpace memory = new(1UL << 47);
        Assert.True(memory.Map(Code, AddressSpace.PageSize, Protection.Read | Protection.Execute));
        Assert.True(memory.Map(Stack - AddressSpace.PageSize, AddressSpace.PageSize, Protection.Read | Protection.Write));
        memory.Write(Code, stream.ToArray(), Privilege.Kernel);
        Registers registers = Registers.ForUser64(Code, Stack);
        registers.GsBase = Code + 5;
        result = new Interpreter(memory, new Gates(), ProcessorModel.X64).Run(ref registers, 100, 0);
        return registers;
    }
}
