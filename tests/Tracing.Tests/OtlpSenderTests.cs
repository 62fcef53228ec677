using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorKernel.TestCollector;
using ActorKernel.Tracing.Otlp;

namespace ActorKernel.Tracing.Tests;

public sealed class OtlpSenderTests
{
    private const int Count = 30_000; // several requests

    public static TheoryData<OtlpProtocol, bool> Ways => new()
    {
        { OtlpProtocol.Http, false },
        { OtlpProtocol.Http, true },
        { OtlpProtocol.Grpc, false },
        { OtlpProtocol.Grpc, true },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_span_arrives(OtlpProtocol protocol, bool compress)
    {
        await using Collector collector = await Collector.StartAsync();
        OtlpTally tally = Send(SettingsFor(collector, protocol) with { Compress = compress, Headers = [new("x-key", "a b")] });
        Assert.Equal(new(Count, 0, 0, null, true), tally);
        Assert.Equal(Count, collector.Spans);
        Assert.InRange(collector.LargestRequest, 1, OtlpBatcher.BatchMax);
        Assert.Equal("a b", collector.LastHeaders["x-key"]);
    }

    [Fact]
    public async Task What_is_unavailable_is_tried_again_when_it_says()
    {
        await using Collector collector = await Collector.StartAsync(request =>
            request <= 2 ? new() { HttpStatus = 503, RetryAfter = 7, Message = "tired" } : Fault.None);
        Hasty time = new();
        OtlpTally tally = Send(SettingsFor(collector, OtlpProtocol.Http), time);
        Assert.Equal((Count, 2L, 0L), (tally.Sent, tally.Retried, tally.Dropped));
        Assert.Equal("HTTP 503 tired", tally.Trouble);
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7)], time.Waits);
    }

    [Fact]
    public async Task Who_says_at_once_is_still_given_a_pause()
    {
        await using Collector collector = await Collector.StartAsync(request =>
            request <= 2 ? new() { HttpStatus = 503, RetryAfter = 0 } : Fault.None);
        Hasty time = new();
        Assert.Equal(Count, Send(SettingsFor(collector, OtlpProtocol.Http), time).Sent);
        Assert.Equal([250, 250], time.Waits.Select(wait => wait.TotalMilliseconds));
    }

    /// <summary>Both would otherwise look as if all had been taken.</summary>
    [Theory]
    [InlineData(302, "http://127.0.0.1/login", "HTTP 302 Found http://127.0.0.1/login")]
    [InlineData(200, null, "it answers with a page for people: it is no receiver of OTLP")]
    public async Task A_page_for_people_takes_nothing(int status, string? location, string trouble)
    {
        await using Collector collector = await Collector.StartAsync(_ => new() { HttpStatus = status, Location = location, IsPage = true });
        OtlpTally tally = Send(SettingsFor(collector, OtlpProtocol.Http));
        Assert.Equal(new(0, 0, Count, trouble, true), tally);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(14)]
    public async Task Grpc_codes_that_pass_are_tried_again_with_growing_pauses(int status)
    {
        await using Collector collector = await Collector.StartAsync(request =>
            request <= 3 ? new() { GrpcStatus = status, Message = "too much, ünd so" } : Fault.None);
        Hasty time = new();
        OtlpTally tally = Send(SettingsFor(collector, OtlpProtocol.Grpc), time);
        Assert.Equal((Count, 3L, 0L), (tally.Sent, tally.Retried, tally.Dropped));
        Assert.Equal($"gRPC status {status} too much, ünd so", tally.Trouble);
        Assert.Equal([250, 500, 1000], time.Waits.Select(wait => wait.TotalMilliseconds));
    }

    [Theory]
    [InlineData(OtlpProtocol.Http, "HTTP 400 no such thing")]
    [InlineData(OtlpProtocol.Grpc, "gRPC status 3 no such thing")]
    public async Task What_is_refused_is_dropped_at_once_and_counted(OtlpProtocol protocol, string trouble)
    {
        await using Collector collector = await Collector.StartAsync(request =>
            request == 1 ? new() { HttpStatus = 400, GrpcStatus = 3, Message = "no such thing" } : Fault.None);
        OtlpTally tally = Send(SettingsFor(collector, protocol));
        Assert.Equal((0L, trouble, true), (tally.Retried, tally.Trouble, tally.WasReached));
        Assert.InRange(tally.Dropped, 1, Count - 1);
        Assert.Equal(Count, tally.Sent + tally.Dropped);
        Assert.Equal(collector.Spans, tally.Sent);
    }

    [Theory]
    [InlineData(OtlpProtocol.Http)]
    [InlineData(OtlpProtocol.Grpc)]
    public async Task A_slow_receiver_gets_everything_because_the_sender_waits(OtlpProtocol protocol)
    {
        await using Collector collector = await Collector.StartAsync(_ => new() { Delay = TimeSpan.FromMilliseconds(60) });
        OtlpTally tally = Send(SettingsFor(collector, protocol), patience: new() { QueueMax = 1 });
        Assert.Equal((Count, 0L), (tally.Sent, tally.Dropped));
        Assert.Equal(Count, collector.Spans);
    }

    [Theory]
    [InlineData(OtlpProtocol.Http)]
    [InlineData(OtlpProtocol.Grpc)]
    public async Task A_receiver_that_hangs_is_given_up(OtlpProtocol protocol)
    {
        await using Collector collector = await Collector.StartAsync(_ => new() { Hangs = true });
        OtlpTally tally = Send(
            SettingsFor(collector, protocol) with { Timeout = TimeSpan.FromMilliseconds(300) },
            patience: new() { WhenSilent = TimeSpan.FromMilliseconds(100) });
        Assert.Equal((0L, Count, false), (tally.Sent, tally.Dropped, tally.WasReached));
        Assert.Equal("no answer within 0.3 s", tally.Trouble);
    }

    [Theory]
    [InlineData(OtlpProtocol.Http)]
    [InlineData(OtlpProtocol.Grpc)]
    public async Task A_connection_that_breaks_is_made_again(OtlpProtocol protocol)
    {
        await using Collector collector = await Collector.StartAsync(request => request <= 2 ? new() { Closes = true } : Fault.None);
        OtlpTally tally = Send(SettingsFor(collector, protocol), new Hasty());
        Assert.Equal((Count, 2L, 0L), (tally.Sent, tally.Retried, tally.Dropped));
        Assert.Equal(Count, collector.Spans);
    }

    [Theory]
    [InlineData(OtlpProtocol.Http)]
    [InlineData(OtlpProtocol.Grpc)]
    public void Where_nobody_listens_everything_is_dropped_and_counted(OtlpProtocol protocol)
    {
        OtlpSettings settings = new() { Endpoint = new($"http://127.0.0.1:{UnusedPort()}"), Protocol = protocol };
        OtlpTally tally = Send(settings, patience: new() { WhenSilent = TimeSpan.Zero });
        Assert.Equal((0L, Count, false), (tally.Sent, tally.Dropped, tally.WasReached));
        Assert.NotNull(tally.Trouble);
    }

    [Theory]
    [InlineData(OtlpProtocol.Http)]
    [InlineData(OtlpProtocol.Grpc)]
    public async Task What_a_receiver_takes_and_rejects_counts_as_dropped(OtlpProtocol protocol)
    {
        await using Collector collector = await Collector.StartAsync(request =>
            request == 1 ? new() { Rejects = 5, Message = "not those" } : Fault.None);
        OtlpTally tally = Send(SettingsFor(collector, protocol));
        Assert.Equal(new(Count - 5, 0, 5, "not those", true), tally);
    }

    [Fact]
    public async Task In_a_hurry_what_is_not_sent_is_dropped()
    {
        await using Collector collector = await Collector.StartAsync(_ => new() { Hangs = true });
        using OtlpSender sender = new(SettingsFor(collector, OtlpProtocol.Http));
        sender.Send(new(new byte[16], 10));
        using CancellationTokenSource hurry = new(TimeSpan.FromMilliseconds(100));
        using CancellationTokenRegistration impatience = hurry.Token.Register(sender.Hurry);
        OtlpTally tally = sender.Finish();
        Assert.Equal((0L, 10L, "interrupted while sending"), (tally.Sent, tally.Dropped, tally.Trouble));
    }

    [Fact]
    public async Task Who_makes_batches_need_not_wait_for_a_receiver_that_hangs_when_in_a_hurry()
    {
        await using Collector collector = await Collector.StartAsync(_ => new() { Hangs = true });
        using OtlpSender sender = new(SettingsFor(collector, OtlpProtocol.Http), new() { QueueMax = 1 });
        using CancellationTokenSource hurry = new(TimeSpan.FromMilliseconds(100));
        using CancellationTokenRegistration impatience = hurry.Token.Register(sender.Hurry);
        for (int batch = 0; batch < 10; batch++)
            sender.Send(new(new byte[16], 10));
        OtlpTally tally = sender.Finish();
        Assert.Equal((0L, 100L), (tally.Sent, tally.Dropped));
    }

    private static OtlpTally Send(OtlpSettings settings, TimeProvider? time = null, OtlpPatience? patience = null)
    {
        using OtlpSender sender = new(settings, patience, time);
        MadeSpans.Send(new OtlpBatcher(MadeSpans.Resource, sender.Send), Count);
        return sender.Finish();
    }

    private static OtlpSettings SettingsFor(Collector collector, OtlpProtocol protocol) => OtlpSettings.From(
        (protocol == OtlpProtocol.Grpc ? collector.Grpc : collector.Http).ToString(), protocol, _ => null);

    private static int UnusedPort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A clock whose timers are over at once, and that notes how long they were to take.</summary>
    private sealed class Hasty : TimeProvider
    {
        private readonly ConcurrentQueue<TimeSpan> waits = [];

        public IEnumerable<TimeSpan> Waits => waits;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            waits.Enqueue(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
