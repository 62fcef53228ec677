using System.Buffers.Binary;
using ActorKernel.Actors;
using ActorKernel.Devices.FileSystem;
using ActorKernel.Namespace;

namespace ActorKernel.Devices.Tests;

/// <summary>xv6's rules, through the device's messages.</summary>
public sealed class FileSystemDeviceTests
{
    private const string SuperblockLine =
        "sb: size 1000 nblocks 941 ninodes 200 nlog 30 logstart 2 inodestart 32 bmap start 58\n";

    private readonly FileSystemBench bench = new(Images.Make(files: new ImageFile("README", Bytes.Latin1("read me"))));

    [Fact]
    public void The_first_request_mounts_and_says_what_xv6_says()
    {
        Assert.Equal("", bench.Screen);
        Assert.Equal("read me", bench.Get("README"));
        Assert.Equal(SuperblockLine, bench.Screen);
        Assert.Empty(bench.Written);
    }

    [Fact]
    public void What_is_written_is_on_the_disk_when_it_is_answered()
    {
        bench.Put("a", "first");
        bench.Put("b", new string('b', 5000));
        Assert.Equal("first", bench.Get("a"));
        Assert.Equal(new string('b', 5000), bench.Get("b"));
        FileSystemImage image = ImageAssert.IsClean(bench.Image);
        Assert.True(image.TryRead("b", out Bytes content, out _));
        Assert.Equal(5000, content.Length);
        Assert.Equal(0, bench.DeadLetters);
    }

    [Fact]
    public void Only_what_needs_the_disk_is_said_to_take_long_and_only_once()
    {
        CallId first = bench.Send(1, asker => bench.Device.Walk.Send(new(asker, bench.Device.Root, new(["README"]))));
        bench.Run();
        Assert.Equal([first], bench.Process[1].Delays); // the mount
        Chan chan = bench.Open("README");
        Assert.Equal("read me", bench.Read(chan));
        Assert.Equal("", bench.Read(chan));
        bench.Close(chan);
        Assert.Equal(2, bench.Process[1].Delays.Count); // the file's block
        CallId write = bench.Send(2, asker => bench.Device.Make.Send(new(asker, bench.Device.Root, "d", NodeKind.Directory)));
        bench.Run();
        Assert.Equal([write], bench.Process[2].Delays);
    }

    [Fact]
    public void Reads_of_cached_blocks_do_not_wait_for_somebody_s_writes()
    {
        bench.Get("README");
        Chan chan = bench.Open("README");
        CallId write = bench.Send(2, asker => bench.Device.Make.Send(new(asker, bench.Device.Root, "d", NodeKind.Directory)));
        CallId read = bench.Send(1, asker => bench.Device.Read.Send(new(asker, chan.Id, 100)));
        bench.Run(10);
        Assert.Equal("read me", bench.AnswerTo(1, read)?.Bytes.ToString());
        Assert.Null(bench.AnswerTo(2, write));
        bench.Run();
        Assert.NotNull(bench.AnswerTo(2, write));
    }

    [Fact]
    public void Everyone_who_waits_for_the_disk_is_answered()
    {
        CallId[] calls =
        [
            .. Enumerable.Range(0, 30).Select(i => bench.Send(1 + (i % 3), asker =>
                bench.Device.Make.Send(new(asker, bench.Device.Root, $"d{i}", NodeKind.Directory)))),
        ];
        bench.Run();
        Assert.All(calls.Select((call, i) => bench.AnswerTo(1 + (i % 3), call)), answer => Assert.Null(answer!.Value.Error));
        Assert.Equal(31, bench.List("/").Length);
        bench.AssertClean();
    }

    [Fact]
    public void Names_are_cut_to_14_bytes()
    {
        bench.Put("123456789012345", "cut");
        Assert.Equal("cut", bench.Get("12345678901234"));
        Assert.Equal("cut", bench.Get("12345678901234567"));
        Assert.Equal(["README", "12345678901234"], bench.List("/"));
        Assert.Equal(Errors.Exists, bench.TryCreate("12345678901234xyz", OpenFlags.Exclusive).Error);
    }

