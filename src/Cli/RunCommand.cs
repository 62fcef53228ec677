using System.Collections.Immutable;
using System.Globalization;
using ActorKernel.Actors;
using ActorKernel.Machine;

namespace ActorKernel.Cli;

/// <summary>ak run: builds the machine, runs it, shows what its programs print, and reports.</summary>
internal sealed class RunCommand(Shell shell, RunRequest request)
{
    private readonly Screen screen = new(shell.Output);
    private bool isTimeOut;

    public int Run()
    {
        RunPlan plan = RunPlan.For(request, shell.Input);
        Times times = new(plan.Options.TscHz);
        Progress progress = new(shell, screen, times);
        using TranscriptFile? transcript = request.Transcript is string path ? new(path) : null;
        Watchers watchers = new(progress, transcript);
        Machine.Machine machine = new(plan.Options with { Observer = watchers });
        if (!request.IsJson)
        {
            machine.OnPrint = (_, text) =>
            {
                progress.Clear();
                screen.ShowBytes(text);
            };
        }

        foreach (ProgramStart start in plan.Starts)
            machine.Start(start);
        if (plan.Typed.Length > 0)
            machine.Type(plan.Typed);
        RunReport report = machine.Run(plan.Until with { Interrupted = () => IsOver(progress) });
        progress.Clear();
        return Report(plan, report, times, progress.Elapsed, transcript);
    }

    private bool IsOver(Progress progress)
    {
        progress.Look();
        isTimeOut = request.Timeout is TimeSpan timeout && progress.Elapsed >= timeout;
        return isTimeOut || screen.Trouble is not null || shell.Interrupt.IsCancellationRequested;
    }

    private int Report(RunPlan plan, RunReport report, Times times, TimeSpan elapsed, TranscriptFile? transcript)
    {
        Outcome outcome = Outcome.Of(report, isTimeOut ? request.Timeout : null);
        if (request.IsJson)
            new JsonReport(screen, times).Show(plan.ScenarioName, report, outcome);
        else if (!request.IsQuiet)
            new TextReport(shell, screen, times).Show(report, outcome);
        else if (outcome.ExitCode != ExitCode.Ok)
            shell.Error.WriteLine($"ak: {outcome.Status}: {outcome.Reason.ReplaceLineEndings("; ")}");

        if (shell.IsErrorInteractive && !request.IsQuiet)
        {
            double seconds = elapsed.TotalSeconds;
            shell.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"real {seconds:0.0} s, {report.Instructions / seconds / 1e6:0} million instructions a second"));
        }

        transcript?.Finish();
        screen.Finish();
        return outcome.ExitCode;
    }

    private sealed class Watchers(params ImmutableArray<IObserver?> watchers) : IObserver
    {
        public void Delivering(Mail mail, in Delivery delivery)
        {
            foreach (IObserver? watcher in watchers)
                watcher?.Delivering(mail, delivery);
        }
    }
}
