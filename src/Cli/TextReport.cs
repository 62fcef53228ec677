using System.Globalization;
using ActorKernel.Actors;
using ActorKernel.Machine;

namespace ActorKernel.Cli;

/// <summary>The report for people: a table of alarms, then one line about the run.</summary>
internal sealed class TextReport(Shell shell, Screen screen, Times times)
{
    private const int RowsMax = 40;
    private const string Nothing = "-";

    public void Show(RunReport report, Outcome outcome)
    {
        screen.Separate();
        if (report.Alarms.Count > 0)
        {
            AlarmSheet(report.Alarms).Show(screen, shell);
            if (report.Alarms.Count > RowsMax)
                screen.ShowLine($"… {report.Alarms.Count - RowsMax} more, use --format json");
            screen.ShowLine("");
        }

        string numbers = string.Create(
            CultureInfo.InvariantCulture,
            $"virtual {times.Milliseconds(report.Now)} ms, {report.Instructions:n0} instructions, {report.Deliveries:n0} deliveries");
        screen.ShowLine($"{Headline(outcome)}; {numbers}");
        if (Lines(outcome.Reason) is [_, _, ..] waits)
        {
            foreach (string wait in waits)
                screen.ShowLine($"  {wait}");
        }
    }

    /// <summary>What came of it, in one line.</summary>
    public static string Headline(Outcome outcome) => Lines(outcome.Reason) switch
    {
        [string only] => $"{outcome.Status}: {only}",
        string[] waits => $"{outcome.Status}: {waits.Length} processes wait",
    };

    private Sheet AlarmSheet(IReadOnlyList<AlarmFiring> alarms)
    {
        Sheet sheet = new(
            new("kind"), new("process"), new("core", true), new("armed at", true), new("due", true), new("fired", true),
            new("delivered", true), new("latency ms", true));
        foreach (AlarmFiring alarm in alarms.Take(RowsMax))
        {
            sheet.Add(
                JsonReport.NameOf(alarm.Kind),
                $"{alarm.Pid} {alarm.Process}",
                alarm.Core?.ToString(CultureInfo.InvariantCulture) ?? Nothing,
                times.Milliseconds(alarm.ArmedAt),
                alarm.Due == Tsc.End ? "never" : times.Milliseconds(alarm.Due),
                alarm.IsCancelled ? "cancelled" : OrNothing(alarm.Fired),
                OrNothing(alarm.Delivered),
                alarm.Delivered is Tsc delivered ? times.FineMilliseconds(Latency(alarm, delivered)) : Nothing);
        }

        return sheet;
    }

    /// <summary>From when it was due; from when it was armed, for a time that was already past then.</summary>
    private static TscSpan Latency(AlarmFiring alarm, Tsc delivered) => delivered - Tsc.Max(alarm.Due, alarm.ArmedAt);

    private string OrNothing(Tsc? time) => time is Tsc known ? times.Milliseconds(known) : Nothing;

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
