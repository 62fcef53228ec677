using ActorKernel.Namespace;
using static ActorKernel.Devices.Tests.AlarmDeviceTests;

namespace ActorKernel.Devices.Tests;

/// <summary>#c: typed lines as xv6's console edits them.</summary>
public sealed class ConsoleDeviceTests
{
    private readonly Bench bench = new();

    [Theory]
    [InlineData("line\n", "line\n", "line\n")]
    [InlineData("line\r", "line\n", "line\n")]
    [InlineData("ab\0c\n", "abc\n", "abc\n")]
    [InlineData("abc\bd\n", "abd\n", "abc\b \bd\n")]
    [InlineData("abc\u007fd\n", "abd\n", "abc\b \bd\n")]
    [InlineData("\b\ba\n", "a\n", "a\n")]
    [InlineData("abc\u0015d\n", "d\n", "abc\b \b\b \b\b \bd\n")]
    [InlineData("one\ntwo\n", "one\n", "one\ntwo\n")]
    [InlineData("text\u0004", "text", "text\u0004")]
    [InlineData("\u0004", "", "\u0004")]
    [InlineData("\u0003\u00ff\t\n", "\u0003\u00ff\t\n", "\u0003\u00ff\t\n")]
    public void A_line_is_edited_until_it_is_committed(string typed, string read, string echo)
    {
        Chan cons = bench.Open("#c/cons");
        bench.Type(typed);

        Assert.Equal(read, bench.Read(cons));
        Assert.Equal(echo, bench.Screen);
    }

    [Fact]
    public void Control_D_after_text_ends_the_read_and_is_the_end_of_the_next()
    {
        Chan cons = bench.Open("#c/cons");
        bench.Type("text\u0004more\n");

        Assert.Equal(["text", "", "more\n"], [bench.Read(cons), bench.Read(cons), bench.Read(cons)]);
    }

    [Fact]
    public void A_committed_line_cannot_be_rubbed_out()
    {
        Chan cons = bench.Open("#c/cons");
        bench.Type("one\n\b\b\u0015");

        Assert.Equal("one\n", bench.Read(cons));
    }

    [Fact]
    public void A_short_read_leaves_the_rest_of_the_line()
    {
        Chan cons = bench.Open("#c/cons");
        bench.Type("hello\n");

        Assert.Equal(["he", "llo\n"], [bench.Read(cons, 2), bench.Read(cons)]);
    }

    [Fact]
    public void The_128th_character_commits_the_line_and_what_follows_is_dropped()
    {
        Chan cons = bench.Open("#c/cons");
        bench.Type(new string('a', 127));
        bench.Type("bcd\n");

        Assert.Equal(new string('a', 127) + "b", bench.Read(cons, 1000));
        bench.Type("next\n");
        Assert.Equal("next\n", bench.Read(cons, 1000));
    }

    [Fact]
    public void Text_of_the_hosts_is_typed_a_line_for_each_that_is_read()
    {
        Chan cons = bench.Open("#c/cons");
        bench.Type("one\ntwo\nthree\n", KeyFlow.Reader);
        Assert.Equal("", bench.Screen);

        Assert.Equal("one\n", bench.Read(cons, 1000));
        Assert.Equal("one\n", bench.Screen);
        Assert.Equal("t", bench.Read(cons, 1));
        Assert.Equal("one\ntwo\n", bench.Screen);
        Assert.Equal("wo\n", bench.Read(cons, 1000));
        Assert.Equal("one\ntwo\n", bench.Screen);
    }

    [Theory]
    [InlineData(KeyFlow.Room)]
    [InlineData(KeyFlow.Reader)]
    public void With_flow_control_nothing_is_dropped_however_late_it_is_read(KeyFlow flow)
    {
        Chan cons = bench.Open("#c/cons");
        string line = new string('x', 200) + "\n";
        bench.Type(line + line + "\u0004", flow);

        string read = "";
        for (string next = bench.Read(cons, 1000); next.Length > 0; next = bench.Read(cons, 1000))
            read += next;
        Assert.Equal(line + line, read);
    }

    [Fact]
    public void A_long_paste_is_read_while_it_is_typed()
    {
        Chan cons = bench.Open("#c/cons");
        CallId read = bench.Send(1, asker => cons.Device.Read.Send(new(asker, cons.Id, 100)));
        bench.Type("first\n" + new string('x', 100) + "\n");

        Assert.Equal("first\n", bench.AnswerTo(1, read)!.Value.Bytes.ToString());
        Assert.Equal(101, bench.Read(cons, 1000).Length);
    }

