using ActorKernel.Tracing.Otlp;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Tracing.Tests;

/// <summary>Spans as a run would give them, without a run.</summary>
internal static class MadeSpans
{
    public static readonly VirtualClock Clock = new(100_000_000, VirtualClock.OfFiles, 1);

    private static readonly Service[] Services =
        [new(0, "core0", "core"), new(1, "lapic0", "lapic"), new(2, "#A", "device"), new(3, "proc.alarmtest", "program")];

    private static readonly Utf8Text[] Names = [.. Services.Select(service => new Utf8Text($"process {service.Name}"))];
    private static readonly Utf8Text Kind = new("Interrupt");

    public static RunResource Resource { get; } = new()
    {
        Run = new('a', 32),
        Version = "0.1.0",
        About = [new("actorkernel.run.seed", "1"), new("actorkernel.run.cpus", 4L)],
    };

    /// <summary>So many spans in traces of ten.</summary>
    public static void Send(ISpanSink to, int count)
    {
        RunIds ids = new("run", "");
        Span span = new();
        for (int i = 0; i < count; i++)
        {
            TraceId trace = ids.Trace(TraceCategory.Messages, new(1, i / 10, 0));
            Fill(span, trace, i);
            to.Take(span);
            if (i % 10 == 9)
                to.EndTrace(trace);
        }

        to.Finish();
    }

    public static void Fill(Span span, in TraceId trace, int i)
    {
        int place = i % 10;
        SpanId parent = place == 0 ? SpanId.None : RunIds.Span(trace, 0);
        span.Begin(trace, RunIds.Span(trace, place), parent, Services[i & 3], Names[i & 3], SpanKind.Consumer);
        span.Add(Keys.MessageType, Kind);
        span.Add(Keys.Destination, Names[i & 3]);
        span.Add(Keys.Step, i);
        span.Add(Keys.MessageQueued, -i);
        span.Add(Keys.Incomplete, true);
        if (place == 0)
        {
            span.Error = Kind;
            span.Add(new SpanEvent(Clock.Shown((ulong)i), Kind));
            span.Add(new SpanLink(new(7, 7), new(7), Kind));
            span.Add(Keys.LinkReason, Kind);
        }

        span.Lasts(Clock.Shown((ulong)i), Clock.Shown((ulong)i + 500));
        span.Add(Keys.VirtualStart, i * 10L);
        span.Add(Keys.VirtualEnd, (i + 500) * 10L);
    }
}
