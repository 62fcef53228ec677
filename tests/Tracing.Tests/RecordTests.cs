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

    internal static string Transcribed(RecordReader reader)
    {
        StringBuilder text = new();
        while (reader.Read())
            text.Append(TranscriptLine.Of(reader)).Append('\n');
        return text.ToString();
    }
}
