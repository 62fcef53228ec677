using System.Buffers.Binary;

namespace ActorKernel.Guest.Tests;

/// <summary>Which files are 64-bit programs, and what is said of those that are not.</summary>
public sealed class Elf64Tests
{
    private const int HeaderLength = 64;
    private const int ProgramHeaderLength = 56;
    private const ulong Limit = 1UL << 40;
    private const ulong Total = 1UL << 30;

    [Fact]
    public void A_program_is_its_entry_and_its_segments()
    {
        ElfResult result = ElfFile.Parse(File(), ElfRules.Strict64Within(Limit, Total));
        Assert.Null(result.Reason);
        Assert.Equal(0x4_0000_1000ul, result.File!.Entry);
        ElfSegment segment = Assert.Single(result.File.Segments);
        Assert.Equal((0x4_0000_1000ul, 0x2000ul, 8), (segment.Address, segment.MemorySize, segment.Bytes.Length));
        Assert.Equal(Protection.Read | Protection.Execute, segment.Protection);
    }

    [Theory]
    [InlineData(4, 1, "the file's class is 1, not 2 for 64 bits")]
    [InlineData(18, 3, "the file's machine is 3, not 62 for x86-64")]
    [InlineData(16, 3, "the file's type is 3, not 2 for an executable")]
    [InlineData(54, 32, "the file's program headers have 32 bytes, not 56")]
    [InlineData(39, 0xff, "the file ends before program header 0 does")]
    [InlineData(HeaderLength + 23, 0xff, "segment 0 at 0xff00000400001000 with 8 KiB passes the limit 0x10000000000")]
    [InlineData(HeaderLength + 47, 0xff, "segment 0 needs 17944029765304328 KiB, more than the 1 GiB there are")]
    [InlineData(HeaderLength + 15, 0xff, "segment 0 ends at byte 18374686479671623808 of a file of 128")]
    [InlineData(24, 1, "the entry 0x400001001 is in no executable segment", HeaderLength + 4, 6)]
    public void Any_other_file_is_refused_with_a_reason(
        int offset, byte value, string reason, int otherOffset = 0, byte otherValue = 0x7f)
    {
        byte[] file = File();
        file[offset] = value;
        file[otherOffset] = otherValue;
        Assert.Equal(reason, ElfFile.Parse(file, ElfRules.Strict64Within(Limit, Total)).Reason);
    }

    [Fact]
    public void No_file_is_too_strange_to_be_looked_at()
    {
        Seeded random = new(64);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] file = File()[..(HeaderLength + random.Below(64))];
            for (int change = random.Below(6); change >= 0; change--)
                file[random.Below(file.Length)] = (byte)random.Next();
            ElfFile.Parse(file, ElfRules.Strict64Within(Limit, Total));
        }
    }

    private static byte[] File()
    {
        byte[] file = new byte[HeaderLength + ProgramHeaderLength + 8];
        ((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]).CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(16), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(18), 62);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(24), 0x4_0000_1000);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(32), HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(54), ProgramHeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(56), 1);
        Span<byte> entry = file.AsSpan(HeaderLength);
        BinaryPrimitives.WriteUInt32LittleEndian(entry, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], 5);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], HeaderLength + ProgramHeaderLength);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[16..], 0x4_0000_1000);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[32..], 8);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[40..], 0x2000);
        return file;
    }
}
