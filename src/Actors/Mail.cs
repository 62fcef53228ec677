using System.Runtime.InteropServices;

namespace ActorKernel.Actors;

/// <summary>A message under way, seen without its type: what transcripts, explorers and fault injection work with.</summary>
/// <remarks>Valid until the message is delivered or dropped; an observer's, while it is told of it.</remarks>
public abstract class Mail
{
    public abstract string Sender { get; }

    public abstract string Receiver { get; }

    /// <summary>The message type's name.</summary>
    public abstract string Kind { get; }

    public abstract MessageId Id { get; }

    public abstract MessageId Cause { get; }

    public abstract Tsc Due { get; }

    /// <summary>In numbers, and all at once: for observers of every delivery.</summary>
    public abstract Route Route { get; }

    public abstract void Describe(Description to);

    /// <summary>The message itself, if it is a <typeparamref name="TMessage"/>.</summary>
    public abstract bool Is<TMessage>(out TMessage message)
        where TMessage : struct;

    /// <summary>Delivers at the present instant, whatever is due before it. Not from inside a delivery.</summary>
    public abstract void Deliver();

    /// <summary>The message never arrives.</summary>
    public abstract void Drop();

    /// <summary>Arrives later by <paramref name="by"/>; mail behind it on its link does not wait.</summary>
    public abstract void Delay(TscSpan by);

    /// <summary>Arrives once more, right behind and with the same identity.</summary>
    public abstract void Duplicate();
}

/// <summary>Where a message goes, as what, and when.</summary>
/// <param name="Kind">The message type's number in this engine: the same on every run, but no more than that.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Route(ActorId Receiver, int Kind, Tsc Due);

/// <summary>Watches deliveries; changes nothing.</summary>
public interface IObserver
{
    /// <summary>Called just before <paramref name="mail"/> is handled.</summary>
    void Delivering(Mail mail, in Delivery delivery);
}

/// <summary>Decides about mail at the instant it is due: fault injection.</summary>
/// <remarks>Asked once about each: what it delayed, and the copies it made, arrive without being asked about.</remarks>
public interface IInterceptor
{
    /// <summary>Called before the message is delivered; it may <see cref="Mail.Drop"/>, delay or duplicate it.</summary>
    void Due(Mail mail);
}
