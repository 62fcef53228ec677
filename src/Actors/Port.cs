namespace ActorKernel.Actors;

/// <summary>Where one type of message can be sent to one actor.</summary>
/// <remarks>
/// The sender is the actor that is being delivered to, or is running a slice, at the moment of the call.
/// Mail from one sender to one receiver arrives in the order sent; see <see cref="Mailbox{TMessage}"/>.
/// </remarks>
public readonly struct Port<TMessage>(Mailbox<TMessage> mailbox) : IDescribed
    where TMessage : struct
{
    private readonly Mailbox<TMessage>? mailbox = mailbox;

    public void Send(in TMessage message) => Plugged.Send(message);

    /// <summary>A timer: delivers after exactly <paramref name="delay"/>, out of the order of what is sent.</summary>
    public Scheduled SendAfter(TscSpan delay, in TMessage message) => Plugged.SendAfter(delay, message);

    /// <summary>True if and only if this call keeps the scheduled message from arriving.</summary>
    public bool Cancel(Scheduled scheduled) => Plugged.Cancel(scheduled);

    void IDescribed.Describe(string field, Description to) => to.Text(field, mailbox?.Receiver ?? "none");

    private Mailbox<TMessage> Plugged
    {
        get
        {
            Check.That(mailbox is not null, "A port is plugged before it is used.");
            return mailbox;
        }
    }
}

/// <summary>The engine's side of a port.</summary>
/// <remarks>
/// Due = max(now + the link's latency, last due on the link), the link being the pair (sender, receiver), jitter
/// included: mail never overtakes. What is due at an instant is delivered in this order: first what was sent before
/// that instant, by (sender, send number); then what is sent at that instant without latency, in the order sent.
/// </remarks>
public abstract class Mailbox<TMessage>
    where TMessage : struct
{
    /// <summary>The receiver's name.</summary>
    public abstract string Receiver { get; }

    public abstract void Send(in TMessage message);

    public abstract Scheduled SendAfter(TscSpan delay, in TMessage message);

    public abstract bool Cancel(Scheduled scheduled);
}

/// <summary>A message under way that can be called back. Its number is the engine's own.</summary>
public readonly record struct Scheduled(long Number);
