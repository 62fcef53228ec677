using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using ActorKernel.TestCollector.Otlp;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorKernel.TestCollector;

/// <summary>An OpenTelemetry receiver for tests: HTTP/protobuf on one port, gRPC without TLS on another.</summary>
/// <remarks>What it takes it decodes with the official messages. Faults are asked for by the number of the request.</remarks>
public sealed class Collector : IAsyncDisposable
{
    private const string GrpcPath = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    private const int FrameBytes = 5;

    private readonly WebApplication app;
    private readonly Lock gate = new();
    private readonly CancellationTokenSource closing = new();
    private int requests;

    private Collector(WebApplication app) => this.app = app;

    /// <summary>What to do with a request; the first is number 1.</summary>
    public Func<int, Fault> FaultOf { get; init; } = _ => Fault.None;

    /// <summary>Called with each request that is taken, one at a time.</summary>
    public Action<ExportTraceServiceRequest>? OnTaken { get; set; }

    public Uri Http { get; private set; } = new("http://unknown");

    public Uri Grpc { get; private set; } = new("http://unknown");

    public int Requests => requests;

    public long Spans { get; private set; }

    /// <summary>In bytes, uncompressed.</summary>
    public long LargestRequest { get; private set; }

    public Dictionary<string, string> LastHeaders { get; } = [];

    /// <param name="identity">With it everything is https, and who sends has a certificate too.</param>
    public static async Task<Collector> StartAsync(Func<int, Fault>? faultOf = null, X509Certificate2? identity = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        if (identity is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (HttpProtocols protocol in (HttpProtocols[])[HttpProtocols.Http1, HttpProtocols.Http2])
            {
                kestrel.Listen(IPAddress.Loopback, 0, listen =>
                {
                    listen.Protocols = protocol;
                    if (identity is not null)
                        Secure(listen, identity);
                });
            }
        });
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        WebApplication app = builder.Build();
        Collector collector = new(app) { FaultOf = faultOf ?? (_ => Fault.None) };
        app.MapPost("/v1/traces", collector.TakeHttpAsync);
        app.MapPost(GrpcPath, collector.TakeGrpcAsync);
        await app.StartAsync();
        string[] addresses = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        collector.Http = new(addresses[0]);
        collector.Grpc = new(addresses[1]);
        return collector;
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await app.StopAsync();
        await app.DisposeAsync();
        closing.Dispose();
    }

    private static void Secure(ListenOptions listen, X509Certificate2 identity) => listen.UseHttps(https =>
    {
        https.ServerCertificate = identity;
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.AllowAnyClientCertificate();
    });

    private async Task TakeHttpAsync(HttpContext context)
    {
        byte[] body = await BodyOfAsync(context.Request);
        if (context.Request.Headers.ContentEncoding == "gzip")
            body = Unzip(body);
        Fault fault = await BeginAsync(context);
        if (fault.Closes)
            return;
        if (!fault.IsTaken)
        {
            context.Response.StatusCode = fault.HttpStatus;
            if (fault.RetryAfter is int seconds)
                context.Response.Headers.RetryAfter = seconds.ToString();
            if (fault.Location is string elsewhere)
                context.Response.Headers.Location = elsewhere;
            context.Response.ContentType = fault.IsPage ? "text/html" : "text/plain";
            await context.Response.WriteAsync(fault.Message);
            return;
        }

        Take(body);
        context.Response.ContentType = "application/x-protobuf";
        await context.Response.Body.WriteAsync(ResponseOf(fault).ToByteArray());
    }

    private async Task TakeGrpcAsync(HttpContext context)
    {
        byte[] body = await BodyOfAsync(context.Request);
        Fault fault = await BeginAsync(context);
        if (fault.Closes)
            return;
        context.Response.ContentType = "application/grpc";
        if (fault.IsTaken)
        {
            int length = (int)BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(1));
            byte[] message = body[FrameBytes..(FrameBytes + length)];
            Take(body[0] == 1 ? Unzip(message) : message);
            byte[] answer = ResponseOf(fault).ToByteArray();
            byte[] frame = new byte[FrameBytes + answer.Length];
            BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)answer.Length);
            answer.CopyTo(frame, FrameBytes);
            await context.Response.Body.WriteAsync(frame);
        }

        context.Response.AppendTrailer("grpc-status", fault.GrpcStatus.ToString());
        if (fault.Message.Length > 0)
            context.Response.AppendTrailer("grpc-message", Uri.EscapeDataString(fault.Message));
    }

    private async Task<Fault> BeginAsync(HttpContext context)
    {
        Fault fault = FaultOf(Interlocked.Increment(ref requests));
        lock (gate)
        {
            LastHeaders.Clear();
            foreach (KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues> header in context.Request.Headers)
                LastHeaders[header.Key] = header.Value.ToString();
        }

        if (fault.Delay > TimeSpan.Zero)
            await Task.Delay(fault.Delay, closing.Token);
        if (fault.Hangs)
        {
            using CancellationTokenSource until = CancellationTokenSource.CreateLinkedTokenSource(closing.Token, context.RequestAborted);
            await Task.Delay(Timeout.Infinite, until.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        if (fault.Closes || fault.Hangs)
            context.Abort();
        return fault.Hangs ? fault with { Closes = true } : fault;
    }

    private void Take(byte[] body)
    {
        ExportTraceServiceRequest request = ExportTraceServiceRequest.Parser.ParseFrom(body);
        lock (gate)
        {
            LargestRequest = Math.Max(LargestRequest, body.Length);
            Spans += request.ResourceSpans.Sum(resource => resource.ScopeSpans.Sum(scope => scope.Spans.Count));
            OnTaken?.Invoke(request);
        }
    }

    private static ExportTraceServiceResponse ResponseOf(Fault fault) => fault.Rejects == 0
        ? new()
        : new() { PartialSuccess = new() { RejectedSpans = fault.Rejects, ErrorMessage = fault.Message } };

    private static async Task<byte[]> BodyOfAsync(HttpRequest request)
    {
        using MemoryStream body = new();
        await request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    private static byte[] Unzip(byte[] packed)
    {
        using MemoryStream from = new(packed);
        using GZipStream gzip = new(from, CompressionMode.Decompress);
        using MemoryStream to = new();
        gzip.CopyTo(to);
        return to.ToArray();
    }
}
