using System.Globalization;
using ActorKernel.Actors;
using ActorKernel.Machine;

namespace ActorKernel.Cli;

/// <summary>ak run: builds the machine, runs it, shows what its programs print, records it, and reports.</summary>
internal sealed class RunCommand(Shell shell, RunRequest request)
{
    private const int LooksForFlush = 128; // some milliseconds, mostly

    private readonly Screen screen = new(shell.Output);
    private int looks;
    private bool isTimeOut;
    private bool hasQuit;

    public int Run()
    {
        RunPlan plan = new RunPlanner(request, shell).Plan();
        Times times = new(plan.Options.TscHz);
        Progress progress = new(shell, screen, times);
        using TranscriptFile? transcript = request.Transcript is string path ? new(path) : null;
        using RunRecorder? recorder = OpenRecorder(plan);
        using RunTracer? tracer = RunTracer.Open(request.Otlp, recorder, plan, Warn);
        Machine.Machine machine = new(plan.Options with { Observer = Watchers.Of(transcript, recorder?.Deliveries, tracer) });
        machine.OnPrint = (_, text) =>
        {
            recorder?.Show(text);
            if (request.IsJson)
                return;
            progress.Clear();
            screen.ShowBytes(text);
        };
        plan.Begin(machine);
        RunReport report;
        using (Keyboard? keyboard = plan.IsLive ? KeyboardFor(times, recorder) : null)
        {
            using IDisposable? raw = plan.IsLive ? shell.TakeKeys?.Invoke() : null;
            report = machine.Run(plan.Until with { Interrupted = () => IsOver(machine, progress, keyboard, recorder) }, keyboard);
            hasQuit = keyboard is not null && keyboard.HasQuit;
        }

        progress.Clear();
        try
        {
            return Report(plan, report, times, progress.Elapsed, transcript, recorder, tracer);
        }
        finally
        {
            KeepDisk(machine); // also when the report cannot be shown
        }
    }

    private void KeepDisk(Machine.Machine machine)
    {
        if (request is { IsFileSystemWritten: true, FileSystem: string image } && machine.WrittenBlocks.Count > 0)
            ImageOnDisk.Write(image, machine.DiskImage().Span);
    }

    private RunRecorder? OpenRecorder(RunPlan plan)
    {
        string? runs = request.Out ?? shell.Runs;
        return request.IsRecorded && runs is not null ? RunRecorder.Open(request.Out, runs, plan, request.HasReport, Warn) : null;
    }

    private Keyboard KeyboardFor(Times times, RunRecorder? recorder) => new(shell, times, request.Timeout)
    {
        OnTyped = (at, keys) => recorder?.Typed(at, keys),
        OnLongWait = () => recorder?.Flush(),
        OnHelp = () => screen.ShowLine($"\n{EscapeKeys.Help}"),
    };

    private bool IsOver(Machine.Machine machine, Progress progress, Keyboard? keyboard, RunRecorder? recorder)
    {
        if (++looks % LooksForFlush == 0)
            recorder?.FlushConsole(); // for those who look at it while it runs, and in case that it is killed
        if (keyboard is null)
            progress.Look(machine);
        isTimeOut = request.Timeout is TimeSpan timeout && progress.Elapsed >= timeout;
        return isTimeOut || keyboard is { HasQuit: true } or { HasEnded: true } || screen.Trouble is not null || shell.Interrupt.IsCancellationRequested;
    }

    private int Report(
        RunPlan plan, RunReport report, Times times, TimeSpan elapsed, TranscriptFile? transcript, RunRecorder? recorder,
        RunTracer? tracer)
    {
        Outcome outcome = Outcome.Of(report, isTimeOut ? request.Timeout : null, hasQuit);
        recorder?.Finish(report, outcome, times, Warn);
        if (request.HasReport && recorder is not null)
            ReportFile.Make(recorder.Folder, Warn);
        if (request.IsJson)
            new JsonReport(screen, times).Show(plan.ScenarioName, recorder?.Folder, report, outcome);
        else if (!request.IsQuiet)
            new TextReport(shell, screen, times).Show(report, outcome);
        else if (outcome.ExitCode != ExitCode.Ok)
            shell.Error.WriteLine($"ak: {outcome.Status}: {outcome.Reason.ReplaceLineEndings("; ")}");

        if (shell.IsErrorInteractive && !request.IsQuiet)
        {
            double seconds = elapsed.TotalSeconds;
            string speed = plan.IsLive ? "" : string.Create(
                CultureInfo.InvariantCulture, $", {report.Instructions / seconds / 1e6:0} million instructions a second");
            shell.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"real {seconds:0.0} s{speed}"));
            if (recorder is not null)
                shell.Error.WriteLine($"recorded in {recorder.Folder}; the same again: ak replay {(request.Out is null ? "last" : recorder.Folder)}");
        }

        int exit = tracer is null
            ? outcome.ExitCode
            : tracer.Finish(outcome.ExitCode, own => own.Finish(report, outcome, times, Warn), SayBeside, Warn, Hurry());
        transcript?.Finish();
        screen.Finish();
        return exit;
    }

    /// <summary>Ctrl-C after the run: do not wait for the receiver. One that ended the run is no reason to lose its traces.</summary>
    private CancellationToken Hurry() => shell.Interrupt.IsCancellationRequested ? CancellationToken.None : shell.Interrupt;

    /// <summary>Not into the report of a program.</summary>
    private void SayBeside(string what)
    {
        if (request.IsJson)
            shell.Error.WriteLine($"ak: {what}");
        else if (!request.IsQuiet)
            screen.ShowLine(what);
    }

    private void Warn(string what) => shell.Error.WriteLine($"ak: warning: {what}");

    private sealed class Watchers(IObserver[] watchers) : IObserver
    {
        public static IObserver? Of(params ReadOnlySpan<IObserver?> watchers)
        {
            IObserver[] there = [.. watchers.ToArray().OfType<IObserver>()];
            return there.Length <= 1 ? there.FirstOrDefault() : new Watchers(there);
        }

        public void Delivering(Mail mail, in Delivery delivery)
        {
            foreach (IObserver watcher in watchers)
                watcher.Delivering(mail, delivery);
        }
    }
}
