using System.Text;
using ActorKernel.Actors;

namespace ActorKernel.Tracing.Tests;

public sealed class RecordTests
{
    [Fact]
    public void What_is_read_from_a_record_is_what_the_transcript_of_the_run_says()
    {
        using Recording recording = new();
        string transcript = recording.Run(seed: 7, deliveries: 20_000);
        using RecordReader reader = recording.Open();
        Assert.Equal(transcript, Transcribed(reader));
        Assert.Equal(new(20_000, recording.Bytes.Length, null), reader.End);
        Assert.Equal("ok", reader.Result?.Status);
    }

    [Fact]
    public void Fields_are_found_by_path_and_have_their_values()
    {
        using Recording recording = new();
        recording.Run(seed: 7, deliveries: 10);
        using RecordReader reader = recording.Open();
        Assert.True(reader.Read());
        RecordedDelivery first = reader.Delivery;
        Assert.Equal(("Note", 1, "outside", "left"), (first.Kind, first.Step, reader.Actor(first.Sender).Name, reader.Actor(first.Receiver).Name));
        Assert.Equal(MessageId.None, first.Cause);
        Assert.True(first.TryNumber("left", out long left));
        Assert.Equal(9, left);
        Assert.True(first.TryNumber("inner.number", out long inner));
        Assert.Equal(-5, inner);
        Assert.True(first.TryTime("never", out Tsc never));
        Assert.Equal(Tsc.End, never);
        Assert.Equal("go", first.FindText("text"));
        Assert.False(first.TryNumber("text", out _));
        Assert.Null(first.FindText("nobody"));
        int data = first.Shape.Find("data");
        Assert.Equal(100, first.BytesLength(data));
        Assert.Equal(48, first.Bytes(data).Length);
        Assert.Equal(1, first.Bytes(data)[1]);
    }

    [Fact]
    public void The_same_run_gives_the_same_record()
    {
        using Recording first = new();
        using Recording second = new();
        first.Run(seed: 2, deliveries: 10_000);
        second.Run(seed: 2, deliveries: 10_000);
        Assert.Equal(first.Bytes, second.Bytes);
    }

    [Fact]
    public void What_was_typed_is_in_the_record_at_its_instant()
    {
        RecordedInput[] inputs = [new(new(17), Bytes.Latin1("ls\r"), true), new(Tsc.End, Bytes.None, false)];
        using MemoryStream stream = new();
        using (RecordFile file = new(stream))
        {
            RecordWriter writer = new(file, Recording.Facts);
            foreach (RecordedInput input in inputs)
                writer.Input(input);
        }

        using RecordReader reader = Recording.Open(stream.ToArray());
        Assert.False(reader.Read());
        Assert.Equal(inputs, reader.Inputs);
    }

    [Fact]
    public void The_facts_of_a_run_survive_their_json()
    {
        RunFacts facts = Recording.Facts with { Machine = Recording.Facts.Machine with { Seed = ulong.MaxValue } };
        RunFacts read = RunFacts.FromJson(facts.ToJson());
        Assert.Equal(facts.ToJson(), read.ToJson());
        Assert.Equal(ulong.MaxValue, read.Machine.Seed);
        Assert.Throws<RecordException>(() => RunFacts.FromJson("{}"u8));
        Assert.Throws<RecordException>(() => RunFacts.FromJson((facts with { Schema = 2 }).ToJson()));
    }

    internal static string Transcribed(RecordReader reader)
    {
        StringBuilder text = new();
        while (reader.Read())
            text.Append(TranscriptLine.Of(reader)).Append('\n');
        return text.ToString();
    }
}
