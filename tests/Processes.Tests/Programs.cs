using System.Buffers.Binary;
using ActorKernel.Actors;
using ActorKernel.Guest;

namespace ActorKernel.Processes.Tests;

/// <summary>Programs that only lie in memory.</summary>
internal static class Programs
{
    public const uint Entry = 0x10000;
    public const uint TransitionStack = 0x20000;

    /// <summary>Akaros' procdata and nothing else, as a fresh program has it.</summary>
    public static Context Akaros(bool hasVcoreContext = false)
    {
        AddressSpace memory = new();
        memory.Map(AkarosLayout.ProcData, AkarosLayout.ProcDataLength, Protection.Read | Protection.Write);
        memory.TryWriteUInt32(
            AkarosLayout.VcoreFlags, hasVcoreContext ? 0 : AkarosLayout.NoVcoreContext, Privilege.Kernel);
        memory.TryWriteUInt32(AkarosLayout.TransitionStack, TransitionStack, Privilege.Kernel);
        return new(new(1), "test", Processes.Akaros.Instance, memory)
        {
            Entry = Entry,
            Registers = Registers.ForUser32(0x1234, 0x5678),
        };
    }

    public static byte[] Read(this Context context, uint address, int length)
    {
        byte[] bytes = new byte[length];
        Assert.True(context.Memory.Read(address, bytes, Privilege.Kernel));
        return bytes;
    }

    public static uint Word(this Context context, uint address) =>
        BinaryPrimitives.ReadUInt32LittleEndian(context.Read(address, 4));

    public static byte Byte(this Context context, uint address) => context.Read(address, 1)[0];

    /// <summary>An i386 executable of one segment of a page, at its entry.</summary>
    public static Bytes Elf(uint entry, uint memorySize = 0x1000)
    {
        byte[] file = new byte[85];
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1 }.CopyTo(file, 0);
        file[16] = 2;
        file[18] = 3;
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(24), entry);
        file[28] = 52; // where program headers begin
        file[40] = 52;
        file[42] = 32; // their length
        file[44] = 1;
        uint[] header = [1, 84, entry, entry, 1, memorySize, 7, 4096];
        for (int i = 0; i < header.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(52 + (4 * i)), header[i]);
        file[84] = 0x90;
        return Bytes.Copy(file);
    }

    public static LoadResult Load(Personality personality, in Bytes file, string name, params string[] arguments) =>
        personality.Load(
            new(file, name, new([name, .. arguments]), new(3), new(2), new(1_000_000, new(10_000)), Xv6Options.Default),
            caller: null);
}
