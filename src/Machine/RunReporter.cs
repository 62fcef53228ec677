using System.Collections.Immutable;
using ActorKernel.Actors;
using ActorKernel.Cores;
using ActorKernel.Devices;
using ActorKernel.Engine;
using ActorKernel.Processes;

namespace ActorKernel.Machine;

/// <summary>Says what came of a run, from its log and from what the actors say of themselves.</summary>
internal sealed class RunReporter(
    MachineOptions options,
    Engine.Engine engine,
    RunLog log,
    AlarmReport alarms,
    ConsoleDevice console,
    ImmutableArray<Core> cores,
    ImmutableArray<Process> processes)
{
    public RunReport Report(RunResult result, long steps, in RunUntil until, StopWatcher watcher)
    {
        (RunStatus status, string reason) = Verdict(result, until, watcher);
        return new(
            status,
            reason,
            result == RunResult.TimeLimit ? until.Time!.Value : engine.Now,
            cores.Sum(core => Fields(core).Number("instructions")),
            engine.Steps,
            engine.DeadLetters,
            log.Console,
            log.Consoles,
            [.. log.Processes],
            [.. alarms.Firings])
        {
            Steps = steps,
        };
    }

    private (RunStatus Status, string Reason) Verdict(RunResult result, in RunUntil until, StopWatcher watcher)
    {
        if (watcher.IsInterrupted)
            return (RunStatus.Interrupted, "interrupted");
        if (watcher.Reason is string met)
            return (RunStatus.Ok, met);
        switch (result)
        {
            case RunResult.TimeLimit:
                return AtBound($"vt={Milliseconds(until.Time!.Value)}", until);
            case RunResult.DeliveryLimit:
                return AtBound($"steps={until.Deliveries}", until);
            case RunResult.Idle when log.Alive > 0 && IsInputUsedUp():
                return (RunStatus.Ok, "end of input");
            case RunResult.Idle when log.Alive > 0:
                return (RunStatus.Stuck, Stuck());
            default:
                return AfterTheEnd(until);
        }
    }

    private static (RunStatus Status, string Reason) AtBound(string bound, in RunUntil until) => until.HasGoal
        ? (RunStatus.Bound, $"{bound} came first")
        : (RunStatus.Ok, $"until:{bound}");

    /// <summary>What became of a program's children is for the program to judge.</summary>
    private (RunStatus Status, string Reason) AfterTheEnd(in RunUntil until)
    {
        if (log.Init is not null)
            return AfterInit(until);
        if (log.Refused is [string path, ..])
            return (RunStatus.Failed, $"{path} was not started: all {options.Processes} processes are in use");
        if (log.Processes.FirstOrDefault(process => process.ByHost && process is not { Fault: null, Status: null or 0 })
            is ProcessSummary failed)
        {
            return (RunStatus.Failed, failed.Fault ?? $"pid {failed.Pid} {failed.Name} {HowItEnded(failed.Status!.Value)}");
        }

        return until.WantsExit
            ? (RunStatus.Ok, "exit")
            : (RunStatus.Failed, "every process has ended before the condition was met");
    }

    /// <summary>What programs did that the shell ran is the user's business, not the run's.</summary>
    private (RunStatus Status, string Reason) AfterInit(in RunUntil until)
    {
        if (log.StatusOf(log.Init) is int status)
        {
            return status == 0
                ? (RunStatus.Ok, "init exited")
                : (RunStatus.Failed, $"pid {log.Init} init {HowItEnded(status)}");
        }

        return until.WantsExit
            ? (RunStatus.Ok, "exit")
            : (RunStatus.Failed, "every process has ended before the condition was met");
    }

    private static string HowItEnded(int status) => (status & 0x7f) == 0
        ? $"exited with {status >> 8}"
        : "was killed";

    /// <summary>What was typed has been read, and somebody waits for more.</summary>
    private bool IsInputUsedUp()
    {
        FieldReader fields = Fields(console);
        return log.IsTyped && fields.Number("readers") > 0 && fields.Number("waiting") == 0;
    }

    private string Stuck()
    {
        List<string> waits = [];
        foreach (Process process in processes)
        {
            FieldReader fields = Fields(process);
            if (fields.Text("state") is "Free" or "Ended")
                continue;
            string what = fields.Text("waits") ?? "an event";
            string name = log.Processes.First(known => known.Pid == fields.Number("pid")).Name;
            waits.Add($"pid {fields.Number("pid")} {name} waits for {what}");
        }

        return string.Join('\n', waits);
    }

    private string Milliseconds(Tsc time) =>
        ((decimal)time.Ticks * 1000 / options.TscHz).ToString("0.######") + "ms";

    private FieldReader Fields(Actor actor)
    {
        FieldReader reader = new(engine.Now);
        actor.Describe(reader);
        return reader;
    }

    /// <summary>A description as fields by name; parts are passed over.</summary>
    private sealed class FieldReader(Tsc now) : Description(now)
    {
        private readonly Dictionary<string, long> numbers = [];
        private readonly Dictionary<string, string> texts = [];
        private int depth;

        public long Number(string field) => numbers.GetValueOrDefault(field);

        public string? Text(string field) => texts.GetValueOrDefault(field);

        public override void Number(string field, long value)
        {
            if (depth == 0)
                numbers[field] = value;
        }

        public override void Text(string field, string value)
        {
            if (depth == 0)
                texts[field] = value;
        }

        public override void Time(string field, Tsc value)
        {
        }

        public override void Open(string part) => depth++;

        public override void Close() => depth--;
    }
}
