using System.CommandLine;
using System.Globalization;
using ActorKernel.Machine;
using ActorKernel.Tracing;
using ActorKernel.Tracing.Export;

namespace ActorKernel.Cli;

/// <summary>ak trace: what can be done with the record of a run.</summary>
internal sealed class TraceCommand(Shell shell)
{
    private const string RunText = "A run's directory, its number, last, or last~1 for the one before";

    private readonly OtlpOptions options = new();

    public Command Make()
    {
        Command trace = new("trace", "Look at the record of a run, send it to a viewer, or write it in another format.")
        {
            Show(), Stats(), Send(), Export(), Diff(), Lint(),
        };
        return trace;
    }

    private Command Show()
    {
        Argument<string> run = RunArgument();
        Option<string?> alarm = new("--alarm") { Description = "Draw the way of that alarm, by its number in the list", HelpName = "N" };
        Option<string?> format = FormatOption();
        Command show = new("show", "List the alarms that were delivered, or draw one of them with a column for each actor.") { run, alarm, format };
        show.SetAction(parsed => new TraceShow(shell).Run(
            RecordFor(parsed.GetRequiredValue(run)),
            parsed.GetRequiredValue(run),
            NumberOf("--alarm", parsed.GetValue(alarm)),
            IsJson(parsed.GetValue(format))));
        return show;
    }

    private Command Stats()
    {
        Argument<string> run = RunArgument();
        Option<string?> format = FormatOption();
        Command stats = new("stats", "Latencies of alarms: percentiles, a histogram, for each core.") { run, format };
        stats.SetAction(parsed => new TraceStats(shell).Run(
            RecordFor(parsed.GetRequiredValue(run)), parsed.GetRequiredValue(run), IsJson(parsed.GetValue(format))));
        return stats;
    }

    private Command Send()
    {
        Argument<string> run = RunArgument();
        options.Otlp.Description = "The receiver's URL [OTEL_EXPORTER_OTLP_ENDPOINT, or http://localhost:4318]";
        Command send = new("send", "Send a run's traces to an OpenTelemetry receiver, such as Jaeger.") { run };
        foreach (Option option in options.ForSending)
            send.Options.Add(option);
        send.SetAction(parsed => new TraceSend(shell).Run(
            RecordFor(parsed.GetRequiredValue(run)),
            parsed.GetRequiredValue(run),
            OtlpRequest.From(parsed, options, isForFile: false, isSent: true)));
        return send;
    }

    private Command Export()
    {
        Argument<string> run = RunArgument();
        Option<string?> format = new("--as") { Description = $"One of {string.Join(", ", ExportFormats.Names)}", HelpName = "FORMAT" };
        Option<string?> file = new("--out", "-o") { Description = "Where to write it [standard output]", HelpName = "FILE" };
        Option<string?> limit = new("--limit")
        {
            Description = $"Messages in a picture [mermaid: {MermaidSequence.UsualLimit}, shiviz: {ShiVizLog.UsualLimit}]",
            HelpName = "N",
        };
        Command export = new("export", "Write a run's record in another format.") { run, format, file, limit };
        foreach (Option option in options.ForFiles)
            export.Options.Add(option);
        export.SetAction(parsed => new TraceExport(shell).Run(
            RecordFor(parsed.GetRequiredValue(run)),
            parsed.GetRequiredValue(run),
            parsed.GetValue(format),
            parsed.GetValue(file),
            (int?)NumberOf("--limit", parsed.GetValue(limit)),
            OtlpRequest.From(parsed, options, isForFile: true, isSent: false)));
        return export;
    }

    private Command Diff()
    {
        Argument<string> left = RunArgument("RUN");
        Argument<string> right = RunArgument("OTHER");
        Option<string?> format = FormatOption();
        Command diff = new("diff", "Where two runs part: exits with 1 when they do.") { left, right, format };
        diff.SetAction(parsed => new TraceDiff(shell).Run(
            parsed.GetRequiredValue(left), parsed.GetRequiredValue(right), IsJson(parsed.GetValue(format))));
        return diff;
    }

    private Command Lint()
    {
        Argument<string> file = new("FILE") { Description = "OTLP as JSON or protobuf, or Jaeger's JSON" };
        Option<string?> format = FormatOption();
        Command lint = new("lint", "Check a file of spans for what Jaeger would show wrongly: exits with 1 when there is something.") { file, format };
        lint.SetAction(parsed => new TraceLintCommand(shell).Run(parsed.GetRequiredValue(file), IsJson(parsed.GetValue(format))));
        return lint;
    }

    private static Option<string?> FormatOption() =>
        new("--format") { Description = "For people, or one JSON object for programs [text]", HelpName = "text|json" };

    private static Argument<string> RunArgument(string name = "RUN") => new(name) { Description = RunText };

    private string RecordFor(string run) => RecordedRun.Find(run, shell);

    private static long? NumberOf(string option, string? text)
    {
        if (text is null)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw UserErrorException.Usage($"{option}: '{text}' will not do; write a whole number from 1");
    }

    private static bool IsJson(string? format) => format switch
    {
        null or "text" => false,
        "json" => true,
        _ => throw UserErrorException.Usage(
            $"--format: '{format}' will not do; write text or json{Spelling.Suggestion(format, ["text", "json"])}"),
    };
}

/// <summary>Opens records that the user names, and says what is wrong with them.</summary>
internal static class RecordedRun
{
    /// <returns>The path of its run.akr.</returns>
    /// <exception cref="UserErrorException">There is no such run.</exception>
    public static string Find(string run, Shell shell) =>
        File.Exists(run) ? run : Path.Combine(RunFolder.Find(run, shell.Runs), RunFiles.Record);

    /// <exception cref="UserErrorException">It is no record that can be read.</exception>
    public static RecordReader Open(string path, string run)
    {
        try
        {
            return RecordReader.Open(path);
        }
        catch (RecordException wrong)
        {
            throw UserErrorException.File($"{run}: {wrong.Message}");
        }
        catch (FileNotFoundException)
        {
            throw UserErrorException.File($"{run}: it has no {RunFiles.Record}; name the directory of a run");
        }
        catch (UnauthorizedAccessException)
        {
            throw UserErrorException.File($"{run}: you may not read its record; change its permissions");
        }
        catch (IOException trouble)
        {
            throw UserErrorException.File($"{run}: {trouble.Message}");
        }
    }

    /// <summary>Says when not all of the run was there; what was there has been used.</summary>
    public static void Warn(Shell shell, RecordReader reader, string run)
    {
        if (reader.End is { Trouble: string trouble, Deliveries: long deliveries })
        {
            shell.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"ak: {run}: {trouble}; {deliveries:n0} deliveries were read"));
        }
    }
}
