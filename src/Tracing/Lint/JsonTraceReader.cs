using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ActorKernel.Tracing.Lint;

/// <summary>Reads OTLP's JSON and Jaeger's: one document, or one after the other.</summary>
internal sealed class JsonTraceReader
{
    private const ulong NanosecondsPerMicrosecond = 1000;

    private readonly TraceFile file;

    private JsonTraceReader(TraceFile file) => this.file = file;

    public static bool TryRead(byte[] bytes, [NotNullWhen(true)] out TraceFile? file, out string trouble)
    {
        file = null;
        bool isUtf8 = Utf8.IsValid(bytes);
        byte[] text = isUtf8 ? bytes : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes)); // with U+FFFD for the rest
        try
        {
            Utf8JsonReader reader = new(text, new JsonReaderOptions { AllowMultipleValues = true });
            TraceFile? read = null;
            while (reader.Read())
            {
                long start = reader.TokenStartIndex;
                using JsonDocument document = JsonDocument.ParseValue(ref reader);
                read ??= new() { Format = FormatOf(document.RootElement), Bytes = bytes.Length };
                new JsonTraceReader(read).Document(document.RootElement);
                read.Parts.Add(reader.BytesConsumed - start);
            }

            file = read;
            trouble = "it is empty";
            if (file is not null && !isUtf8)
                file.NotUtf8.Add("the file");
            return file is not null;
        }
        catch (JsonException wrong)
        {
            trouble = $"it is no JSON: {wrong.Message}";
            return false;
        }
        catch (FormatException wrong)
        {
            trouble = wrong.Message;
            return false;
        }
    }

    private static string FormatOf(JsonElement root)
    {
        JsonElement first = root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 ? root[0] : root;
        if (Has(first, "resourceSpans"))
            return "OTLP JSON";
        if (Has(first, "data") || Has(first, "spans"))
            return "Jaeger JSON";
        throw new FormatException("it has neither OTLP's resourceSpans nor Jaeger's data");
    }

    private void Document(JsonElement root)
    {
        foreach (JsonElement part in root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : new[] { root })
        {
            if (Has(part, "resourceSpans"))
            {
                foreach (JsonElement resource in Items(part, "resourceSpans"))
                    ResourceSpans(resource);
            }
            else if (Has(part, "spans"))
            {
                JaegerTrace(part);
            }
            else if (TryGet(part, "data", out JsonElement data))
            {
                foreach (JsonElement trace in data.ValueKind == JsonValueKind.Array ? [.. data.EnumerateArray()] : new[] { data })
                    JaegerTrace(trace);
            }
            else
            {
                throw new FormatException("a part of it has neither OTLP's resourceSpans nor Jaeger's data");
            }
        }
    }

    private void ResourceSpans(JsonElement part)
    {
        FileResource resource = new();
        if (TryGet(part, "resource", out JsonElement described))
        {
            foreach (JsonElement attribute in Items(described, "attributes"))
                resource.Set(Text(attribute, "key", "a resource"), OtlpText(attribute));
        }

        foreach (JsonElement scoped in Items(part, "scopeSpans"))
        {
            string scope = TryGet(scoped, "scope", out JsonElement named) ? Text(named, "name", "a scope") : "";
            foreach (JsonElement span in Items(scoped, "spans"))
                file.Spans.Add(OtlpSpan(span, scope, resource));
        }
    }

    private FileSpan OtlpSpan(JsonElement json, string scope, FileResource resource)
    {
        FileSpan span = new()
        {
            Scope = scope,
            Resource = resource,
            Trace = Text(json, "traceId", "a span"),
            Id = Text(json, "spanId", "a span"),
            Parent = Text(json, "parentSpanId", "a span"),
            Name = Text(json, "name", "a span"),
            Start = Number(json, "startTimeUnixNano"),
            End = Number(json, "endTimeUnixNano"),
            Kind = (int)Number(json, "kind"),
        };
        foreach (JsonElement attribute in Items(json, "attributes"))
        {
            span.AttributeKeys.Add(Text(attribute, "key", $"span {span.Id}"));
            OtlpText(attribute);
        }

        foreach (JsonElement happened in Items(json, "events"))
            span.Events.Add((Number(happened, "timeUnixNano"), Text(happened, "name", $"span {span.Id}")));
        foreach (JsonElement link in Items(json, "links"))
        {
            span.Links.Add(new(
                Text(link, "traceId", "a link"),
                Text(link, "spanId", "a link"),
                [.. Items(link, "attributes").Select(attribute => Text(attribute, "key", "a link"))]));
        }

        if (TryGet(json, "status", out JsonElement status))
        {
            span.IsError = Number(status, "code") == 2;
            span.ErrorText = Text(status, "message", $"span {span.Id}");
        }

        return span;
    }

    private void JaegerTrace(JsonElement trace)
    {
        Dictionary<string, FileResource> processes = [];
        if (TryGet(trace, "processes", out JsonElement all)
            && all.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty process in all.EnumerateObject())
                processes[process.Name] = JaegerProcess(process.Value);
        }

        foreach (JsonElement span in Items(trace, "spans"))
            file.Spans.Add(JaegerSpan(span, processes));
    }

    private FileResource JaegerProcess(JsonElement process)
    {
        FileResource resource = new();
        if (TryGet(process, "serviceName", out JsonElement name))
            resource.Set("service.name", name.ValueKind == JsonValueKind.String ? Text(process, "serviceName", "a process") : null);
        foreach (JsonElement tag in Items(process, "tags"))
            resource.Set(Text(tag, "key", "a process"), TagText(tag));
        return resource;
    }

    private FileSpan JaegerSpan(JsonElement json, Dictionary<string, FileResource> processes)
    {
        FileSpan span = new()
        {
            Trace = Text(json, "traceID", "a span"),
            Id = Text(json, "spanID", "a span"),
            Name = Text(json, "operationName", "a span"),
            Start = Number(json, "startTime") * NanosecondsPerMicrosecond,
            Resource = processes.GetValueOrDefault(Text(json, "processID", "a span")) ?? new(),
        };
        span.End = span.Start + (Number(json, "duration") * NanosecondsPerMicrosecond);
        foreach (JsonElement reference in Items(json, "references"))
        {
            string trace = Text(reference, "traceID", "a reference");
            string id = Text(reference, "spanID", "a reference");
            if (Text(reference, "refType", "a reference") == "CHILD_OF" && trace == span.Trace)
                span.Parent = id;
            else
                span.Links.Add(new(trace, id, []));
        }

        JaegerTags(json, span);
        foreach (JsonElement log in Items(json, "logs"))
        {
            string name = Items(log, "fields")
                .Where(field => Text(field, "key", "a log") == "event")
                .Select(field => TagText(field) ?? "")
                .FirstOrDefault("");
            span.Events.Add((Number(log, "timestamp") * NanosecondsPerMicrosecond, name));
        }

        return span;
    }

    private void JaegerTags(JsonElement json, FileSpan span)
    {
        bool isErrorStatus = false;
        foreach (JsonElement tag in Items(json, "tags"))
        {
            string key = Text(tag, "key", $"span {span.Id}");
            string? text = TagText(tag);
            span.AttributeKeys.Add(key);
            switch (key)
            {
                case "span.kind":
                    span.Kind = text is "internal" or "server" or "client" or "producer" or "consumer" ? 1 : 0;
                    break;
                case "otel.scope.name":
                    span.Scope = text ?? "";
                    break;
                case "error":
                    span.IsError = TryGet(tag, "value", out JsonElement value)
                        && (value.ValueKind == JsonValueKind.True || text == "true");
                    break;
                case "otel.status_code":
                    isErrorStatus = text == "ERROR";
                    break;
                case "otel.status_description":
                    span.ErrorText = text ?? "";
                    break;
            }
        }

        span.IsErrorHidden = isErrorStatus && !span.IsError;
    }

    private string? OtlpText(JsonElement attribute) =>
        TryGet(attribute, "value", out JsonElement value)
            && TryGet(value, "stringValue", out JsonElement text)
            && text.ValueKind == JsonValueKind.String
            ? Decoded(text, "an attribute")
            : null;

    private string? TagText(JsonElement tag) =>
        TryGet(tag, "value", out JsonElement value)
            && value.ValueKind == JsonValueKind.String
            ? Decoded(value, "a tag")
            : null;

    private string Text(JsonElement json, string property, string where) =>
        TryGet(json, property, out JsonElement value)
            && value.ValueKind == JsonValueKind.String
            ? Decoded(value, $"{property} of {where}")
            : "";

    /// <summary>JSON can escape halves of characters, which are no UTF-8.</summary>
    private string Decoded(JsonElement text, string where)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            file.NotUtf8.Add(where);
            return "\ufffd";
        }
    }

    /// <summary>As a number or a text; what is neither is 0.</summary>
    private static ulong Number(JsonElement json, string property)
    {
        if (!TryGet(json, property, out JsonElement value))
            return 0;
        if (value.ValueKind == JsonValueKind.Number)
            return value.TryGetUInt64(out ulong number) ? number : 0;
        return value.ValueKind == JsonValueKind.String
            && ulong.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong parsed)
            ? parsed
            : 0;
    }

    private static IEnumerable<JsonElement> Items(JsonElement json, string property) =>
        TryGet(json, property, out JsonElement items)
            && items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray()
            : [];

    private static bool Has(JsonElement json, string property) => TryGet(json, property, out _);

    /// <summary>Of what is no object there is none.</summary>
    private static bool TryGet(JsonElement json, string property, out JsonElement value)
    {
        value = default;
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(property, out value);
    }
}
