using ActorKernel.Actors;
using ActorKernel.Devices.FileSystem;

namespace ActorKernel.Devices.Tests;

/// <summary>Each thing that can be wrong with an image is found, and named.</summary>
public sealed class CheckerTests
{
    private const uint A = 2;
    private const uint B = 3;
    private const uint Directory = 4;
    private const uint Below = 5;

    private static readonly Bytes Good = MakeGood();

    [Fact]
    public void A_new_image_is_clean() => Assert.Empty(FileSystemImage.Check(Images.Make()).Findings);

    [Fact]
    public void A_good_image_is_clean() => Assert.Empty(FileSystemImage.Check(Good).Findings);

    public static TheoryData<string, Action<object>, string[]> Spoilt => new()
    {
        { "superblock size", Edit(e => e.Field(1, 0, 900)), ["block 1: superblock: 941 blocks of data from block 59, but 900 blocks in all"] },
        { "superblock inodes", Edit(e => e.Field(1, 2, 70_000)), ["block 1: superblock: 70000 inodes; there are 2 to 65536", "block 1: superblock: bitmap at block 58"] },
        { "superblock log", Edit(e => e.Field(1, 3, 0)), ["block 1: superblock: a log of 0 blocks at block 2", "block 1: superblock: inodes at block 32"] },
        { "superblock log start", Edit(e => e.Field(1, 4, 3)), ["block 1: superblock: a log of 30 blocks at block 3"] },
        { "superblock inode start", Edit(e => e.Field(1, 5, 40)), ["block 1: superblock: inodes at block 40", "block 1: superblock: bitmap at block 58"] },
        { "superblock bitmap start", Edit(e => e.Field(1, 6, 59)), ["block 1: superblock: bitmap at block 59", "block 1: superblock: 941 blocks of data from block 60"] },
        { "riscv", Edit(e => e.Field(1, 0, 0x1020_3040)), ["block 1: superblock: this is an image of xv6 for RISC-V, not for x86"] },
        { "log count", Edit(e => e.Field(2, 0, 30)), ["block 2: log header: 30 blocks; there is room for 29"] },
        { "log count below 0", Edit(e => e.Field(2, 0, uint.MaxValue)), ["block 2: log header: -1 blocks"] },
        { "log home", Edit(e => e.Field(2, 0, 1).Field(2, 1, 1000)), ["block 2: log header: block 1000 does not belong into a log"] },
        { "log home in the log", Edit(e => e.Field(2, 0, 1).Field(2, 1, 5)), ["block 2: log header: block 5 does not belong into a log"] },
        { "log home twice", Edit(e => e.Field(2, 0, 2).Field(2, 1, 900).Field(2, 2, 900)), ["block 2: log header: block 900 is there twice"] },
        { "inode 0", Edit(e => e.Inode(0, i => i.Type = InodeType.File)), ["inode 0: it is in use, but 0 is no inode"] },
        { "type", Edit(e => e.Inode(A, i => i.Type = (InodeType)9)), ["inode 2: type 9 is unknown", "block 60: it is marked as in use, but nothing uses it"] },
        { "size", Edit(e => e.Inode(A, i => i.Size = 71_681)), ["inode 2: size 71681 is more than 71680", "inode 2: block 1 of its content is missing"] },
        { "directory size", Edit(e => e.Inode(Directory, i => i.Size = 65)), ["inode 4: size 65 of a directory is not a multiple of 16"] },
        { "links below 0", Edit(e => e.Inode(A, i => i.Links = -1)), ["inode 2: -1 links", "inode 2: it says -1 links, but has 2"] },
        { "links too few", Edit(e => e.Inode(A, i => i.Links = 1)), ["inode 2: it says 1 links, but has 2"] },
        { "links too many", Edit(e => e.Inode(A, i => i.Links = 3)), ["inode 2: it says 3 links, but has 2"] },
        { "links of a directory", Edit(e => e.Inode(Directory, i => i.Links = 1)), ["inode 4: it says 1 links, but has 2"] },
        { "no links but a name", Edit(e => e.Inode(B, i => i.Links = 0)), ["inode 3: it says 0 links, but has 1"] },
        { "address past the end", Edit(e => e.Inode(A, i => i.Addresses[0] = 1000)), ["inode 2: block 0 of its content is block 1000, which is outside the data, blocks 59 to 999"] },
        { "address before the data", Edit(e => e.Inode(A, i => i.Addresses[0] = 58)), ["inode 2: block 0 of its content is block 58, which is outside the data"] },
        { "address missing", Edit(e => e.Inode(A, i => i.Addresses[0] = 0)), ["inode 2: block 0 of its content is missing"] },
        { "indirect address", Edit(e => e.Inode(B, i => i.Indirect = 77_777)), ["inode 3: its indirect block is block 77777, which is outside the data", "inode 3: block 12 of its content is missing"] },
        { "address in the indirect block", Edit(e => e.Field(e.Load(B).Indirect, 1, 1)), ["inode 3: block 13 of its content is block 1, which is outside the data"] },
        { "block twice", Edit(e => e.Inode(B, i => i.Addresses[1] = e.Load(A).Addresses[0])), ["block 60: it is in use by inode 2 and by inode 3, as block 1 of its content"] },
        { "block twice in one file", Edit(e => e.Inode(B, i => i.Addresses[1] = i.Addresses[0])), ["it is in use by inode 3 and by inode 3, as block 1 of its content"] },
        { "block past the size", Edit(e => e.Inode(A, i => i.Addresses[5] = 900).FlipBit(900)), ["inode 2: block 900 is past its 3 bytes"] },
        { "needless indirect block", Edit(e => e.Inode(A, i => i.Indirect = 900).FlipBit(900)), ["inode 2: its indirect block 900 is not needed for 3 bytes"] },
        { "bit missing", Edit(e => e.FlipBit(e.Load(A).Addresses[0])), ["block 60: it is in use by inode 2, but marked as free"] },
        { "bit of metadata missing", Edit(e => e.FlipBit(58)), ["block 58: it is before the data, but marked as free"] },
        { "bit too many", Edit(e => e.FlipBit(900)), ["block 900: it is marked as in use, but nothing uses it"] },
        { "bit past the end", Edit(e => e.FlipBit(1001)), ["block 1001: it is past the end, but marked as in use"] },
        { "entry for a free inode", Edit(e => e.Entry(1, 6, 150, "ghost")), ["inode 1: its entry 'ghost' is for inode 150, which is free"] },
        { "entry for no inode", Edit(e => e.Entry(1, 6, 60_000, "ghost")), ["inode 1: its entry 'ghost' is for inode 60000, but there are 200"] },
        { "no dot", Edit(e => e.Entry(Directory, 0, 0, "")), ["inode 4: the first entry is not '.' for itself"] },
        { "dot of another", Edit(e => e.Entry(Directory, 0, 1, ".")), ["inode 4: the first entry is not '.' for itself"] },
        { "no dot dot", Edit(e => e.Entry(Directory, 1, 0, "..")), ["inode 4: the second entry is not '..'"] },
        { "dot dot elsewhere", Edit(e => e.Entry(Below, 1, 1, "..")), ["inode 5: its name is in inode 4, but '..' is inode 1", "inode 1: it says 2 links, but has 3"] },
        { "dot dot is a file", Edit(e => e.Entry(Below, 1, (ushort)A, "..")), ["inode 5: its name is in inode 4, but '..' is inode 2", "inode 5: '..' is inode 2, which is no directory"] },
        { "root's dot dot", Edit(e => e.Entry(1, 1, (ushort)Directory, "..")), ["inode 1: '..' of the root is not the root"] },
        { "empty name", Edit(e => e.Entry(1, 2, (ushort)A, "")), ["inode 1: its entry at 32 cannot have the name ''"] },
        { "slash in a name", Edit(e => e.Entry(1, 2, (ushort)A, "a/b")), ["inode 1: its entry at 32 cannot have the name 'a/b'"] },
        { "dots further on", Edit(e => e.Entry(1, 2, (ushort)A, "..")), ["inode 1: its entry at 32 cannot have the name '..'"] },
        { "name twice", Edit(e => e.Entry(1, 3, (ushort)B, "a")), ["inode 1: two entries have the name 'a'"] },
        { "lost file", Edit(e => e.Entry(1, 3, 0, "")), ["inode 3: it is in use, but no directory leads to it"] },
        { "lost directory", Edit(e => e.Entry(1, 4, 0, "")), ["inode 4: it is in use, but no directory leads to it", "inode 5: it is in use, but no directory leads to it"] },
        { "directory with two names", Edit(e => e.Entry(1, 6, (ushort)Below, "again")), ["inode 5: this directory has 2 names"] },
        { "a cycle", Edit(e => e.Entry(Below, 2, (ushort)Directory, "up").Inode(Below, i => i.Size = 48)), ["inode 4: this directory has 2 names"] },
        { "the root has a name", Edit(e => e.Entry(Below, 2, 1, "root").Inode(Below, i => i.Size = 48)), ["inode 1: the root has a name in inode 5"] },
        { "the root is a file", Edit(e => e.Inode(1, i => i.Type = InodeType.File)), ["inode 1: it is not a directory, but it is the root"] },
        { "the root is free", Edit(e => e.Inode(1, i => i.Type = InodeType.Free)), ["inode 1: it is not a directory, but it is the root"] },
        { "a directory without its first block", Edit(e => e.Inode(Below, i => i.Addresses[0] = 0)), ["inode 5: block 0 of its content is missing"] },
        { "a device with content", Edit(e => e.Inode(A, i => i.Type = InodeType.Device)), ["inode 2: it is a device, but has 3 bytes"] },
        { "an empty directory file", Edit(e => e.Inode(Below, i => i.Size = 0)), ["inode 5: a directory of 0 bytes has no . and .."] },
    };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public void What_is_wrong_is_listed(string what, Action<object> spoil, string[] expected)
    {
        ImageEditor editor = new(Good);
        spoil(editor);
        CheckReport report = FileSystemImage.Check(editor.Image);
        Assert.False(report.IsClean, what);
        string findings = string.Join('\n', report.Findings);
        Assert.All(expected, text => Assert.Contains(text, findings, StringComparison.Ordinal));
    }

