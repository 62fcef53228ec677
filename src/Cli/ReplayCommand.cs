using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ActorKernel.Machine;
using ActorKernel.Tracing;

namespace ActorKernel.Cli;

/// <summary>The options of 'ak replay'.</summary>
internal sealed class ReplayOptions
{
    public ReplayOptions() => Command = new("replay", "Repeat a recorded run, and compare each message with the record.")
    {
        Run, To, Quiet,
    };

    public Command Command { get; }

    public Argument<string> Run { get; } = new("RUN")
    {
        Description = "A run's directory, its number in ak-runs, last, or last~1 for the one before.",
    };

    public Option<string?> To { get; } = new("--to")
    {
        Description = "Stop there and show the machine's state",
        HelpName = "vt=12ms|step=1042",
    };

    public Option<bool> Quiet { get; } = new("--quiet", "-q")
    {
        Description = "Do not show what the guests print",
    };
}

/// <summary>ak replay: the machine of run.json once more, with the same input at the same instants.</summary>
internal sealed class ReplayCommand(Shell shell, string run, string? to, bool isQuiet)
{
    private const string Forms = "vt=12ms or step=1042";

    private readonly Screen screen = new(shell.Output);

    public int Run()
    {
        string folder = RunFolder.Find(run, shell.Runs);
        ReplayCheck check = OpenRecord(folder);
        RunFacts facts = ReadFacts(folder) ?? check.Facts;
        RunPlan plan = RunFactsOf.ToPlan(facts, folder);
        Times times = new(plan.Options.TscHz);
        StopCondition? stop = to is null ? null : StopAt(to);
        Progress progress = new(shell, screen, times);
        Machine.Machine machine = new(plan.Options with { Observer = check });
        using IncrementalHash console = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        machine.OnPrint = (_, text) =>
        {
            console.AppendData(Encoding.Latin1.GetBytes(text));
            progress.Clear();
            if (!isQuiet)
                screen.ShowBytes(text);
        };
        plan.Begin(machine);
        foreach (RecordedInput input in check.Inputs)
            machine.Press(input.At, input.Keys, input.Waits);
        RunReport report = machine.Run(Until(plan, check, stop, () => progress.Look(machine)));
        progress.Clear();
        if (stop is null)
            check.Finish(isWhole: check.IsWhole && !shell.Interrupt.IsCancellationRequested);
        else
            check.Finish(isWhole: false);

        int exitCode = stop is null || check.Divergence is not null
            ? Report(facts, check, report, Convert.ToHexStringLower(console.GetHashAndReset()))
            : ShowState(machine, check, HasReached(StopCondition.FirstOf([stop], plan.Options.TscHz), report));
        screen.Finish();
        return exitCode;
    }

    private static ReplayCheck OpenRecord(string folder)
    {
        string path = Path.Combine(folder, RunFiles.Record);
        try
        {
            return new(path);
        }
        catch (RecordException wrong)
        {
            throw UserErrorException.File($"{path}: {wrong.Message}");
        }
        catch (FileNotFoundException)
        {
            throw UserErrorException.File($"{path}: there is no such record; 'ak run' makes one, unless --no-record is said");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw UserErrorException.File($"{path}: {failure.Message}");
        }
    }

    /// <summary>Null when there is no run.json; the record has the facts too.</summary>
    private static RunFacts? ReadFacts(string folder)
    {
        string path = Path.Combine(folder, RunFiles.Facts);
        if (!File.Exists(path))
            return null;
        try
        {
            return RunFacts.FromJson(InputFile.Read(path, "run.json", 1 << 24));
        }
        catch (RecordException wrong)
        {
            throw UserErrorException.File($"{path}: {wrong.Message}");
        }
    }

    private static StopCondition StopAt(string text)
    {
        string condition = text.StartsWith("step=", StringComparison.Ordinal) ? $"steps={text["step=".Length..]}" : text;
        return StopCondition.TryParse(condition, out StopCondition? stop, out _) && stop is { Time: not null } or { Deliveries: not null }
            ? stop!
            : throw UserErrorException.Usage($"--to: '{text}' is no place in a run; write {Forms}");
    }

