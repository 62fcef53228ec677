using ActorKernel.Actors;

namespace ActorKernel.Tracing.Report.Tests;

/// <summary>A delivery as the record has it, to compare a report with.</summary>
internal sealed record SeenDelivery(
    ulong Now, string Sender, string Receiver, string Kind, string Fields, string Identity, string Cause)
{
    public static IEnumerable<SeenDelivery> All(byte[] record)
    {
        using RecordReader reader = RecordedRuns.Open(record);
        while (reader.Read())
        {
            RecordedDelivery delivery = reader.Delivery;
            yield return new(
                delivery.Now.Ticks, reader.Actor(delivery.Sender).Name, reader.Actor(delivery.Receiver).Name, delivery.Kind,
                delivery.ToString(), Of(reader, delivery.Id), delivery.Cause == MessageId.None ? "-" : Of(reader, delivery.Cause));
        }
    }

    private static string Of(RecordReader reader, in MessageId id) => $"{reader.Actor(id.Sender).Name}.{id.Event}.{id.Output}";
}
