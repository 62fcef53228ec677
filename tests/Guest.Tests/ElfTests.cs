using System.Buffers.Binary;

namespace ActorKernel.Guest.Tests;

/// <summary>Which files are programs, and what is said of those that are not.</summary>
public sealed class ElfTests
{
    private const int HeaderLength = 52;
    private const int ProgramHeaderLength = 32;

    /// <summary>One segment's program header, with the type of the only kind that is loaded.</summary>
    private readonly record struct Segment(
        uint Address, uint FileSize, uint MemorySize, uint Flags = 5, uint Type = 1, uint? Offset = null);

    [Fact]
    public void A_program_is_its_entry_and_its_segments()
    {
        byte[] file = File(0x1004, new(0x1000, 8, 16), new(0x3000, 4, 0x2000, Flags: 6));
        ElfFile elf = Accepted(file, ElfRules.Strict);
        Assert.Equal(0x1004u, elf.Entry);
        Assert.Collection(
            elf.Segments,
            text => Assert.Equal((0x1000ul, 16ul, 8, Protection.Read | Protection.Execute), Summary(text)),
            data => Assert.Equal((0x3000ul, 0x2000ul, 4, Protection.Read | Protection.Write), Summary(data)));
        Assert.Equal(file[^12..^4], elf.Segments[0].Bytes.ToArray());
    }

    [Fact]
    public void Xv6_gives_every_right_and_looks_at_no_more_than_it_needs()
    {
        byte[] file = File(0x80100000, new Segment(0, 8, 16, Flags: 0), new(7, 7, 7, Type: 6));
        file.AsSpan(4, 20).Fill(0xee); // class, data, type, machine, version
        file.AsSpan(40, 4).Fill(0xee); // sizes of headers
        ElfFile elf = Accepted(file, ElfRules.Xv6);
        Assert.Equal(0x80100000u, elf.Entry);
        Assert.Equal((0ul, 16ul, 8, Protection.All), Summary(Assert.Single(elf.Segments)));
    }

    [Fact]
    public void Xv6_accepts_a_file_without_segments_and_overlapping_ones()
    {
        Assert.Empty(Accepted(File(0), ElfRules.Xv6).Segments);
        byte[] overlapping = File(0, new(0, 8, 0x3000), new(0x1000, 8, 8));
        Assert.Equal(2, Accepted(overlapping, ElfRules.Xv6).Segments.Count);
    }

    public static TheoryData<string, string> Xv6Refusals => new()
    {
        { "short", "the file has 51 bytes, fewer than the 52 of an ELF header" },
        { "magic", "the file does not start with the ELF magic number" },
        { "headers cut", "the file ends before program header 1 does" },
        { "file size", "segment 0 has 17 bytes in the file, more than its 16 bytes in memory" },
        { "wrap", "segment 1 at 0xfffff000 with 8 KiB wraps around the end of memory" },
        { "kernel", "segment 0 ends at 0x80000000, not below the kernel at 0x80000000" },
        { "empty", "segment 0 is empty, at address 0, before any other" },
        { "unaligned", "segment 0 at 0x1004 does not start on a page" },
        { "bytes", "segment 0 ends at byte 1000008 of a file of 92" },
    };

    [Theory]
    [MemberData(nameof(Xv6Refusals))]
    public void Xv6_refuses(string defect, string reason) => Assert.Equal(reason, Refused(defect switch
    {
        "short" => File(0)[..51],
        "magic" => [0, .. File(0)[1..]],
        "headers cut" => File(0, new(0, 0, 8), new(0x1000, 0, 8))[..^1],
        "file size" => File(0, new Segment(0, 17, 16)),
        "wrap" => File(0, new(0, 0, 8), new(0xfffff000, 0, 0x2000)),
        "kernel" => File(0, new Segment(0x7ffff000, 0, 0x1000)),
        "empty" => File(0, new Segment(0, 0, 0)),
        "unaligned" => File(0, new Segment(0x1004, 8, 8)),
        _ => File(0, new Segment(0, 8, 8, Offset: 1_000_000)),
    }, ElfRules.Xv6));

