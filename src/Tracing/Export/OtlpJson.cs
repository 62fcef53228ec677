using System.Text.Json;
using ActorKernel.Tracing.Otlp;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Tracing.Export;

/// <summary>OTLP as JSON: a request on each line, of about a mebibyte at most.</summary>
/// <remarks>As proto3's JSON, but ids in hexadecimal, enums as numbers and 64-bit numbers as texts (OTLP 1.x).</remarks>
public sealed class OtlpJson(Stream to, RunResource resource) : ISpanSink
{
    private const int LineMax = OtlpBatcher.BatchMax;
    private const int StatusError = 2;

    private readonly SortedDictionary<int, Part> parts = []; // by the service's number
    private long bytes;
    private bool isEmpty = true;

    public void Take(Span span)
    {
        byte[] json = JsonText.Of(writer => Write(writer, span));
        if (bytes > 0 && bytes + json.Length > LineMax)
            Flush();
        if (!parts.TryGetValue(span.Service.Number, out Part? part))
        {
            parts.Add(span.Service.Number, part = new(JsonText.Of(writer => WriteResource(writer, span.Service))));
            bytes += part.Resource.Length;
        }

        part.Spans.Add(json);
        bytes += json.Length + 1;
    }

    public void EndTrace(in TraceId trace)
    {
    }

    public void Finish()
    {
        Flush();
        if (isEmpty)
            to.Write("{\"resourceSpans\":[]}\n"); // a file of nothing is no JSON
    }

    private void Flush()
    {
        if (bytes == 0)
            return;
        isEmpty = false;
        to.Write("{\"resourceSpans\":[");
        string separator = "";
        foreach (Part part in parts.Values)
        {
            to.Write($"{separator}{{\"resource\":");
            to.Write(part.Resource);
            to.Write(",\"scopeSpans\":[{\"scope\":");
            to.Write(JsonText.Of(WriteScope));
            to.Write(",\"spans\":[");
            for (int i = 0; i < part.Spans.Count; i++)
            {
                if (i > 0)
                    to.Write(",");
                to.Write(part.Spans[i]);
            }

            to.Write("]}]}");
            separator = ",";
        }

        to.Write("]}\n");
        parts.Clear();
        bytes = 0;
    }

    private void WriteResource(Utf8JsonWriter json, Service service)
    {
        json.WriteStartObject();
        json.WriteStartArray("attributes");
        foreach ((string key, object value) in resource.AttributesOf(service))
        {
            if (value is long number)
                WriteNumber(json, key, number);
            else
                WriteText(json, key, new Utf8Text((string)value).Value);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteScope(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", RunResource.ScopeName);
        json.WriteString("version", resource.Version);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Span span)
    {
        json.WriteStartObject();
        json.WriteString("traceId", span.Trace.ToString());
        json.WriteString("spanId", span.Id.ToString());
        if (span.Parent != SpanId.None)
            json.WriteString("parentSpanId", span.Parent.ToString());
        json.WriteString("name", span.Name.Bytes);
        json.WriteNumber("kind", (int)span.Kind);
        json.WriteString("startTimeUnixNano", span.Start.ToString());
        json.WriteString("endTimeUnixNano", span.End.ToString());
        WriteAttributes(json, span.Attributes);
        WriteEvents(json, span);
        WriteLinks(json, span);
        if (span.Error is Utf8Text error)
        {
            json.WriteStartObject("status");
            json.WriteString("message", error.Bytes);
            json.WriteNumber("code", StatusError);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteEvents(Utf8JsonWriter json, Span span)
    {
        if (span.Events.Count == 0)
            return;
        json.WriteStartArray("events");
        foreach (SpanEvent happened in span.Events)
        {
            json.WriteStartObject();
            json.WriteString("timeUnixNano", happened.Time.ToString());
            json.WriteString("name", happened.Name.Bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLinks(Utf8JsonWriter json, Span span)
    {
        if (span.Links.Count == 0)
            return;
        json.WriteStartArray("links");
        foreach (SpanLink link in span.Links)
        {
            json.WriteStartObject();
            json.WriteString("traceId", link.Trace.ToString());
            json.WriteString("spanId", link.Span.ToString());
            WriteAttributes(json, [new(Keys.LinkReason, link.Reason)]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAttributes(Utf8JsonWriter json, IReadOnlyList<SpanAttribute> attributes)
    {
        json.WriteStartArray("attributes");
        foreach (SpanAttribute attribute in attributes)
        {
            if (attribute.Text is Utf8Text text)
                WriteText(json, attribute.Key.Name, text.Value);
            else if (attribute.IsFlag)
                WriteFlag(json, attribute.Key.Name, attribute.Number != 0);
            else
                WriteNumber(json, attribute.Key.Name, attribute.Number);
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string key, string value)
    {
        Open(json, key);
        json.WriteString("stringValue", value);
        Close(json);
    }

    private static void WriteNumber(Utf8JsonWriter json, string key, long value)
    {
        Open(json, key);
        json.WriteString("intValue", value.ToString());
        Close(json);
    }

    private static void WriteFlag(Utf8JsonWriter json, string key, bool value)
    {
        Open(json, key);
        json.WriteBoolean("boolValue", value);
        Close(json);
    }

    private static void Open(Utf8JsonWriter json, string key)
    {
        json.WriteStartObject();
        json.WriteString("key", key);
        json.WriteStartObject("value");
    }

    private static void Close(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private sealed class Part(byte[] resource)
    {
        public byte[] Resource { get; } = resource;

        public List<byte[]> Spans { get; } = [];
    }
}
