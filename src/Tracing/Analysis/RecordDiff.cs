using ActorKernel.Actors;

namespace ActorKernel.Tracing.Analysis;

/// <summary>Where two records part.</summary>
/// <param name="Same">Deliveries that are the same in both, before that.</param>
/// <param name="Left">The first one's next delivery; null when it has ended.</param>
/// <param name="Right">Likewise of the second.</param>
/// <param name="LeftElsewhere">The first one's message, where it is delivered in the second; null when it is not seen soon.</param>
/// <param name="RightElsewhere">Likewise the second's, in the first.</param>
public sealed record RecordDifference(
    long Same, DiffLine? Left, DiffLine? Right, DiffLine? LeftElsewhere, DiffLine? RightElsewhere);

/// <summary>A delivery as the transcript has it, with its causal identity.</summary>
/// <param name="Now">In cycles.</param>
public sealed record DiffLine(long Step, ulong Now, string Way, string Kind, string Fields, string Identity, string Cause)
{
    /// <summary>In which parts two deliveries of one message differ, for people.</summary>
    public string Against(DiffLine other) => string.Join(", ", new[]
    {
        Step == other.Step ? "" : "step",
        Now == other.Now ? "" : "time",
        Way == other.Way ? "" : "way",
        Kind == other.Kind ? "" : "message",
        Fields == other.Fields ? "" : "fields",
        Cause == other.Cause ? "" : "cause",
    }.Where(part => part.Length > 0));

    public override string ToString() => $"{Step} @{Now} {Way} {Kind}({Fields}) id={Identity} by={Cause}";
}

/// <summary>Compares two records delivery by delivery.</summary>
/// <remarks>
/// Where they part, each one's message is looked for in the other by its causal identity: the same message at another
/// place says more than a missing one.
/// </remarks>
public static class RecordDiff
{
    private const int LookAhead = 100_000; // deliveries

    /// <returns>Null when they are the same to their ends.</returns>
    public static RecordDifference? Find(RecordReader left, RecordReader right)
    {
        long same = 0;
        while (true)
        {
            bool hasLeft = left.Read();
            bool hasRight = right.Read();
            if (!hasLeft && !hasRight)
                return null;
            DiffLine? ours = hasLeft ? LineOf(left) : null;
            DiffLine? theirs = hasRight ? LineOf(right) : null;
            if (ours != theirs)
            {
                DiffLine? leftElsewhere = Seek(right, theirs, ours);
                DiffLine? rightElsewhere = Seek(left, ours, theirs);
                return new(same, ours, theirs, leftElsewhere, rightElsewhere);
            }

            same++;
        }
    }

    /// <summary>That message from here on.</summary>
    private static DiffLine? Seek(RecordReader inside, DiffLine? here, DiffLine? wanted)
    {
        if (wanted is null)
            return null;
        if (here?.Identity == wanted.Identity)
            return here;
        for (int i = 0; i < LookAhead && inside.Read(); i++)
        {
            if (Identity(inside, inside.Delivery.Id) == wanted.Identity)
                return LineOf(inside);
        }

        return null;
    }

    private static DiffLine LineOf(RecordReader reader)
    {
        RecordedDelivery delivery = reader.Delivery;
        return new(
            delivery.Step,
            delivery.Now.Ticks,
            $"{reader.Actor(delivery.Sender).Name} -> {reader.Actor(delivery.Receiver).Name}",
            delivery.Kind,
            TranscriptLine.OneLine(delivery.ToString()),
            Identity(reader, delivery.Id),
            delivery.Cause == MessageId.None ? "-" : Identity(reader, delivery.Cause));
    }

    private static string Identity(RecordReader reader, in MessageId id) =>
        $"{reader.Actor(id.Sender).Name}.{id.Event}.{id.Output}";
}
