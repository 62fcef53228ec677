using System.Diagnostics;
using System.Diagnostics.Metrics;
using ActorKernel.Actors;
using ActorKernel.Tracing.Analysis;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Tracing.Telemetry;

/// <summary>What a machine does, for the OpenTelemetry of the program that embeds it: an ActivitySource and a Meter.</summary>
/// <remarks>
/// Give it to the machine as its observer, and name <see cref="SourceName"/> to AddSource and AddMeter. One activity tree
/// for each delivery of an alarm, stamped anchor + virtual time, with ids that OpenTelemetry makes. Its batching drops
/// activities silently when more than its queue holds are waiting; what must be complete is sent from the run's record.
/// </remarks>
public sealed class MachineTelemetry : IObserver, IDisposable
{
    public const string SourceName = "ActorKernel";

    private const string AlarmDevice = "#A";

    private readonly ActivitySource source = new(SourceName);
    private readonly Meter meter = new(SourceName);
    private readonly LiveDelivery live = new();
    private readonly TraceBuilder builder;
    private readonly VirtualClock clock;
    private readonly List<Mailbox> mailboxes = []; // by the actor's id

    private readonly Counter<long> deliveries;
    private readonly Counter<long> interrupts;
    private readonly Counter<long> armed;
    private readonly Counter<long> fired;
    private readonly Counter<long> cancelled;
    private readonly Histogram<long> latency;
    private readonly Histogram<long> depth;

    /// <param name="hz">Cycles in a virtual second.</param>
    /// <param name="anchor">The date of boot.</param>
    public MachineTelemetry(ulong hz, DateTimeOffset anchor)
    {
        clock = new(hz, anchor, 1);
        Spans.TraceOptions options = new() { Clock = clock, Ids = new("live", clock.Anchor) };
        builder = new(new Activities(source, TookAlarm), options, live.Actor);
        deliveries = meter.CreateCounter<long>("actorkernel.deliveries", "{message}", "Messages delivered.");
        interrupts = meter.CreateCounter<long>("actorkernel.interrupts", "{interrupt}", "Interrupts taken by cores, by vector.");
        armed = meter.CreateCounter<long>("actorkernel.alarms.armed", "{alarm}", "Alarms armed, by kind; of xv6, calls of alarm.");
        fired = meter.CreateCounter<long>("actorkernel.alarms.fired", "{alarm}", "Alarms delivered to their program, by kind.");
        cancelled = meter.CreateCounter<long>("actorkernel.alarms.cancelled", "{alarm}", "Armings cancelled or replaced.");
        latency = meter.CreateHistogram<long>(
            "actorkernel.alarm.latency", "ns", "Virtual time from when an alarm was due to its handler's entry, by kind.");
        depth = meter.CreateHistogram<long>(
            "actorkernel.mailbox.depth", "{message}", "Messages that an actor had to handle at one instant, by kind of actor.");
    }

    public void Delivering(Mail mail, in Delivery delivery)
    {
        live.Take(mail, delivery);
        RecordedDelivery taken = live.Delivery;
        deliveries.Add(1);
        CountMailbox(taken);
        CountKind(taken);
        builder.Take(taken);
    }

    /// <summary>The run is over: what is open ends.</summary>
    public void Finish()
    {
        builder.Finish();
        for (int i = 0; i < mailboxes.Count; i++)
        {
            if (mailboxes[i].Depth > 0)
                depth.Record(mailboxes[i].Depth, KindOf(new(i)));
        }

        mailboxes.Clear();
    }

    public void Dispose()
    {
        source.Dispose();
        meter.Dispose();
    }