    [Fact]
    public void Everything_wrong_is_listed_at_once()
    {
        ImageEditor editor = new(Good);
        editor.FlipBit(900).FlipBit(901).Inode(A, inode => inode.Links = 7).Entry(1, 6, 150, "ghost").Field(2, 0, 99);
        Assert.Equal(5, FileSystemImage.Check(editor.Image).Findings.Length);
    }

    [Fact]
    public void A_pending_transaction_is_brought_home_first()
    {
        FileSystemBench bench = new(Good);
        bench.Put("new", "text");
        CheckReport[] reports = [.. Enumerable.Range(0, bench.Written.Count + 1).Select(k => FileSystemImage.Check(bench.ImageAfter(k)))];
        Assert.All(reports, report => Assert.True(report.IsClean));
        Assert.Contains(reports, report => report.Replayed > 0);
        Assert.Equal(0, reports[^1].Replayed);
    }

    [Fact]
    public void What_only_wastes_room_can_be_written_to_and_what_could_destroy_cannot()
    {
        Assert.True(CanPut(new ImageEditor(Good).FlipBit(900)));
        Assert.True(CanPut(new ImageEditor(Good).Inode(A, inode => inode.Links = 9)));
        Assert.True(CanPut(new ImageEditor(Good).Entry(1, 3, 0, "")));
        Assert.False(CanPut(new ImageEditor(Good).Inode(A, inode => inode.Links = 1)));
        Assert.False(CanPut(new ImageEditor(Good).FlipBit(60)));
        Assert.False(CanPut(new ImageEditor(Good).Inode(B, inode => inode.Addresses[1] = 60)));
    }

