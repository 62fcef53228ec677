using System.Collections.Concurrent;

namespace ActorKernel.Tracing.Otlp;

/// <summary>How patient a sender is.</summary>
public sealed record OtlpPatience
{
    /// <summary>Before the second attempt; doubled for each further one. Never less, whatever the endpoint says.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an endpoint that has answered is asked again about one batch.</summary>
    public TimeSpan WhenReached { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an endpoint that never answered is waited for.</summary>
    public TimeSpan WhenSilent { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Batches that wait; then whoever makes more waits too.</summary>
    public int QueueMax { get; init; } = 16;
}

/// <summary>What became of what was to be sent, in spans.</summary>
/// <param name="Sent">Taken by the endpoint.</param>
/// <param name="Retried">Attempts beyond the first.</param>
/// <param name="Dropped">Not taken, or taken and rejected.</param>
/// <param name="Trouble">The last complaint; null when there was none.</param>
/// <param name="WasReached">Whether the endpoint ever answered.</param>
public sealed record OtlpTally(long Sent, long Retried, long Dropped, string? Trouble, bool WasReached);

/// <summary>Sends batches in the background, in order, each until it is taken or hopeless.</summary>
/// <remarks>
/// What cannot be sent is counted, never thrown: a run does not depend on who watches it. When a batch has been tried in
/// vain for as long as <see cref="OtlpPatience"/> says, the endpoint is dead, and what follows is dropped at once.
/// </remarks>
public sealed class OtlpSender : IDisposable
{
    private const string Interrupted = "interrupted while sending";

    private static readonly TimeSpan QueueCheck = TimeSpan.FromMilliseconds(100);

    private readonly IOtlpTransport transport;
    private readonly OtlpSettings settings;
    private readonly OtlpPatience patience;
    private readonly TimeProvider time;
    private readonly BlockingCollection<OtlpBatch> queue;
    private readonly CancellationTokenSource stop = new();
    private readonly Task worker;

    private long sent;
    private long retried;
    private long dropped;
    private string? trouble;
    private bool wasReached;
    private bool isDead;

    public OtlpSender(OtlpSettings settings, OtlpPatience? patience = null, TimeProvider? time = null)
    {
        this.settings = settings;
        this.patience = patience ?? new();
        this.time = time ?? TimeProvider.System;
        queue = new(this.patience.QueueMax);
        SocketsHttpHandler handler = new()
        {
            ConnectTimeout = settings.Timeout,
            ActivityHeadersPropagator = null, // spans about spans are nobody's wish
            AllowAutoRedirect = false, // a page to log in at would be got instead, and answer that all is well
            SslOptions = settings.Tls.Options(),
        };
        HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan }; // each attempt has its own
        transport = settings.Protocol == OtlpProtocol.Grpc ? new GrpcTransport(settings, client) : new HttpTransport(settings, client);
        worker = Task.Run(SendAllAsync);
    }

    /// <summary>Waits while too much is waiting already.</summary>
    public void Send(OtlpBatch batch)
    {
        while (!queue.TryAdd(batch, QueueCheck))
        {
            if (worker.IsCompleted)
                worker.GetAwaiter().GetResult(); // our own mistake ended it: say so instead of waiting for ever
        }
    }

    /// <summary>Nobody wants to wait any more: what is not sent yet, and what is still to come, is dropped.</summary>
    public void Hurry() => stop.Cancel();

    /// <summary>Sends what waits, and counts.</summary>
    public OtlpTally Finish()
    {
        queue.CompleteAdding();
        worker.GetAwaiter().GetResult();
        return new(sent, retried, dropped, trouble, wasReached);
    }

    public void Dispose()
    {
        if (!worker.IsCompleted)
        {
            queue.CompleteAdding();
            stop.Cancel();
            worker.GetAwaiter().GetResult();
        }

        transport.Dispose();
        queue.Dispose();
        stop.Dispose();
    }

    private async Task SendAllAsync()
    {
        foreach (OtlpBatch batch in queue.GetConsumingEnumerable())
        {
            if (stop.IsCancellationRequested)
                trouble ??= Interrupted;
            if (isDead || stop.IsCancellationRequested)
                dropped += batch.Spans;
            else
                await SendAsync(batch).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(OtlpBatch batch)
    {
        long began = time.GetTimestamp();
        TimeSpan pause = patience.FirstPause;
        while (true)
        {
            OtlpAnswer answer = await TryAsync(batch).ConfigureAwait(false);
            wasReached |= answer.Reached;
            if (answer.Reason.Length > 0 && (trouble is null || answer.Reason != Interrupted))
                trouble = answer.Reason;
            if (answer.Verdict == OtlpVerdict.Taken)
            {
                long rejected = Math.Min(answer.Rejected, batch.Spans);
                sent += batch.Spans - rejected;
                dropped += rejected;
                batch.Release(); // others may still be under way in a connection that broke
                return;
            }

            TimeSpan wait = TimeSpan.FromTicks(Math.Max((answer.After ?? pause).Ticks, patience.FirstPause.Ticks));
            TimeSpan allowed = wasReached ? patience.WhenReached : patience.WhenSilent;
            bool isHopeless = answer.Verdict == OtlpVerdict.Refused;
            isDead = !isHopeless && time.GetElapsedTime(began) + wait > allowed;
            if (isHopeless || isDead || stop.IsCancellationRequested)
            {
                dropped += batch.Spans;
                return;
            }

            await PauseAsync(wait).ConfigureAwait(false);
            pause = pause * 2 < patience.LongestPause ? pause * 2 : patience.LongestPause;
            retried++;
        }
    }

    private async Task PauseAsync(TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, time, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // in a hurry: the next attempt sees it
        }
    }

    private async Task<OtlpAnswer> TryAsync(OtlpBatch batch)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        limit.CancelAfter(settings.Timeout);
        try
        {
            return await transport.SendAsync(batch.Content, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return OtlpAnswer.Silent(stop.IsCancellationRequested ? Interrupted : $"no answer within {settings.Timeout.TotalSeconds:0.###} s");
        }
        catch (HttpRequestException reason)
        {
            return OtlpAnswer.Silent(Innermost(reason).Message);
        }
        catch (IOException reason)
        {
            return OtlpAnswer.Silent(Innermost(reason).Message);
        }
    }

    private static Exception Innermost(Exception reason) => reason.InnerException is Exception inner ? Innermost(inner) : reason;
}
