using System.Text.Json;
using ActorKernel.Tracing.Otlp;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Tracing.Export;

/// <summary>Jaeger's own JSON, which its page opens without a server.</summary>
/// <remarks>
/// Times are whole microseconds. Numbers beyond 2^53 are texts. A trace is written when it has ended, and is in memory
/// until then: of messages, until the deliveries that could add to it are too old to be looked for.
/// </remarks>
public sealed class JaegerJson(Stream to, RunResource resource) : ISpanSink
{
    private const ulong NanosecondsPerMicrosecond = 1000;
    private const long ExactMax = (1L << 53) - 1;

    private readonly Dictionary<TraceId, OpenTrace> open = [];
    private long begun;
    private bool isFirst = true;

    public void Take(Span span)
    {
        if (!open.TryGetValue(span.Trace, out OpenTrace? trace))
            open.Add(span.Trace, trace = new(begun++));

        trace.Services.TryAdd(span.Service.Number, span.Service);
        trace.Spans.Add(JsonText.Of(json => Write(json, span)));
    }

    public void EndTrace(in TraceId trace)
    {
        if (open.Remove(trace, out OpenTrace? ended))
            Write(trace, ended);
    }

    public void Finish()
    {
        foreach ((TraceId trace, OpenTrace endless) in open.OrderBy(entry => entry.Value.Number))
            Write(trace, endless);
        open.Clear();

        to.Write(isFirst ? "{\"data\":[]}\n" : "]}\n");
    }

    private void Write(in TraceId id, OpenTrace trace)
    {
        to.Write(isFirst ? "{\"data\":[\n" : ",\n");
        isFirst = false;
        to.Write($"{{\"traceID\":\"{id}\",\"spans\":[");
        for (int i = 0; i < trace.Spans.Count; i++)
        {
            if (i > 0)
                to.Write(",");
            to.Write(trace.Spans[i]);
        }

        to.Write("],\"processes\":");
        to.Write(JsonText.Of(json => WriteProcesses(json, trace)));
        to.Write(",\"warnings\":null}");
    }

    private void WriteProcesses(Utf8JsonWriter json, OpenTrace trace)
    {
        json.WriteStartObject();
        foreach (Service service in trace.Services.Values)
        {
            json.WriteStartObject(ProcessOf(service));
            json.WriteString("serviceName", resource.NameOf(service));
            json.WriteStartArray("tags");
            foreach ((string key, object value) in resource.AttributesOf(service))
            {
                if (key == "service.name")
                    continue;
                if (value is long number)
                    WriteTag(json, key, number);
                else
                    WriteTag(json, key, (string)value);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, Span span)
    {
        json.WriteStartObject();
        json.WriteString("traceID", span.Trace.ToString());
        json.WriteString("spanID", span.Id.ToString());
        json.WriteNumber("flags", 1);
        json.WriteString("operationName", span.Name.Bytes);
        json.WriteStartArray("references");
        if (span.Parent != SpanId.None)
            WriteReference(json, "CHILD_OF", span.Trace, span.Parent);
        foreach (SpanLink link in span.Links)
            WriteReference(json, "FOLLOWS_FROM", link.Trace, link.Span);
        json.WriteEndArray();
        json.WriteNumber("startTime", span.Start / NanosecondsPerMicrosecond);
        json.WriteNumber("duration", (span.End - span.Start) / NanosecondsPerMicrosecond);
        WriteTags(json, span);
        json.WriteStartArray("logs");
        foreach (SpanEvent happened in span.Events)
        {
            json.WriteStartObject();
            json.WriteNumber("timestamp", happened.Time / NanosecondsPerMicrosecond);
            json.WriteStartArray("fields");
            WriteTag(json, "event", happened.Name.Value);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("processID", ProcessOf(span.Service));
        json.WriteNull("warnings");
        json.WriteEndObject();
    }

    private void WriteTags(Utf8JsonWriter json, Span span)
    {
        json.WriteStartArray("tags");
        WriteTag(json, "span.kind", span.Kind.ToString().ToLowerInvariant());
        WriteTag(json, "otel.scope.name", RunResource.ScopeName);
        WriteTag(json, "otel.scope.version", resource.Version);
        foreach (SpanAttribute attribute in span.Attributes)
        {
            if (attribute.Text is Utf8Text text)
                WriteTag(json, attribute.Key.Name, text.Value);
            else if (attribute.IsFlag)
                WriteTag(json, attribute.Key.Name, attribute.Number != 0);
            else
                WriteTag(json, attribute.Key.Name, attribute.Number);
        }

        if (span.Error is Utf8Text error)
        {
            WriteTag(json, "error", true);
            WriteTag(json, "otel.status_code", "ERROR");
            WriteTag(json, "otel.status_description", error.Value);
        }

        json.WriteEndArray();
    }

    private static string ProcessOf(Service service) => $"p{service.Number + 1}";

    private static void WriteReference(Utf8JsonWriter json, string kind, in TraceId trace, SpanId span)
    {
        json.WriteStartObject();
        json.WriteString("refType", kind);
        json.WriteString("traceID", trace.ToString());
        json.WriteString("spanID", span.ToString());
        json.WriteEndObject();
    }

    private static void WriteTag(Utf8JsonWriter json, string key, string value)
    {
        Open(json, key, "string");
        json.WriteString("value", value);
        json.WriteEndObject();
    }

    private static void WriteTag(Utf8JsonWriter json, string key, bool value)
    {
        Open(json, key, "bool");
        json.WriteBoolean("value", value);
        json.WriteEndObject();
    }

    private static void WriteTag(Utf8JsonWriter json, string key, long value)
    {
        Open(json, key, "int64");
        if (value is >= -ExactMax and <= ExactMax)
            json.WriteNumber("value", value);
        else
            json.WriteString("value", value.ToString());
        json.WriteEndObject();
    }

    private static void Open(Utf8JsonWriter json, string key, string type)
    {
        json.WriteStartObject();
        json.WriteString("key", key);
        json.WriteString("type", type);
    }

    private sealed class OpenTrace(long number)
    {
        /// <summary>In the order begun.</summary>
        public long Number { get; } = number;

        public List<byte[]> Spans { get; } = [];

        public SortedDictionary<int, Service> Services { get; } = [];
    }
}