    [Fact]
    public void Orphans_are_freed_by_the_mount_with_all_below_them()
    {
        ImageEditor editor = new(Good);
        editor.Entry(1, 4, 0, "").Inode(Directory, inode => inode.Links = 0).Inode(1, inode => inode.Links = 1);
        CheckReport report = FileSystemImage.Check(editor.Image);
        Assert.True(report.IsClean, string.Join('\n', report.Findings));
        Assert.Equal(Directory, Assert.Single(report.Orphans));
        FileSystemImage opened = ImageAssert.IsClean(editor.Image);
        Assert.Equal(3, FileSystemImage.Check(opened.ToBytes()).InodesInUse);
        Assert.True(opened.TryFind("a", out ImageEntry? kept, out _));
        Assert.Equal(1, kept.Links); // its other name was in there
    }

    [Fact]
    public void An_orphan_is_left_alone_where_there_is_damage()
    {
        ImageEditor editor = new(Good);
        editor.Entry(1, 3, 0, "").Inode(B, inode => inode.Links = 0).FlipBit(60);
        Assert.True(FileSystemImage.TryOpen(editor.Image, out FileSystemImage? opened, out _));
        Assert.Equal(editor.Image, opened.ToBytes());
    }

    [Fact]
    public void The_root_of_mkfs_may_lack_its_last_block()
    {
        Bytes image = Images.Make(files: [.. Enumerable.Range(0, 30).Select(i => new ImageFile($"f{i}", Bytes.None))]);
        FileSystemImage opened = ImageAssert.IsClean(image);
        Assert.True(opened.TryFind("/", out ImageEntry? root, out _));
        Assert.Equal(1024u, root.Size);
        FileSystemBench bench = new(image);
        bench.Put("one-more", "x");
        Assert.Equal("x", bench.Get("one-more"));
        Assert.Equal(31, bench.List("/").Length);
        bench.AssertClean();
    }

    private static bool CanPut(ImageEditor editor)
    {
        Assert.True(FileSystemImage.TryOpen(editor.Image, out FileSystemImage? opened, out string? objection), objection);
        return opened.Put("new", Bytes.Latin1("text")) is null;
    }

    private static Action<object> Edit(Action<ImageEditor> edit) => editor => edit((ImageEditor)editor);

    /// <summary>/a (also /d/a), /b with an indirect block, /d and /d/e. Root entries 2, 3 and 4; blocks from 59.</summary>
    private static Bytes MakeGood()
    {
        FileSystemBench bench = new(Images.Make());
        bench.MakeDirectory("tmp");
        bench.Remove("tmp");
        bench.Put("a", "abc");
        bench.Put("b", new string('b', 20 * Layout.BlockBytes));
        bench.MakeDirectory("d");
        bench.MakeDirectory("d/e");
        bench.Link("a", "d/a");
        return bench.Image;
    }
}
