using ActorKernel.Tracing.Spans;

namespace ActorKernel.Tracing.Export;

/// <summary>Writes a record in another format, delivery by delivery.</summary>
public interface IExporter
{
    /// <summary>What the reader of the file should know, such as that it was cut; null when all is there.</summary>
    string? Note { get; }

    void Take(RecordedDelivery delivery);

    /// <summary>The record ends here.</summary>
    void Finish();
}

/// <summary>For formats of spans.</summary>
public sealed class SpanExporter : IExporter
{
    private readonly TraceBuilder builder;
    private readonly Func<string?> note;

    /// <param name="note">Asked at the end.</param>
    public SpanExporter(RecordReader reader, ISpanSink sink, TraceOptions options, Func<string?>? note = null)
    {
        builder = new(sink, options, reader.Actor);
        this.note = note ?? (() => null);
    }

    public string? Note => builder.Emptiness ?? note();

    public void Take(RecordedDelivery delivery) => builder.Take(delivery);

    public void Finish() => builder.Finish();
}
