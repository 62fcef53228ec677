namespace ActorKernel.Actors;

/// <summary>Takes messages of one type. An actor implements it once for each message it accepts.</summary>
/// <remarks>A handler decides, sends and returns; the only clock it sees is <c>delivery.Now</c>.</remarks>
public interface IAccepts<TMessage>
    where TMessage : struct
{
    void Receive(in TMessage message, in Delivery delivery);
}

/// <summary>Something with a mailbox, whose state nobody else reads or writes.</summary>
public abstract class Actor
{
    private ISeat? seat;

    protected Actor(string name) => Name = name;

    /// <summary>Unique in a machine, and the same on every run: transcripts and random streams go by it.</summary>
    public string Name { get; }

    /// <summary>Writes the actor's state, for reports and fingerprints. Times are relative to the writer's now.</summary>
    public virtual void Describe(Description to)
    {
    }

    /// <summary>Called once by the engine that gives this actor its place.</summary>
    public void TakeSeat(ISeat given)
    {
        Check.That(seat is null, "An actor is seated at most once.");
        seat = given;
    }

    /// <summary>The next number of this actor's own stream: a function of the run's seed and the actor's name.</summary>
    protected ulong NextRandom() => Seat.NextRandom();

    /// <summary>A port into this actor, to be put into a request as the place for its answer.</summary>
    protected Port<TMessage> Self<TActor, TMessage>(TActor self)
        where TActor : Actor, IAccepts<TMessage>
        where TMessage : struct
    {
        Check.That(ReferenceEquals(self, this), "Self takes 'this'.");
        return Seat.Port<TMessage>();
    }

    /// <summary>Counts a message that came too late to mean anything.</summary>
    protected void DeadLetter<TMessage>(in TMessage message)
        where TMessage : struct => Seat.DeadLetter(message);

    private ISeat Seat
    {
        get
        {
            Check.That(seat is not null, "An actor is seated before it is delivered to.");
            return seat;
        }
    }
}

/// <summary>What an engine gives to one actor.</summary>
public interface ISeat
{
    ulong NextRandom();

    Port<TMessage> Port<TMessage>()
        where TMessage : struct;

    void DeadLetter<TMessage>(in TMessage message)
        where TMessage : struct;
}
