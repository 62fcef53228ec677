using System.Buffers.Binary;

namespace ActorKernel.Guest;

/// <summary>An ELF file's header, read at the fixed offsets of its class (System V ABI, chapter 4).</summary>
internal readonly ref struct ElfHeader(ReadOnlySpan<byte> file, bool is64 = false)
{
    public const int Length = 52;
    public const int Length64 = 64;
    public const int Class32 = 1;
    public const int Class64 = 2;
    public const int LittleEndian = 1;
    public const int TypeExecutable = 2;
    public const int Machine386 = 3;
    public const int MachineX64 = 62;

    private readonly ReadOnlySpan<byte> file = file;
    private readonly bool is64 = is64;

    public bool HasMagic => file is [0x7f, (byte)'E', (byte)'L', (byte)'F', ..];

    public byte Class => file[4];

    public byte Data => file[5];

    public ushort Type => Field16(16);

    public ushort Machine => Field16(18);

    public ulong Entry => FieldOfClass(24, 24);

    public ulong ProgramHeaderOffset => FieldOfClass(28, 32);

    public ushort ProgramHeaderSize => Field16(is64 ? 54 : 42);

    public ushort ProgramHeaderCount => Field16(is64 ? 56 : 44);

    private ulong FieldOfClass(int offset32, int offset64) => is64
        ? BinaryPrimitives.ReadUInt64LittleEndian(file[offset64..])
        : BinaryPrimitives.ReadUInt32LittleEndian(file[offset32..]);

    private ushort Field16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(file[offset..]);
}

/// <summary>One entry of the table that says what goes where in memory.</summary>
internal readonly record struct ElfProgramHeader(
    uint Type, ulong Offset, ulong Address, ulong FileSize, ulong MemorySize, uint Flags)
{
    public const int Length = 32;
    public const int Length64 = 56;
    public const uint TypeLoad = 1;

    private const uint FlagExecute = 1;
    private const uint FlagWrite = 2;
    private const uint FlagRead = 4;

    /// <summary>One past the last byte; above 2^32 where a segment of the 32-bit class wraps around.</summary>
    public ulong End => Address + MemorySize;

    public Protection Protection =>
        ((Flags & FlagRead) != 0 ? Protection.Read : Protection.None)
        | ((Flags & FlagWrite) != 0 ? Protection.Write : Protection.None)
        | ((Flags & FlagExecute) != 0 ? Protection.Execute : Protection.None);

    public bool Overlaps(ElfSegment other) => Address < other.Address + other.MemorySize && other.Address < End;

    public ElfSegment ToSegment(ReadOnlyMemory<byte> file, Protection protection) =>
        new(Address, MemorySize, FileSize == 0 ? default : file.Slice((int)Offset, (int)FileSize), protection);

    /// <summary>Of the 64-bit class; null when the file ends before the entry does.</summary>
    public static ElfProgramHeader? Read64(ReadOnlySpan<byte> file, ulong offset)
    {
        if (offset > (ulong)file.Length || (ulong)file.Length - offset < Length64)
            return null;
        ReadOnlySpan<byte> entry = file.Slice((int)offset, Length64);
        return new(
            Type: BinaryPrimitives.ReadUInt32LittleEndian(entry),
            Offset: BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]),
            Address: BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]),
            FileSize: BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]),
            MemorySize: BinaryPrimitives.ReadUInt64LittleEndian(entry[40..]),
            Flags: BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]));
    }

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
