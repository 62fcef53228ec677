using System.Buffers;
using System.Runtime.InteropServices;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Tracing.Otlp;

/// <summary>Spans that go together: an ExportTraceServiceRequest.</summary>
/// <remarks>The bytes are from a pool, into which <see cref="Release"/> gives them back.</remarks>
public readonly record struct OtlpBatch(ReadOnlyMemory<byte> Content, int Spans)
{
    /// <summary>Nobody reads the content any more. A batch that is not released is the garbage collector's.</summary>
    public void Release()
    {
        if (MemoryMarshal.TryGetArray(Content, out ArraySegment<byte> pooled))
            ArrayPool<byte>.Shared.Return(pooled.Array!);
    }
}

/// <summary>Collects spans by service and cuts them into requests of at most a mebibyte (rule J12).</summary>
public sealed class OtlpBatcher(RunResource resource, Action<OtlpBatch> ready) : ISpanSink
{
    /// <summary>In bytes. Receivers take at least four times as much.</summary>
    public const int BatchMax = 1 << 20;

    private const int ResourceSpansField = 1; // ExportTraceServiceRequest.resource_spans
    private const int ResourceField = 1; // ResourceSpans.resource
    private const int ScopeSpansField = 2; // ResourceSpans.scope_spans
    private const int ScopeField = 1; // ScopeSpans.scope
    private const int HeadersMax = 32; // tags and lengths of one service

    private readonly List<Part?> parts = []; // by the service's number
    private readonly List<Part> inUse = []; // in the order first used
    private int spans;
    private int bytes;

    public long Spans { get; private set; }

    public void Take(Span span)
    {
        Part part = PartOf(span.Service);
        int before = part.Spans.Length;
        SpanEncoder.Write(span, part.Spans);
        int own = part.Spans.Length - before;
        int headers = before == 0 ? part.Head.Length + part.Scope.Length + HeadersMax : 0;
        if (bytes + own + headers > BatchMax && spans > 0)
        {
            byte[] late = part.Spans.Written[before..].ToArray();
            part.Spans.Truncate(before);
            Flush();
            part.Spans.Raw(late);
            before = 0;
            headers = part.Head.Length + part.Scope.Length + HeadersMax;
        }

        if (before == 0)
            inUse.Add(part);
        bytes += own + headers;
        spans++;
        Spans++;
    }

    public void EndTrace(in TraceId trace)
    {
    }

    public void Finish() => Flush();

    /// <summary>A request that says which run it is of, and has no spans.</summary>
    public byte[] Nothing()
    {
        ProtobufBuffer request = new();
        request.Bytes(ResourceSpansField, HeadOf(new(0, "machine", "machine")));
        return request.Written.ToArray();
    }

    private void Flush()
    {
        if (spans == 0)
            return;
        int length = inUse.Sum(part => LengthOf(part.Content));
        ProtobufBuffer request = new(ArrayPool<byte>.Shared.Rent(length));
        foreach (Part part in inUse)
        {
            request.Header(ResourceSpansField, part.Content);
            request.Raw(part.Head);
            request.Header(ScopeSpansField, part.ScopeSpans);
            request.Raw(part.Scope);
            request.Raw(part.Spans.Written);
            part.Spans.Clear();
        }

        inUse.Clear();
        ready(new(request.Detach(), spans));
        spans = 0;
        bytes = 0;
    }

    /// <summary>Of a message field whose number is below 16.</summary>
    private static int LengthOf(int content) => 1 + ProtobufBuffer.VarintLength((ulong)content) + content;

    private Part PartOf(Service service)
    {
        while (parts.Count <= service.Number)
            parts.Add(null);
        return parts[service.Number] ??= new(HeadOf(service), Scope());
    }

    private byte[] HeadOf(Service service)
    {
        ProtobufBuffer content = new();
        foreach ((string key, object value) in resource.AttributesOf(service))
        {
            SpanAttribute attribute = value is long number
                ? new(new AttributeKey(key), number)
                : new(new AttributeKey(key), new Utf8Text((string)value));
            SpanEncoder.WriteAttribute(attribute, content, tag: 1 << 3 | 2);
        }

        ProtobufBuffer head = new();
        head.Bytes(ResourceField, content.Written);
        return head.Written.ToArray();
    }

    private byte[] Scope()
    {
        ProtobufBuffer scope = new();
        scope.Text(1, RunResource.ScopeName);
        scope.Text(2, resource.Version);
        ProtobufBuffer field = new();
        field.Bytes(ScopeField, scope.Written);
        return field.Written.ToArray();
    }

    /// <summary>One service's share of the request.</summary>
    private sealed class Part(byte[] head, byte[] scope)
    {
        public byte[] Head { get; } = head;

        public byte[] Scope { get; } = scope;

        public ProtobufBuffer Spans { get; } = new(1 << 14);

        /// <summary>The length of its ScopeSpans.</summary>
        public int ScopeSpans => Scope.Length + Spans.Length;

        /// <summary>The length of its ResourceSpans.</summary>
        public int Content => Head.Length + LengthOf(ScopeSpans);
    }
}
