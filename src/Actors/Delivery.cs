using System.Runtime.InteropServices;

namespace ActorKernel.Actors;

/// <summary>An actor's number in its machine, given in the order of seating from 0.</summary>
public readonly record struct ActorId(int Value);

/// <summary>
/// A message's identity: who sent it, in which of the sender's events (deliveries received, from 1), as which output
/// of that event (from 0). Event 0 is what a host sends in from outside.
/// </summary>
[StructLayout(LayoutKind.Auto)] // 16 bytes instead of 24: every delivery carries two
public readonly record struct MessageId(ActorId Sender, long Event, int Output)
{
    /// <summary>The cause of what has none. Hosts send as actor -1, in event 0.</summary>
    public static readonly MessageId None = new(new(-1), -1, 0);
}

/// <summary>The circumstances in which a message is handled.</summary>
public readonly struct Delivery
{
    /// <summary>The instant of the delivery; handling takes no time.</summary>
    public required Tsc Now { get; init; }

    public required MessageId Id { get; init; }

    /// <summary>The message whose handling sent this one; none for what came from outside.</summary>
    public required MessageId Cause { get; init; }

    /// <summary>The number of this delivery in the run, from 1. For people only: it depends on the engine.</summary>
    public required long Step { get; init; }
}
