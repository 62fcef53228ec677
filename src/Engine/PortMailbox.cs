using System.Runtime.CompilerServices;
using ActorKernel.Actors;

namespace ActorKernel.Engine;

/// <summary>The engine's side of a port: one for each receiver and type of message.</summary>
/// <remarks>It has by itself what sending takes, so that sending touches neither seat nor link.</remarks>
internal sealed class PortMailbox<TMessage>(PostOffice office, ActorSeat receiver, MessageStore<TMessage> store)
    : Mailbox<TMessage>
    where TMessage : struct
{
    private readonly Address address = new() { Receiver = receiver.Number, Kind = store.Number };

    /// <summary>Who sent through this last, if its link is one whose latency says all: mostly it sends again.</summary>
    private int lastSender = PostOffice.Nobody;

    private ulong lastLatency;

    public override string Receiver => receiver.Name;

    public ActorSeat Seat => receiver;

    public MessageStore<TMessage> Store => store;

    public override void Send(in TMessage message) => Send(message, address);

    /// <summary>Sends what latches an interrupt where it arrives.</summary>
    public void Raise(in TMessage message) => Send(message, address with { Marks = MessageMarks.Raise });

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Send(in TMessage message, Address to)
    {
        ulong due = office.CurrentNumber == lastSender
            ? PostOffice.SaturatingAdd(office.Stamp, lastLatency)
            : DueByLink();
        store.Put(office.Post(to, due), message);
    }

    public override Scheduled SendAfter(TscSpan delay, in TMessage message)
    {
        int index = office.Schedule(address with { Marks = MessageMarks.Scheduled }, delay.Ticks);
        store.Put(index, message);
        return office.NumberOf(index);
    }

    public override bool Cancel(Scheduled scheduled) => office.Cancel(address, scheduled);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong DueByLink()
    {
        ref Link link = ref office.LinkTo(receiver);
        lastSender = office.IsPlain ? office.CurrentNumber : PostOffice.Nobody;
        lastLatency = link.Latency;
        return office.DueOn(ref link);
    }
}
