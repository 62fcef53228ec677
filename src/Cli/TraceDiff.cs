using System.Globalization;
using System.Text.Json;
using ActorKernel.Tracing;
using ActorKernel.Tracing.Analysis;

namespace ActorKernel.Cli;

/// <summary>ak trace diff: where two runs part.</summary>
internal sealed class TraceDiff(Shell shell)
{
    private const int Schema = 1;

    private readonly Screen screen = new(shell.Output);

    public int Run(string left, string right, bool isJson)
    {
        using RecordReader ours = RecordedRun.Open(RecordedRun.Find(left, shell), left);
        using RecordReader theirs = RecordedRun.Open(RecordedRun.Find(right, shell), right);
        List<DiffFact> facts = [.. Facts(ours.Facts, theirs.Facts).Where(fact => fact.Left != fact.Right)];
        RecordDifference? difference = RecordDiff.Find(ours, theirs);
        if (isJson)
            ShowJson(facts, difference, ours);
        else
            ShowText(facts, difference, ours, left, right);
        RecordedRun.Warn(shell, ours, left);
        RecordedRun.Warn(shell, theirs, right);
        screen.Finish();
        return difference is null ? ExitCode.Ok : ExitCode.Differs;
    }

    private void ShowText(List<DiffFact> facts, RecordDifference? difference, RecordReader ours, string left, string right)
    {
        foreach (DiffFact fact in facts)
            screen.ShowLine($"{fact.Name}: {fact.Left} and {fact.Right}");
        if (difference is null)
        {
            screen.ShowLine($"the same: {Deliveries(ours.End!.Deliveries)}");
            return;
        }

        screen.ShowLine(difference.Same switch
        {
            0 => "they part at the first delivery",
            1 => "the first delivery is the same; then they part",
            long same => $"the first {Deliveries(same)} are the same; then they part",
        });
        ShowSide(left, difference.Left, right, difference.LeftElsewhere, isOtherOver: difference.Right is null);
        ShowSide(right, difference.Right, left, difference.RightElsewhere, isOtherOver: difference.Left is null);
    }

    private void ShowSide(string run, DiffLine? line, string other, DiffLine? elsewhere, bool isOtherOver)
    {
        screen.ShowLine("");
        if (line is null)
        {
            screen.ShowLine($"{run}: ends here");
            return;
        }

        screen.ShowLine($"{run}: {line}");
        if (elsewhere is not null)
            screen.ShowLine($"  {line.Identity} in {other}: {elsewhere}\n  they differ in: {line.Against(elsewhere)}");
        else if (!isOtherOver)
            screen.ShowLine($"  {line.Identity} is not soon in {other}");
    }

    private void ShowJson(List<DiffFact> facts, RecordDifference? difference, RecordReader ours)
    {
        screen.ShowLine(JsonLine.Of(Schema, json =>
        {
            json.WriteBoolean("same", difference is null);
            json.WriteNumber("sameDeliveries", difference?.Same ?? ours.End!.Deliveries);
            json.WriteStartArray("facts");
            foreach (DiffFact fact in facts)
            {
                json.WriteStartObject();
                json.WriteString("name", fact.Name);
                json.WriteString("left", fact.Left);
                json.WriteString("right", fact.Right);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteLine(json, "left", difference?.Left);
            WriteLine(json, "leftInRight", difference?.LeftElsewhere);
            WriteLine(json, "right", difference?.Right);
            WriteLine(json, "rightInLeft", difference?.RightElsewhere);
        }));
    }

    private static void WriteLine(Utf8JsonWriter json, string name, DiffLine? line)
    {
        if (line is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("step", line.Step);
        json.WriteNumber("cycles", line.Now);
        json.WriteString("way", line.Way);
        json.WriteString("kind", line.Kind);
        json.WriteString("fields", line.Fields);
        json.WriteString("id", line.Identity);
        json.WriteString("by", line.Cause);
        json.WriteEndObject();
    }

    /// <summary>What the runs were asked for: where that differs, it is mostly the reason.</summary>
    private static IEnumerable<DiffFact> Facts(RunFacts left, RunFacts right)
    {
        (string Name, Func<RunFacts, string> Of)[] facts =
        [
            ("program", run => run.Name),
            ("programs", run => run.Programs.Length == 0 ? "none" : string.Join("; ", run.Programs.Select(start => string.Join(' ', start.Arguments.Prepend(start.Path))))),
            ("version", run => run.Version),
            ("cores", run => Text(run.Machine.Cores)),
            ("hz", run => Text(run.Machine.Hz)),
            ("tick", run => $"{Text(run.Machine.TickCycles)} cycles"),
            ("quantum", run => $"{Text(run.Machine.QuantumCycles)} cycles"),
            ("jitter", run => $"{Text(run.Machine.JitterCycles)} cycles"),
            ("seed", run => Text(run.Machine.Seed)),
            ("processes", run => Text(run.Machine.Processes)),
            ("memory", run => $"{Text(run.Machine.MemoryPages)} pages"),
            ("alarm-return", run => run.Machine.AlarmReturn),
            ("disk latency", run => $"{Text(run.Machine.DiskLatencyCycles)} cycles"),
            ("limits", run => string.Join(' ', run.Machine.Limits.Select(limit => $"{limit.Key}={Text(limit.Value)}"))),
            ("until", run => run.Until.Length == 0 ? "exit" : string.Join(", ", run.Until)),
        ];
        foreach ((string name, Func<RunFacts, string> of) in facts)
            yield return new(name, of(left), of(right));
        foreach (InputFacts input in left.Inputs)
        {
            if (right.Inputs.FirstOrDefault(other => other.Role == input.Role && other.Name == input.Name) is InputFacts other)
                yield return new($"{input.Role} {input.Name}", input.Sha256, other.Sha256);
        }
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Deliveries(long count) => count == 1
        ? "1 delivery"
        : string.Create(CultureInfo.InvariantCulture, $"{count:n0} deliveries");

    private readonly record struct DiffFact(string Name, string Left, string Right);
}
