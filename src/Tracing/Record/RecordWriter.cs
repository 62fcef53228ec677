using ActorKernel.Actors;

namespace ActorKernel.Tracing;

/// <summary>Takes segments of a record as they fill.</summary>
public interface ISegmentSink
{
    /// <param name="payload">The sink's from now on.</param>
    /// <param name="deliveries">In the record up to this segment's end.</param>
    /// <returns>False when nothing more can be taken.</returns>
    bool Take(SegmentKind kind, byte[] payload, int length, long deliveries);

    /// <summary>A buffer to fill next.</summary>
    byte[] Fresh();

    /// <summary>The first segment.</summary>
    /// <param name="facts">Called when the sink comes to it.</param>
    bool Begin(Func<RunFacts> facts);
}

/// <summary>Writes the record of a run: every delivery, as it happens.</summary>
public sealed class RecordWriter : IObserver
{
    private const int FullBytes = RecordFormat.SegmentBytes - 4096;

    private readonly ISegmentSink sink;
    private readonly DeliveryEncoder encoder = new();
    private bool isOpen;

    public RecordWriter(ISegmentSink sink, RunFacts facts)
        : this(sink, () => facts)
    {
    }

    /// <param name="facts">Called by the sink, on its thread if it has one.</param>
    public RecordWriter(ISegmentSink sink, Func<RunFacts> facts)
    {
        this.sink = sink;
        isOpen = sink.Begin(facts);
    }

    /// <summary>Seen, whether or not the sink took them.</summary>
    public long Deliveries { get; private set; }

    /// <summary>When set, a segment ends after so many deliveries, however long it is; else when it is long enough.</summary>
    internal long? CutAt { get; set; }

    public void Delivering(Mail mail, in Delivery delivery)
    {
        Deliveries++;
        if (!isOpen)
            return;
        encoder.Write(mail, delivery);
        if (CutAt is long cut ? Deliveries == cut : encoder.Writer.Length >= FullBytes)
            Flush();
    }

    /// <summary>What was typed, on its way to the disk at once: it cannot be computed again.</summary>
    public void Input(RecordedInput input)
    {
        Flush();
        byte[] payload = InputSegment.Encode(input);
        Take(SegmentKind.Input, payload, payload.Length);
    }

    /// <summary>Ends the segment at hand, for when the run may be killed before the next delivery.</summary>
    public void Flush()
    {
        int length = encoder.Writer.Length;
        if (length > 0 && isOpen)
            Take(SegmentKind.Deliveries, encoder.Writer.Exchange(sink.Fresh()), length);
    }

    public void Finish(ResultFacts result)
    {
        Flush();
        byte[] json = RunFacts.ToJson(result);
        Take(SegmentKind.Result, json, json.Length);
    }

    private void Take(SegmentKind kind, byte[] payload, int length) =>
        isOpen = isOpen && sink.Take(kind, payload, length, Deliveries);
}
