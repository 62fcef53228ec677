using ActorKernel.Actors;
using ActorKernel.Tracing.Alarms;

namespace ActorKernel.Tracing.Spans;

/// <summary>A trace for each delivery of an alarm, of both kinds, from the timer to the handler's return.</summary>
/// <remarks>
/// xv6's: tick, core, trap actor, handler. Akaros': deadline, core, timer chain, #A, the event in its owner's memory,
/// the first vcore entry that can see it; no trap shows the handler's end, so none is claimed. A delivery is traced
/// when it is over, or can get no further.
/// </remarks>
internal sealed class AlarmTraces : IAlarmListener<AlarmTraces.Firing, Hop>
{
    private const string Unobserved = "unobserved";
    private const string Observed = "observed";
    private const string Refused = "refused";

    private readonly SpanWriter writer;
    private readonly HopWindow window;
    private readonly CallTraces calls;
    private readonly AlarmFollower<Firing, Hop> follower;
    private readonly List<Hop> chain = [];

    public AlarmTraces(SpanWriter writer, HopWindow window, CallTraces calls)
    {
        this.writer = writer;
        this.window = window;
        this.calls = calls;
        follower = new(writer.Actor, this);
    }

    /// <summary>Traces so far, each with its number from 1.</summary>
    public long Traced { get; private set; }

    public void Take(in Hop hop, RecordedDelivery delivery) => follower.Take(delivery, hop);

    /// <summary>The record ends: no return has been seen of what is still open.</summary>
    public void Finish() => follower.Finish();

    Firing IAlarmListener<Firing, Hop>.Called(in HandlerCall call, in AlarmEntry<Hop> entry)
    {
        Firing firing = new()
        {
            Kind = "xv6",
            Pid = call.Pid,
            Program = call.Program,
            ArmedAt = call.ArmedAt,
            Due = call.Due,
            ArmedBy = calls.TickArming(call.Pid),
            Handler = call.Handler,
            Entry = entry,
            About = entry.By.Key,
        };
        firing.IsComplete = window.TryTrace(entry.By, chain, first => first.IsTimer);
        firing.Hops.AddRange(chain);
        return firing;
    }

    Firing IAlarmListener<Firing, Hop>.Armed(in DeviceArming arming, Tsc at, Hop hop) => new()
    {
        Kind = "akaros",
        Arming = arming.Number,
        Pid = arming.Pid,
        Program = arming.Program,
        ArmedAt = at,
        Due = arming.Due,
        ArmedBy = calls.ArmingOf(arming.Number),
    };

    void IAlarmListener<Firing, Hop>.Cancelled(Firing firing)
    {
        // nothing was delivered
    }

    void IAlarmListener<Firing, Hop>.Expired(Firing firing, Tsc at, Hop hop)
    {
        firing.IsComplete = window.TryTrace(hop, chain, first => first.IsTimer);
        firing.Hops.AddRange(chain);
        firing.About = hop.Key;
    }

    void IAlarmListener<Firing, Hop>.Posted(Firing firing, Tsc at, bool isWritten, Hop hop)
    {
        Hop expiry = firing.Hops[^1];
        firing.IsComplete &= window.TryTrace(hop, chain, first => first.Id == expiry.Id);
        firing.Hops.AddRange(chain.Where(later => later.Id != expiry.Id));
        firing.PostedAt = at;
        if (!isWritten)
            Write(firing, Refused); // the owner is dying, or has no queue there
    }

    void IAlarmListener<Firing, Hop>.Delivered(Firing firing, in AlarmEntry<Hop> entry)
    {
        firing.Entry = entry;
        HashSet<MessageId> known = [.. firing.Hops.Select(hop => hop.Id)];
        if (window.TryTrace(entry.By, chain, first => known.Contains(first.Id)))
            firing.Hops.AddRange(chain.Where(hop => !known.Contains(hop.Id)));
        else if (!known.Contains(entry.By.Id))
            firing.Hops.Add(entry.By); // it came for a reason of its own
        Write(firing, Unobserved);
    }

    void IAlarmListener<Firing, Hop>.Returned(Firing firing, Tsc at)
    {
        firing.End = at;
        Write(firing, Observed);
    }

    void IAlarmListener<Firing, Hop>.Lost(Firing firing) => Write(firing, Unobserved);

    private void Write(Firing firing, string returned)
    {
        Traced++;
        Hop last = firing.Hops[^1];
        TraceId trace = writer.Options.Ids.Trace(TraceCategory.Alarms, firing.About);
        Tsc start = Tsc.Max(firing.Due, firing.ArmedAt);
        Tsc end = firing.End ?? firing.Entry?.At ?? firing.PostedAt ?? last.Now;
        SpanId root = RunIds.Span(trace, 0);
        WriteRoot(firing, returned, trace, start, end);

        int place = 1;
        SpanId parent = root;
        Dictionary<MessageId, SpanId> handled = [];
        foreach (Hop hop in firing.Hops)
        {
            parent = handled.GetValueOrDefault(hop.Cause, root);
            handled[hop.Id] = hop.IsTimer ? WriteTimer(trace, root, ref place, hop, start) : writer.Way(trace, parent, ref place, hop, DoneWith(hop, firing));
        }

        if (firing.Entry is AlarmEntry<Hop> entry)
            WriteHandler(firing, entry, returned, trace, handled.GetValueOrDefault(entry.By.Id, root), place);
        writer.EndTrace(trace);
    }

