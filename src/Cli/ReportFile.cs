using ActorKernel.Tracing;
using ActorKernel.Tracing.Report;

namespace ActorKernel.Cli;

/// <summary>report.html of a run that has just been recorded.</summary>
internal static class ReportFile
{
    /// <param name="folder">The record's directory.</param>
    /// <param name="warn">Told why there is no report, or what is not in it: the run has ended as it has.</param>
    public static void Make(string folder, Action<string> warn)
    {
        string path = Path.Combine(folder, RunFiles.Report);
        try
        {
            using RecordReader reader = RecordReader.Open(folder);
            using BufferedStream file = new(new HostFileStream(path), 1 << 16);
            HtmlReport report = new(file, reader);
            while (reader.Read())
                report.Take(reader.Delivery);
            report.Finish();
            if (report.Note is string note)
                warn($"{path}: {note}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or RecordException)
        {
            warn($"{path}: there is no report, or a part of one: {failure.Message.TrimEnd('.')}");
        }
    }
}
