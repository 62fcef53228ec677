using System.Globalization;

namespace ActorKernel.Tracing.Otlp;

public enum OtlpProtocol
{
    /// <summary>HTTP/protobuf, by POST.</summary>
    Http,

    /// <summary>gRPC, over HTTP/2 without TLS when the URL says http.</summary>
    Grpc,
}

/// <summary>Where spans are sent, and how: from the command line, then from OpenTelemetry's environment variables.</summary>
/// <remarks>
/// https://opentelemetry.io/docs/specs/otel/protocol/exporter. Variables with _TRACES_ go before those without:
/// OTEL_EXPORTER_OTLP_ENDPOINT, _PROTOCOL, _HEADERS, _TIMEOUT, _COMPRESSION and those of <see cref="OtlpTls"/>; and
/// OTEL_RESOURCE_ATTRIBUTES, and OTEL_SERVICE_NAME, which goes before the names of the actors.
/// </remarks>
public sealed record OtlpSettings
{
    private const string TracesPath = "v1/traces";
    private const string ResourceAttributesName = "OTEL_RESOURCE_ATTRIBUTES";
    private const int GrpcPort = 4317;

    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(10);

    public required Uri Endpoint { get; init; }

    public required OtlpProtocol Protocol { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Of one request.</summary>
    public TimeSpan Timeout { get; init; } = UsualTimeout;

    public bool Compress { get; init; }

    public OtlpTls Tls { get; init; } = new();

    public string ServicePrefix { get; init; } = "";

    public IReadOnlyList<KeyValuePair<string, string>> ResourceAttributes { get; init; } = [];

    /// <param name="place">A URL; null or empty to take it from the environment, or else from this machine.</param>
    /// <param name="protocol">As on the command line; null when it is not said.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="FormatException">Something is not as it should be; the message names it.</exception>
    public static OtlpSettings From(string? place, OtlpProtocol? protocol, Func<string, string?> variable)
    {
        OtlpVariables environment = new(variable);
        string? exact = null;
        Uri? endpoint = null;
        if (!string.IsNullOrEmpty(place))
            endpoint = UrlOf("--otlp", place);
        else if (environment.Find("ENDPOINT") is (string name, string url))
            (endpoint, exact) = (UrlOf(name, url), name.Contains("_TRACES_", StringComparison.Ordinal) ? url : null);
        OtlpProtocol chosen = protocol
            ?? environment.Read<OtlpProtocol?>("PROTOCOL", ProtocolOf, null)
            ?? (endpoint?.Port == GrpcPort ? OtlpProtocol.Grpc : OtlpProtocol.Http);
        endpoint ??= new(chosen == OtlpProtocol.Grpc ? "http://localhost:4317" : "http://localhost:4318");
        return new()
        {
            Endpoint = chosen == OtlpProtocol.Http && exact is null ? WithPath(endpoint) : endpoint,
            Protocol = chosen,
            Headers = environment.Read("HEADERS", HeadersOf, []),
            Timeout = environment.Read("TIMEOUT", TimeoutOf, UsualTimeout),
            Compress = environment.Read("COMPRESSION", CompressionOf, false),
            Tls = OtlpTls.From(environment),
            ServicePrefix = ServicePrefixOf(variable),
            ResourceAttributes = ResourceAttributesOf(variable),
        };
    }

    /// <summary>OTEL_RESOURCE_ATTRIBUTES, also for files.</summary>
    /// <exception cref="FormatException">It is not a list of names and values.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> ResourceAttributesOf(Func<string, string?> variable) =>
        PairsOf(ResourceAttributesName, new OtlpVariables(variable).Value(ResourceAttributesName) ?? "");

    /// <summary>OTEL_SERVICE_NAME and a dot, also for files; empty when it is not set.</summary>
    public static string ServicePrefixOf(Func<string, string?> variable) =>
        new OtlpVariables(variable).Value("OTEL_SERVICE_NAME") is string name ? $"{name}." : "";

    private static Uri UrlOf(string where, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" && url.Host.Length > 0
            ? url
            : throw new FormatException($"{where}: '{text}' is no URL of a receiver; write one such as http://localhost:4318");

    private static Uri WithPath(Uri endpoint)
    {
        if (endpoint.AbsolutePath.EndsWith($"/{TracesPath}", StringComparison.Ordinal))
            return endpoint;
        UriBuilder full = new(endpoint);
        full.Path = $"{full.Path.TrimEnd('/')}/{TracesPath}";
        return full.Uri;
    }

    /// <summary>What HTTP does not allow would be left out of each request without a word.</summary>
    private static IReadOnlyList<KeyValuePair<string, string>> HeadersOf(string variable, string text)
    {
        List<KeyValuePair<string, string>> headers = PairsOf(variable, text);
        using HttpRequestMessage probe = new();
        foreach ((string header, string value) in headers)
        {
            if (!probe.Headers.TryAddWithoutValidation(header, value) || value.Any(char.IsControl))
                throw new FormatException($"{variable}: '{header}' cannot be sent as a header; write name=value,name=value");
        }

        return headers;
    }

    private static OtlpProtocol? ProtocolOf(string variable, string text) => text switch
    {
        "grpc" => OtlpProtocol.Grpc,
        "http/protobuf" => OtlpProtocol.Http,
        _ => throw new FormatException($"{variable}: '{text}' is not spoken here; write grpc or http/protobuf"),
    };

    private static TimeSpan TimeoutOf(string variable, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds) && milliseconds > 0
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new FormatException($"{variable}: '{text}' is no number of milliseconds");

    private static bool CompressionOf(string variable, string text) => text switch
    {
        "none" => false,
        "gzip" => true,
        _ => throw new FormatException($"{variable}: '{text}' is not known here; write gzip or none"),
    };

    /// <summary>As in W3C Baggage: name=value,name=value, values percent-encoded.</summary>
    private static List<KeyValuePair<string, string>> PairsOf(string variable, string text)
    {
        List<KeyValuePair<string, string>> pairs = [];
        foreach (string pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int split = pair.IndexOf('=');
            if (split < 1)
                throw new FormatException($"{variable}: '{pair}' has no name and value; write name=value,name=value");
            pairs.Add(new(Uri.UnescapeDataString(pair[..split].Trim()), Uri.UnescapeDataString(pair[(split + 1)..].Trim())));
        }

        return pairs;
    }
}
