using ActorKernel.Tracing.Lint;

namespace ActorKernel.Cli;

/// <summary>ak trace lint: what a viewer would show wrongly in a file of spans.</summary>
internal sealed class TraceLintCommand(Shell shell)
{
    private const int Schema = 1;
    private const int FileBytesMax = 1 << 30;
    private const int ShownOfRule = 5;

    private readonly Screen screen = new(shell.Output);

    public int Run(string path, bool isJson)
    {
        TraceFile file = Read(path);
        IReadOnlyList<Finding> findings = TraceLint.Check(file);
        if (isJson)
            ShowJson(file, findings);
        else
            ShowText(path, file, findings);
        screen.Finish();
        return findings.Count > 0 ? ExitCode.Differs : ExitCode.Ok;
    }

    private static TraceFile Read(string path)
    {
        try
        {
            return TraceFile.Read(InputFile.Read(path, "file of spans", FileBytesMax));
        }
        catch (FormatException wrong)
        {
            throw UserErrorException.File($"{path}: {wrong.Message.TrimEnd('.')}; lint reads OTLP (JSON, protobuf) and Jaeger's JSON");
        }
    }

    private void ShowText(string path, TraceFile file, IReadOnlyList<Finding> findings)
    {
        foreach (IGrouping<string, Finding> rule in findings.GroupBy(finding => finding.Rule))
        {
            foreach (Finding finding in rule.Take(ShownOfRule))
                screen.ShowLine($"{finding.Rule}: {finding.Where}: {finding.What}");
            if (rule.Count() > ShownOfRule)
                screen.ShowLine($"{rule.Key}: … {rule.Count() - ShownOfRule} more");
        }

        int traces = file.Spans.Select(span => span.Trace).Distinct().Count();
        string verdict = findings.Count == 0 ? "clean" : findings.Count == 1 ? "1 finding" : $"{findings.Count:n0} findings";
        screen.ShowLine($"{path}: {file.Format}, {file.Spans.Count} spans in {traces} traces: {verdict}");
    }

    private void ShowJson(TraceFile file, IReadOnlyList<Finding> findings)
    {
        screen.ShowLine(JsonLine.Of(Schema, json =>
        {
            json.WriteString("format", file.Format);
            json.WriteNumber("spans", file.Spans.Count);
            json.WriteStartArray("findings");
            foreach (Finding finding in findings)
            {
                json.WriteStartObject();
                json.WriteString("rule", finding.Rule);
                json.WriteString("where", finding.Where);
                json.WriteString("what", finding.What);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));
    }
}
