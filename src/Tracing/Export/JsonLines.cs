using System.Text.Json;
using ActorKernel.Actors;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Tracing.Export;

/// <summary>Each delivery as one JSON object on one line.</summary>
public sealed class JsonLines(Stream to, RecordReader reader, VirtualClock clock) : IExporter
{
    public string? Note => null;

    public void Take(RecordedDelivery delivery)
    {
        to.Write(JsonText.Of(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("step", delivery.Step);
            json.WriteNumber("ns", clock.Virtual(delivery.Now.Ticks));
            json.WriteNumber("dueNs", clock.Virtual(delivery.Due.Ticks));
            json.WriteString("from", reader.Actor(delivery.Sender).Name);
            json.WriteString("to", reader.Actor(delivery.Receiver).Name);
            json.WriteString("kind", delivery.Kind);
            json.WriteStartObject("fields");
            delivery.Describe(new Fields(json, clock));
            json.WriteEndObject();
            json.WriteString("id", Identity(delivery.Id));
            if (delivery.Cause == MessageId.None)
                json.WriteNull("cause");
            else
                json.WriteString("cause", Identity(delivery.Cause));
            json.WriteEndObject();
        }));
        to.Write("\n");
    }

    public void Finish()
    {
    }

    private string Identity(in MessageId id) => $"{reader.Actor(id.Sender).Name}.{id.Event}.{id.Output}";

    /// <summary>Fields as JSON's; times as virtual nanoseconds since boot, "never" as null.</summary>
    private sealed class Fields(Utf8JsonWriter json, VirtualClock clock) : Description(Tsc.Boot)
    {
        public override void Number(string field, long value) => json.WriteNumber(field, value);

        public override void Text(string field, string value) => json.WriteString(field, new Utf8Text(value).Value);

        public override void Flag(string field, bool value) => json.WriteBoolean(field, value);

        public override void Time(string field, Tsc value)
        {
            if (value == Tsc.End)
                json.WriteNull($"{field}Ns");
            else
                json.WriteNumber($"{field}Ns", clock.Virtual(value.Ticks));
        }

        public override void Open(string part) => json.WriteStartObject(part);

        public override void Close() => json.WriteEndObject();
    }
}
