namespace ActorKernel.Tracing.Lint;

/// <summary>A span as a file has it, whatever is wrong with it.</summary>
public sealed class FileSpan
{
    /// <summary>Hexadecimal, as in the file.</summary>
    public string Trace { get; set; } = "";

    public string Id { get; set; } = "";

    /// <summary>Empty for none.</summary>
    public string Parent { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>In nanoseconds since 1970.</summary>
    public ulong Start { get; set; }

    public ulong End { get; set; }

    /// <summary>OTLP's number; 0 is unspecified.</summary>
    public int Kind { get; set; }

    public bool IsError { get; set; }

    public string ErrorText { get; set; } = "";

    /// <summary>In Jaeger's JSON: a status ERROR without the tag that colours it.</summary>
    public bool IsErrorHidden { get; set; }

    public string Scope { get; set; } = "";

    public FileResource Resource { get; set; } = new();

    public HashSet<string> AttributeKeys { get; } = [];

    public List<(ulong Time, string Name)> Events { get; } = [];

    public List<FileLink> Links { get; } = [];
}

public sealed record FileLink(string Trace, string Span, IReadOnlyCollection<string> AttributeKeys);

/// <summary>Who a span is of.</summary>
public sealed class FileResource
{
    /// <summary>Null when there is none.</summary>
    public string? ServiceName { get; set; }

    /// <summary>False when it is there, but is no text.</summary>
    public bool IsServiceNameText { get; set; } = true;

    /// <summary>host.id, or host.name; null when there is neither.</summary>
    public string? Host { get; set; }

    internal void Set(string key, string? text)
    {
        if (key == "service.name")
        {
            ServiceName = text;
            IsServiceNameText = text is not null;
        }
        else if (key == "host.id" || (key == "host.name" && Host is null))
        {
            Host = text;
        }
    }
}

/// <summary>A file of spans, in any of the formats that viewers read.</summary>
public sealed class TraceFile
{
    public required string Format { get; init; }

    public required long Bytes { get; init; }

    public List<FileSpan> Spans { get; } = [];

    /// <summary>In bytes, of each request or each service's part of one.</summary>
    public List<long> Parts { get; } = [];

    /// <summary>What the file says that is no text in UTF-8: where it stands.</summary>
    public List<string> NotUtf8 { get; } = [];

    public bool IsForUpload => Format != "OTLP protobuf";

    /// <exception cref="FormatException">It is none of those formats; the message says what was found.</exception>
    public static TraceFile Read(byte[] bytes)
    {
        ReadOnlySpan<byte> rest = bytes.AsSpan().TrimStart(" \t\r\n"u8);
        if (rest.Length == 0)
            throw new FormatException("it is empty");
        bool looksLikeJson = rest[0] is (byte)'{' or (byte)'[';
        string trouble = "it is neither JSON nor OTLP in protobuf";
        if (looksLikeJson)
        {
            if (JsonTraceReader.TryRead(bytes, out TraceFile? json, out trouble))
                return json;
        }

        return ProtobufTraceReader.TryRead(bytes, out TraceFile? file) ? file : throw new FormatException(trouble);
    }
}
