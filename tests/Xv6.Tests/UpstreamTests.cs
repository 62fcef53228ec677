using System.Text.RegularExpressions;
using ActorKernel.Actors;

namespace ActorKernel.Xv6.Tests;

/// <summary>The programs that upstream xv6 builds, unchanged, on its own disk.</summary>
public sealed partial class UpstreamTests
{
    private static readonly char[] blanks = [' ', '\t', '\r', '\n', '\v'];

    public static TheoryData<int> Cores => [1, 2, 4, 8];

    /// <remarks>
    /// 40 children read the kernel's memory and one a port; ten want more memory than there is, eight in vain, and mem
    /// takes all that is left.
    /// </remarks>
    [Xv6Theory]
    [MemberData(nameof(Cores))]
    public void Usertests_passes(int cores)
    {
        Session session = Boot(cores);

        string shown = session.Type("usertests");

        Assert.EndsWith("ALL TESTS PASSED\n", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("oops", shown, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?<!bigargs test: )failed", shown);
        Assert.Equal(40, MemoryFault().Count(shown));
        Assert.Equal(9, Regex.Count(shown, "^allocuvm out of memory$", RegexOptions.Multiline));
        Assert.Equal(1, PortFault().Count(shown));
        Assert.Equal(
            "usertests starting\nalready ran user tests -- rebuild fs.img\n", session.Type("usertests"));
        DiskFiles.AssertConsistent(session.Disk());
    }

    /// <remarks>Process numbers are handed out one by one, so they tell how many forks there were before.</remarks>
    [Xv6Fact]
    public void Usertests_forks_as_often_as_on_xv6_itself()
    {
        string shown = Boot(1).Type("usertests");

        int[] pids = [.. MemoryFault().Matches(shown).Select(match => int.Parse(match.Groups["pid"].Value))];
        Assert.Equal(Enumerable.Range(97, 40), pids);
        Assert.Equal(
            Enumerable.Range(0, 40).Select(i => $"{0x8000_0000u + (50_000u * (uint)i):x}"),
            MemoryFault().Matches(shown).Select(match => match.Groups["address"].Value));
        Assert.Contains("\npid 591 usertests: trap 13 ", shown, StringComparison.Ordinal);
    }

    [Xv6Theory]
    [MemberData(nameof(Cores))]
    public void Forktest_passes(int cores) =>
        Assert.Equal("fork test\nfork test OK\n", Boot(cores).Type("forktest"));

    [Xv6Theory]
    [MemberData(nameof(Cores))]
    public void Stressfs_leaves_five_files_of_20_blocks(int cores)
    {
        Session session = Boot(cores);

        string shown = session.Type("stressfs");

        Assert.StartsWith("stressfs starting\n", shown, StringComparison.Ordinal);
        string[] lines =
        [
            "stressfs starting", .. Enumerable.Range(0, 5).Select(i => $"write {i}"), .. Enumerable.Repeat("read", 5),
        ];
        Assert.Equal(Letters(string.Concat(lines.Select(line => line + "\n"))), Letters(shown));
        for (int i = 0; i < 5; i++)
            Assert.Matches($@"^stressfs{i}      2 \d+ 10240\n$", session.Type($"ls stressfs{i}"));
        DiskFiles.AssertConsistent(session.Disk());
    }

    [Xv6Theory]
    [MemberData(nameof(Cores))]
    public void The_shell_has_pipes_and_redirections(int cores)
    {
        Session session = Boot(cores);

        string readme = DiskFiles.Read(Xv6Home.Disk, "README").ToString();
        IEnumerable<string> found = readme.Split('\n').SkipLast(1) // grep passes over what has no line end
            .Where(line => line.Contains("xv6", StringComparison.Ordinal)).Select(line => line + "\n");
        Assert.Equal(Counts(readme) + " \n", session.Type("cat README | wc"));
        Assert.Equal(Counts(string.Concat(found)) + " \n", session.Type("cat < README | grep xv6 | wc"));
        Assert.Equal("", session.Type("cat README | cat | cat > copy"));
        Assert.Equal(Counts(readme) + " copy\n", session.Type("wc copy"));
        Assert.Equal("2 2 4 \n", session.Type("(echo a; echo b) | wc"));
        Assert.Equal("", session.Type("echo echo from a script > s"));
        Assert.Equal("$ from a script\n$ ", session.Type("sh < s"));
        Assert.Equal("open nosuch failed\n", session.Type("cat < nosuch"));
        Assert.Equal("exec: fail\nexec nosuch failed\n", session.Type("nosuch"));
        Assert.Equal("too many args\n", session.Type("echo 1 2 3 4 5 6 7 8 9"));
        DiskFiles.AssertConsistent(session.Disk());
    }

    [Xv6Theory]
    [MemberData(nameof(Cores))]
    public void A_zombie_is_adopted(int cores) =>
        Assert.Equal(Letters("zombie!\n$ "), Letters(Boot(cores).TypeMixed("zombie")));

    /// <remarks>Upstream's mkfs and ours lay a disk out alike.</remarks>
    [Xv6Fact]
    public void Our_disk_of_upstreams_programs_is_upstreams_disk()
    {
        Bytes readme = DiskFiles.Read(Xv6Home.Disk, "README");

        Bytes made = DiskFiles.Make(readme, Xv6Home.Programs, Xv6Home.Program);

        Assert.True(made.Span.SequenceEqual(Xv6Home.Disk.Span), "the disks differ");
    }

    [Xv6Fact]
    public void Our_programs_print_what_upstreams_do()
    {
        string upstream = Session.Play(new() { Image = Xv6Home.Disk }, Sessions.Orderly);
        Bytes readme = DiskFiles.Read(Xv6Home.Disk, "README");
        Bytes disk = DiskFiles.Make(readme, Xv6Home.Programs, OwnProgram.Read);

        Assert.Equal(upstream, Session.Play(new() { Image = disk }, Sessions.Orderly));
    }

    [GeneratedRegex(
        @"^pid (?<pid>\d+) usertests: trap 14 err 5 on cpu \d+ eip 0x\w+ addr 0x(?<address>8\w{7})--kill proc$",
        RegexOptions.Multiline)]
    private static partial Regex MemoryFault();

    [GeneratedRegex(
        @"^pid \d+ usertests: trap 13 err 0 on cpu \d+ eip 0x\w+ addr 0x\w+--kill proc$",
        RegexOptions.Multiline)]
    private static partial Regex PortFault();

    private static Session Boot(int cores) => new(new() { Cores = cores, Image = Xv6Home.Disk });

    /// <summary>Lines, words and bytes, as wc shows them.</summary>
    private static string Counts(string text) =>
        $"{text.Count('\n')} {text.Split(blanks, StringSplitOptions.RemoveEmptyEntries).Length} {text.Length}";

    /// <summary>Several processes' lines mix by character.</summary>
    private static string Letters(string text) => string.Concat(text.Order());
}
