using System.Collections.Immutable;
using ActorKernel.Machine;
using ActorKernel.Tracing;
using ActorKernel.Tracing.Export;
using ActorKernel.Tracing.Report;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Cli;

/// <summary>What an exporter is made of.</summary>
/// <param name="Limit">Messages in a picture; null for what is usual.</param>
internal sealed record ExportPlan(Stream To, RecordReader Reader, TraceSetup Setup, int? Limit);

/// <summary>The formats that a record can be written in. One row each; a new one is a row more.</summary>
internal static class ExportFormats
{
    private static readonly ImmutableArray<(string Name, string What, Func<ExportPlan, IExporter> Make)> Rows =
    [
        ("otlp", "spans as OTLP in JSON, a request on each line", plan =>
            new SpanExporter(plan.Reader, new OtlpJson(plan.To, plan.Setup.Resource), plan.Setup.Options)),
        ("otlp-protobuf", "spans as OTLP in protobuf; also 'otlp' to a file that ends in .pb or .binpb", plan =>
            new SpanExporter(plan.Reader, new OtlpProtobuf(plan.To, plan.Setup.Resource), plan.Setup.Options)),
        ("jaeger", "spans as Jaeger's JSON, for the Upload tab of its page", plan =>
            new SpanExporter(plan.Reader, new JaegerJson(plan.To, plan.Setup.Resource), plan.Setup.Options)),
        ("html", "one page that shows lanes, messages and alarms in any browser", plan =>
            new HtmlReport(plan.To, plan.Reader)),
        ("perfetto", "lanes and scheduling, for ui.perfetto.dev", plan =>
            new PerfettoTrace(plan.To, plan.Reader, plan.Setup.Options.Clock)),
        ("chrome", "lanes as Chrome's JSON, for chrome://tracing and ui.perfetto.dev", plan =>
            new ChromeJson(plan.To, plan.Reader, plan.Setup.Options.Clock)),
        ("mermaid", "a sequence diagram of the first alarms, for documents", plan => Mermaid(plan)),
        ("shiviz", "a log with vector clocks, for ShiViz", plan =>
            new ShiVizLog(plan.To, plan.Reader, plan.Setup.Options.Clock, plan.Limit ?? ShiVizLog.UsualLimit)),
        ("jsonl", "each delivery as one line of JSON", plan =>
            new JsonLines(plan.To, plan.Reader, plan.Setup.Options.Clock)),
    ];

    public static IEnumerable<string> Names => Rows.Select(row => row.Name);

    /// <exception cref="UserErrorException">There is no such format.</exception>
    public static IExporter Make(string name, ExportPlan plan)
    {
        foreach ((string known, _, Func<ExportPlan, IExporter> make) in Rows)
        {
            if (known == name)
                return make(plan);
        }

        throw Unknown(name);
    }

    public static UserErrorException Unknown(string name) => UserErrorException.Usage(
        $"--as: '{name}' is no format{Spelling.Suggestion(name, Names)}; write one of {string.Join(", ", Names)}");

    private static SpanExporter Mermaid(ExportPlan plan)
    {
        MermaidSequence diagram = new(plan.To, plan.Limit ?? MermaidSequence.UsualLimit);
        return new(plan.Reader, diagram, plan.Setup.Options, () => diagram.Note);
    }
}

/// <summary>ak trace export: a record in another format.</summary>
internal sealed class TraceExport(Shell shell)
{
    private const string Protobuf = "otlp-protobuf";

    public int Run(string path, string run, string? format, string? file, int? limit, OtlpRequest request)
    {
        if (format is null)
            throw UserErrorException.Usage($"say which format: --as {string.Join(", ", ExportFormats.Names)}");
        if (!ExportFormats.Names.Contains(format))
            throw ExportFormats.Unknown(format);
        string name = format == "otlp" && Path.GetExtension(file) is ".pb" or ".binpb" ? Protobuf : format;
        if (file is not null && IsRecord(file))
            throw UserErrorException.Usage($"--out: {file} is the record of a run; name another file");
        using RecordReader reader = RecordedRun.Open(path, run);
        using Stream to = file is null ? shell.Output.Unowned() : OutputFile.Make(file, "the export");
        string? note;
        try
        {
            using BufferedStream buffer = new(to, 1 << 16);
            IExporter exporter = ExportFormats.Make(name, new(buffer, reader, request.SetupFor(reader.Facts), limit));
            while (reader.Read() && !shell.Interrupt.IsCancellationRequested)
                exporter.Take(reader.Delivery);
            exporter.Finish();
            note = exporter.Note;
        }
        catch (IOException trouble)
        {
            throw UserErrorException.File($"{file ?? "standard output"}: {trouble.Message.TrimEnd('.')}; the export is not complete");
        }

        RecordedRun.Warn(shell, reader, run);
        if (note is not null)
            shell.Error.WriteLine($"ak: {note}");
        return shell.Interrupt.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Ok;
    }

    /// <summary>This one's or another's, by whatever name: an export in its place would destroy it.</summary>
    private static bool IsRecord(string path)
    {
        if (!File.Exists(path))
            return false;
        try
        {
            return RecordReader.IsRecord(path);
        }
        catch (Exception other) when (other is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

/// <summary>Files that are written because the user named them.</summary>
internal static class OutputFile
{
    /// <param name="what">For messages, such as "the export".</param>
    /// <exception cref="UserErrorException">It cannot be made.</exception>
    public static HostFileStream Make(string path, string what)
    {
        try
        {
            return new(path);
        }
        catch (UnauthorizedAccessException)
        {
            throw UserErrorException.File($"{path}: you may not write it; name another file for {what}");
        }
        catch (DirectoryNotFoundException)
        {
            throw UserErrorException.File($"{path}: its folder does not exist; make it, or name another file for {what}");
        }
        catch (IOException trouble)
        {
            throw UserErrorException.File($"{path}: {trouble.Message.TrimEnd('.')}; name another file for {what}");
        }
    }

    /// <summary>The same stream, which stays open when this is disposed.</summary>
    public static Stream Unowned(this Stream stream) => new BorrowedStream(stream);

    private sealed class BorrowedStream(Stream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