    public static TheoryData<string, string> StrictRefusals => new()
    {
        { "class", "the file's class is 2, not 1 for 32 bits" },
        { "data", "the file's data encoding is 2, not 1 for little endian" },
        { "type", "the file's type is 3, not 2 for an executable" },
        { "machine", "the file's machine is 62, not 3 for the i386" },
        { "header size", "the file's program headers have 56 bytes, not 32" },
        { "entry", "the entry 0x5000 is in no executable segment" },
        { "entry in data", "the entry 0x1000 is in no executable segment" },
        { "overlap", "segment 1 at 0x1800 overlaps the one at 0x1000" },
        { "limit", "segment 0 ends at 0x40001000, beyond the limit 0x40000000" },
        { "total", "segment 1 needs 2 MiB, more than the 1 MiB there are" },
        { "wrap", "segment 0 at 0xfffff000 with 8 KiB wraps around the end of memory" },
        { "bytes", "segment 0 ends at byte 1000008 of a file of 92" },
    };

    [Theory]
    [MemberData(nameof(StrictRefusals))]
    public void Strict_rules_refuse(string defect, string reason)
    {
        Segment text = new(0x1000, 8, 0x1000);
        Assert.Equal(reason, Refused(defect switch
        {
            "class" => Changed(File(0x1000, text), 4, 2),
            "data" => Changed(File(0x1000, text), 5, 2),
            "type" => Changed(File(0x1000, text), 16, 3),
            "machine" => Changed(File(0x1000, text), 18, 62),
            "header size" => Changed(File(0x1000, text), 42, 56),
            "entry" => File(0x5000, text),
            "entry in data" => File(0x1000, text with { Flags = 6 }),
            "overlap" => File(0x1000, text, text with { Address = 0x1800 }),
            "limit" => File(0x1000, text with { Address = 0x4000_0000 }),
            "total" => File(0x1000, text with { MemorySize = 1 << 20 }, new(0x0100_0000, 0, 2 << 20)),
            "wrap" => File(0x1000, text with { Address = 0xfffff000, MemorySize = 0x2000 }),
            _ => File(0x1000, text with { Offset = 1_000_000 }),
        }, ElfRules.StrictWithin(0x4000_0000, 2 << 20)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Any_bytes_are_a_program_or_a_reason(ulong seed)
    {
        Seeded random = new(seed);
        byte[] valid = File(0x1004, new(0x1000, 8, 16), new(0x3000, 4, 0x2000, Flags: 6));
        for (int i = 0; i < 20_000; i++)
        {
            byte[] file = valid[..^random.Below(random.Below(4) == 0 ? valid.Length : 1)];
            for (int change = random.Below(8); change > 0 && file.Length > 0; change--)
                file[random.Below(file.Length)] = random.Below(3) == 0 ? (byte)0xff : (byte)random.Next();
            foreach (ElfRules rules in new[] { ElfRules.Xv6, ElfRules.Strict })
            {
                ElfResult result = ElfFile.Parse(file, rules);
                Assert.NotEqual(result.File is null, result.Reason is null);
            }
        }
    }

    private static ElfFile Accepted(byte[] file, ElfRules rules)
    {
        ElfResult result = ElfFile.Parse(file, rules);
        Assert.Null(result.Reason);
        return result.File!;
    }

    private static string? Refused(byte[] file, ElfRules rules)
    {
        ElfResult result = ElfFile.Parse(file, rules);
        Assert.Null(result.File);
        return result.Reason;
    }

    private static (ulong Address, ulong Memory, int File, Protection Protection) Summary(ElfSegment segment) =>
        (segment.Address, segment.MemorySize, segment.Bytes.Length, segment.Protection);

    private static byte[] Changed(byte[] file, int offset, byte value)
    {
        file[offset] = value;
        return file;
    }

    /// <summary>A valid header, the program headers, and then the bytes of each segment counting up.</summary>
    private static byte[] File(uint entry, params Segment[] segments)
    {
        byte[] header = new byte[HeaderLength];
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1 }.CopyTo(header, 0);
        header[16] = 2;
        header[18] = 3;
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(24), entry);
        header[28] = HeaderLength;
        header[42] = ProgramHeaderLength;
        header[44] = (byte)segments.Length;

        List<byte> headers = [.. header];
        List<byte> content = [];
        int start = HeaderLength + (segments.Length * ProgramHeaderLength);
        foreach (Segment segment in segments)
        {
            uint offset = segment.Offset ?? (uint)(start + content.Count);
            uint[] words =
                [segment.Type, offset, segment.Address, 0, segment.FileSize, segment.MemorySize, segment.Flags, 0];
            foreach (uint word in words)
                headers.AddRange(BitConverter.GetBytes(word));
            for (int i = 0; i < segment.FileSize; i++)
                content.Add((byte)i);
        }

        return [.. headers, .. content];
    }
}
