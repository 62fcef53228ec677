using System.Globalization;
using ActorKernel.Tracing;
using ActorKernel.Tracing.Analysis;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Cli;

/// <summary>ak trace show: the alarms of a run, or one of them drawn.</summary>
internal sealed class TraceShow(Shell shell)
{
    private const int RowsMax = 40;
    private const string Nothing = "-";

    private readonly Screen screen = new(shell.Output);

    public int Run(string path, string run, long? alarm, bool isJson)
    {
        using RecordReader reader = RecordedRun.Open(path, run);
        int most = isJson ? int.MaxValue : RowsMax;
        List<AlarmSummary> first = [];
        long count = 0;
        AlarmWatcher watcher = new(
            summary =>
            {
                count++;
                if (first.Count < most)
                    first.Add(summary);
            },
            alarm ?? 0);
        TraceBuilder.Build(reader, watcher, TraceSetup.For(reader.Facts, VirtualClock.OfFiles).Options);
        RecordedRun.Warn(shell, reader, run);
        if (alarm is long number)
            ShowOne(watcher, watcher.DetailOf ?? throw Missing(number, count, run), run, isJson);
        else if (isJson)
            screen.ShowLine(TraceShowJson.Of(reader, first));
        else
            List(first, count, run);
        screen.Finish();
        return ExitCode.Ok;
    }

    private static UserErrorException Missing(long number, long count, string run) => UserErrorException.Usage(
        $"--alarm: there is no alarm {number}; "
        + (count == 0 ? $"in {run} none was delivered" : $"{run} has 1 to {count}, 'ak trace show {run}' lists them"));

    private void ShowOne(AlarmWatcher watcher, AlarmSummary alarm, string run, bool isJson)
    {
        if (isJson)
        {
            screen.ShowLine(TraceShowJson.Of(alarm, watcher.Detail));
            return;
        }

        screen.ShowLine(
            $"alarm {alarm.Number}: {alarm.Kind}, pid {alarm.Pid} {alarm.Program}, due at {Timeline.Milliseconds(alarm.Due)} ms, "
            + (alarm.Latency is long latency ? $"delivered {Timeline.Length(latency)} later" : $"not delivered: {alarm.Trouble}"));
        screen.ShowLine("");
        screen.Show(Timeline.Draw(watcher.Detail, shell.IsOutputTerminal ? shell.Width : int.MaxValue));
        screen.ShowLine("");
        screen.ShowLine($"trace {alarm.Trace}  step {alarm.Step}   ak replay {run} --to step={alarm.Step}");
    }

    private void List(List<AlarmSummary> alarms, long count, string run)
    {
        if (count == 0)
        {
            screen.ShowLine("no alarm was delivered");
            return;
        }

        Sheet sheet = new(
            new("alarm", true), new("kind"), new("process"), new("core", true), new("armed at", true), new("due", true),
            new("latency", true), new("return"), new("step", true));
        foreach (AlarmSummary alarm in alarms)
        {
            sheet.Add(
                alarm.Number.ToString(CultureInfo.InvariantCulture),
                alarm.Kind,
                $"{alarm.Pid} {alarm.Program}",
                alarm.Core?.ToString(CultureInfo.InvariantCulture) ?? Nothing,
                Timeline.Milliseconds(alarm.Armed),
                Timeline.Milliseconds(alarm.Due),
                alarm.Latency is long latency ? Timeline.Length(latency) : alarm.Trouble ?? Nothing,
                alarm.Return,
                alarm.Step.ToString(CultureInfo.InvariantCulture));
        }

        sheet.Show(screen, shell);
        if (count > alarms.Count)
            screen.ShowLine($"… {count - alarms.Count} more; all of them: ak trace show {run} --format json");
        screen.ShowLine("");
        screen.ShowLine($"one of them: ak trace show {run} --alarm {alarms[0].Number}");
    }
}