    [Fact]
    public void A_path_goes_through_dots_which_are_entries_and_not_through_files()
    {
        bench.MakeDirectory("d");
        bench.MakeDirectory("d/e");
        Qid root = bench.Device.Root;
        Assert.Equal(root, bench.Walk("").Qid);
        Assert.Equal(root, bench.Walk("..").Qid);
        Assert.Equal(root, bench.Walk("./../.././d/e/../..").Qid);
        Assert.Equal(bench.Walk("d").Qid, bench.Walk("d/e/../.").Qid);
        Qid directory = bench.Walk("d").Qid!.Value;
        Assert.Equal(bench.Walk("d/e").Qid, bench.Walk("e", from: directory).Qid);
        Assert.Equal(Errors.NotFound, bench.Walk("README/x").Error);
        Assert.Equal(Errors.NotFound, bench.Walk("README/.").Error);
        Assert.Equal(Errors.NotFound, bench.Walk("nothing").Error);
        Assert.Equal(Errors.NotFound, bench.Walk("nothing/x").Error);
    }

    [Fact]
    public void A_file_has_71680_bytes_at_most()
    {
        Chan chan = bench.Create("big");
        Assert.Equal(71680, bench.TryWrite(chan, Bytes.Copy(new byte[71680])).Count);
        Assert.NotNull(bench.Write(chan, "x").Error);
        Assert.Equal(71680u, bench.Stat("big").Length);
        bench.AssertClean();
    }

    [Fact]
    public void The_limit_of_files_is_an_option_and_longer_ones_can_be_read()
    {
        FileSystemBench small = new(Images.Make(files: new ImageFile("long", Bytes.Copy(new byte[2000]))), new(FileBlocks: 2));

        Chan chan = small.Create("f");
        Assert.Equal(1024, small.TryWrite(chan, Bytes.Copy(new byte[1024])).Count);
        Assert.Equal(Errno.FileTooLarge, small.Write(chan, "x").Error?.Number);
        Assert.Equal(2000u, small.Stat("long").Length);
        Assert.Equal(2000, small.Read(small.Open("long")).Length);
        Chan inside = small.Open("long", OpenFlags.ReadWrite);
        Assert.Equal(1900, small.TryWrite(inside, Bytes.Copy(new byte[1900])).Count);
        Assert.Equal(Errno.FileTooLarge, small.TryWrite(inside, Bytes.Copy(new byte[101])).Error?.Number);
        small.AssertClean();
    }

    [Fact]
    public void A_write_that_passes_the_limit_fails_and_leaves_its_whole_pieces()
    {
        Chan chan = bench.Create("big");
        Assert.Equal(Errno.FileTooLarge, bench.TryWrite(chan, Bytes.Copy(new byte[71681])).Error?.Number);
        Assert.Equal(70656u, bench.Stat("big").Length); // as measured on xv6
        Assert.Equal(1024, bench.TryWrite(chan, Bytes.Copy(new byte[1024])).Count); // the offset is behind the pieces
        bench.AssertClean();
    }

    [Fact]
    public void Writing_goes_over_what_is_there_and_shortens_nothing()
    {
        bench.Put("f", "hello\n");
        bench.Put("f", "hi\n");
        Assert.Equal("hi\nlo\n", bench.Get("f"));
    }

    [Fact]
    public void Akaros_may_truncate_and_append()
    {
        bench.Put("f", new string('x', 20_000));
        Chan chan = bench.Open("f", OpenFlags.Write | OpenFlags.Truncate);
        Assert.Equal(0u, bench.Stat("f").Length);
        bench.Write(chan, "one");
        bench.Write(bench.Open("f", OpenFlags.Write | OpenFlags.Append), "two");
        bench.Write(chan, "3");
        Assert.Equal("one3wo", bench.Get("f"));
        Chan again = bench.Create("f", OpenFlags.ReadWrite | OpenFlags.Truncate);
        Assert.Equal("", bench.Read(again));
        bench.AssertClean();
    }

