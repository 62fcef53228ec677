using System.Buffers.Binary;

namespace ActorKernel.Guest.Programs.Tests;

/// <summary>As much of a 32-bit little-endian ELF file as the tests look at (System V ABI, chapter 4).</summary>
internal sealed class Elf32(byte[] image)
{
    private const uint Load = 1;
    private const uint ExecutableSection = 4; // SHF_EXECINSTR

    public bool IsI386Executable =>
        image is [0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 1, ..] && Half(16) == 2 && Half(18) == 3;

    public IEnumerable<Segment> Segments =>
        from index in Enumerable.Range(0, Half(44))
        let header = (int)Word(28) + (index * Half(42))
        where Word(header) == Load
        select new Segment(Word(header + 8), Word(header + 20), Word(header + 24));

    /// <summary>The code: sections that are executable, without the constants that xv6's one segment also holds.</summary>
    public IEnumerable<Code> CodeSections =>
        from index in Enumerable.Range(0, Half(48))
        let header = (int)Word(32) + (index * Half(46))
        where (Word(header + 8) & ExecutableSection) != 0
        select new Code(Word(header + 12), image[(int)Word(header + 16)..(int)(Word(header + 16) + Word(header + 20))]);

    private ushort Half(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(offset));

    private uint Word(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(offset));

    /// <summary>Flags: 1 execute, 2 write, 4 read.</summary>
    internal sealed record Segment(uint Address, uint Bytes, uint Flags);

    internal sealed record Code(uint Address, byte[] Bytes);
}
