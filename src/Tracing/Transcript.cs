using System.Globalization;
using System.Text;
using ActorKernel.Actors;

namespace ActorKernel.Tracing;

/// <summary>Writes each delivery as one line: its step and instant, who to whom, what, its identity and its cause.</summary>
/// <remarks>
/// docs/TRANSCRIPT.md has the format. Identities go by names, which are learnt as senders are seen: a cause has been
/// delivered before what it caused. Lines end in LF whatever the host, so that transcripts are the same everywhere.
/// </remarks>
public sealed class Transcript(TextWriter to) : IObserver
{
    private const string Outside = "-"; // what came in from outside has no cause

    private readonly Dictionary<ActorId, string> names = [];

    public void Delivering(Mail mail, in Delivery delivery)
    {
        names.TryAdd(delivery.Id.Sender, mail.Sender);
        TextDescription fields = new(delivery.Now);
        mail.Describe(fields);
        string cause = delivery.Cause == MessageId.None ? Outside : Identity(delivery.Cause);
        to.Write(
            $"{delivery.Step} @{delivery.Now} {mail.Sender} -> {mail.Receiver} {mail.Kind}({OneLine(fields.ToString())})"
            + $" id={Identity(delivery.Id)} by={cause}\n");
    }

    /// <summary>Sender, its event, the output of that event: a sender that nobody has seen stays a number.</summary>
    private string Identity(in MessageId id) =>
        $"{names.GetValueOrDefault(id.Sender, $"actor{id.Sender.Value}")}.{id.Event}.{id.Output}";

    /// <summary>Programs choose some of the texts: none of them ends the line.</summary>
    internal static string OneLine(string text)
    {
        if (!text.Any(char.IsControl))
            return text;
        StringBuilder line = new();
        foreach (char c in text)
        {
            if (c == '\n')
                line.Append("\\n");
            else if (char.IsControl(c))
                line.Append("\\x").Append(((int)c).ToString("x2", CultureInfo.InvariantCulture));
            else
                line.Append(c);
        }

        return line.ToString();
    }
}