    [Fact]
    public void A_chan_s_holders_share_its_offset_and_the_last_gives_the_file_back()
    {
        bench.Put("f", "abcdef");
        Chan chan = bench.Open("f");
        Assert.Null(bench.Hold(chan, pid: 2).Error);
        Assert.Equal("ab", bench.Read(chan, 2));
        Assert.Equal("cd", bench.Read(chan, 2, pid: 2));
        Assert.Equal(default, bench.Close(chan).Freed);
        Assert.Equal("ef", bench.Read(chan, 5, pid: 2));
        Assert.Equal(new Resources(0, 1), bench.Close(chan, pid: 2).Freed);
        Assert.Equal(Errors.BadFd, bench.TryRead(chan, 1).Error);
        Assert.Equal(Errors.BadFd, bench.Close(chan).Error);
        Assert.Equal(Errors.BadFd, bench.Hold(chan).Error);
        Assert.Equal(Errors.BadFd, bench.Write(chan, "x").Error);
    }

    [Fact]
    public void A_new_directory_has_one_link_and_32_bytes_and_its_parent_one_link_more()
    {
        bench.MakeDirectory("d");
        DirEntry made = bench.Stat("d");
        Assert.Equal((1, 32ul, true), (made.Links, made.Length, made.Qid.IsDirectory));
        Assert.Equal(2, bench.Stat("/").Links);
        bench.MakeDirectory("d/e");
        Assert.Equal(2, bench.Stat("d").Links);
        Assert.Null(bench.Remove("d/e").Error);
        Assert.Equal(1, bench.Stat("d").Links);
        Assert.Equal(48u, bench.Stat("d").Length); // directories do not shrink
        Assert.Null(bench.Remove("d").Error);
        Assert.Equal(1, bench.Stat("/").Links);
        bench.AssertClean();
    }

    [Fact]
    public void A_directory_is_read_as_its_bytes_or_as_its_entries()
    {
        bench.MakeDirectory("d");
        bench.Put("d/one", "1");
        bench.Put("d/two", "2");
        bench.Remove("d/one");
        bench.Put("d/three", "3"); // in the place of one
        Bytes raw = bench.TryRead(bench.Open("d"), 1000).Bytes;
        Assert.Equal(64, raw.Length);
        Assert.Equal("three", raw.Slice(34, 14).ToString().TrimEnd('\0'));
        Assert.Equal((uint)bench.Walk("d/three").Qid!.Value.Path, BinaryPrimitives.ReadUInt16LittleEndian(raw.Span[32..]));
        Assert.Equal(["three", "two"], bench.List("d"));
        Chan chan = bench.Open("d");
        Assert.Equal(16, bench.TryRead(chan, 16).Bytes.Length);
        Assert.Equal(raw.Slice(16, 48), bench.TryRead(chan, 1000).Bytes);
        Assert.Equal(0, bench.TryRead(chan, 1000).Bytes.Length);
    }

    [Fact]
    public void Entries_are_read_piecewise_and_say_what_they_are()
    {
        bench.MakeDirectory("d");
        bench.Make("d/tty", new(new DeviceNumber(1, 7)));
        bench.Put("d/f", "12345");
        Chan chan = bench.Open("d");
        List<DirEntry> entries = [];
        for (int i = 0; i < 3; i++)
            entries.AddRange(bench.Ask(asker => bench.Device.ReadDirectory.Send(new(asker, chan.Id, 1))).Entries);
        Assert.Equal(["tty", "f"], entries.Select(entry => entry.Name));
        Assert.Equal(new DeviceNumber(1, 7), entries[0].Device);
        Assert.Equal(5u, entries[1].Length);
        Assert.Null(entries[1].Device);
    }

