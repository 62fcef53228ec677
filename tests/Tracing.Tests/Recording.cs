using System.Collections.Immutable;
using ActorKernel.Actors;

namespace ActorKernel.Tracing.Tests;

/// <summary>A run of a few actors that send each other notes of many shapes, and its record.</summary>
internal sealed class Recording : IDisposable
{
    private readonly MemoryStream stream = new();

    public byte[] Bytes => stream.ToArray();

    public static RunFacts Facts { get; } = new()
    {
        Id = new('0', 32),
        Name = "notes",
        Version = "0",
        Started = DateTimeOffset.UnixEpoch,
        Machine = new() { Cores = 1, Hz = 1000, TickCycles = 10, QuantumCycles = 1, JitterCycles = 0, Seed = 1, Processes = 1, MemoryPages = 1 },
        Inputs = [],
        Programs = [],
        Until = [],
    };

    /// <summary>Records the run into <see cref="Bytes"/>.</summary>
    /// <returns>Its transcript.</returns>
    public string Run(ulong seed, int deliveries, int flushEvery = int.MaxValue)
    {
        using RecordFile file = new(stream);
        RecordWriter writer = new(file, Facts);
        string transcript = Run(seed, deliveries, new Flushing(writer, flushEvery));
        writer.Finish(new("ok", 0, "exit", 1, 1, 0, deliveries, deliveries, 0, ""));
        return transcript;
    }

    public static string Run(ulong seed, int deliveries, IObserver record)
    {
        using StringWriter text = new();
        Both both = new(new Transcript(text), record);
        Engine.Engine engine = new(new() { Seed = seed, Latencies = new Latency(), JitterMax = new(50), Observer = both });
        string[] names = ["left", "right", "third"];
        ImmutableArray<Place<Player>> places = [.. names.Select(name => engine.Reserve<Player>(name, Locality.Outside))];
        foreach (Place<Player> place in places)
            engine.Seat(place, new(place.Name, [.. places.Select(engine.Port<Player, Note>)]));
        engine.Port<Player, Note>(places[0]).Send(new()
        {
            Left = deliveries - 1,
            Text = "go",
            Never = Tsc.End,
            Data = ActorKernel.Actors.Bytes.Copy([.. Enumerable.Range(0, 100).Select(i => (byte)i)]),
            Inner = new(-5),
        });
        engine.Run();
        return text.ToString();
    }

    public RecordReader Open() => Open(Bytes);

    public static RecordReader Open(byte[] bytes) => new(new SegmentFile(new MemoryStream(bytes)));

    public void Dispose() => stream.Dispose();

    internal readonly record struct Note
    {
        public int Left { get; init; }

        public string? Text { get; init; }

        public Tsc Never { get; init; }

        public Tsc? Sometimes { get; init; }

        public Bytes Data { get; init; }

        public bool Odd { get; init; }

        public Inner? Inner { get; init; }

        public ulong Word { get; init; }
    }

    internal readonly record struct Inner(long Number) : IDescribed
    {
        void IDescribed.Describe(string field, Description to)
        {
            to.Open(field);
            to.Number("number", Number);
            if (Number % 3 == 0)
                to.Address("third", (ulong)Number);
            to.Close();
        }
    }

    /// <summary>Sends on until nothing is left.</summary>
    private sealed class Player(string name, ImmutableArray<Port<Note>> others) : Actor(name), IAccepts<Note>
    {
        public void Receive(in Note note, in Delivery delivery)
        {
            if (note.Left == 0)
                return;
            ulong chance = NextRandom();
            others[(int)(chance % 3)].Send(note with
            {
                Left = note.Left - 1,
                Text = (chance % 5) switch { 0 => null, 1 => $"{chance}", _ => $"text {chance % 7}" },
                Sometimes = chance % 2 == 0 ? null : new Tsc(chance),
                Inner = chance % 4 == 0 ? null : new Inner((long)chance),
                Odd = chance % 2 == 1,
                Word = chance,
                Data = note.Data.Slice(0, (int)(chance % 60) % (note.Data.Length + 1)).Length == 0
                    ? ActorKernel.Actors.Bytes.Copy(new byte[60])
                    : note.Data.Slice(0, (int)(chance % 60) % (note.Data.Length + 1)),
            });
        }
    }

    private sealed class Both(IObserver first, IObserver second) : IObserver
    {
        public void Delivering(Mail mail, in Delivery delivery)
        {
            first.Delivering(mail, delivery);
            second.Delivering(mail, delivery);
        }
    }

    private sealed class Latency : ILatencies
    {
        public TscSpan Between(Type sender, Locality from, Type receiver, Locality to) =>
            sender == typeof(void) ? TscSpan.Zero : new(100);
    }
}

/// <summary>Cuts a segment every so many deliveries; without a writer does nothing.</summary>
internal sealed class Flushing(RecordWriter? writer, int every) : IObserver
{
    public void Delivering(Mail mail, in Delivery delivery)
    {
        writer?.Delivering(mail, delivery);
        if (delivery.Step % every == 0)
            writer?.Flush();
    }
}

/// <summary>Shows an observer the first deliveries, and no more.</summary>
internal sealed class FirstOnly(IObserver to, long count) : IObserver
{
    public void Delivering(Mail mail, in Delivery delivery)
    {
        if (delivery.Step <= count)
            to.Delivering(mail, delivery);
    }
}
