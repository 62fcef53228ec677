using System.Text.Json;
using ActorKernel.Machine;

namespace ActorKernel.Cli.Tests;

/// <summary>ak fs: images are made, looked at and changed without a machine.</summary>
public sealed class FileSystemTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_new_image_has_xv6_s_layout()
    {
        string image = scratch.Of("fs.img");
        Ran ran = Ak.Run("fs", "mk", image);
        Assert.Equal((0, $"{image}: 1 of 199 inodes and 60 of 1000 blocks in use\n", ""), (ran.Exit, ran.Output, ran.Error));
        Assert.Equal(512_000, new FileInfo(image).Length);
        JsonElement superblock = Ak.Run("fs", "check", image, "--format", "json").Json.GetProperty("superblock");
        Assert.Equal(
            """{"size":1000,"nblocks":941,"ninodes":200,"nlog":30,"logstart":2,"inodestart":32,"bmapstart":58}""",
            superblock.GetRawText());
    }

    [Fact]
    public void Files_come_into_it_in_order_and_under_names_as_mkfs_gives_them()
    {
        string image = scratch.Of("fs.img");
        string readme = scratch.With("README", "read me");
        string program = scratch.With("_sh", "shell");
        Assert.Equal(0, Ak.Run("fs", "mk", image, readme, program, $"other={readme}", $"_kept={readme}").Exit);
        Assert.Equal(
            """
            .              1 1 512
            ..             1 1 512
            README         2 2 7
            sh             2 3 5
            other          2 4 7
            _kept          2 5 7

            """.ReplaceLineEndings("\n"),
            Ak.Run("fs", "ls", image).Output);
        Assert.Equal("shell", Ak.Run("fs", "get", image, "/sh").Output);
        Assert.Equal("/sh            2 3 5\n", Ak.Run("fs", "ls", image, "/sh").Output);
    }

    [Fact]
    public void The_same_files_make_the_same_bytes()
    {
        string file = scratch.With("f", new string('f', 40_000));
        Ak.Run("fs", "mk", scratch.Of("one.img"), file);
        Ak.Run("fs", "mk", scratch.Of("two.img"), file);
        Assert.Equal(File.ReadAllBytes(scratch.Of("one.img")), File.ReadAllBytes(scratch.Of("two.img")));
    }

    [Fact]
    public void What_cannot_be_written_is_said_and_nothing_is_left_behind()
    {
        string image = NewImage();
        string text = scratch.With("text", "text");
        string before = Convert.ToHexString(File.ReadAllBytes(image));
        string nowhere = scratch.Of("nowhere/file");
        string missing = $"ak: {nowhere}: its folder does not exist; make it, or name another file\n";
        Assert.Equal(new(66, "", missing), Ak.Run("fs", "mk", nowhere));
        Ak.Run("fs", "put", image, text);
        Assert.Equal(new(66, "", missing), Ak.Run("fs", "get", image, "text", nowhere));
        string folder = scratch.Of(".");
        Assert.Equal(
            new(66, "", $"ak: {folder}: this is a directory; name a file in it\n"), Ak.Run("fs", "get", image, "text", folder));
        Assert.Equal(66, Ak.Run("fs", "mk", scratch.Of("."), "--force").Exit);
        Assert.Equal(66, Ak.Run("fs", "mk", "").Exit);
        Assert.Equal(0, Ak.Run("fs", "get", image, "text", "/dev/null").Exit);
        Assert.True(File.Exists("/dev/null") && new FileInfo("/dev/null").Length == 0);
        Assert.NotEqual(before, Convert.ToHexString(File.ReadAllBytes(image)));
        Assert.Empty(Directory.EnumerateFiles(scratch.Of("."), "*.new"));
    }

    [Fact]
    public void A_listing_of_a_part_does_not_go_up()
    {
        string image = scratch.With("fs.img", DefaultImage.Bytes.Span.ToArray());
        Ak.Run("mkdir d d/e\n", ["run", "--fs", image, "--fs-write", "--no-record"]);
        string listed = Ak.Run("fs", "ls", "-R", image, "d").Output;
        Assert.StartsWith("d:\n.  ", listed);
        Assert.Equal(["d:", "d/e:"], listed.Split('\n').Where(line => line.EndsWith(':')));
    }

    [Fact]
    public void A_finding_in_the_log_names_its_block_once()
    {
        byte[] bytes = DefaultImage.Bytes.Span.ToArray();
        bytes[2 * 512] = 31;
        string image = scratch.With("fs.img", bytes);
        Assert.StartsWith("damage: block 2: log header: 31 blocks;", Ak.Run("fs", "check", image).Output);
    }

    [Fact]
    public void The_disk_is_kept_when_the_report_cannot_be_shown()
    {
        string image = scratch.With("fs.img", DefaultImage.Bytes.Span.ToArray());
        using FullAtTheReport full = new();
        using StringWriter error = new() { NewLine = "\n" };
        using MemoryStream keys = new("echo kept > kept\n"u8.ToArray());
        int exit = new AkCommand(new() { Output = full, Error = error, Input = keys }).Run(["run", "--fs", image, "--fs-write"]);
        Assert.Equal((66, "ak: standard output: full; send it elsewhere\n"), (exit, error.ToString()));
        Assert.Equal("kept\n", Ak.Run("fs", "get", image, "kept").Output);
    }

    [Fact]
    public void A_file_is_put_in_replaced_and_got_back()
    {
        string image = NewImage();
        Assert.Equal(0, Ak.Run("fs", "put", image, scratch.With("notes.txt", new string('n', 9000))).Exit);
        Assert.Equal(0, Ak.Run("fs", "put", image, scratch.With("short", "short"), "/notes.txt").Exit);
        Assert.Equal("short", Ak.Run("fs", "get", image, "notes.txt").Output);
        Assert.Equal(0, Ak.Run("fs", "get", image, "notes.txt", scratch.Of("copy")).Exit);
        Assert.Equal("short", File.ReadAllText(scratch.Of("copy")));
        Assert.Equal(0, Ak.Run("fs", "check", image).Exit);
    }

    [Fact]
    public void Standard_input_is_put_in_under_the_name_that_is_given()
    {
        string image = NewImage();
        Assert.Equal(0, Ak.Run("typed", ["fs", "put", image, "-", "/typed"]).Exit);
        Assert.Equal("typed", Ak.Run("fs", "get", image, "typed").Output);
        Assert.Equal(
            new(64, "", "ak: /: standard input has no name; name a file in this directory\n"),
            Ak.Run("typed", ["fs", "put", image, "-"]));
        Assert.Equal(
            new(66, "", "ak: standard input: it has more than 71,680 bytes; name a smaller file\n"),
            Ak.Run(new string('x', 71_681), ["fs", "put", image, "-", "/typed"]));
    }

    /// <summary>Bare names in the current folder, which is where a link's way is found otherwise than elsewhere.</summary>
    [Fact]
    public void What_is_written_to_a_link_goes_where_it_leads()
    {
        string image = $"{Guid.NewGuid():n}.img";
        string link = $"to-{image}";
        try
        {
            Ak.Run("fs", "mk", image);
            File.CreateSymbolicLink(link, image);
            Assert.Equal(0, Ak.Run("fs", "put", link, scratch.With("text", "text")).Exit);
            Assert.Equal("text", Ak.Run("fs", "get", image, "text").Output);
            Assert.Equal(image, new FileInfo(link).LinkTarget);
            Assert.False(File.Exists($"/{image}"));
        }
        finally
        {
            File.Delete(link);
            File.Delete(image);
        }
    }

    [Fact]
    public void Bytes_are_not_texts()
    {
        string image = NewImage();
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        Ak.Run("fs", "put", image, scratch.With("bytes", bytes));
        Ak.Run("fs", "get", image, "bytes", scratch.Of("back"));
        Assert.Equal(bytes, File.ReadAllBytes(scratch.Of("back")));
    }

    [Fact]
    public void Reports_for_programs_are_json()
    {
        string image = scratch.Of("fs.img");
        string file = scratch.With("f", "12345");
        Assert.Equal(1, Ak.Run("fs", "mk", image, "--size", "200", "--format", "json").Json.GetProperty("schema").GetInt32());
        JsonElement entry = Ak.Run("fs", "put", image, file, "--format", "json").Json.GetProperty("entry");
        Assert.Equal("""{"path":"/f","type":"file","inode":2,"links":1,"size":5}""", entry.GetRawText());
        JsonElement listed = Ak.Run("fs", "ls", image, "-R", "--format", "json").Json.GetProperty("entries");
        Assert.Equal(["/.", "/..", "/f"], listed.EnumerateArray().Select(one => one.GetProperty("path").GetString()));
        JsonElement got = Ak.Run("fs", "get", image, "f", scratch.Of("g"), "--format", "json").Json;
        Assert.Equal(2, got.GetProperty("entry").GetProperty("inode").GetInt32());
    }

    [Fact]
    public void Problems_exit_with_1_and_are_listed()
    {
        string image = NewImage();
        byte[] bytes = File.ReadAllBytes(image);
        bytes[(58 * 512) + (900 / 8)] |= 1 << (900 % 8);
        bytes[(32 * 512) + 64 + 6] = 5; // the root's links
        File.WriteAllBytes(image, bytes);
        Ran ran = Ak.Run("fs", "check", image);
        Assert.Equal(1, ran.Exit);
        Assert.Equal(
            $"""
            waste: block 900: it is marked as in use, but nothing uses it
            waste: inode 1: it says 5 links, but has 1
            {image}: 2 problems

            """.ReplaceLineEndings("\n"),
            ran.Output);
        JsonElement json = Ak.Run("fs", "check", image, "--format", "json").Json;
        Assert.Equal("problems", json.GetProperty("status").GetString());
        Assert.Equal(900, json.GetProperty("findings")[0].GetProperty("block").GetInt32());
        Assert.Equal(1, json.GetProperty("findings")[1].GetProperty("inode").GetInt32());
        Assert.Equal(bytes, File.ReadAllBytes(image));
    }

    [Fact]
    public void What_is_no_image_is_checked_and_refused()
    {
        string text = scratch.With("text", new string('x', 5000));
        Assert.Equal(1, Ak.Run("fs", "check", text).Exit);
        Ran listed = Ak.Run("fs", "ls", text);
        Assert.Equal(66, listed.Exit);
        Assert.StartsWith($"ak: {text}: block 1: superblock: ", listed.Error);
        Assert.Equal(66, Ak.Run("fs", "check", scratch.Of("nothing")).Exit);
    }

    [Fact]
    public void Images_and_files_that_are_there_are_not_lost_by_mistake()
    {
        string image = NewImage();
        byte[] before = File.ReadAllBytes(image);
        Assert.Equal(66, Ak.Run("fs", "mk", image).Exit);
        Assert.Equal(66, Ak.Run("fs", "put", image, scratch.With("f", "x"), "/nothing/f").Exit);
        Assert.Equal(66, Ak.Run("fs", "put", image, scratch.With("big", new string('x', 71_681))).Exit);
        string full = scratch.With("full", new string('x', 71_680));
        for (int i = 0; i < 8; i++)
            Ak.Run("fs", "put", image, full, $"/f{i}");
        Assert.Equal(66, Ak.Run("fs", "put", image, full, "/one-more").Exit);
        Assert.DoesNotContain("one-more", Ak.Run("fs", "ls", image).Output, StringComparison.Ordinal);
        Assert.Equal(0, Ak.Run("fs", "check", image).Exit);
        Assert.Equal(0, Ak.Run("fs", "mk", image, "--force").Exit);
        Assert.Equal(before, File.ReadAllBytes(image));
        Assert.Equal(["big", "f", "fs.img", "full"], Directory.GetFiles(Path.GetDirectoryName(image)!).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("say what to do: mk, ls, get, put, check", "fs")]
    [InlineData("unknown command 'chek'; did you mean 'check'?", "fs", "chek")]
    [InlineData("--size takes a number, not 'many'", "fs", "mk", "x.img", "--size", "many")]
    [InlineData("x.img: 20 blocks are too few: 59 are needed before the first of data", "fs", "mk", "x.img", "--size", "20")]
    [InlineData("x.img: there are 2 to 65536 inodes, not 1", "fs", "mk", "x.img", "--inodes", "1")]
    [InlineData("x.img: the log has 12 to 127 blocks, not 5", "fs", "mk", "x.img", "--log", "5")]
    [InlineData("--format is text or json, not 'jsn'; did you mean 'json'?", "fs", "check", "x.img", "--format", "jsn")]
    public void Wrong_usage_exits_with_64(string words, params string[] arguments)
    {
        Ran ran = Ak.Run(arguments);
        Assert.Equal(64, ran.Exit);
        Assert.StartsWith($"ak: {words}\n", ran.Error);
    }

    [Theory]
    [InlineData("mk")]
    [InlineData("ls")]
    [InlineData("get")]
    [InlineData("put")]
    [InlineData("check")]
    public void Each_command_has_help_with_examples(string command) =>
        Assert.Contains($"  ak fs {command} ", Ak.Run("fs", command, "--help").Output.Split("Examples:")[1], StringComparison.Ordinal);

    private string NewImage()
    {
        string image = scratch.Of("fs.img");
        Assert.Equal(0, Ak.Run("fs", "mk", image).Exit);
        return image;
    }

    private sealed class FullAtTheReport : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => Fail(buffer);

        public override void Write(byte[] buffer, int offset, int count) => Fail(buffer.AsSpan(offset, count));

        private static void Fail(ReadOnlySpan<byte> bytes)
        {
            if (bytes.StartsWith("ok: "u8))
                throw new IOException("full");
        }
    }
}