    [Theory]
    [InlineData(OpenFlags.Write)]
    [InlineData(OpenFlags.ReadWrite)]
    [InlineData(OpenFlags.Truncate)]
    public void A_directory_is_opened_for_reading_only(OpenFlags flags) =>
        Assert.Equal(Errors.IsADirectory, bench.TryOpen("/", flags).Error);

    [Fact]
    public void Create_opens_the_file_that_is_there_and_refuses_what_is_no_file()
    {
        bench.MakeDirectory("d");
        bench.Make("tty", new(new DeviceNumber(1, 1)));
        Assert.Equal("read me", bench.Read(bench.Create("README")));
        Assert.Equal(Errors.Exists, bench.TryCreate("README", OpenFlags.Read | OpenFlags.Exclusive).Error);
        Assert.Equal(Errors.Exists, bench.TryCreate("d").Error);
        Assert.Equal(Errors.Exists, bench.TryCreate("tty").Error);
        Assert.Equal(Errors.Exists, bench.TryCreate(".").Error);
        Assert.Equal(Errors.Exists, bench.TryCreate("d/..").Error);
        Assert.Equal(Errors.NotADirectory, bench.TryCreate("README/x").Error);
        Assert.Equal(Errors.NotFound, bench.TryCreate("nothing/x").Error);
    }

    [Fact]
    public void Nothing_is_made_onto_a_name_that_is_there()
    {
        bench.MakeDirectory("d");
        Assert.Equal(Errors.Exists, bench.MakeDirectory("d").Error);
        Assert.Equal(Errors.Exists, bench.MakeDirectory("README").Error);
        Assert.Equal(Errors.Exists, bench.Make("README", new(new DeviceNumber(1, 1))).Error);
        Assert.Equal(Errors.Exists, bench.Link("README", "d").Error);
        Assert.Equal(1, bench.Stat("README").Links);
        bench.AssertClean();
    }

    [Fact]
    public void Links_are_further_names_of_files_but_not_of_directories()
    {
        bench.MakeDirectory("d");
        Assert.Null(bench.Link("README", "d/again").Error);
        Assert.Equal(2, bench.Stat("README").Links);
        Assert.Equal(bench.Walk("README").Qid, bench.Walk("d/again").Qid);
        Assert.Null(bench.Remove("README").Error);
        Assert.Equal("read me", bench.Get("d/again"));
        Assert.Equal(Errors.IsADirectory, bench.Link("d", "e").Error);
        Assert.Equal(Errors.NotFound, bench.Link("nothing", "e").Error);
        bench.AssertClean();
    }

    [Fact]
    public void Dots_roots_and_directories_with_something_in_them_stay()
    {
        bench.MakeDirectory("d");
        bench.Put("d/f", "");
        Assert.Equal(Errors.Permission, bench.Remove("d/.").Error);
        Assert.Equal(Errors.Permission, bench.Remove("d/..").Error);
        Assert.NotNull(bench.Remove("d").Error);
        Assert.Equal(Errors.NotFound, bench.Remove("d/nothing").Error);
        bench.Remove("d/f");
        Assert.Null(bench.Remove("d").Error);
        bench.AssertClean();
    }

    [Fact]
    public void What_is_removed_lives_on_until_its_last_close()
    {
        Chan chan = bench.Create("f");
        bench.Write(chan, new string('x', 10_000));
        bench.Remove("f");
        Chan reader = chan;
        bench.Hold(chan, pid: 2);
        Assert.Equal(0, bench.Stat(chan.Qid).Links);
        Assert.Equal(5, bench.Write(reader, "12345").Count);
        bench.Close(chan);
        Assert.Equal(10_005u, bench.Stat(chan.Qid).Length);
        CheckReport open = FileSystemImage.Check(bench.Image);
        Assert.True(open.IsClean);
        Assert.Equal(3u, Assert.Single(open.Orphans)); // which a mount would free
        bench.Close(chan, pid: 2);
        Assert.Empty(FileSystemImage.Check(bench.Image).Findings);
        Assert.Equal(2, FileSystemImage.Check(bench.Image).InodesInUse);
    }

