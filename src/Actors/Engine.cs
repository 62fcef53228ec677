namespace ActorKernel.Actors;

/// <summary>A place for one actor, known before the actor exists, so that ports can be plugged both ways.</summary>
public readonly record struct Place<TActor>(ActorId Id, string Name)
    where TActor : Actor;

/// <summary>What a machine is plugged together on. Actors do not know which implementation delivers.</summary>
public interface IEngine
{
    /// <summary>The instant up to which mail has been delivered.</summary>
    Tsc Now { get; }

    /// <summary>Messages that reached nobody, or came too late to mean anything.</summary>
    long DeadLetters { get; }

    Place<TActor> Reserve<TActor>(string name, Locality locality)
        where TActor : Actor;

    void Seat<TActor>(Place<TActor> place, TActor actor)
        where TActor : Actor;

    Port<TMessage> Port<TActor, TMessage>(Place<TActor> to)
        where TActor : Actor, IAccepts<TMessage>
        where TMessage : struct;

    InterruptPort Interrupts<TActor>(Place<TActor> to)
        where TActor : Actor, IAccepts<Interrupt>;

    InterruptGate Gate<TActor>(Place<TActor> of)
        where TActor : Actor, IAccepts<Interrupt>;
}

/// <summary>How long a message takes from one actor to another, in ticks.</summary>
/// <remarks>
/// A function of its arguments for every pair. Asked once for each link, when the first message on it is sent, and
/// before the run about all pairs that lead into a runner's locality, whether or not they will ever be used.
/// </remarks>
public interface ILatencies
{
    TscSpan Between(Type sender, Locality from, Type receiver, Locality to);
}
