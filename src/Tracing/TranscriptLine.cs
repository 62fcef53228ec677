using System.Globalization;
using System.Text;
using ActorKernel.Actors;

namespace ActorKernel.Tracing;

/// <summary>A delivery as a transcript's line, without its end: docs/TRANSCRIPT.md.</summary>
public static class TranscriptLine
{
    private const string Outside = "-"; // what came in from outside has no cause

    /// <summary>The line of the delivery that the reader is at.</summary>
    public static string Of(RecordReader reader)
    {
        RecordedDelivery delivery = reader.Delivery;
        return Of(
            delivery.Step,
            delivery.Now,
            reader.Actor(delivery.Sender).Name,
            reader.Actor(delivery.Receiver).Name,
            delivery.Kind,
            delivery.ToString(),
            delivery.Id,
            delivery.Cause,
            id => reader.Actor(id).Name);
    }

    /// <param name="fields">As a <see cref="TextDescription"/> has them.</param>
    public static string Of(
        long step,
        Tsc now,
        string sender,
        string receiver,
        string kind,
        string fields,
        in MessageId id,
        in MessageId cause,
        Func<ActorId, string> nameOf)
    {
        string by = cause == MessageId.None ? Outside : Identity(cause, nameOf);
        return $"{step} @{now} {sender} -> {receiver} {kind}({OneLine(fields)}) id={Identity(id, nameOf)} by={by}";
    }

    /// <summary>Sender, its event, the output of that event.</summary>
    internal static string Identity(in MessageId id, Func<ActorId, string> nameOf) =>
        $"{nameOf(id.Sender)}.{id.Event}.{id.Output}";

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
