using System.Globalization;
using ActorKernel.Tracing;
using ActorKernel.Tracing.Otlp;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Cli;

/// <summary>ak trace send: a run's spans to a receiver.</summary>
internal sealed class TraceSend(Shell shell)
{
    private readonly Screen screen = new(shell.Output);

    public int Run(string path, string run, OtlpRequest request)
    {
        using RecordReader reader = RecordedRun.Open(path, run);
        if (request.Endpoint is not OtlpSettings endpoint)
        {
            shell.Error.WriteLine("ak: OTEL_SDK_DISABLED is true: nothing is sent");
            return request.IsRequired ? ExitCode.Unavailable : ExitCode.Ok;
        }

        TraceSetup setup = request.SetupFor(reader.Facts);
        using OtlpSender sender = new(endpoint);
        using CancellationTokenRegistration impatience = shell.Interrupt.Register(sender.Hurry);
        TraceBuilder traces = TraceBuilder.Build(reader, new OtlpBatcher(setup.Resource, sender.Send), setup.Options);
        OtlpTally tally = sender.Finish();
        RecordedRun.Warn(shell, reader, run);
        screen.ShowLine(Tell(tally, endpoint));
        if (tally.Sent > 0)
            screen.ShowLine($"run {reader.Facts.Id}, anchored at {setup.Options.Clock.Anchor}");
        if (traces.Emptiness is string emptiness)
            screen.ShowLine(emptiness);
        screen.Finish();
        if (tally.Dropped > 0)
            shell.Error.WriteLine($"ak: {Complaint(tally, endpoint)}");
        if (tally.Dropped > 0 && shell.Interrupt.IsCancellationRequested)
            return ExitCode.Interrupted;
        return tally.Dropped > 0 ? ExitCode.Unavailable : ExitCode.Ok;
    }

    public static string Tell(OtlpTally tally, OtlpSettings endpoint) => string.Create(
        CultureInfo.InvariantCulture,
        $"otlp: {tally.Sent:n0} spans sent to {endpoint.Endpoint}, {tally.Retried:n0} retries, {tally.Dropped:n0} dropped");

    public static string Complaint(OtlpTally tally, OtlpSettings endpoint) => string.Create(
        CultureInfo.InvariantCulture,
        $"otlp: {tally.Dropped:n0} spans were not taken by {endpoint.Endpoint}: {tally.Trouble?.TrimEnd('.') ?? "no reason given"}")
        + (tally.WasReached ? "" : "; start a receiver there, or name another with --otlp URL");
}
