using System.IO.Compression;
using System.Net;

namespace ActorKernel.Tracing.Otlp;

/// <summary>OTLP over HTTP/1.1 with protobuf bodies.</summary>
/// <remarks>https://opentelemetry.io/docs/specs/otlp/#otlphttp: 429, 502, 503 and 504 may be tried again.</remarks>
internal sealed class HttpTransport(OtlpSettings settings, HttpClient client) : IOtlpTransport
{
    private const int ReasonMax = 300;

    public async Task<OtlpAnswer> SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancelled)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, settings.Endpoint);
        foreach ((string name, string value) in settings.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        request.Content = new ReadOnlyMemoryContent(settings.Compress ? Gzip.Compress(batch.Span) : batch);
        request.Content.Headers.ContentType = new("application/x-protobuf");
        if (settings.Compress)
            request.Content.Headers.ContentEncoding.Add("gzip");

        using HttpResponseMessage response = await client.SendAsync(request, cancelled).ConfigureAwait(false);
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancelled).ConfigureAwait(false);
        if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "text/html")
            return new(OtlpVerdict.Refused, true, 0, "it answers with a page for people: it is no receiver of OTLP", null);
        if (response.IsSuccessStatusCode)
            return OtlpAnswer.Taken(body);
        OtlpVerdict verdict = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            ? OtlpVerdict.TryAgain
            : OtlpVerdict.Refused;
        return new(verdict, true, 0, $"HTTP {(int)response.StatusCode}{ReasonOf(response, body)}", After(response));
    }

    public void Dispose() => client.Dispose();

    internal static TimeSpan? After(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: TimeSpan delta } => delta,
        { Date: DateTimeOffset date } when date > DateTimeOffset.UtcNow => date - DateTimeOffset.UtcNow,
        _ => null,
    };

    /// <summary>A google.rpc.Status, whose message is field 2, or a text; or the place that it points to.</summary>
    private static string ReasonOf(HttpResponseMessage response, byte[] body)
    {
        if (response.Headers.Location is Uri elsewhere)
            return $" {response.ReasonPhrase} {elsewhere}";
        string text = "";
        if (response.Content.Headers.ContentType?.MediaType == "application/x-protobuf")
        {
            ProtobufReader status = new(body);
            while (status.Next(out int field))
            {
                if (field == 2)
                    text = status.Text;
            }
        }
        else if (response.Content.Headers.ContentType?.MediaType is "text/plain" or "application/json")
        {
            text = System.Text.Encoding.UTF8.GetString(body);
        }

        text = new([.. text.Trim().Take(ReasonMax).Where(c => !char.IsControl(c))]);
        return text.Length == 0 ? $" {response.ReasonPhrase}" : $" {text}";
    }
}

internal static class Gzip
{
    public static byte[] Compress(ReadOnlySpan<byte> content)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(content);
        return packed.ToArray();
    }
}
