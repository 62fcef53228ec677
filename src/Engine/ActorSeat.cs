using ActorKernel.Actors;

namespace ActorKernel.Engine;

/// <summary>One actor's place: its numbers, its links, its chance.</summary>
internal sealed class ActorSeat(PostOffice office, ActorId id, string name, Type type, Locality locality) : ISeat
{
    public const string OutsideName = "outside";

    private RandomStream? random;

    public ActorId Id => new(Number);

    public int Number { get; } = id.Value;

    public string Name { get; } = name;

    public Type Type { get; } = type;

    public Locality Locality { get; } = locality;

    public LinkTable Links = new();

    public Actor? Actor { get; set; }

    /// <summary>Where its runner's mail is counted; null in a locality without a runner.</summary>
    public LocalityQueue? LaterMail { get; set; }

    public bool IsRunner { get; } = typeof(IRunner).IsAssignableFrom(type);

    public int RunnerIndex { get; set; } = -1;

    public InterruptLatch? Line { get; set; }

    /// <summary>Messages sent since the last delivery, when it is not <see cref="PostOffice.Current"/>.</summary>
    public int Outputs { get; set; }

    /// <summary>Kept up for runners, who send after the delivery too.</summary>
    public MessageId LastDelivery { get; set; } = MessageId.None;

    public ulong NextRandom() => (random ??= new(office.Seed, Name)).Next();

    public Port<TMessage> Port<TMessage>()
        where TMessage : struct => new(office.CarrierTo<TMessage>(this), Id);

    public void DeadLetter<TMessage>(in TMessage message)
        where TMessage : struct
    {
        TextDescription text = new(new(office.Stamp));
        Message<TMessage>.Describe(message, text);
        office.DeadLetters.Add(new(new(office.Stamp), Name, Message<TMessage>.Kind, text.ToString()));
    }
}

/// <summary>What each delivery and sending needs of a seat: in an array of its own, so that it is close together.</summary>
internal struct ActorState
{
    /// <summary>Whom it sent to last, if the latency says all about that link; mostly it sends there again.</summary>
    public int LastReceiver;

    public ulong LastLatency;

    /// <summary>Deliveries received.</summary>
    public long Events;

    /// <summary>Mail to it is delivered and that is all: it is seated, no mail is intercepted, it is no runner, has no interrupts.</summary>
    public bool IsOrdinary;
}
