namespace ActorKernel.Actors;

/// <summary>Where one type of message can be sent to one actor.</summary>
/// <remarks>
/// The sender is the actor that is being delivered to, or is running a slice, at the moment of the call.
/// Mail from one sender to one receiver arrives in the order sent; see <see cref="Carrier{TMessage}"/>.
/// </remarks>
public readonly struct Port<TMessage>(Carrier<TMessage> carrier, ActorId receiver) : IDescribed
    where TMessage : struct
{
    private readonly Carrier<TMessage>? carrier = carrier;
    private readonly ActorId receiver = receiver;

    public void Send(in TMessage message) => Plugged.Send(receiver, message);

    /// <summary>A timer: delivers after exactly <paramref name="delay"/>, out of the order of what is sent.</summary>
    public Scheduled SendAfter(TscSpan delay, in TMessage message) => Plugged.SendAfter(receiver, delay, message);

    /// <summary>True if and only if this call keeps the scheduled message from arriving.</summary>
    public bool Cancel(Scheduled scheduled) => Plugged.Cancel(receiver, scheduled);

    void IDescribed.Describe(string field, Description to) => to.Text(field, carrier?.NameOf(receiver) ?? "none");

    private Carrier<TMessage> Plugged
    {
        get
        {
            Check.That(carrier is not null, "A port is plugged before it is used.");
            return carrier;
        }
    }
}

/// <summary>The engine's side of all ports for messages of one type.</summary>
/// <remarks>
/// Due = max(now + the link's latency, last due on the link), the link being the pair (sender, receiver), jitter
/// included: mail never overtakes. What is due at an instant is delivered in this order: first what was sent before
/// that instant, by (sender, send number); then what is sent at that instant without latency, in the order sent.
/// </remarks>
public abstract class Carrier<TMessage>
    where TMessage : struct
{
    public abstract string NameOf(ActorId receiver);

    public abstract void Send(ActorId receiver, in TMessage message);

    public abstract Scheduled SendAfter(ActorId receiver, TscSpan delay, in TMessage message);

    public abstract bool Cancel(ActorId receiver, Scheduled scheduled);
}

/// <summary>A message under way that can be called back. Its number is the engine's own.</summary>
public readonly record struct Scheduled(long Number);