    [Fact]
    public void A_removed_directory_still_takes_names_which_go_with_it()
    {
        bench.MakeDirectory("d");
        Chan chan = bench.Open("d");
        bench.Remove("d");
        Qid removed = chan.Qid;
        Answer made = bench.Ask(asker => bench.Device.Create.Send(new(asker, removed, "f", OpenFlags.Write, 0)));
        Assert.Null(made.Error);
        Assert.Equal(3, bench.Write(made.Chan!.Value, "abc").Count);
        Assert.Null(bench.Ask(asker => bench.Device.Make.Send(new(asker, removed, "e", NodeKind.Directory))).Error);
        Qid below = bench.Walk("e", from: removed).Qid!.Value;
        Assert.Null(bench.Ask(asker => bench.Device.Make.Send(new(asker, below, "deep", NodeKind.Directory))).Error);
        Assert.True(FileSystemImage.Check(bench.Image).IsClean);
        bench.Close(chan);
        Assert.Equal("", bench.Read(made.Chan!.Value)); // still open
        bench.Close(made.Chan!.Value);
        CheckReport report = FileSystemImage.Check(bench.Image);
        Assert.Empty(report.Findings);
        Assert.Equal(2, report.InodesInUse);
    }

    [Fact]
    public void A_qid_of_what_was_freed_meanwhile_means_nothing()
    {
        bench.Put("f", "old");
        Qid old = bench.Walk("f").Qid!.Value;
        bench.Remove("f");
        Assert.Equal(Errors.NotFound, bench.Ask(asker => bench.Device.Open.Send(new(asker, old, OpenFlags.Read))).Error);
        bench.Put("g", "new");
        Qid now = bench.Walk("g").Qid!.Value;
        Assert.Equal((uint)old.Path, (uint)now.Path); // the inode again
        Assert.NotEqual(old, now);
        Assert.Equal(Errors.NotFound, bench.Ask(asker => bench.Device.Open.Send(new(asker, old, OpenFlags.Read))).Error);
        Assert.Equal(Errors.NotFound, bench.Ask(asker => bench.Device.Stat.Send(new(asker, old, "f"))).Error);
        Assert.Equal(Errors.NotFound, bench.Walk("x", from: old).Error);
        Assert.Equal(Errors.NotFound, bench.Ask(asker => bench.Device.Link.Send(new(asker, old, bench.Device.Root, "h"))).Error);
    }

    [Fact]
    public void So_many_different_files_can_be_open_and_no_more()
    {
        FileSystemBench small = new(Images.Make(), new(Inodes: 3));
        Chan root = small.Open("/");
        Chan a = small.Create("a");
        Chan b = small.Create("b");
        Assert.Equal(Errno.TooManyFiles, small.TryCreate("c").Error?.Number);
        Assert.Equal(Errors.NotFound, small.Walk("c").Error); // nothing is left of it
        small.Open("a");
        small.Close(b);
        small.Create("c");
        small.Close(a); // it is open once more
        Assert.Equal(Errno.TooManyFiles, small.TryOpen("b").Error?.Number);
        small.Close(root);
        small.Open("b");
        small.AssertClean();
    }

    [Theory]
    [InlineData(OpenFlags.Read, 1)]
    [InlineData(OpenFlags.Execute, 0)]
    public void What_is_held_to_be_run_or_walked_from_is_no_open_file(OpenFlags flags, int files)
    {
        Chan chan = bench.Open("/", flags);

        Assert.Equal(new Resources(0, files), bench.Close(chan).Freed);
    }

