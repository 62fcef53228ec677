namespace ActorKernel.Actors;

/// <summary>A place for one actor, known before the actor exists, so that ports can be plugged both ways.</summary>
public readonly record struct Place<TActor>(ActorId Id, string Name)
    where TActor : Actor;

/// <summary>What a machine is plugged together on. Actors do not know which implementation delivers.</summary>
public interface IEngine
{
    /// <summary>The time of the last delivery.</summary>
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
/// <remarks>Asked once for each pair, when the first message between them is sent.</remarks>
public interface ILatencies
{
    TscSpan Between(Type sender, Locality from, Type receiver, Locality to);
}
