using ActorKernel.Actors;

namespace ActorKernel.Engine;

/// <summary>A message in the table, without its type.</summary>
internal abstract class StoredMail(Engine engine, PostOffice office) : Mail
{
    public override string Sender => engine.NameOf(Id.Sender);

    public override string Receiver => office.ReceiverOf(Header).Name;

    public override string Kind => Store.Kind;

    public override MessageId Id => Engine.IdOf(Header);

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

    public override void Describe(Description to)
    {
        int index = Index;
        office.StoreOf(office.Table[index]).Describe(index, to);
    }

    public override bool Is<TMessage>(out TMessage message) => Store.Is(Index, out message);

    public override void Deliver() => engine.DeliverNow(Index);

    public override void Drop() => engine.Drop(Index);

    public override void Delay(TscSpan by) => engine.Delay(Index, by);

    public override void Duplicate() => engine.Duplicate(Index);

    /// <summary>Of its header; fails when the message is no longer there to be seen.</summary>
    protected abstract int Index { get; }

    private ref readonly Header Header => ref office.Table[Index];

    private MessageStore Store => office.StoreOf(Header);
}

/// <summary>A message under way. One is moved along for interceptors; lists have one for each message.</summary>
internal sealed class PendingMail(Engine engine, PostOffice office) : StoredMail(engine, office)
{
    private readonly PostOffice office = office;
    private int index = MessageTable.Unused;
    private MessageId id;

    /// <summary>False once it is delivered, dropped or, for the one that is moved along, elsewhere.</summary>
    public bool IsValid
    {
        get
        {
            if (index == MessageTable.Unused)
                return false;
            ref readonly Header header = ref office.Table[index];
            return header.Kind != MessageTable.Unused && Engine.IdOf(header) == id;
        }
    }

    public PendingMail At(int header)
    {
        index = header;
        id = Engine.IdOf(office.Table[header]);
        return this;
    }

    protected override int Index
    {
        get
        {
            Check.That(IsValid, "Mail is seen until it is delivered or dropped.");
            return index;
        }
    }
}

/// <summary>The message that is about to be handled, moved along for the observer: it is there while the observer looks.</summary>
internal sealed class ArrivingMail(Engine engine, PostOffice office) : StoredMail(engine, office)
{
    private int index = MessageTable.Unused;

    public ArrivingMail At(int header)
    {
        index = header;
        return this;
    }

    public void Leave() => index = MessageTable.Unused;

    protected override int Index
    {
        get
        {
            if (index == MessageTable.Unused)
                Check.Fail("An observer sees mail while it is told of it.");
            return index;
        }
    }
}
