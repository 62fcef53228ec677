using ActorKernel.Tracing.Spans;

namespace ActorKernel.Tracing.Analysis;

/// <summary>One delivery of an alarm. Times in virtual nanoseconds since boot.</summary>
/// <param name="Number">From 1, in the order traced; what 'ak trace show --alarm' takes.</param>
/// <param name="Kind">xv6 or akaros.</param>
/// <param name="Core">That ran the handler or took the entry; null when none did.</param>
/// <param name="Latency">From when it was due, or armed if that was later, to its entry.</param>
/// <param name="Return">observed, unobserved or refused.</param>
/// <param name="Trouble">Why it was not delivered.</param>
public sealed record AlarmSummary(
    long Number, string Kind, long Pid, string Program, long? Core, long Armed, long Due, long? Latency, string Return,
    string? Trouble, TraceId Trace, long Step)
{
    /// <summary>Null for a span that is not the root of an alarm's delivery.</summary>
    public static AlarmSummary? Of(Span span)
    {
        if (span.Parent != SpanId.None || span.NumberOf(Keys.AlarmId) is not long number)
            return null;
        return new(
            number,
            span.TextOf(Keys.AlarmKind) ?? "",
            span.NumberOf(Keys.Pid) ?? 0,
            span.TextOf(Keys.Executable) ?? "",
            span.NumberOf(Keys.CpuNumber),
            span.NumberOf(Keys.AlarmArmed) ?? 0,
            span.NumberOf(Keys.AlarmDeadline) ?? 0,
            span.NumberOf(Keys.AlarmLatency),
            span.TextOf(Keys.AlarmReturn) ?? "",
            span.Error?.Value,
            span.Trace,
            span.NumberOf(Keys.Step) ?? 0);
    }
}

/// <summary>Hands over each alarm's delivery as it is traced, and the spans of those that are asked for.</summary>
/// <param name="detailOf">The number of the delivery whose spans are kept; 0 for none.</param>
public sealed class AlarmWatcher(Action<AlarmSummary> onAlarm, long detailOf = 0) : ISpanSink
{
    private TraceId? kept;

    /// <summary>Of the delivery that was asked for, the root first.</summary>
    public List<Span> Detail { get; } = [];

    public AlarmSummary? DetailOf { get; private set; }

    public void Take(Span span)
    {
        if (AlarmSummary.Of(span) is AlarmSummary alarm)
        {
            onAlarm(alarm);
            if (alarm.Number == detailOf)
            {
                kept = alarm.Trace;
                DetailOf = alarm;
            }
        }

        if (span.Trace == kept)
            Detail.Add(span.Copy());
    }

    public void EndTrace(in TraceId trace)
    {
        if (trace == kept)
            kept = null;
    }

    public void Finish()
    {
    }
}
