using System.Runtime.CompilerServices;
using ActorKernel.Actors;

namespace ActorKernel.Engine;

/// <summary>Messages of one type on their way to one actor, seen without the type.</summary>
internal abstract class Inbox(ActorSeat receiver, int number)
{
    public ActorSeat Receiver { get; } = receiver;

    public int Number { get; } = number;

    /// <summary>That <see cref="IsOpen"/> was true once, so need not be asked again.</summary>
    public bool IsKnownOpen { get; protected set; }

    public abstract string Kind { get; }

    /// <summary>Finds the receiver's handler; false when nobody has taken the receiver's place.</summary>
    public abstract bool IsOpen();

    /// <summary>Has the message handled and then lets go of it; when the handler fails it is still there.</summary>
    public abstract void Handle(int payload, in Delivery delivery);

    public abstract void Release(int payload);

    public abstract int Copy(int payload);

    public abstract void Describe(int payload, Description to);

    public abstract bool Is<TWanted>(int payload, out TWanted message)
        where TWanted : struct;
}

internal sealed class Inbox<TMessage>(ActorSeat receiver, int number, MessageStore<TMessage> store)
    : Inbox(receiver, number)
    where TMessage : struct
{
    private IAccepts<TMessage>? handler;

    public override string Kind => Message<TMessage>.Kind;

    public MessageStore<TMessage> Store => store;

    /// <remarks>
    /// The handler reads the message where it is stored; what it sends meanwhile may move the store, not this. Not
    /// inlined: the caller calls all types, and one of them in place would only fill its registers.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override void Handle(int payload, in Delivery delivery)
    {
        handler!.Receive(in store[payload], in delivery);
        store.Release(payload);
    }

    public override void Release(int payload) => store.Release(payload);

    public override int Copy(int payload) => store.Add(store[payload]);

    public override void Describe(int payload, Description to) => Message<TMessage>.Describe(store[payload], to);

    public override bool Is<TWanted>(int payload, out TWanted message)
    {
        if (typeof(TWanted) != typeof(TMessage))
        {
            message = default;
            return false;
        }

        TMessage found = store[payload];
        message = Unsafe.As<TMessage, TWanted>(ref found);
        return true;
    }

    public override bool IsOpen()
    {
        if (Receiver.Actor is null)
            return false;
        handler = Receiver.Actor as IAccepts<TMessage>;
        Check.That(handler is not null, $"{Receiver.Name} is sent {Kind}, which it does not accept.");
        return IsKnownOpen = true;
    }
}

/// <summary>The messages of one type that are under way.</summary>
internal sealed class MessageStore<TMessage>
    where TMessage : struct
{
    private TMessage[] messages = new TMessage[16];
    private int[] free = new int[16];
    private int freeCount;
    private int fresh;

    public ref readonly TMessage this[int payload] => ref messages[payload];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(in TMessage message)
    {
        int payload = freeCount > 0 ? free[--freeCount] : TakeFresh();
        messages[payload] = message;
        return payload;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(int payload)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TMessage>())
            messages[payload] = default; // or what it refers to would live on
        free[freeCount++] = payload;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int TakeFresh()
    {
        if (fresh == messages.Length)
        {
            Array.Resize(ref messages, fresh * 2);
            Array.Resize(ref free, fresh * 2);
        }

        return fresh++;
    }
}

/// <summary>The engine's side of a port.</summary>
/// <remarks>It has by itself what sending takes, so that sending does not touch the inbox.</remarks>
internal sealed class PortMailbox<TMessage>(PostOffice office, Inbox<TMessage> inbox) : Mailbox<TMessage>
    where TMessage : struct
{
    private readonly MessageStore<TMessage> store = inbox.Store;
    private readonly int receiver = inbox.Receiver.Number;
    private readonly int number = inbox.Number;

    public override string Receiver => inbox.Receiver.Name;

    public Inbox<TMessage> Inner => inbox;

    public override void Send(in TMessage message) => office.Send(receiver, number, store.Add(message));

    public override Scheduled SendAfter(TscSpan delay, in TMessage message) =>
        office.Schedule(inbox, store.Add(message), delay.Ticks);

    public override bool Cancel(Scheduled scheduled) => office.Cancel(inbox, scheduled);
}
