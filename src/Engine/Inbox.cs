using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ActorKernel.Actors;

namespace ActorKernel.Engine;

/// <summary>Messages of one type on their way to one actor, seen without the type.</summary>
internal abstract class Inbox(ActorSeat receiver, int number)
{
    public ActorSeat Receiver { get; } = receiver;

    public int Number { get; } = number;

    public abstract string Kind { get; }

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

    public int Add(in TMessage message) => store.Add(message);

    /// <remarks>The handler reads the message where it is stored; what it sends meanwhile may move the store, not this.</remarks>
    public override void Handle(int payload, in Delivery delivery) =>
        (handler ?? Resolve()).Receive(in store[payload], in delivery);

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

    [MemberNotNull(nameof(handler))]
    private IAccepts<TMessage> Resolve()
    {
        handler = Receiver.Actor as IAccepts<TMessage>;
        Check.That(handler is not null, $"{Receiver.Name} is sent {Kind}, which it does not accept.");
        return handler;
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
internal sealed class PortMailbox<TMessage>(PostOffice office, Inbox<TMessage> inbox) : Mailbox<TMessage>
    where TMessage : struct
{
    public override string Receiver => inbox.Receiver.Name;

    public Inbox<TMessage> Inner => inbox;

    public override void Send(in TMessage message) => office.Send(inbox, inbox.Add(message));

    public override Scheduled SendAfter(TscSpan delay, in TMessage message) =>
        office.Schedule(inbox, inbox.Add(message), delay.Ticks);

    public override bool Cancel(Scheduled scheduled) => office.Cancel(inbox, scheduled);
}
