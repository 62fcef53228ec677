using ActorKernel.Machine;

namespace ActorKernel.Cli;

/// <summary>What the command says of a run, and exits with.</summary>
internal sealed record Outcome(string Status, int ExitCode, string Reason)
{
    public const string Timeout = "timeout";
    public const string Interrupted = "interrupted";
    public const string Quit = "quit";

    /// <param name="timeout">The real time that ran out, if it did.</param>
    /// <param name="hasQuit">A person ended the run on purpose.</param>
    public static Outcome Of(RunReport report, TimeSpan? timeout, bool hasQuit) => report.Status switch
    {
        RunStatus.Ok => new("ok", Cli.ExitCode.Ok, report.Reason),
        RunStatus.Stuck => new("stuck", Cli.ExitCode.GuestFailed, report.Reason),
        RunStatus.Bound => new("bound", Cli.ExitCode.Bound, report.Reason),
        RunStatus.Interrupted when timeout is TimeSpan time =>
            new(Timeout, Cli.ExitCode.Timeout, FormattableString.Invariant($"not done after {time.TotalSeconds:0.###} s of real time")),
        RunStatus.Interrupted when hasQuit => new(Quit, Cli.ExitCode.Ok, "by Ctrl-a x"),
        RunStatus.Interrupted => new(Interrupted, Cli.ExitCode.Interrupted, "by Ctrl-C or a signal"),
        _ => new("failed", Cli.ExitCode.GuestFailed, report.Reason.TrimEnd('\n')),
    };
}
