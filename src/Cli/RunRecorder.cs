using System.Globalization;
using System.Text;
using ActorKernel.Actors;
using ActorKernel.Machine;
using ActorKernel.Tracing;

namespace ActorKernel.Cli;

/// <summary>Records a run in a directory. What goes wrong with that is said, and changes nothing about the run.</summary>
internal sealed class RunRecorder : IDisposable
{
    private readonly Lazy<RunFacts> facts;
    private readonly RecordFile file;
    private readonly RecordWriter writer;
    private readonly ConsoleFile console;

    private RunRecorder(string folder, RunPlan plan, bool hasReport)
    {
        Folder = folder;
        if (File.Exists(folder))
            throw new IOException($"{folder} is a file, not a directory");
        Replaced = EarlierRecord.Remove(folder, hasReport);
        Directory.CreateDirectory(Path.Combine(folder, RunFiles.Inputs));
        facts = new(() => Begin(plan));
        console = new(Path.Combine(folder, RunFiles.Console));
        file = new(Path.Combine(folder, RunFiles.Record));
        writer = new(file, () => facts.Value);
    }

    public string Folder { get; }

    /// <summary>What the record was of that has made room; null when there was none.</summary>
    private string? Replaced { get; }

    /// <param name="folder">Null for the next one in <paramref name="runs"/>.</param>
    /// <param name="hasReport">The run is to have a report beside its record.</param>
    /// <param name="warn">Told why nothing is recorded, when null is returned, and what is there no more.</param>
    public static RunRecorder? Open(string? folder, string runs, RunPlan plan, bool hasReport, Action<string> warn)
    {
        try
        {
            RunRecorder recorder = new(folder ?? RunFolder.MakeNext(runs, plan.Name), plan, hasReport);
            if (recorder.Replaced is string earlier)
                warn($"{recorder.Folder}: the earlier record there, {earlier}, is replaced");
            return recorder;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            warn($"this run is not recorded: {failure.Message.TrimEnd('.')}; name another place with -o, or say --no-record");
            return null;
        }
    }

    /// <summary>Is to see every delivery.</summary>
    public IObserver Deliveries => writer;

    /// <param name="text">One character for each byte.</param>
    public void Show(string text) => console.Write(Encoding.Latin1.GetBytes(text));

    public void Typed(Tsc at, in Bytes keys) => writer.Input(new(at, keys, Waits: true));

    /// <summary>For when nothing may happen for a long time.</summary>
    public void Flush()
    {
        writer.Flush();
        console.Flush();
    }

    /// <summary>What was shown until now is in console.txt.</summary>
    public void FlushConsole() => console.Flush();

    /// <param name="warn">Told what is not in the record, and why.</param>
    public void Finish(RunReport report, Outcome outcome, Times times, Action<string> warn)
    {
        ResultFacts result = new(
            outcome.Status,
            outcome.ExitCode,
            outcome.Reason,
            report.Now.Ticks,
            times.Nanoseconds(report.Now.Ticks),
            report.Instructions,
            report.Steps,
            report.Deliveries,
            report.DeadLetters,
            console.Sha256());
        writer.Finish(result);
        file.Close();
        console.Flush();
        if (file.Trouble is Exception trouble)
        {
            long lost = writer.Deliveries - file.Written;
            result = result with { Lost = lost };
            warn(string.Create(
                CultureInfo.InvariantCulture,
                $"{Folder}: {lost} of {writer.Deliveries} deliveries are not recorded: {trouble.Message.TrimEnd('.')}; what is before them can be read"));
        }

        if (console.Trouble is string reason)
            warn(string.Create(CultureInfo.InvariantCulture, $"{Folder}: {console.Lost} bytes of console.txt are missing: {reason}"));
        try
        {
            WriteFacts(facts.Value with { Result = result });
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            warn($"{Folder}: run.json has no result: {failure.Message.TrimEnd('.')}");
        }
    }

    public void Dispose()
    {
        file.Dispose();
        console.Dispose();
    }

    /// <summary>On the record's thread, beside the start of the machine: it takes a tenth of a second.</summary>
    private RunFacts Begin(RunPlan plan)
    {
        RunFacts begun = RunFactsOf.From(plan);
        foreach (RunInput input in plan.Inputs)
            HostFileStream.WriteAll(Path.Combine(Folder, RunFiles.Inputs, input.Sha256), input.Content.Span);
        WriteFacts(begun);
        return begun;
    }

    /// <summary>Whole or not at all: a run that is killed has the facts that it started with.</summary>
    private void WriteFacts(RunFacts known)
    {
        string path = Path.Combine(Folder, RunFiles.Facts);
        string fresh = path + ".new";
        try
        {
            HostFileStream.WriteAll(fresh, known.ToJson());
            File.Move(fresh, path, overwrite: true);
        }
        catch (IOException)
        {
            File.Delete(fresh);
            throw;
        }
    }
}
