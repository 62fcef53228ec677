using ActorKernel.Actors;

namespace ActorKernel.Machine.Tests;

/// <summary>A delivery as it was.</summary>
internal sealed record Hop(
    Tsc At, string Sender, string Receiver, string Kind, string Fields, MessageId Id, MessageId Cause)
{
    public override string ToString() =>
        $"{At} {Sender} -> {Receiver} {Kind}({Fields}) {Text(Id)} by {Text(Cause)}";

    private static string Text(MessageId id) => $"{id.Sender.Value}.{id.Event}/{id.Output}";
}

/// <summary>Writes down every delivery.</summary>
internal sealed class Recorder : IObserver
{
    private readonly Dictionary<MessageId, Hop> byId = [];

    public List<Hop> Hops { get; } = [];

    public string Text => string.Join('\n', Hops);

    public void Delivering(Mail mail, in Delivery delivery)
    {
        TextDescription fields = new(delivery.Now);
        mail.Describe(fields);
        Hop hop = new(
            delivery.Now, mail.Sender, mail.Receiver, mail.Kind, fields.ToString(), delivery.Id, delivery.Cause);
        Hops.Add(hop);
        byId[hop.Id] = hop;
    }

    /// <summary>What caused a delivery, and what caused that, back to one of that kind; in order of time.</summary>
    public List<Hop> ChainTo(Hop last, string firstKind)
    {
        List<Hop> chain = [last];
        while (chain[0].Kind != firstKind && byId.TryGetValue(chain[0].Cause, out Hop? cause))
            chain.Insert(0, cause);
        Assert.Equal(firstKind, chain[0].Kind);
        return chain;
    }
}

/// <summary>Does something to one message when it is due.</summary>
internal sealed class Meddler(MessageId with, Action<Mail> how) : IInterceptor
{
    public bool HasMeddled { get; private set; }

    public void Due(Mail mail)
    {
        if (mail.Id != with || HasMeddled)
            return;
        HasMeddled = true;
        how(mail);
    }
}
