using ActorKernel.Namespace;
using static ActorKernel.Devices.Tests.AlarmDeviceTests;

namespace ActorKernel.Devices.Tests;

/// <summary>#s: what one process posts, others open.</summary>
public sealed class SrvDeviceTests
{
    private readonly Bench bench = new();

    [Fact]
    public void What_is_posted_is_opened_by_others_and_shares_its_offset()
    {
        Chan file = Post("#s/file", bench.Open("/xv6/echo", OpenFlags.Read));
        Assert.Equal("xv6", bench.Read(file, 3));

        Chan second = bench.Open("#s/file", pid: 2);
        Chan third = bench.Open("#s/file", OpenFlags.Write, pid: 3); // the mode is the posted chan's

        Assert.Equal(file, second);
        Assert.Equal(file, third);
        Assert.Equal("'s ", bench.Read(second, 3, pid: 2));
        Assert.Equal("echo", bench.Read(third, 9, pid: 3));
    }

    [Fact]
    public void What_is_posted_lives_until_its_name_and_all_holders_are_gone()
    {
        bench.Open("#A/clone");
        Chan timer = bench.Open("#A/a0/timer");
        bench.Drop(bench.Open("#A/a0/ctl"));
        Chan posted = Post("#s/timer", timer);
        bench.Drop(timer);
        Assert.Equal("12345\0", bench.Read(posted));
        bench.Drop(posted);
        Chan other = bench.Open("#s/timer", pid: 2);

        Assert.Null(bench.Remove("#s/timer", pid: 3).Error);
        AssertError(2, "file does not exist", bench.TryOpen("#s/timer"));
        Assert.Equal(3, bench.Write(other, "fff", pid: 2).Count);
        Assert.Null(bench.Drop(other, pid: 2).Error);
        AssertError(136, "fd out of range or not open", bench.TryRead(other, 3, pid: 2));
    }

    [Fact]
    public void A_name_is_made_once_and_posted_once()
    {
        Chan created = bench.Create("#s/name").Chan!.Value;
        AssertError(17, "file already exists", bench.Create("#s/name", pid: 2));
        AssertError(136, "srv file has no chan yet", bench.TryOpen("#s/name", pid: 2));

        bench.Process[1].Fds[5] = bench.Open("#A/clone");
        Assert.Equal(1, bench.Write(created, "5").Count);
        AssertError(136, "srv file already has a stored chan!", bench.Write(created, "5"));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("-1")]
    [InlineData("junk")] // is 0
    [InlineData("")]
    public void A_descriptor_that_is_not_open_cannot_be_posted_and_another_still_can(string text)
    {
        Chan created = bench.Create("#s/name").Chan!.Value;
        AssertError(136, "fd out of range or not open", bench.Write(created, text));

        bench.Process[1].Fds[5] = bench.Open("#A/clone");
        Assert.Equal(2, bench.Write(created, "5\n").Count);
    }

    [Fact]
    public void A_name_that_was_removed_takes_no_posting()
    {
        Chan created = bench.Create("#s/name").Chan!.Value;
        bench.Remove("#s/name", pid: 2);

        AssertError(136, "Unable to write srv file, concurrent removal", bench.Write(created, "5"));
        Assert.Null(bench.Drop(created).Error);
    }

    [Fact]
    public void A_qid_outlives_its_name_and_opens_nothing()
    {
        bench.Create("#s/name");
        Qid qid = bench.Walk("#s/name").Qid!.Value;
        Chan directory = bench.Open("#s", OpenFlags.Read);
        bench.Remove("#s/name");

        AssertError(
            136,
            "Unable to open srv file, concurrent removal",
            bench.Ask(1, asker => directory.Device.Open.Send(new(asker, qid, default))));
        AssertError(
            2, "file does not exist", bench.Ask(1, asker => directory.Device.Stat.Send(new(asker, qid, "name"))));
        Assert.Null(bench.Ask(1, asker => directory.Device.Remove.Send(new(asker, directory.Qid, "name"))).Error);
    }

    [Fact]
    public void Each_name_has_a_qid_of_its_own_and_looking_changes_nothing()
    {
        bench.Process[1].Fds[5] = bench.Open("#A/clone");
        bench.Create("#s/first");
        Chan second = bench.Create("#s/second").Chan!.Value;
        Assert.Equal(["first", "second"], bench.List("#s"));
        DirEntry entry = Assert.Single(bench.Stat("#s/second").Entries);
        Assert.Equal(("second", 1UL, 0x1f8u), (entry.Name, entry.Length, entry.Permissions));
        bench.Write(second, "5");

        AssertError(136, "srv file has no chan yet", bench.TryOpen("#s/first"));
        Assert.Null(bench.TryOpen("#s/second").Error);
    }

    [Fact]
    public void Names_that_come_and_go_do_not_confuse_a_directory_read()
    {
        foreach (string name in (string[])["a", "b", "c", "d"])
            bench.Create($"#s/{name}");
        Chan directory = bench.Open("#s", OpenFlags.Read);
        Assert.Equal(["a", "b"], bench.Entries(directory, 2));
        bench.Remove("#s/b");
        bench.Remove("#s/c");
        bench.Create("#s/b");

        Assert.Equal(["d", "b"], bench.Entries(directory, 9));
    }

    [Fact]
    public void The_directory_is_only_read()
    {
        AssertError(136, "file is a directory", bench.TryOpen("#s", OpenFlags.Write));
        AssertError(136, "permission denied", bench.TryOpen("#s", OpenFlags.RemoveOnClose));
        AssertError(2, "file does not exist", bench.TryOpen("#s/none"));
    }

    private Chan Post(string name, in Chan chan, int pid = 1)
    {
        bench.Process[pid].Fds[9] = chan;
        Chan created = bench.Create(name, pid).Chan!.Value;
        Assert.Equal(1, bench.Write(created, "9", pid).Count);
        bench.Drop(created, pid);
        Chan posted = bench.Open(name, pid: pid);
        return posted;
    }
}