    private void CountKind(RecordedDelivery delivery)
    {
        switch (delivery.Kind)
        {
            case "Interrupt" when delivery.TryNumber("vector", out long vector):
                interrupts.Add(1, new KeyValuePair<string, object?>("vector", vector));
                break;
            case "SystemCall" when delivery.FindText("call") == "alarm":
                armed.Add(1, Kind("xv6"));
                break;
            case "Arm" when live.Actor(delivery.Sender).Name == AlarmDevice:
                armed.Add(1, Kind("akaros"));
                break;
            case "Armed" when live.Actor(delivery.Receiver).Name == AlarmDevice && delivery.TryNumber("replaced", out _):
            case "Disarmed" when live.Actor(delivery.Receiver).Name == AlarmDevice && delivery.TryNumber("arming", out _):
                cancelled.Add(1, Kind("akaros"));
                break;
        }
    }

    private void CountMailbox(RecordedDelivery delivery)
    {
        while (mailboxes.Count <= delivery.Receiver.Value)
            mailboxes.Add(default);
        Mailbox last = mailboxes[delivery.Receiver.Value];
        if (last.Depth > 0 && last.At == delivery.Now)
        {
            mailboxes[delivery.Receiver.Value] = last with { Depth = last.Depth + 1 };
            return;
        }

        if (last.Depth > 0)
            depth.Record(last.Depth, KindOf(delivery.Receiver));
        mailboxes[delivery.Receiver.Value] = new(delivery.Now, 1);
    }

    private void TookAlarm(AlarmSummary alarm)
    {
        if (alarm.Latency is not long nanoseconds)
            return;
        fired.Add(1, Kind(alarm.Kind));
        latency.Record(nanoseconds, Kind(alarm.Kind));
    }

    private static KeyValuePair<string, object?> Kind(string kind) => new("alarm.kind", kind);

    private KeyValuePair<string, object?> KindOf(ActorId actor) => new("actor.kind", live.Actor(actor).Kind.ToString());

    private readonly record struct Mailbox(Tsc At, long Depth);

    /// <summary>Spans as activities: those of a trace are children of each other by the ids that activities get.</summary>
    private sealed class Activities(ActivitySource source, Action<AlarmSummary> onAlarm) : ISpanSink
    {
        private readonly Dictionary<SpanId, ActivityContext> given = []; // of the trace at hand, whose root comes first

        public void Take(Span span)
        {
            if (AlarmSummary.Of(span) is AlarmSummary alarm)
                onAlarm(alarm);
            if (!source.HasListeners())
                return;
            ActivityContext parent = given.GetValueOrDefault(span.Parent);
            Activity? before = Activity.Current;
            Activity.Current = null; // whoever runs the machine is not the cause of what happens in it
            using (Activity? activity = source.StartActivity(span.Name.Value, KindOf(span), parent, startTime: TimeOf(span.Start)))
            {
                if (activity is not null)
                    Fill(activity, span);
            }

            Activity.Current = before;
        }

        public void EndTrace(in TraceId trace) => given.Clear();

        public void Finish()
        {
        }

        private void Fill(Activity activity, Span span)
        {
            given[span.Id] = activity.Context;
            activity.SetTag("actorkernel.service", span.Service.Name);
            foreach (SpanAttribute attribute in span.Attributes)
                activity.SetTag(attribute.Key.Name, attribute.Text is Utf8Text text ? text.Value : attribute.IsFlag ? attribute.Number != 0 : attribute.Number);
            foreach (SpanEvent happened in span.Events)
                activity.AddEvent(new(happened.Name.Value, TimeOf(happened.Time)));
            if (span.Error is Utf8Text error)
                activity.SetStatus(ActivityStatusCode.Error, error.Value);
            activity.SetEndTime(TimeOf(span.End).UtcDateTime);
        }

        private static ActivityKind KindOf(Span span) => span.Kind switch
        {
            SpanKind.Producer => ActivityKind.Producer,
            SpanKind.Consumer => ActivityKind.Consumer,
            _ => ActivityKind.Internal,
        };

        private static DateTimeOffset TimeOf(ulong nanoseconds) =>
            DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / TimeSpan.NanosecondsPerTick));
    }
}