    /// <summary>As far as the run went. Where real time ended it, and where the record breaks off, by its deliveries.</summary>
    private RunUntil Until(RunPlan plan, ReplayCheck check, StopCondition? stop, Action look)
    {
        bool endsOfItself = check.Result is ResultFacts result
            && result.Status is not (Outcome.Timeout or Outcome.Interrupted or Outcome.Quit);
        long last = endsOfItself ? check.Recorded + 1 : check.Result?.Steps ?? check.Recorded; // one more, to see it
        RunUntil until = stop is null ? plan.Until : StopCondition.FirstOf([.. plan.Conditions, stop], plan.Options.TscHz);
        return until with
        {
            IsPause = stop is not null,
            Deliveries = Math.Min(Math.Max(last, 1), until.Deliveries ?? long.MaxValue),
            Interrupted = () =>
            {
                look();
                return check.Divergence is not null || shell.Interrupt.IsCancellationRequested || screen.Trouble is not null;
            },
        };
    }

    /// <summary>False when the run was over before.</summary>
    private static bool HasReached(in RunUntil stop, RunReport report) => report.Steps >= stop.Deliveries || report.Now >= stop.Time;

    private int ShowState(Machine.Machine machine, ReplayCheck check, bool hasReached)
    {
        screen.Separate();
        string[] lines = machine.Describe().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int free = lines.Count(IsFreeSlot);
        foreach (string line in lines.Where(line => !IsFreeSlot(line)))
            screen.ShowLine(line);
        if (free > 0)
            screen.ShowLine($"  {free} more slots for processes, all free");
        bool isInterrupted = shell.Interrupt.IsCancellationRequested;
        if (isInterrupted)
            screen.ShowLine($"interrupted before {to}");
        else if (!hasReached)
            screen.ShowLine(check.IsWhole ? $"the run ended before {to}" : $"the record ends before {to}");
        screen.ShowLine($"the same up to here: {Deliveries(check.Same)}");
        return isInterrupted ? ExitCode.Interrupted : ExitCode.Ok;
    }

    private static bool IsFreeSlot(string line) => line.EndsWith(": state=Free", StringComparison.Ordinal);

    private int Report(RunFacts facts, ReplayCheck check, RunReport report, string consoleSha256)
    {
        screen.Separate();
        if (check.Divergence is Divergence first)
        {
            screen.ShowLine(check.Same == 0
                ? $"diverged at step {first.Step}, the first"
                : $"diverged at step {first.Step}: what is before it, {Deliveries(check.Same)}, is the same");
            screen.ShowLine($"  recorded: {first.Recorded ?? "nothing more; the run had ended"}");
            screen.ShowLine($"  now:      {first.Repeated ?? $"nothing more; the run has ended: {report.Reason}"}");
            if (!RunFactsOf.HasSameBuiltIns(facts))
                screen.ShowLine("  the built-in programs or the usual disk are not those of the recorded run");
            if (facts.Version != RunFactsOf.Version)
                screen.ShowLine($"  the run was recorded by version {facts.Version}, this is {RunFactsOf.Version}");
            if (!IsAsRecorded(facts, check.Facts))
                screen.ShowLine("  run.json was changed: what the run started with, as run.akr has it, is not the same");
            return ExitCode.Diverged;
        }

        string numbers = string.Create(CultureInfo.InvariantCulture, $"{check.Same:n0} of {check.Recorded:n0} recorded deliveries");
        if (shell.Interrupt.IsCancellationRequested)
        {
            screen.ShowLine($"interrupted: the same in {numbers}");
            return ExitCode.Interrupted;
        }

        if (check.Result is ResultFacts result && result.ConsoleSha256 != consoleSha256)
        {
            screen.ShowLine($"diverged: the console is not the recorded one, though all messages are the same: {numbers}");
            return ExitCode.Diverged;
        }

        string end = (check.Trouble, check.Result) switch
        {
            (string trouble, _) => $"; the record breaks off there: {trouble}",
            (_, null) when facts.Result is { Lost: > 0 and long lost } => $"; what came then could not be recorded: {Deliveries(lost)}",
            (_, null) => "; the record has no end: the run was killed there",
            (_, ResultFacts known) => $"; {known.Status}: {known.Reason.ReplaceLineEndings("; ")}",
        };
        screen.ShowLine($"the same: {numbers}{end}");
        return ExitCode.Ok;
    }

    private static bool IsAsRecorded(RunFacts facts, RunFacts recorded) =>
        (facts with { Result = null }).ToJson().AsSpan().SequenceEqual((recorded with { Result = null }).ToJson());

    private static string Deliveries(long count) => count == 1
        ? "1 delivery"
        : string.Create(CultureInfo.InvariantCulture, $"{count:n0} deliveries");
}