    [Fact]
    public void A_device_node_is_the_device()
    {
        bench.Make("console", new(new DeviceNumber(1, 1)));
        Chan chan = bench.Open("console", OpenFlags.ReadWrite);
        Assert.Equal(6, bench.Write(chan, "hello\n").Count);
        Assert.EndsWith("hello\n", bench.Screen);
        CallId read = bench.Send(1, asker => bench.Device.Read.Send(new(asker, chan.Id, 100)));
        bench.Run(1000);
        Assert.Null(bench.AnswerTo(1, read));
        bench.Type("typed\n");
        Assert.Equal("typed\n", bench.AnswerTo(1, read)?.Bytes.ToString());
        Assert.Empty(bench.Process[2].Delays);
        Assert.Equal(new DeviceNumber(1, 1), bench.Stat("console").Device);
        Assert.Equal(new Resources(0, 1), bench.Close(chan).Freed);
    }

    [Fact]
    public void A_read_of_a_device_can_be_given_up()
    {
        bench.Make("console", new(new DeviceNumber(1, 1)));
        Chan chan = bench.Open("console");
        foreach (ulong soon in new ulong[] { 0, 1000 }) // while the device is being opened, and when it is
        {
            Asker? asked = null;
            CallId read = bench.Send(1, asker =>
            {
                asked = asker;
                bench.Device.Read.Send(new(asker, chan.Id, 100));
            });
            bench.Run(soon);
            bench.Device.Abort.Send(new(asked!.Value));
            bench.Run(1000);
            Assert.Equal(Errors.Interrupted, bench.AnswerTo(1, read)?.Error);
        }

        bench.Type("kept\n");
        Assert.Equal("kept\n", bench.Read(chan));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-1)]
    public void A_device_without_a_driver_can_be_opened_but_not_used(short major)
    {
        bench.Make("dev", new(new DeviceNumber(major, 0)));
        Chan chan = bench.Open("dev", OpenFlags.ReadWrite);
        Assert.NotNull(bench.TryRead(chan, 10).Error);
        Assert.NotNull(bench.Write(chan, "x").Error);
        Assert.Equal(major, bench.Stat("dev").Device?.Major);
        bench.AssertClean();
    }

    [Fact]
    public void A_full_disk_loses_nothing()
    {
        FileSystemBench small = new(Images.Make(new(Blocks: 120)));
        Chan chan = small.Create("f");
        int written = 0;
        Answer answer;
        while ((answer = small.Write(chan, new string('x', 1000))).Error is null)
            written += 1000;
        Assert.Equal(Errno.NoSpace, answer.Error?.Number);
        Assert.Equal((ulong)written, small.Stat("f").Length); // a piece is whole or not there
        Assert.Equal(Errno.NoSpace, small.MakeDirectory("d").Error?.Number);
        Assert.Equal(Errors.NotFound, small.Walk("d").Error);
        Assert.Equal(new string('x', written), small.Get("f"));
        small.AssertClean();
        small.Close(chan);
        small.Remove("f");
        Assert.Null(small.MakeDirectory("d").Error);
        small.AssertClean();
    }

    [Fact]
    public void Without_free_inodes_nothing_is_made_and_nothing_lost()
    {
        FileSystemBench small = new(Images.Make(new(Inodes: 20)));
        for (int i = 2; i < 20; i++)
            small.Put($"f{i}", $"{i}");
        Assert.Equal(Errno.NoSpace, small.TryCreate("one-more").Error?.Number);
        Assert.Equal(Errno.NoSpace, small.MakeDirectory("one-more").Error?.Number);
        Assert.Equal(18, small.List("/").Length);
        small.Remove("f7");
        small.Put("one-more", "x");
        Assert.Equal(7u, small.Walk("one-more").Qid?.Path & uint.MaxValue); // the lowest that is free
        small.AssertClean();
    }

    [Fact]
    public void A_directory_can_be_full()
    {
        FileSystemBench big = new(Images.Make(new(Blocks: 2000)));
        big.Put("f", "x");
        Qid file = big.Walk("f").Qid!.Value;
        big.MakeDirectory("d");
        Qid directory = big.Walk("d").Qid!.Value;
        Answer answer = default;
        int made = 0;
        for (; made < 5000; made++)
        {
            answer = big.Ask(asker => big.Device.Link.Send(new(asker, file, directory, $"{made}")));
            if (answer.Error is not null)
                break;
        }

        Assert.Equal(Errno.FileTooLarge, answer.Error?.Number);
        Assert.Equal(4480 - 2, made);
        Assert.Equal(71680u, big.Stat("d").Length);
        Assert.Equal(made + 1, big.Stat("f").Links);
        big.AssertClean();
    }

    [Theory]
    [InlineData(0, "fs: block 1: superblock: there is none, the image has 0 blocks of 512 bytes\n")]
    [InlineData(100_000, "fs: block 1: superblock: 1000 blocks, but the image has 195\n")]
    public void An_image_that_cannot_be_used_refuses_everything_and_says_why_once(int length, string words)
    {
        FileSystemBench broken = new(Images.Make().Slice(0, length));
        Answer walked = broken.Walk("README");
        Assert.Equal(words, $"fs: {walked.Error?.Text}\n");
        Assert.Equal(walked.Error, broken.TryCreate("f").Error);
        Assert.Equal(walked.Error, broken.Remove("f").Error);
        Assert.Equal(words, broken.Screen);
        Assert.Empty(broken.Written);
    }

    [Fact]
    public void A_damaged_image_is_only_read()
    {
        ImageEditor editor = new(Images.Make(files: [new("a", Bytes.Latin1("aaa")), new("b", Bytes.Latin1("bbb"))]));
        editor.Inode(3, inode => inode.Addresses[0] = editor.Load(2).Addresses[0]);
        FileSystemBench damaged = new(editor.Image);
        Assert.Equal("aaa", damaged.Get("a"));
        Assert.Equal(Errno.ReadOnly, damaged.TryCreate("c").Error?.Number);
        Assert.Equal(Errno.ReadOnly, damaged.Remove("b").Error?.Number);
        Assert.Contains("\nfs: read-only: block ", damaged.Screen, StringComparison.Ordinal);
        Assert.Empty(damaged.Written);
    }

    [Fact]
    public void Damage_that_is_come_upon_names_the_inode_and_is_shown_once()
    {
        ImageEditor editor = new(Images.Make(files: [new("a", Bytes.Latin1("aaa")), new("b", Bytes.Latin1("bbb"))]));
        editor.Inode(2, inode => inode.Addresses[0] = 5000);
        FileSystemBench damaged = new(editor.Image);
        Chan chan = damaged.Open("a");
        const string Words = "inode 2: block 5000 is outside the data, which is blocks 59 to 999";
        Assert.Equal(new Error(Errno.InputOutput, Words), damaged.TryRead(chan, 10).Error);
        Assert.Equal(Words, damaged.TryRead(chan, 10).Error?.Text);
        Assert.Equal(damaged.Screen.IndexOf(Words, StringComparison.Ordinal), damaged.Screen.LastIndexOf(Words, StringComparison.Ordinal));
        Assert.Equal("bbb", damaged.Get("b"));
    }

    [Fact]
    public void Two_runs_write_the_same_bytes_in_the_same_order()
    {
        FileSystemBench[] runs = [new(Images.Make()), new(Images.Make())];
        foreach (FileSystemBench run in runs)
        {
            run.Put("a", new string('a', 9000));
            run.MakeDirectory("d");
            run.Link("a", "d/b");
            run.Remove("a");
        }

        Assert.Equal(runs[0].Written, runs[1].Written);
        Assert.Equal(runs[0].State, runs[1].State);
    }
}
