using ActorKernel.Actors;

namespace ActorKernel.Tracing.Tests;

public sealed class TranscriptTests
{
    [Fact]
    public void A_delivery_is_a_line_with_its_step_instant_way_fields_identity_and_cause()
    {
        string[] lines = Record(port => port.Send(new(2, "go")));
        Assert.Equal(
            [
                "1 @0 outside -> left Note(left=2 text=go) id=outside.0.0 by=-",
                "2 @100 left -> right Note(left=1 text=go) id=left.1.0 by=outside.0.0",
                "3 @200 right -> left Note(left=0 text=go) id=right.1.0 by=left.1.0",
            ],
            lines);
    }

    [Fact]
    public void What_comes_from_outside_has_no_cause_though_the_first_message_is_numbered_like_none()
    {
        string[] lines = Record(port =>
        {
            port.Send(new(0, "a"));
            port.Send(new(0, "b"));
        });
        Assert.All(lines, line => Assert.EndsWith(" by=-", line));
    }

    [Fact]
    public void A_text_of_several_lines_stays_on_one()
    {
        string line = Assert.Single(Record(port => port.Send(new(0, "one\ntwo\a\u0085"))));
        Assert.Contains("text=one\\ntwo\\x07\\x85)", line);
    }

    [Fact]
    public void Lines_end_in_LF_alone()
    {
        using StringWriter text = new() { NewLine = "\r\n" };
        Run(text, port => port.Send(new(0, "a")));
        Assert.DoesNotContain("\r", text.ToString());
        Assert.EndsWith("\n", text.ToString());
    }

    [Fact]
    public void The_same_run_gives_the_same_bytes()
    {
        Assert.Equal(Record(port => port.Send(new(50, "x"))), Record(port => port.Send(new(50, "x"))));
    }

    private static string[] Record(Action<Port<Note>> send)
    {
        using StringWriter text = new();
        Run(text, send);
        return text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static void Run(StringWriter to, Action<Port<Note>> send)
    {
        Engine.Engine engine = new(new() { Seed = 1, Latencies = new Latency(), Observer = new Transcript(to) });
        Place<Player> left = engine.Reserve<Player>("left", Locality.Outside);
        Place<Player> right = engine.Reserve<Player>("right", Locality.Outside);
        engine.Seat(left, new("left", engine.Port<Player, Note>(right)));
        engine.Seat(right, new("right", engine.Port<Player, Note>(left)));
        send(engine.Port<Player, Note>(left));
        engine.Run();
    }

    private readonly record struct Note(int Left, string Text);

    /// <summary>Sends on until nothing is left.</summary>
    private sealed class Player(string name, Port<Note> other) : Actor(name), IAccepts<Note>
    {
        public void Receive(in Note note, in Delivery delivery)
        {
            if (note.Left > 0)
                other.Send(note with { Left = note.Left - 1 });
        }
    }

    private sealed class Latency : ILatencies
    {
        public TscSpan Between(Type sender, Locality from, Type receiver, Locality to) =>
            sender == typeof(void) ? TscSpan.Zero : new(100);
    }
}
