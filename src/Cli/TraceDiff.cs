using System.Globalization;
using ActorKernel.Tracing;
using ActorKernel.Tracing.Analysis;

namespace ActorKernel.Cli;

/// <summary>ak trace diff: where two runs part.</summary>
internal sealed class TraceDiff(Shell shell)
{
    private readonly Screen screen = new(shell.Output);

    public int Run(string left, string right)
    {
        using RecordReader ours = RecordedRun.Open(RecordedRun.Find(left, shell), left);
        using RecordReader theirs = RecordedRun.Open(RecordedRun.Find(right, shell), right);
        ShowFacts(ours.Facts, theirs.Facts);
        RecordDifference? difference = RecordDiff.Find(ours, theirs);
        int exit = difference is null ? ShowSame(ours) : Show(difference, left, right);
        RecordedRun.Warn(shell, ours, left);
        RecordedRun.Warn(shell, theirs, right);
        screen.Finish();
        return exit;
    }

    private int ShowSame(RecordReader reader)
    {
        screen.ShowLine(string.Create(CultureInfo.InvariantCulture, $"the same: {reader.End!.Deliveries:n0} deliveries"));
        return ExitCode.Ok;
    }

    private int Show(RecordDifference difference, string left, string right)
    {
        screen.ShowLine(string.Create(
            CultureInfo.InvariantCulture, $"the first {difference.Same:n0} deliveries are the same; then they part"));
        ShowSide(left, difference.Left, right, difference.LeftElsewhere);
        ShowSide(right, difference.Right, left, difference.RightElsewhere);
        return ExitCode.Differs;
    }

    private void ShowSide(string run, DiffLine? line, string other, DiffLine? elsewhere)
    {
        screen.ShowLine("");
        if (line is null)
        {
            screen.ShowLine($"{run}: ends here");
            return;
        }

        screen.ShowLine($"{run}: {line}");
        screen.ShowLine(elsewhere is null
            ? $"  {line.Identity} is not soon in {other}"
            : $"  {line.Identity} in {other}: {elsewhere}\n  they differ in: {line.Against(elsewhere)}");
    }

    /// <summary>What the runs were asked for, where that differs: mostly the reason.</summary>
    private void ShowFacts(RunFacts left, RunFacts right)
    {
        MachineFacts a = left.Machine;
        MachineFacts b = right.Machine;
        (string Name, string Left, string Right)[] facts =
        [
            ("program", left.Name, right.Name),
            ("version", left.Version, right.Version),
            ("cores", Text(a.Cores), Text(b.Cores)),
            ("hz", Text(a.Hz), Text(b.Hz)),
            ("tick", Text(a.TickCycles), Text(b.TickCycles)),
            ("quantum", Text(a.QuantumCycles), Text(b.QuantumCycles)),
            ("jitter", Text(a.JitterCycles), Text(b.JitterCycles)),
            ("seed", Text(a.Seed), Text(b.Seed)),
        ];
        foreach ((string name, string ours, string theirs) in facts)
        {
            if (ours != theirs)
                screen.ShowLine($"{name}: {ours} and {theirs}");
        }

        foreach (InputFacts input in left.Inputs)
        {
            if (right.Inputs.Any(other => other.Role == input.Role && other.Name == input.Name && other.Sha256 != input.Sha256))
                screen.ShowLine($"{input.Role} {input.Name}: not the same bytes");
        }
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
