using ActorKernel.Actors;
using ActorKernel.Namespace;
using static ActorKernel.Devices.Tests.AlarmDeviceTests;

namespace ActorKernel.Devices.Tests;

/// <summary>#|: xv6's pipes.</summary>
public sealed class PipeDeviceTests
{
    private readonly Bench bench = new();
    private readonly Chan reading;
    private readonly Chan writing;

    public PipeDeviceTests() => (reading, writing) = bench.MakePipe();

    [Fact]
    public void What_is_written_is_read_in_pieces_of_any_size()
    {
        Assert.Equal(5, Finished(Write("hello")).Count);
        Assert.Equal(["he", "llo"], [bench.Read(reading, 2), bench.Read(reading, 100)]);
    }

    [Fact]
    public void A_reader_waits_while_the_pipe_is_empty_and_somebody_can_write()
    {
        CallId read = Read(100);
        Assert.Null(bench.AnswerTo(2, read));
        Assert.Equal([read], bench.Process[2].Delays);
        Write("x");

        Assert.Equal("x", bench.AnswerTo(2, read)!.Value.Bytes.ToString());
    }

    [Fact]
    public void A_read_of_nothing_waits_too()
    {
        CallId read = Read(0);
        Assert.Null(bench.AnswerTo(2, read));
        Write("x");

        Assert.Equal(0, bench.AnswerTo(2, read)!.Value.Bytes.Length);
        Assert.Equal("x", bench.Read(reading));
    }

    [Fact]
    public void Without_writers_the_rest_is_read_and_then_the_end()
    {
        Write("rest");
        CallId[] reads = [Read(2), Read(100), Read(100), Read(100)];
        bench.Drop(writing);

        Assert.Equal(["re", "st", "", ""], reads.Select(read => bench.AnswerTo(2, read)!.Value.Bytes.ToString()));
        Assert.Equal("", bench.Read(reading));
    }

    [Fact]
    public void A_writer_waits_until_all_its_bytes_are_in()
    {
        CallId write = Write(new string('a', 1200));
        Assert.Null(bench.AnswerTo(1, write));
        Assert.Equal([write], bench.Process[1].Delays);
        Assert.Equal(512, bench.Read(reading, 1000).Length);
        Assert.Null(bench.AnswerTo(1, write));
        Assert.Equal(512, bench.Read(reading, 1000).Length);

        Assert.Equal(1200, Finished(write).Count);
        Assert.Equal(176, bench.Read(reading, 1000).Length);
    }

    [Fact]
    public void Without_readers_what_has_room_is_taken_and_the_rest_fails()
    {
        bench.Drop(reading);

        Assert.Equal(1, Finished(Write("x")).Count);
        Assert.Equal(511, Finished(Write(new string('x', 511))).Count);
        AssertError(136, "nobody reads the pipe", Finished(Write("x")));
        Assert.Equal(0, Finished(Write("")).Count);
    }

    [Fact]
    public void A_writer_that_waits_fails_when_the_last_reader_goes()
    {
        bench.Hold(reading);
        CallId write = Write(new string('x', 513));
        bench.Drop(reading);
        Assert.Null(bench.AnswerTo(1, write));
        bench.Drop(reading);

        AssertError(136, "nobody reads the pipe", Finished(write));
    }

    [Fact]
    public void Whoever_gives_up_is_answered_once_and_those_behind_go_on()
    {
        CallId first = Read(100);
        CallId second = Read(100);
        Abort(first);
        Abort(first);
        AssertError(4, "syscall aborted", bench.AnswerTo(2, first)!.Value);
        Write("x");

        Assert.Equal("x", bench.AnswerTo(2, second)!.Value.Bytes.ToString());
        Abort(second); // too late
        Assert.Equal(0, bench.DeadLetters);
    }

    [Fact]
    public void A_writer_that_gives_up_leaves_what_is_in()
    {
        CallId big = Write(new string('a', 600));
        CallId small = Write("b");
        bench.Send(1, asker => writing.Device.Abort.Send(new(asker with { Call = big })));
        AssertError(4, "syscall aborted", Finished(big));

        Assert.Equal(new string('a', 512), bench.Read(reading, 1000));
        Assert.Equal(1, Finished(small).Count);
        Assert.Equal("b", bench.Read(reading, 1000));
    }

    [Fact]
    public void The_last_closes_give_back_files_and_the_page()
    {
        bench.Hold(writing);
        Assert.Equal(default, bench.Drop(writing).Freed);
        Assert.Equal(new Resources(0, 1), bench.Drop(writing).Freed);
        Assert.Equal(new Resources(1, 1), bench.Drop(reading).Freed);
    }

    [Fact]
    public void Pipes_have_no_names()
    {
        Assert.Empty(bench.List("#|"));
        AssertError(136, "permission denied", bench.Create("#|/data"));
        AssertError(2, "file does not exist", bench.Walk("#|/data"));
        AssertError(2, "file does not exist", bench.Ask(1, asker =>
            reading.Device.Stat.Send(new(asker, reading.Qid, "pipe"))));
        AssertError(2, "file does not exist", bench.Ask(1, asker =>
            reading.Device.Open.Send(new(asker, writing.Qid, OpenFlags.Write)))); // each end once
    }

    /// <summary>Readers and writers at random: every byte comes out once, in the order it went in.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Bytes_come_out_as_they_went_in(int seed)
    {
        Random random = new(seed);
        List<byte> sent = [];
        List<CallId> reads = [];
        List<CallId> writes = [];
        byte next = 0;
        for (int step = 0; step < 200; step++)
        {
            if (random.Next(2) == 0)
            {
                byte[] piece = [.. Enumerable.Range(0, random.Next(700)).Select(_ => next++)];
                sent.AddRange(piece);
                writes.Add(bench.Send(1, asker => writing.Device.Write.Send(new(asker, writing.Id, Bytes.Copy(piece), 4))));
            }
            else
            {
                reads.Add(Read(random.Next(900)));
            }
        }

        bench.Drop(writing);
        while (Read(100) is CallId last)
        {
            reads.Add(last);
            if (bench.AnswerTo(2, last)!.Value.Bytes.Length == 0 && writes.All(write => bench.AnswerTo(1, write) is not null))
                break;
        }

        Assert.Equal(sent, reads.SelectMany(read => bench.AnswerTo(2, read)!.Value.Bytes.Span.ToArray()));
    }

    private CallId Write(string text) =>
        bench.Send(1, asker => writing.Device.Write.Send(new(asker, writing.Id, Bytes.Latin1(text), 4)));

    private CallId Read(int count) =>
        bench.Send(2, asker => reading.Device.Read.Send(new(asker, reading.Id, count)));

    private void Abort(CallId call) =>
        bench.Send(2, asker => reading.Device.Abort.Send(new(asker with { Call = call })));

    private Answer Finished(CallId write) => bench.AnswerTo(1, write)!.Value;
}
