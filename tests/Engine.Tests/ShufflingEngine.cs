using ActorKernel.Actors;

namespace ActorKernel.Engine.Tests;

/// <summary>Another engine behind the contract: of what is due at an instant, any that may come next.</summary>
/// <remarks>Time goes on, mail of one link stays in order, everything else is chance. Simple, not fast.</remarks>
internal sealed class ShufflingEngine(ulong seed, ILatencies latencies) : IEngine
{
    private readonly List<Seated> seats = [];
    private readonly List<Parcel> pending = [];
    private readonly Random chance = new((int)seed);
    private readonly Dictionary<(Seated?, Seated), Tsc> lastDue = [];
    private Seated? current;
    private MessageId cause = MessageId.None;
    private int hostOutputs;
    private long numbers;

    public Tsc Now { get; private set; }

    public long DeadLetters { get; private set; }

    public Place<TActor> Reserve<TActor>(string name, Locality locality)
        where TActor : Actor
    {
        Check.That(seats.TrueForAll(seat => seat.Name != name), $"{name} is the name of one actor.");
        seats.Add(new(this, seats.Count, name, typeof(TActor), locality));
        return new(new(seats.Count - 1), name);
    }

    public void Seat<TActor>(Place<TActor> place, TActor actor)
        where TActor : Actor
    {
        Check.That(actor.Name == place.Name, "An actor is given its own place.");
        Check.That(seats[place.Id.Value].Actor is null, "A place is taken once.");
        seats[place.Id.Value].Actor = actor;
        actor.TakeSeat(seats[place.Id.Value]);
    }

    public Port<TMessage> Port<TActor, TMessage>(Place<TActor> to)
        where TActor : Actor, IAccepts<TMessage>
        where TMessage : struct => new(new ShufflingCarrier<TMessage>(this), to.Id);

    public InterruptPort Interrupts<TActor>(Place<TActor> to)
        where TActor : Actor, IAccepts<Interrupt> => new(LineOf(to));

    public InterruptGate Gate<TActor>(Place<TActor> of)
        where TActor : Actor, IAccepts<Interrupt> => new(LineOf(of));

    public bool Step()
    {
        if (pending.Count == 0)
            return false;
        Tsc due = pending.Min(parcel => parcel.Due);
        Parcel[] ready =
        [
            .. pending.Where(parcel => parcel.Due == due && !pending.Exists(other => IsAhead(other, parcel))),
        ];
        Parcel chosen = ready[chance.Next(ready.Length)];
        pending.Remove(chosen);
        Now = due;
        chosen.Arrive();
        return true;
    }

    private static bool IsAhead(Parcel other, Parcel of) =>
        other.IsInOrder && of.IsInOrder && other.Sender == of.Sender && other.Receiver == of.Receiver
        && other.Number < of.Number;

    private Line LineOf<TActor>(Place<TActor> place)
        where TActor : Actor
    {
        Seated seat = seats[place.Id.Value];
        return seat.Line ??= new(this, seat);
    }

    private void Deliver<TMessage>(Seated to, in TMessage message, MessageId id, MessageId by)
        where TMessage : struct
    {
        if (to.Actor is null)
        {
            DeadLetters++;
            return;
        }

        current = to;
        to.Events++;
        to.Outputs = 0;
        cause = id;
        ((IAccepts<TMessage>)to.Actor).Receive(message, new() { Now = Now, Id = id, Cause = by, Step = 0 });
        current = null;
        cause = MessageId.None;
    }

    private long Post(Seated to, Tsc? at, Action<MessageId, MessageId> arrive)
    {
        MessageId id = current is null
            ? new(MessageId.None.Sender, 0, hostOutputs++)
            : new(new(current.Id), current.Events, current.Outputs++);
        MessageId by = cause;
        Tsc due = at ?? LinkDue(to);
        pending.Add(new(++numbers, current, to, due, at is null, () => arrive(id, by)));
        return numbers;
    }

    private Tsc LinkDue(Seated to)
    {
        TscSpan latency = current is null
            ? TscSpan.Zero
            : latencies.Between(current.Type, current.Locality, to.Type, to.Locality);
        return lastDue[(current, to)] = Tsc.Max(Now + latency, lastDue.GetValueOrDefault((current, to)));
    }

    private sealed record Parcel(long Number, Seated? Sender, Seated Receiver, Tsc Due, bool IsInOrder, Action Arrive);

    private sealed class Seated(ShufflingEngine engine, int id, string name, Type type, Locality locality) : ISeat
    {
        private readonly Random random =
            new((int)(engine.seats.Count == id ? 1 : 0) + name.Aggregate(17, (hash, c) => unchecked((hash * 31) + c)));

        public int Id => id;

        public string Name => name;

        public Type Type => type;

        public Locality Locality => locality;

        public Actor? Actor { get; set; }

        public Line? Line { get; set; }

        public long Events { get; set; }

        public int Outputs { get; set; }

        public ulong NextRandom() => (ulong)random.NextInt64();

        public Port<TMessage> Port<TMessage>()
            where TMessage : struct => new(new ShufflingCarrier<TMessage>(engine), new(id));

        public void DeadLetter<TMessage>(in TMessage message)
            where TMessage : struct => engine.DeadLetters++;
    }

    private sealed class ShufflingCarrier<TMessage>(ShufflingEngine engine) : Carrier<TMessage>
        where TMessage : struct
    {
        public override string NameOf(ActorId receiver) => engine.seats[receiver.Value].Name;

        public override void Send(ActorId receiver, in TMessage message)
        {
            Seated to = engine.seats[receiver.Value];
            TMessage kept = message;
            engine.Post(to, null, (id, by) => engine.Deliver(to, kept, id, by));
        }

        public override Scheduled SendAfter(ActorId receiver, TscSpan delay, in TMessage message)
        {
            Seated to = engine.seats[receiver.Value];
            TMessage kept = message;
            return new(engine.Post(to, engine.Now + delay, (id, by) => engine.Deliver(to, kept, id, by)));
        }

        public override bool Cancel(ActorId receiver, Scheduled scheduled) =>
            engine.pending.RemoveAll(parcel => parcel.Number == scheduled.Number && !parcel.IsInOrder) > 0;
    }

    private sealed class Line(ShufflingEngine engine, Seated to) : InterruptLine
    {
        private readonly SortedDictionary<int, (MessageId Id, MessageId By)> latched = [];
        private bool isMasked;
        private bool isTurnUnderway;

        public override void Raise(Vector vector) => engine.Post(to, null, (id, by) =>
        {
            latched.TryAdd(vector.Number, (id, by));
            AskForTurn();
        });

        public override void Mask() => isMasked = true;

        public override void Unmask()
        {
            isMasked = false;
            AskForTurn();
        }

        private void AskForTurn()
        {
            if (isTurnUnderway || isMasked || latched.Count == 0)
                return;
            isTurnUnderway = true;
            engine.pending.Add(new(long.MaxValue, null, to, engine.Now, IsInOrder: false, Take));
        }

        /// <summary>What arrives at the same instant is compared, so it waits for that.</summary>
        private void Take()
        {
            isTurnUnderway = false;
            if (engine.pending.Exists(parcel => parcel.Due == engine.Now && parcel.Receiver == to))
            {
                AskForTurn();
                return;
            }

            if (isMasked || latched.Count == 0)
                return;
            int vector = latched.Keys.Last();
            (MessageId id, MessageId by) = latched[vector];
            latched.Remove(vector);
            AskForTurn();
            engine.Deliver(to, new Interrupt(new((byte)vector)), id, by);
        }
    }
}
