using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace ActorKernel.Tracing.Otlp;

/// <summary>OTLP over gRPC: one unary call for each batch, framed here.</summary>
/// <remarks>
/// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md. A message is a byte that says whether it is
/// compressed, its length in four bytes, big-endian, and its bytes. The status is in the trailers, or in the headers
/// when there is nothing else.
/// </remarks>
internal sealed class GrpcTransport(OtlpSettings settings, HttpClient client) : IOtlpTransport
{
    private const string Method = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    private const int FrameBytes = 5;
    private const int RetryInfoField = 3; // google.rpc.Status.details

    private readonly Uri method = new(settings.Endpoint, settings.Endpoint.AbsolutePath.TrimEnd('/') + Method);

    public async Task<OtlpAnswer> SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancelled)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TE.Add(new("trailers"));
        request.Headers.TryAddWithoutValidation("grpc-timeout", Timeout(settings.Timeout));
        foreach ((string name, string value) in settings.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (settings.Compress)
            request.Headers.TryAddWithoutValidation("grpc-encoding", "gzip");
        request.Content = new ByteArrayContent(Framed(batch.Span));
        request.Content.Headers.ContentType = new("application/grpc");

        using HttpResponseMessage response = await client.SendAsync(request, cancelled).ConfigureAwait(false);
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancelled).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            OtlpVerdict verdict = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
                ? OtlpVerdict.TryAgain
                : OtlpVerdict.Refused;
            return new(verdict, true, 0, $"HTTP {(int)response.StatusCode} {response.ReasonPhrase}", HttpTransport.After(response));
        }

        string? status = Trailer(response, "grpc-status");
        if (status is null || !int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out int code))
            return OtlpAnswer.Silent("the connection ended before there was a gRPC status");
        if (code == (int)GrpcCode.Ok)
            return OtlpAnswer.Taken(body.Length > FrameBytes ? body.AsSpan(FrameBytes) : default);
        string message = Uri.UnescapeDataString(Trailer(response, "grpc-message") ?? "");
        return new(
            IsRetryable((GrpcCode)code) ? OtlpVerdict.TryAgain : OtlpVerdict.Refused,
            true,
            0,
            $"gRPC status {code}{(message.Length > 0 ? $" {message}" : "")}",
            RetryDelay(Trailer(response, "grpc-status-details-bin")) ?? HttpTransport.After(response));
    }

    public void Dispose() => client.Dispose();

    /// <summary>At most eight digits and a unit.</summary>
    private static string Timeout(TimeSpan timeout)
    {
        const long DigitsMax = 99_999_999;
        long milliseconds = (long)timeout.TotalMilliseconds;
        return milliseconds <= DigitsMax ? $"{milliseconds}m" : $"{(long)timeout.TotalSeconds}S";
    }

    /// <summary>As https://opentelemetry.io/docs/specs/otlp/#otlpgrpc-response lists them.</summary>
    private static bool IsRetryable(GrpcCode code) => code is GrpcCode.Cancelled or GrpcCode.DeadlineExceeded
        or GrpcCode.ResourceExhausted or GrpcCode.Aborted or GrpcCode.OutOfRange or GrpcCode.Unavailable or GrpcCode.DataLoss;

    private static string? Trailer(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out IEnumerable<string>? values)
        || response.Headers.TryGetValues(name, out values)
            ? values.FirstOrDefault()
            : null;

    /// <summary>
    /// From google.rpc.Status.details = 3 { type_url = 1, value = 2 { google.rpc.RetryInfo.retry_delay = 1 { seconds = 1, nanos = 2 } } }.
    /// </summary>
    private static TimeSpan? RetryDelay(string? encoded)
    {
        if (encoded is null)
            return null;
        byte[] bytes = new byte[encoded.Length];
        string padded = encoded.PadRight((encoded.Length + 3) / 4 * 4, '=');
        if (!Convert.TryFromBase64String(padded, bytes, out int length))
            return null;
        ProtobufReader status = new(bytes.AsSpan(0, length));
        while (status.Next(out int field))
        {
            if (field == RetryInfoField && DelayIn(status.Bytes) is TimeSpan delay)
                return delay;
        }

        return null;
    }

    private static TimeSpan? DelayIn(ReadOnlySpan<byte> any)
    {
        bool isRetryInfo = false;
        TimeSpan delay = TimeSpan.Zero;
        ProtobufReader detail = new(any);
        while (detail.Next(out int field))
        {
            if (field == 1)
                isRetryInfo = detail.Text.EndsWith("google.rpc.RetryInfo", StringComparison.Ordinal);
            else if (field == 2)
                delay = Duration(detail.Bytes);
        }

        return isRetryInfo ? delay : null;
    }

    private static TimeSpan Duration(ReadOnlySpan<byte> retryInfo)
    {
        long ticks = 0;
        ProtobufReader info = new(retryInfo);
        while (info.Next(out int field))
        {
            if (field != 1)
                continue;
            ProtobufReader duration = new(info.Bytes);
            while (duration.Next(out int part))
            {
                long number = (long)Math.Min(duration.Number, uint.MaxValue);
                ticks += part == 1 ? number * TimeSpan.TicksPerSecond : number / TimeSpan.NanosecondsPerTick;
            }
        }

        return new(ticks);
    }

    private byte[] Framed(ReadOnlySpan<byte> batch)
    {
        ReadOnlySpan<byte> content = settings.Compress ? Gzip.Compress(batch) : batch;
        byte[] frame = new byte[FrameBytes + content.Length];
        frame[0] = settings.Compress ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)content.Length);
        content.CopyTo(frame.AsSpan(FrameBytes));
        return frame;
    }

    private enum GrpcCode
    {
        Ok = 0,
        Cancelled = 1,
        DeadlineExceeded = 4,
        ResourceExhausted = 8,
        Aborted = 10,
        OutOfRange = 11,
        Unavailable = 14,
        DataLoss = 15,
    }
}
