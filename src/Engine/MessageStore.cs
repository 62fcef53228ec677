using System.Numerics;
using System.Runtime.CompilerServices;
using ActorKernel.Actors;

namespace ActorKernel.Engine;

/// <summary>The messages of one type that are under way, seen without the type.</summary>
/// <remarks>
/// One for each type and not for each receiver: few objects, always at hand, however many actors there are. What
/// differs by receiver is in arrays by actor number, whose neighbours the processor has loaded before it needs them.
/// A message has the index of its header, so there is no second account of what is free. As the headers freed last are
/// taken first, indexes stay low, and few places go unused.
/// </remarks>
internal abstract class MessageStore(short number)
{
    /// <summary>Its number among the stores: what a header knows of its message's type.</summary>
    public short Number { get; } = number;

    public abstract string Kind { get; }

    /// <summary>Has the message handled and then lets go of it; when the handler fails it is still there.</summary>
    public abstract void Handle(int receiver, int index, in Delivery delivery);

    public abstract void Release(int index);

    public abstract void Copy(int index, int to);

    public abstract void Describe(int index, Description to);

    public bool Is<TMessage>(int index, out TMessage message)
        where TMessage : struct
    {
        MessageStore<TMessage>? store = this as MessageStore<TMessage>;
        message = store is null ? default : store[index];
        return store is not null;
    }
}

internal sealed class MessageStore<TMessage>(short number, List<ActorSeat> seats) : MessageStore(number)
    where TMessage : struct
{
    private IAccepts<TMessage>?[] handlers = [];
    private TMessage[] messages = new TMessage[16];

    public override string Kind => Message<TMessage>.Kind;

    public ref readonly TMessage this[int index] => ref messages[Place(index)];

    /// <summary>Makes place for a receiver's handler, which is looked for when the first message comes.</summary>
    public void AddReceiver(int receiver)
    {
        if (receiver >= handlers.Length)
            Array.Resize(ref handlers, Math.Max(receiver + 1, seats.Count));
    }

    /// <remarks>
    /// The handler reads the message where it is stored; what it sends meanwhile may move the store, not this. Not
    /// inlined: the caller calls all types, and one of them in place would only fill its registers.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override void Handle(int receiver, int index, in Delivery delivery)
    {
        IAccepts<TMessage> handler = handlers[receiver] ?? FindHandler(receiver);
        handler.Receive(in this[index], in delivery);
        Release(index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(int index, in TMessage message)
    {
        TMessage[] all = messages;
        int place = Place(index);
        if ((uint)place < (uint)all.Length)
            all[place] = message;
        else
            PutBeyond(place, message);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override void Release(int index)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TMessage>())
            messages[Place(index)] = default; // or what it refers to would live on
    }

    public override void Copy(int index, int to) => Put(to, this[index]);

    public override void Describe(int index, Description to) => Message<TMessage>.Describe(this[index], to);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private IAccepts<TMessage> FindHandler(int receiver)
    {
        IAccepts<TMessage>? handler = seats[receiver].Actor as IAccepts<TMessage>;
        Check.That(handler is not null, $"{seats[receiver].Name} is sent {Kind}, which it does not accept.");
        return handlers[receiver] = handler;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PutBeyond(int place, in TMessage message)
    {
        Array.Resize(ref messages, (int)BitOperations.RoundUpToPowerOf2((uint)place + 1));
        messages[place] = message;
    }

    /// <summary>The first headers are not messages'.</summary>
    private static int Place(int index) => index - MessageTable.Lists;
}
