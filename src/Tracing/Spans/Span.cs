namespace ActorKernel.Tracing.Spans;

/// <summary>OTLP's SpanKind, with its numbers.</summary>
public enum SpanKind : byte
{
    Internal = 1,
    Producer = 4,
    Consumer = 5,
}

/// <summary>The actor that a span is about: a service of its own.</summary>
/// <param name="Number">From 0, in the order first seen.</param>
/// <param name="Kind">Such as core, lapic, trap, chain, device, process, program.</param>
public sealed record Service(int Number, string Name, string Kind);

/// <summary>A piece of work of one service: what exporters write.</summary>
/// <remarks>One object is filled again for each span; a sink that keeps one copies it.</remarks>
public sealed class Span
{
    private readonly List<SpanAttribute> attributes = [];
    private readonly List<SpanEvent> events = [];
    private readonly List<SpanLink> links = [];

    public TraceId Trace { get; private set; }

    public SpanId Id { get; private set; }

    /// <summary>None for a root.</summary>
    public SpanId Parent { get; private set; }

    public Service Service { get; private set; } = new(0, "none", "none");

    public Utf8Text Name { get; private set; } = new("none");

    public SpanKind Kind { get; private set; }

    /// <summary>In nanoseconds since 1970.</summary>
    public ulong Start { get; private set; }

    /// <summary>In nanoseconds since 1970; at least a microsecond after <see cref="Start"/> (rule J2).</summary>
    public ulong End { get; private set; }

    /// <summary>What went wrong, if something did.</summary>
    public Utf8Text? Error { get; set; }

    public IReadOnlyList<SpanAttribute> Attributes => attributes;

    public IReadOnlyList<SpanEvent> Events => events;

    public IReadOnlyList<SpanLink> Links => links;

    internal List<SpanAttribute> AttributeList => attributes;

    internal List<SpanEvent> EventList => events;

    internal List<SpanLink> LinkList => links;

    /// <summary>Begins a new span; what the object held is gone.</summary>
    public void Begin(in TraceId trace, SpanId id, SpanId parent, Service service, Utf8Text name, SpanKind kind)
    {
        Trace = trace;
        Id = id;
        Parent = parent;
        Service = service;
        Name = name;
        Kind = kind;
        Error = null;
        attributes.Clear();
        events.Clear();
        links.Clear();
    }

    /// <param name="start">In nanoseconds since 1970.</param>
    public void Lasts(ulong start, ulong end)
    {
        Start = start;
        End = Math.Max(end, start + VirtualClock.ShownAtLeast);
    }

    public void Add(AttributeKey key, long value) => attributes.Add(new(key, value));

    public void Add(AttributeKey key, Utf8Text value) => attributes.Add(new(key, value));

    public void Add(AttributeKey key, bool value) => attributes.Add(new(key, value));

    public void Add(in SpanEvent happened) => events.Add(happened);

    public void Add(in SpanLink link) => links.Add(link);

    /// <summary>Null when it has no such attribute.</summary>
    public long? NumberOf(AttributeKey key) => Find(key) is { Text: null, Number: long number } ? number : null;

    /// <summary>Null when it has no such attribute.</summary>
    public string? TextOf(AttributeKey key) => Find(key)?.Text?.Value;

    /// <summary>A span of its own, with what this one holds now.</summary>
    public Span Copy()
    {
        Span copy = new() { Error = Error };
        copy.Trace = Trace;
        copy.Id = Id;
        copy.Parent = Parent;
        copy.Service = Service;
        copy.Name = Name;
        copy.Kind = Kind;
        copy.Start = Start;
        copy.End = End;
        copy.attributes.AddRange(attributes);
        copy.events.AddRange(events);
        copy.links.AddRange(links);
        return copy;
    }

    private SpanAttribute? Find(AttributeKey key)
    {
        foreach (SpanAttribute attribute in attributes)
        {
            if (attribute.Key == key)
                return attribute;
        }

        return null;
    }
}

/// <summary>A named value. Texts have a <see cref="Text"/>, all others a <see cref="Number"/>.</summary>
public readonly struct SpanAttribute
{
    public SpanAttribute(AttributeKey key, long number)
    {
        Key = key;
        Number = number;
    }

    public SpanAttribute(AttributeKey key, Utf8Text text)
    {
        Key = key;
        Text = text;
    }

    public SpanAttribute(AttributeKey key, bool flag)
    {
        Key = key;
        Number = flag ? 1 : 0;
        IsFlag = true;
    }

    public AttributeKey Key { get; }

    public Utf8Text? Text { get; }

    public long Number { get; }

    public bool IsFlag { get; }
}

/// <param name="Time">In nanoseconds since 1970; distinct within a span, since viewers sort by name (rule J9).</param>
public readonly record struct SpanEvent(ulong Time, Utf8Text Name);

/// <param name="Reason">Also an attribute of the span itself, because viewers drop it here (rule J7).</param>
public readonly record struct SpanLink(TraceId Trace, SpanId Span, Utf8Text Reason);

/// <summary>Takes spans as they are built.</summary>
public interface ISpanSink
{
    /// <param name="span">Valid during the call.</param>
    void Take(Span span);

    /// <summary>No further span of that trace will come.</summary>
    void EndTrace(in TraceId trace);

    /// <summary>No further span will come.</summary>
    void Finish();
}
