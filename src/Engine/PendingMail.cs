using ActorKernel.Actors;

namespace ActorKernel.Engine;

/// <summary>A message under way without its type.</summary>
/// <remarks>One is moved along for observers; lists have one for each message.</remarks>
internal sealed class PendingMail(Engine engine, PostOffice office) : Mail
{
    private int index = MessageTable.Unused;
    private MessageId id;

    public override string Sender => engine.NameOf(Id.Sender);

    public override string Receiver => office.ReceiverOf(Header).Name;

    public override string Kind => Store.Kind;

    public override MessageId Id
    {
        get
        {
            Check.That(IsValid, "Mail is seen until it is delivered or dropped.");
            return id;
        }
    }

    public override MessageId Cause => Engine.CauseOf(Header);

    public override Tsc Due => new(Header.Due);

    public override Route Route
    {
        get
        {
            ref readonly Header header = ref Header;
            return new(new(header.Receiver), header.Kind, new(header.Due));
        }
    }

    /// <summary>False once it is delivered, dropped or, for the one that is moved along, elsewhere.</summary>
    public bool IsValid
    {
        get
        {
            if (index == MessageTable.Unused)
                return false;
            ref readonly Header header = ref office.Table[index]; // number by number: this is asked several times a delivery
            return header.Kind != MessageTable.Unused && header.Event == id.Event
                && header.Sender == id.Sender.Value && header.Output == id.Output;
        }
    }

    public PendingMail At(int header)
    {
        index = header;
        id = Engine.IdOf(office.Table[header]);
        return this;
    }

    public override void Describe(Description to) => Store.Describe(index, to);

    public override bool Is<TMessage>(out TMessage message) => Store.Is(index, out message);

    public override void Deliver() => engine.DeliverNow(Valid());

    public override void Drop() => engine.Drop(Valid());

    public override void Delay(TscSpan by) => engine.Delay(Valid(), by);

    public override void Duplicate() => engine.Duplicate(Valid());

    private ref readonly Header Header => ref office.Table[Valid()];

    private MessageStore Store => office.StoreOf(Header);

    private int Valid()
    {
        Check.That(IsValid, "Mail is seen until it is delivered or dropped.");
        return index;
    }
}
