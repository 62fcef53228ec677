using ActorKernel.Actors;

namespace ActorKernel.Tracing.Spans;

/// <summary>Makes spans of a record's deliveries, as they come.</summary>
/// <remarks>
/// Keeps the last deliveries and what is still open, so its memory does not grow with the run. The same record and
/// options give the same spans in the same order.
/// </remarks>
public sealed class TraceBuilder
{
    private readonly ISpanSink sink;
    private readonly TraceOptions options;
    private readonly SpanWriter writer;
    private readonly HopWindow window = new();
    private readonly CallTraces? calls;
    private readonly AlarmTraces? alarms;
    private readonly MessageTraces? messages;
    private readonly SchedTraces? sched;
    private Tsc last;

    /// <param name="actorOf">An actor that has been seen, by its number.</param>
    public TraceBuilder(ISpanSink sink, TraceOptions options, Func<ActorId, RecordedActor> actorOf)
    {
        this.sink = sink;
        this.options = options;
        writer = new(sink, options, actorOf);
        bool hasAlarms = options.Has(TraceCategory.Alarms);
        bool hasSyscalls = options.Has(TraceCategory.Syscalls);
        if (hasAlarms || hasSyscalls)
            calls = new(writer, window, onlyArming: !hasSyscalls);
        if (hasAlarms)
            alarms = new(writer, window, calls!);
        if (options.Has(TraceCategory.Messages))
            messages = new(writer, window);
        if (options.Has(TraceCategory.Sched))
            sched = new(writer);
    }

    /// <summary>Deliveries of alarms that have been traced.</summary>
    public long Alarms => alarms?.Traced ?? 0;

    /// <summary>What there would be spans of, when there are none; null when there are some.</summary>
    public string? Emptiness => writer.Spans > 0
        ? null
        : $"there are no spans: the run has none of {string.Join(", ", options.Categories).ToLowerInvariant()} (--trace)";

    /// <summary>All of a record.</summary>
    public static TraceBuilder Build(RecordReader reader, ISpanSink sink, TraceOptions options)
    {
        TraceBuilder builder = new(sink, options, reader.Actor);
        while (reader.Read())
            builder.Take(reader.Delivery);
        builder.Finish();
        return builder;
    }

    public void Take(RecordedDelivery delivery)
    {
        last = delivery.Now;
        Hop hop = new(
            delivery.Id, delivery.Cause, delivery.Receiver, delivery.Kind, SentOf(delivery), delivery.Due, delivery.Now,
            delivery.Step);
        bool isRepeated = window.Contains(hop.Id);
        if (window.Add(hop) is MessageTree forgotten)
            sink.EndTrace(forgotten.Trace);
        calls?.Take(hop, delivery);
        alarms?.Take(hop, delivery);
        messages?.Take(hop, isRepeated);
        sched?.Take(hop, delivery);
    }

    /// <summary>The record ends here: what is open ends, too.</summary>
    public void Finish()
    {
        alarms?.Finish();
        calls?.Finish();
        sched?.Finish(last);
        sink.Finish();
    }

    /// <summary>Actors send in the instant they are delivered to; cores when they stop.</summary>
    private Tsc SentOf(RecordedDelivery delivery)
    {
        if (delivery.Kind == Kinds.Trapped && delivery.TryTime("at", out Tsc stopped))
            return stopped;
        return window.TryFind(delivery.Cause, out Hop cause) ? Tsc.Min(cause.Now, delivery.Due) : delivery.Due;
    }
}

/// <summary>Messages that traces are about, by the names of their types.</summary>
internal static class Kinds
{
    public const string Interrupt = "Interrupt";
    public const string Trapped = "Trapped";
    public const string Resume = "Resume";
    public const string SystemCall = "SystemCall";
    public const string Faulted = "Faulted";
    public const string Yielded = "Yielded";
    public const string Idle = "Idle";
    public const string Dispatch = "Dispatch";
    public const string Arm = "Arm";
    public const string Armed = "Armed";
    public const string Disarmed = "Disarmed";
    public const string Expired = "Expired";
    public const string PostEvent = "PostEvent";
    public const string EventPosted = "EventPosted";
    public const string KernelWritten = "KernelWritten";
    public const string ProcessBegun = "ProcessBegun";
    public const string ProcessEnded = "ProcessEnded";
}
