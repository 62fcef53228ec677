using ActorKernel.Machine;

namespace ActorKernel.Cli;

/// <summary>What the command says of a run, and exits with.</summary>
internal sealed record Outcome(string Status, int ExitCode, string Reason)
{
    /// <param name="timeout">The real time that ran out, if it did.</param>
    public static Outcome Of(RunReport report, TimeSpan? timeout) => report.Status switch
    {
        RunStatus.Ok => new("ok", Cli.ExitCode.Ok, report.Reason),
        RunStatus.Stuck => new("stuck", Cli.ExitCode.GuestFailed, report.Reason),
        RunStatus.Bound => new("bound", Cli.ExitCode.Bound, report.Reason),
        RunStatus.Interrupted when timeout is TimeSpan time =>
            new("timeout", Cli.ExitCode.Timeout, FormattableString.Invariant($"not done after {time.TotalSeconds:0.###} s of real time")),
        RunStatus.Interrupted => new("interrupted", Cli.ExitCode.Interrupted, "by Ctrl-C"),
        _ => new("failed", Cli.ExitCode.GuestFailed, report.Reason.TrimEnd('\n')),
    };
}
