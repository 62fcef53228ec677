using System.Buffers.Binary;

namespace ActorKernel.Guest;

/// <summary>A 32-bit ELF file's header, read at its fixed offsets (System V ABI, chapter 4).</summary>
internal readonly ref struct ElfHeader(ReadOnlySpan<byte> file)
{
    public const int Length = 52;
    public const int Class32 = 1;
    public const int LittleEndian = 1;
    public const int TypeExecutable = 2;
    public const int Machine386 = 3;

    private readonly ReadOnlySpan<byte> file = file;

    public bool HasMagic => file is [0x7f, (byte)'E', (byte)'L', (byte)'F', ..];

    public byte Class => file[4];

    public byte Data => file[5];

    public ushort Type => Field16(16);

    public ushort Machine => Field16(18);

    public uint Entry => BinaryPrimitives.ReadUInt32LittleEndian(file[24..]);

    public uint ProgramHeaderOffset => BinaryPrimitives.ReadUInt32LittleEndian(file[28..]);

    public ushort ProgramHeaderSize => Field16(42);

    public ushort ProgramHeaderCount => Field16(44);

    private ushort Field16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(file[offset..]);
}

/// <summary>One entry of the table that says what goes where in memory.</summary>
internal readonly record struct ElfProgramHeader(
    uint Type, uint Offset, uint Address, uint FileSize, uint MemorySize, uint Flags)
{
    public const int Length = 32;
    public const uint TypeLoad = 1;

    private const uint FlagExecute = 1;
    private const uint FlagWrite = 2;
    private const uint FlagRead = 4;

    /// <summary>One past the last byte; above 2^32 where the segment wraps around.</summary>
    public ulong End => (ulong)Address + MemorySize;

    public Protection Protection =>
        ((Flags & FlagRead) != 0 ? Protection.Read : Protection.None)
        | ((Flags & FlagWrite) != 0 ? Protection.Write : Protection.None)
        | ((Flags & FlagExecute) != 0 ? Protection.Execute : Protection.None);

    public bool Overlaps(ElfSegment other) => Address < other.Address + other.MemorySize && other.Address < End;

    public ElfSegment ToSegment(ReadOnlyMemory<byte> file, Protection protection) =>
        new(Address, MemorySize, FileSize == 0 ? default : file.Slice((int)Offset, (int)FileSize), protection);

    /// <summary>Null when the file ends before the entry does.</summary>
    public static ElfProgramHeader? Read(ReadOnlySpan<byte> file, ulong offset)
    {
        if (offset + Length > (ulong)file.Length)
            return null;
        ReadOnlySpan<byte> entry = file.Slice((int)offset, Length);
        return new(
            Type: BinaryPrimitives.ReadUInt32LittleEndian(entry),
            Offset: BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]),
            Address: BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]),
            FileSize: BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]),
            MemorySize: BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]),
            Flags: BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]));
    }
}
