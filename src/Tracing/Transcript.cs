using ActorKernel.Actors;

namespace ActorKernel.Tracing;

/// <summary>Writes each delivery as one line: its step and instant, who to whom, what, its identity and its cause.</summary>
/// <remarks>
/// docs/TRANSCRIPT.md has the format. Identities go by names, which are learnt as senders are seen: a cause has been
/// delivered before what it caused. Lines end in LF whatever the host, so that transcripts are the same everywhere.
/// </remarks>
public sealed class Transcript(TextWriter to) : IObserver
{
    private readonly Dictionary<ActorId, string> names = [];

    public void Delivering(Mail mail, in Delivery delivery)
    {
        names.TryAdd(delivery.Id.Sender, mail.Sender);
        TextDescription fields = new(delivery.Now);
        mail.Describe(fields);
        to.Write(TranscriptLine.Of(
            delivery.Step,
            delivery.Now,
            mail.Sender,
            mail.Receiver,
            mail.Kind,
            fields.ToString(),
            delivery.Id,
            delivery.Cause,
            NameOf));
        to.Write('\n');
    }

    /// <summary>A sender that nobody has seen stays a number.</summary>
    private string NameOf(ActorId id) => names.GetValueOrDefault(id, $"actor{id.Value}");
}
