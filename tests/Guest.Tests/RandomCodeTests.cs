using System.Runtime.InteropServices;

namespace ActorKernel.Guest.Tests;

/// <summary>Any bytes are code: they do what the architecture says or fault, and use up budget all the while.</summary>
public sealed class RandomCodeTests
{
    private const ulong Code = 0x2000_0000;
    private const ulong Data = 0x1000_0000;
    private const ulong Bytes = 2 * AddressSpace.PageSize;
    private const int Programs = 600;
    private const int MostRuns = 40;
    private const long Budget = 200;

    private static readonly byte[] Prefixes = [0x66, 0x67, 0xf0, 0xf2, 0xf3, 0x0f, 0x48, 0x41, 0xc4, 0xc5, 0x2e, 0x65, 0xd9, 0xdf];

    [Theory]
    [InlineData("i386", 1ul)]
    [InlineData("xv6", 2ul)]
    [InlineData("x64", 3ul)]
    public void Any_bytes_run_to_a_fault_or_to_the_end_of_the_budget(string mode, ulong seed)
    {
        ProcessorModel model = mode switch
        {
            "x64" => ProcessorModel.X64,
            "xv6" => ProcessorModel.I386,
            _ => ProcessorModel.I386WithVectors,
        };
        using AddressSpace memory = new(model.Is64 ? 1UL << 47 : 1UL << 32);
        Assert.True(memory.Map(Code, Bytes, Protection.All));
        Assert.True(memory.Map(Data, Bytes, Protection.Read | Protection.Write));
        Interpreter interpreter = new(memory, new Gates(0x40), model);
        Seeded random = new(seed);
        for (int program = 0; program < Programs; program++)
        {
            Assert.True(memory.Write(Code, RandomCode(random), Privilege.Kernel));
            Registers registers = RandomRegisters(random, model.Is64);
            for (int run = 0; run < MostRuns; run++)
            {
                ulong before = registers.Rip;
                RunResult result = interpreter.Run(ref registers, Budget, 0);
                if (result.Trap.Kind == TrapKind.None)
                    Assert.Equal((program, Budget), (program, result.Retired));
                Assert.InRange(result.Retired, 0, Budget);
                if (result.Trap.Kind == TrapKind.Exception)
                    registers.Rip = before + (ulong)random.Below(64); // elsewhere in the same bytes
            }
        }
    }

    /// <summary>Half of it anything, half of it rich in what begins long instructions.</summary>
    private static byte[] RandomCode(Seeded random)
    {
        byte[] code = new byte[Bytes];
        foreach (ref byte value in code.AsSpan())
            value = random.Below(4) == 0 ? Prefixes[random.Below(Prefixes.Length)] : (byte)random.Next();
        return code;
    }

    private static Registers RandomRegisters(Seeded random, bool is64)
    {
        ulong rip = Code + (ulong)random.Below((int)Bytes);
        Registers registers = is64 ? Registers.ForUser64(rip, Data + 4096) : Registers.ForUser32((uint)rip, (uint)Data + 4096);
        foreach (ref ulong register in MemoryMarshal.CreateSpan(ref registers.Rax, is64 ? 16 : 8))
        {
            ulong any = random.Below(3) == 0 ? (ulong)random.Next() << random.Below(33) : Data + (ulong)random.Below((int)Bytes);
            register = is64 ? any : (uint)any;
        }

        registers.X87.Control = (ushort)(random.Below(4) == 0 ? 0x340 : 0x37f);
        registers.Mxcsr = random.Below(4) == 0 ? 0x1f80u & (uint)random.Next() : 0x1f80;
        return registers;
    }
}