    /// <summary>A core is busy with a tick until its trap actor lets it go on.</summary>
    private static Tsc DoneWith(in Hop hop, Firing firing) =>
        hop.Kind == Kinds.Interrupt && firing is { Kind: "xv6", Entry: AlarmEntry<Hop> entry } ? entry.At : hop.Now;

    private void WriteRoot(Firing firing, string returned, in TraceId trace, Tsc start, Tsc end)
    {
        Span root = writer.Begin(
            trace, RunIds.Span(trace, 0), SpanId.None, writer.ProgramService(firing.Program), writer.RootName("alarm delivery"),
            SpanKind.Internal);
        root.Add(Keys.AlarmKind, writer.Texts[firing.Kind]);
        root.Add(Keys.AlarmId, Traced);
        if (firing.Arming is long arming)
            root.Add(Keys.Arming, arming);
        root.Add(Keys.Pid, firing.Pid);
        root.Add(Keys.Executable, writer.Texts[firing.Program]);
        root.Add(Keys.AlarmDeadline, (long)writer.Nanoseconds(firing.Due));
        root.Add(Keys.AlarmArmed, (long)writer.Nanoseconds(firing.ArmedAt));
        root.Add(Keys.AlarmReturn, writer.Texts[returned]);
        root.Add(Keys.Step, firing.Hops[^1].Step);
        if (firing.Entry is AlarmEntry<Hop> entry)
        {
            root.Add(Keys.AlarmLatency, (long)(writer.Nanoseconds(entry.At) - writer.Nanoseconds(start)));
            if (writer.Actor(entry.Core).Number is int core)
                root.Add(Keys.CpuNumber, core);
        }
        else
        {
            root.Add(Keys.ErrorType, writer.Texts["alarm.missed"]);
            root.Error = writer.Texts[firing.PostedAt is null
                ? "the process has no event queue for this alarm"
                : returned == Refused ? "the event could not be written" : "no entry of the program has seen the event"];
        }

        if (!firing.IsComplete)
            root.Add(Keys.Incomplete, true);
        if (firing.ArmedBy is Arming by)
            writer.Link(by.Trace, by.Span, Keys.AlarmLink);
        if (firing.PostedAt is Tsc posted)
            writer.Event("event.posted", posted);
        if (firing.Entry is AlarmEntry<Hop> entered)
            writer.Event("handler.enter", entered.At);
        if (firing.End is Tsc ended)
            writer.Event("handler.return", ended);
        writer.End(start, end);
    }

    private SpanId WriteTimer(in TraceId trace, SpanId root, ref int place, in Hop hop, Tsc start)
    {
        SpanId id = RunIds.Span(trace, place++);
        Service lapic = writer.ServiceOf(hop.Receiver);
        Span span = writer.Begin(trace, id, root, lapic, writer.Texts["timer expire"], SpanKind.Internal);
        span.Add(Keys.MessageType, writer.Texts[hop.Kind]);
        span.Add(Keys.Step, hop.Step);
        writer.End(Tsc.Min(start, hop.Now), hop.Now);
        return id;
    }

    private void WriteHandler(Firing firing, in AlarmEntry<Hop> entry, string returned, in TraceId trace, SpanId parent, int place)
    {
        Span span = writer.Begin(
            trace, RunIds.Span(trace, place), parent, writer.ServiceOf(entry.Core), writer.Texts["upcall handler"], SpanKind.Internal);
        span.Add(Keys.Pid, firing.Pid);
        span.Add(Keys.Executable, writer.Texts[firing.Program]);
        span.Add(Keys.AlarmReturn, writer.Texts[returned]);
        span.Add(Keys.Step, entry.By.Step);
        if (firing.Handler is ulong handler)
            span.Add(Keys.Handler, writer.Texts[$"0x{handler:x}"]);
        writer.End(entry.At, firing.End ?? entry.At);
    }

    /// <summary>One delivery of one alarm, as far as it has got.</summary>
    internal sealed class Firing
    {
        public required string Kind { get; init; }

        /// <summary>Akaros' number of it.</summary>
        public long? Arming { get; init; }

        public required int Pid { get; init; }

        public required string Program { get; init; }

        public required Tsc ArmedAt { get; init; }

        public required Tsc Due { get; init; }

        public Arming? ArmedBy { get; init; }

        public ulong? Handler { get; init; }

        /// <summary>The message that the trace goes by: the handler's call, or the expiry.</summary>
        public CauseKey About { get; set; }

        public List<Hop> Hops { get; } = [];

        /// <summary>False when the window has lost some of it.</summary>
        public bool IsComplete { get; set; }

        public Tsc? PostedAt { get; set; }

        public AlarmEntry<Hop>? Entry { get; set; }

        public Tsc? End { get; set; }
    }
}
