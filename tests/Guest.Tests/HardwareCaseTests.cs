using System.IO.Compression;
using System.Runtime.InteropServices;
using Iced.Intel;

namespace ActorKernel.Guest.Tests;

/// <summary>
/// Single instructions with random operands, and what a real processor (AMD, family 26) made of them.
/// </summary>
public sealed class HardwareCaseTests
{
    private const uint Code = 0x2000_0000;
    private const uint Data = 0x1000_0000;
    private const int DataLength = 1024;
    private const int DivideSignal = 8; // SIGFPE: the processor reported a division error

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct State
    {
        public uint Eax;
        public uint Ecx;
        public uint Edx;
        public uint Ebx;
        public uint Esp;
        public uint Ebp;
        public uint Esi;
        public uint Edi;
        public uint Eflags;
    }

    /// <summary>The record in the file: 16 bytes of length and code, then little-endian words.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Case
    {
        public UInt128 Code;
        public State Before;
        public uint DataSeed;
        public uint UndefinedFlags;
        public State After;
        public ulong DataHash;
        public int Signal;
    }

    [Fact]
    public void Every_recorded_instruction_does_what_the_processor_did()
    {
        using AddressSpace memory = new();
        memory.Map(Code, AddressSpace.PageSize, Protection.All);
        memory.Map(Data, AddressSpace.PageSize, Protection.Read | Protection.Write);
        Interpreter interpreter = new(memory, new Gates());
        int count = 0;
        foreach (Case recorded in MemoryMarshal.Cast<byte, Case>(ReadFile()))
        {
            Check(memory, interpreter, recorded);
            count++;
        }

        Assert.Equal(3000, count);
    }

    private static void Check(AddressSpace memory, Interpreter interpreter, Case recorded)
    {
        Span<byte> code = MemoryMarshal.AsBytes(new Span<UInt128>(ref recorded.Code));
        code = code.Slice(1, code[0]);
        memory.Write(Code, code, Privilege.Kernel);
        memory.Write(Data, DataFor(recorded.DataSeed), Privilege.Kernel);
        Registers registers = ToRegisters(recorded.Before);

        RunResult result = interpreter.Run(ref registers, 1, 0);

        string name = Disassemble(code);
        if (recorded.Signal == DivideSignal)
        {
            Assert.Equal((name, Trap.Exception(Vectors.DivideError)), (name, result.Trap));
            return;
        }

        const uint Defined = (uint)(Flags.Status | Flags.Direction);
        uint mask = Defined & ~recorded.UndefinedFlags;
        State expected = recorded.After with { Eflags = recorded.After.Eflags & mask };
        State actual = FromRegisters(registers) with { Eflags = registers.Eflags & mask };
        Assert.Equal((name, expected), (name, actual));
        byte[] data = new byte[DataLength];
        memory.Read(Data, data, Privilege.Kernel);
        Assert.Equal((name, recorded.DataHash), (name, Hash(data)));
    }

    private static byte[] ReadFile()
    {
        using Stream packed = typeof(HardwareCaseTests).Assembly.GetManifestResourceStream("hardware-cases.gz")!;
        using GZipStream stream = new(packed, CompressionMode.Decompress);
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>The memory a case was recorded with, by the generator of its recorder.</summary>
    private static byte[] DataFor(uint seed)
    {
        byte[] data = new byte[DataLength];
        for (int i = 0; i < data.Length; i++)
        {
            seed = (seed * 1_664_525) + 1_013_904_223;
            data[i] = (byte)(seed >> 24);
        }

        return data;
    }

    private static ulong Hash(byte[] data)
    {
        ulong hash = 0xcbf2_9ce4_8422_2325; // FNV-1a
        foreach (byte value in data)
            hash = (hash ^ value) * 0x100_0000_01b3;
        return hash;
    }

    private static string Disassemble(ReadOnlySpan<byte> code)
    {
        Decoder decoder = Decoder.Create(32, code.ToArray());
        return $"{decoder.Decode()} ({Convert.ToHexString(code)})";
    }

    private static Registers ToRegisters(State state)
    {
        Registers registers = Registers.ForUser32(Code, state.Esp);
        (registers.Eax, registers.Ecx, registers.Edx, registers.Ebx) = (state.Eax, state.Ecx, state.Edx, state.Ebx);
        (registers.Ebp, registers.Esi, registers.Edi) = (state.Ebp, state.Esi, state.Edi);
        registers.Eflags = state.Eflags;
        return registers;
    }

    private static State FromRegisters(in Registers registers) => new()
    {
        Eax = registers.Eax,
        Ecx = registers.Ecx,
        Edx = registers.Edx,
        Ebx = registers.Ebx,
        Esp = registers.Esp,
        Ebp = registers.Ebp,
        Esi = registers.Esi,
        Edi = registers.Edi,
    };
}