    [Fact]
    public void Readers_get_lines_in_the_order_they_asked()
    {
        Chan cons = bench.Open("#c/cons");
        CallId first = bench.Send(1, asker => cons.Device.Read.Send(new(asker, cons.Id, 100)));
        CallId second = bench.Send(2, asker => cons.Device.Read.Send(new(asker, cons.Id, 100)));
        Assert.Null(bench.AnswerTo(1, first));
        Assert.Equal([first], bench.Process[1].Delays);
        bench.Type("one\ntwo\n");

        Assert.Equal("one\n", bench.AnswerTo(1, first)!.Value.Bytes.ToString());
        Assert.Equal("two\n", bench.AnswerTo(2, second)!.Value.Bytes.ToString());
    }

    [Fact]
    public void A_reader_that_gives_up_is_answered_once_and_takes_no_line()
    {
        Chan cons = bench.Open("#c/cons");
        CallId first = bench.Send(1, asker => cons.Device.Read.Send(new(asker, cons.Id, 100)));
        CallId second = bench.Send(2, asker => cons.Device.Read.Send(new(asker, cons.Id, 100)));
        bench.Send(1, asker => cons.Device.Abort.Send(new(asker with { Call = first })));
        bench.Send(1, asker => cons.Device.Abort.Send(new(asker with { Call = first })));
        AssertError(4, "syscall aborted", bench.AnswerTo(1, first)!.Value);
        bench.Type("line\n");

        Assert.Equal("line\n", bench.AnswerTo(2, second)!.Value.Bytes.ToString());
    }

    [Fact]
    public void A_line_that_is_there_is_read_without_delay()
    {
        Chan cons = bench.Open("#c/cons");
        bench.Type("line\n");
        bench.Read(cons);

        Assert.Empty(bench.Process[1].Delays);
    }

    [Fact]
    public void Control_P_lists_the_processes_and_is_no_part_of_the_line()
    {
        Chan cons = bench.Open("#c/cons");
        bench.Type("on\u0010e\n");

        Assert.Equal("one\n", bench.Read(cons));
        Assert.Contains("[processes]", bench.Screen, StringComparison.Ordinal);
        Assert.Equal("one\n", bench.Screen.Replace("[processes]", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_write_is_shown_whole()
    {
        Chan cons = bench.Open("#c/cons");

        Assert.Equal(6, bench.Write(cons, "hello\n").Count);
        Assert.Equal(0, bench.Write(cons, "").Count);
        Assert.Equal("hello\n", bench.Screen);
        Assert.Equal(["cons"], bench.List("#c"));
    }

    [Fact]
    public void The_root_has_programs_that_are_read_only()
    {
        Chan echo = bench.Open("/xv6/echo", OpenFlags.Read);
        Assert.Equal(["xv6's ", "echo", ""], [bench.Read(echo, 6), bench.Read(echo), bench.Read(echo)]);
        Assert.Equal("akaros' echo", bench.Read(bench.Open("/akaros/../akaros/echo", OpenFlags.Read)));
        Assert.Equal(["xv6", "akaros"], bench.List("/"));
        Assert.Equal(["echo", "cat"], bench.List("/xv6"));
        Assert.Equal(10UL, Assert.Single(bench.Stat("/xv6/echo").Entries).Length);
        AssertError(136, "permission denied", bench.TryOpen("/xv6/echo", OpenFlags.ReadWrite));
        AssertError(136, "permission denied", bench.TryOpen("/xv6/echo", OpenFlags.RemoveOnClose));
        AssertError(136, "file is a directory", bench.TryOpen("/xv6", OpenFlags.Write));
        AssertError(136, "permission denied", bench.Write(echo, "x"));
        AssertError(136, "permission denied", bench.Remove("/xv6/echo"));
        AssertError(136, "permission denied", bench.Create("/new"));
    }

    /// <summary>Akaros' openmode: exactly O_EXEC is O_RDONLY.</summary>
    [Fact]
    public void What_is_opened_to_be_executed_can_be_read() =>
        Assert.True(bench.Open("/xv6/echo", OpenFlags.Execute).CanRead);
}
