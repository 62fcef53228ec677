using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using ActorKernel.Tracing.Otlp;

namespace ActorKernel.Tracing.Lint;

/// <summary>Reads OTLP's TracesData; several of them one after the other are one.</summary>
internal sealed class ProtobufTraceReader
{
    private readonly TraceFile file;

    private ProtobufTraceReader(TraceFile file) => this.file = file;

    public static bool TryRead(byte[] bytes, [NotNullWhen(true)] out TraceFile? file)
    {
        TraceFile read = new() { Format = "OTLP protobuf", Bytes = bytes.Length };
        bool isGood = new ProtobufTraceReader(read).Traces(bytes);
        file = isGood ? read : null;
        return isGood;
    }

    private bool Traces(ReadOnlySpan<byte> bytes)
    {
        ProtobufReader reader = new(bytes);
        while (reader.Next(out int field))
        {
            if (field != 1 || !reader.IsMessage || !ResourceSpans(reader.Bytes))
                return false;
            file.Parts.Add(reader.Bytes.Length);
        }

        return !reader.IsBroken;
    }

    private bool ResourceSpans(ReadOnlySpan<byte> bytes)
    {
        FileResource resource = new();
        ProtobufReader reader = new(bytes);
        while (reader.Next(out int field))
        {
            if (field == 1 && !Resource(reader.Bytes, resource))
                return false;
            if (field == 2 && !ScopeSpans(reader.Bytes, resource))
                return false;
        }

        return !reader.IsBroken;
    }

    private bool Resource(ReadOnlySpan<byte> bytes, FileResource resource)
    {
        ProtobufReader reader = new(bytes);
        while (reader.Next(out int field))
        {
            if (field != 1)
                continue;
            if (!Pair(reader.Bytes, "a resource", out string key, out string? text))
                return false;
            resource.Set(key, text);
        }

        return !reader.IsBroken;
    }

    private bool ScopeSpans(ReadOnlySpan<byte> bytes, FileResource resource)
    {
        string scope = "";
        ProtobufReader reader = new(bytes);
        while (reader.Next(out int field))
        {
            if (field == 1)
            {
                ProtobufReader inner = new(reader.Bytes);
                while (inner.Next(out int part))
                {
                    if (part == 1)
                        scope = Text(inner.Bytes, "a scope's name");
                }
            }
            else if (field == 2)
            {
                FileSpan span = new() { Scope = scope, Resource = resource };
                if (!Span(reader.Bytes, span))
                    return false;
                file.Spans.Add(span);
            }
        }

        return !reader.IsBroken;
    }

    private bool Span(ReadOnlySpan<byte> bytes, FileSpan span)
    {
        ProtobufReader reader = new(bytes);
        while (reader.Next(out int field))
        {
            switch (field)
            {
                case 1:
                    span.Trace = Convert.ToHexStringLower(reader.Bytes);
                    break;
                case 2:
                    span.Id = Convert.ToHexStringLower(reader.Bytes);
                    break;
                case 4:
                    span.Parent = Convert.ToHexStringLower(reader.Bytes);
                    break;
                case 5:
                    span.Name = Text(reader.Bytes, $"the name of span {span.Id}");
                    break;
                case 6:
                    span.Kind = (int)reader.Number;
                    break;
                case 7:
                    span.Start = reader.Number;
                    break;
                case 8:
                    span.End = reader.Number;
                    break;
                case 9:
                    if (!Pair(reader.Bytes, $"span {span.Id}", out string key, out _))
                        return false;
                    span.AttributeKeys.Add(key);
                    break;
                case 11:
                    Event(reader.Bytes, span);
                    break;
                case 13:
                    if (!Link(reader.Bytes, span))
                        return false;
                    break;
                case 15:
                    Status(reader.Bytes, span);
                    break;
            }
        }

        return !reader.IsBroken;
    }

    private void Event(ReadOnlySpan<byte> bytes, FileSpan span)
    {
        ulong time = 0;
        string name = "";
        ProtobufReader reader = new(bytes);
        while (reader.Next(out int field))
        {
            if (field == 1)
                time = reader.Number;
            else if (field == 2)
                name = Text(reader.Bytes, $"an event of span {span.Id}");
        }

        span.Events.Add((time, name));
    }

    private bool Link(ReadOnlySpan<byte> bytes, FileSpan span)
    {
        string trace = "";
        string id = "";
        List<string> keys = [];
        ProtobufReader reader = new(bytes);
        while (reader.Next(out int field))
        {
            if (field == 1)
            {
                trace = Convert.ToHexStringLower(reader.Bytes);
            }
            else if (field == 2)
            {
                id = Convert.ToHexStringLower(reader.Bytes);
            }
            else if (field == 4)
            {
                if (!Pair(reader.Bytes, $"a link of span {span.Id}", out string key, out _))
                    return false;
                keys.Add(key);
            }
        }

        span.Links.Add(new(trace, id, keys));
        return !reader.IsBroken;
    }

    private void Status(ReadOnlySpan<byte> bytes, FileSpan span)
    {
        ProtobufReader reader = new(bytes);
        while (reader.Next(out int field))
        {
            if (field == 2)
                span.ErrorText = Text(reader.Bytes, $"the status of span {span.Id}");
            else if (field == 3)
                span.IsError = reader.Number == 2;
        }
    }

    /// <param name="text">Null when the value is no text.</param>
    private bool Pair(ReadOnlySpan<byte> bytes, string where, out string key, out string? text)
    {
        key = "";
        text = null;
        ProtobufReader reader = new(bytes);
        while (reader.Next(out int field))
        {
            if (field == 1)
            {
                key = Text(reader.Bytes, $"an attribute's name of {where}");
            }
            else if (field == 2)
            {
                ProtobufReader value = new(reader.Bytes);
                while (value.Next(out int type))
                {
                    if (type == 1)
                        text = Text(value.Bytes, $"the attribute {key} of {where}");
                }

                if (value.IsBroken)
                    return false;
            }
        }

        return !reader.IsBroken;
    }

    private string Text(ReadOnlySpan<byte> bytes, string where)
    {
        if (!Utf8.IsValid(bytes))
            file.NotUtf8.Add(where);
        return Encoding.UTF8.GetString(bytes);
    }
}
