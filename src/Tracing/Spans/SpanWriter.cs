using ActorKernel.Actors;

namespace ActorKernel.Tracing.Spans;

/// <summary>Writes spans in virtual time to a sink: what all kinds of traces have in common.</summary>
internal sealed class SpanWriter(ISpanSink sink, TraceOptions options, Func<ActorId, RecordedActor> actorOf)
{
    private static readonly Utf8Text System = new("actorkernel", isReused: true);
    private static readonly Utf8Text Send = new("send", isReused: true);
    private static readonly Utf8Text Process = new("process", isReused: true);

    private readonly Span span = new();
    private readonly Dictionary<string, Service> services = [];
    private readonly List<Service?> serviceOf = []; // by actor's id + 1

    public TextTable Texts { get; } = new();

    /// <summary>Written so far.</summary>
    public long Spans { get; private set; }

    public TraceOptions Options => options;

    public ulong Nanoseconds(Tsc time) => options.Clock.Virtual(time.Ticks);

    public RecordedActor Actor(ActorId id) => actorOf(id);

    public Service ServiceOf(ActorId id)
    {
        while (serviceOf.Count <= id.Value + 1)
            serviceOf.Add(null);
        return serviceOf[id.Value + 1] ??= ServiceOf(actorOf(id));
    }

    /// <summary>The program, as opposed to the process that keeps it.</summary>
    public Service ProgramService(string program) => Named($"proc.{program}", "program");

    /// <summary>A root's name says when its times are stretched.</summary>
    public Utf8Text RootName(string name) => Texts[options.Clock.Scale == 1 ? name : $"{name} (×{options.Clock.Scale})"];

    public Span Begin(in TraceId trace, SpanId id, SpanId parent, Service service, Utf8Text name, SpanKind kind)
    {
        span.Begin(trace, id, parent, service, name, kind);
        return span;
    }

    /// <summary>The span's times are known, and it is complete.</summary>
    public void End(Tsc start, Tsc end)
    {
        span.Lasts(options.Clock.Shown(start.Ticks), options.Clock.Shown(end.Ticks));
        span.Add(Keys.VirtualStart, (long)Nanoseconds(start));
        span.Add(Keys.VirtualEnd, (long)Nanoseconds(end));
        sink.Take(span);
        Spans++;
    }

    public void EndTrace(in TraceId trace) => sink.EndTrace(trace);

    /// <summary>An event at that time, or as little later than the one before as can be seen (rule J9).</summary>
    public void Event(string name, Tsc at)
    {
        ulong time = options.Clock.Shown(at.Ticks);
        if (span.Events is [.., SpanEvent last])
            time = Math.Max(time, last.Time + VirtualClock.ShownAtLeast);
        span.Add(new SpanEvent(time, Texts[name]));
    }

    public void Link(in TraceId trace, SpanId to, AttributeKey reason)
    {
        span.Add(new SpanLink(trace, to, Texts[reason.Name]));
        span.Add(reason, Texts[trace.ToString()]);
        span.Add(Keys.LinkReason, Texts[reason.Name]);
    }

    /// <summary>The message's way: two spans, on the sender and on the receiver.</summary>
    /// <param name="parent">What sent it.</param>
    /// <param name="place">Of the first of the two in its trace.</param>
    /// <param name="end">When the receiver was done with it.</param>
    /// <returns>The receiver's.</returns>
    public SpanId Way(in TraceId trace, SpanId parent, ref int place, in Hop hop, Tsc end)
    {
        SpanId sending = RunIds.Span(trace, place++);
        Service receiver = ServiceOf(hop.Receiver);
        Begin(trace, sending, parent, ServiceOf(hop.Sender), Texts[$"send {receiver.Name} {hop.Kind}"], SpanKind.Producer);
        About(hop, receiver, Send);
        End(hop.Sent, hop.Due);
        SpanId handling = RunIds.Span(trace, place++);
        Begin(trace, handling, sending, receiver, Texts[$"process {hop.Kind}"], SpanKind.Consumer);
        About(hop, receiver, Process);
        span.Add(Keys.MessageQueued, (long)(Nanoseconds(hop.Now) - Nanoseconds(hop.Due)));
        End(hop.Now, end);
        return handling;
    }

    /// <summary>What is said of a message in every span about it.</summary>
    public void About(in Hop hop, Service receiver, bool isSending) => About(hop, receiver, isSending ? Send : Process);

    private void About(in Hop hop, Service receiver, Utf8Text operation)
    {
        span.Add(Keys.MessagingSystem, System);
        span.Add(Keys.OperationType, operation);
        span.Add(Keys.OperationName, operation);
        span.Add(Keys.Destination, Texts[receiver.Name]);
        span.Add(Keys.MessageId, new Utf8Text($"{actorOf(hop.Sender).Name}.{hop.Id.Event}.{hop.Id.Output}"));
        span.Add(Keys.MessageType, Texts[hop.Kind]);
        span.Add(Keys.Step, hop.Step);
        if (actorOf(hop.Receiver) is { Kind: ActorKind.Core, Number: int core })
            span.Add(Keys.CpuNumber, core);
    }

    private Service ServiceOf(RecordedActor actor) => Named(actor.Name, actor.Kind switch
    {
        ActorKind.TimerChain => "chain",
        ActorKind.ProcessTable => "table",
        _ => actor.Kind.ToString().ToLowerInvariant(),
    });

    private Service Named(string name, string kind)
    {
        if (!services.TryGetValue(name, out Service? service))
            services.Add(name, service = new(services.Count, name, kind));
        return service;
    }
}
