using ActorKernel.Actors;

namespace ActorKernel.Engine.Tests;

internal readonly record struct Note(int Number);

internal readonly record struct Letter(string Text, Tsc Written, Port<Note> Answer);

internal readonly record struct Received(string What, Tsc Now, MessageId Id, MessageId Cause);

/// <summary>An actor that logs what it receives and does what the test says.</summary>
internal sealed class Scripted(string name)
    : Actor(name), IAccepts<Note>, IAccepts<Letter>, IAccepts<Interrupt>
{
    public List<Received> Log { get; } = [];

    public Action<Note, Delivery>? OnNote { get; set; }

    public Action<Letter, Delivery>? OnLetter { get; set; }

    public Action<Vector, Delivery>? OnInterrupt { get; set; }

    public IEnumerable<string> Texts => Log.Select(received => received.What);

    public Port<Note> Own => Self<Scripted, Note>(this);

    public ulong Draw() => NextRandom();

    public void Bury(Note note) => DeadLetter(note);

    public void Receive(in Note message, in Delivery delivery)
    {
        Log.Add(new($"note {message.Number}", delivery.Now, delivery.Id, delivery.Cause));
        OnNote?.Invoke(message, delivery);
    }

    public void Receive(in Letter message, in Delivery delivery)
    {
        Log.Add(new($"letter {message.Text}", delivery.Now, delivery.Id, delivery.Cause));
        OnLetter?.Invoke(message, delivery);
    }

    public void Receive(in Interrupt message, in Delivery delivery)
    {
        Log.Add(new($"vector {message.Vector.Number}", delivery.Now, delivery.Id, delivery.Cause));
        OnInterrupt?.Invoke(message.Vector, delivery);
    }

    public override void Describe(Description to) => to.Number("received", Log.Count);
}

/// <summary>Latencies by the localities' numbers.</summary>
internal sealed class Latencies(Func<int, int, ulong> between) : ILatencies
{
    public static Latencies Of(ulong ticks) => new((_, _) => ticks);

    public TscSpan Between(Type sender, Locality from, Type receiver, Locality to) =>
        new(between(from.Number, to.Number));
}

/// <summary>Writes down each delivery as a line.</summary>
internal sealed class Transcript : IObserver
{
    public List<string> Lines { get; } = [];

    public void Delivering(Mail mail, in Delivery delivery)
    {
        TextDescription fields = new(delivery.Now);
        mail.Describe(fields);
        Lines.Add($"{delivery.Now} {mail.Sender}->{mail.Receiver} {mail.Kind}({fields}) "
            + $"{Text(delivery.Id)} by {Text(delivery.Cause)}");
    }

    private static string Text(MessageId id) => $"{id.Sender.Value}.{id.Event}/{id.Output}";
}

internal static class Seating
{
    public static Scripted Add(this IEngine engine, string name, int locality = 0)
    {
        Place<Scripted> place = engine.Reserve<Scripted>(name, new(locality));
        Scripted actor = new(name);
        engine.Seat(place, actor);
        Places.Add(actor, place);
        return actor;
    }

    public static Port<Note> Notes(this IEngine engine, Scripted to) => engine.Port<Scripted, Note>(Places[to]);

    public static Port<Letter> Letters(this IEngine engine, Scripted to) => engine.Port<Scripted, Letter>(Places[to]);

    public static InterruptPort Line(this IEngine engine, Scripted to) => engine.Interrupts(Places[to]);

    public static InterruptGate Gate(this IEngine engine, Scripted of) => engine.Gate(Places[of]);

    private static PlaceTable Places { get; } = new();

    /// <summary>Tests run side by side, so the table is weak and thread safe.</summary>
    private sealed class PlaceTable
    {
        private readonly System.Runtime.CompilerServices.ConditionalWeakTable<Scripted, object> places = [];

        public Place<Scripted> this[Scripted actor] =>
            places.TryGetValue(actor, out object? place)
                ? (Place<Scripted>)place
                : throw new InvalidOperationException("not seated");

        public void Add(Scripted actor, Place<Scripted> place) => places.Add(actor, place);
    }
}
