using Iced.Intel;

namespace ActorKernel.Guest.Tests;

/// <summary>A program in assembly, with a page of code, two of data and one of stack, and nothing else.</summary>
internal sealed class Guest : IDisposable
{
    public const uint Code = 0x1000;
    public const uint Data = 0x4000;
    public const uint DataEnd = Data + (2 * AddressSpace.PageSize);
    public const uint Stack = 0x8000;
    public const uint StackTop = Stack + AddressSpace.PageSize;
    public const byte Gate = 0x40;

    private Registers registers = Registers.ForUser32(Code, StackTop);

    public Guest(Action<Assembler> program, uint at = Code)
        : this(Assemble(program, at), at)
    {
    }

    public Guest(byte[] code, uint at = Code)
    {
        Assert.True(Memory.Map(Code, AddressSpace.PageSize, Protection.All));
        Assert.True(Memory.Map(Data, DataEnd - Data, Protection.Read | Protection.Write));
        Assert.True(Memory.Map(Stack, StackTop - Stack, Protection.Read | Protection.Write));
        Assert.True(Memory.Write(at, code, Privilege.Kernel));
        Interpreter = new(Memory, new Gates(Gate));
        registers.Eip = at;
    }

    public AddressSpace Memory { get; } = new();

    public Interpreter Interpreter { get; }

    public ref Registers Registers => ref registers;

    public Flags Status => (Flags)registers.Eflags & Flags.Status;

    public static byte[] Assemble(Action<Assembler> program, uint at = Code)
    {
        Assembler assembler = new(32);
        program(assembler);
        using MemoryStream stream = new();
        assembler.Assemble(new StreamCodeWriter(stream), at);
        return stream.ToArray();
    }

    public RunResult Run(long budget = 1_000_000) => Interpreter.Run(ref registers, budget, 0);

    /// <summary>Runs to the gate, which every program ends in unless it is about a fault.</summary>
    public Guest RunToGate()
    {
        Assert.Equal(Trap.SoftwareInterrupt(Gate), Run().Trap);
        return this;
    }

    public uint Word(uint address)
    {
        Assert.True(Memory.TryReadUInt32(address, Privilege.Kernel, out uint value));
        return value;
    }

    public void SetWord(uint address, uint value) =>
        Assert.True(Memory.TryWriteUInt32(address, value, Privilege.Kernel));

    public void Dispose() => Memory.Dispose();
}
