using ActorKernel.Actors;

namespace ActorKernel.Engine;

/// <summary>The engine's side of ports for one type of message: posts headers and stores messages.</summary>
internal sealed class StoringCarrier<TMessage>(PostOffice office, MessageStore<TMessage> store) : Carrier<TMessage>
    where TMessage : struct
{
    public MessageStore<TMessage> Store => store;

    public override string NameOf(ActorId receiver) => office.Seats[receiver.Value].Name;

    public override void Send(ActorId receiver, in TMessage message) =>
        store.Put(office.Send(To(receiver)), message);

    /// <summary>Sends what latches an interrupt where it arrives.</summary>
    public void Raise(ActorId receiver, in TMessage message) =>
        store.Put(office.Send(To(receiver, MessageMarks.Raise)), message);

    public override Scheduled SendAfter(ActorId receiver, TscSpan delay, in TMessage message)
    {
        int index = office.Schedule(To(receiver, MessageMarks.Scheduled), delay.Ticks);
        store.Put(index, message);
        return office.NumberOf(index);
    }

    public override bool Cancel(ActorId receiver, Scheduled scheduled) => office.Cancel(To(receiver), scheduled);

    private Address To(ActorId receiver, MessageMarks marks = MessageMarks.None) =>
        new() { Receiver = receiver.Value, Kind = store.Number, Marks = marks };
}
