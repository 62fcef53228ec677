using System.Globalization;
using System.Text.Json;
using ActorKernel.Tracing;
using ActorKernel.Tracing.Analysis;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Cli;

/// <summary>ak trace stats: latencies of a run's alarms.</summary>
internal sealed class TraceStats(Shell shell)
{
    private const int Schema = 1;
    private const int BarMax = 40;
    private const string Nothing = "-";
    private static readonly double[] Percents = [50, 90, 99, 100];

    private readonly Screen screen = new(shell.Output);
    private readonly SortedDictionary<string, LatencyStats> byKind = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Kind, long Core), LatencyStats> byCore = [];

    public int Run(string path, string run, bool isJson)
    {
        using RecordReader reader = RecordedRun.Open(path, run);
        TraceBuilder.Build(reader, new AlarmWatcher(Add), TraceSetup.For(reader.Facts, VirtualClock.OfFiles).Options);
        RecordedRun.Warn(shell, reader, run);
        if (isJson)
            ShowJson(reader);
        else
            ShowText(reader);
        screen.Finish();
        return ExitCode.Ok;
    }

    private void Add(AlarmSummary alarm)
    {
        if (!byKind.TryGetValue(alarm.Kind, out LatencyStats? kind))
            byKind.Add(alarm.Kind, kind = new());
        kind.Add(alarm);
        if (alarm.Core is not long core)
            return;
        if (!byCore.TryGetValue((alarm.Kind, core), out LatencyStats? own))
            byCore.Add((alarm.Kind, core), own = new());
        own.Add(alarm);
    }

    private void ShowText(RecordReader reader)
    {
        RecordEnd end = reader.End!;
        screen.ShowLine(string.Create(
            CultureInfo.InvariantCulture, $"{reader.Facts.Name}: {end.Deliveries:n0} deliveries on {reader.Facts.Machine.Cores} {(reader.Facts.Machine.Cores == 1 ? "core" : "cores")}"));
        screen.ShowLine("");
        if (byKind.Count == 0)
        {
            screen.ShowLine("no alarm was delivered");
            return;
        }

        Sheet sheet = new(
            new("alarms"), new("core", true), new("delivered", true), new("missed", true), new("p50", true), new("p90", true),
            new("p99", true), new("max", true));
        foreach ((string kind, LatencyStats stats) in byKind)
        {
            sheet.Add([kind, "all", .. Numbers(stats)]);
            foreach (((string, long Core) key, LatencyStats own) in byCore.Where(entry => entry.Key.Kind == kind))
                sheet.Add([kind, key.Core.ToString(CultureInfo.InvariantCulture), .. Numbers(own)]);
        }

        sheet.Show(screen, shell);
        foreach ((string kind, LatencyStats stats) in byKind)
            ShowHistogram(kind, stats);
    }

    private static IEnumerable<string> Numbers(LatencyStats stats) =>
    [
        stats.Count.ToString(CultureInfo.InvariantCulture),
        stats.Missed.ToString(CultureInfo.InvariantCulture),
        .. Percents.Select(percent => stats.Percentile(percent) is long latency ? Timeline.Length(latency) : Nothing),
    ];

    private void ShowHistogram(string kind, LatencyStats stats)
    {
        IReadOnlyList<LatencyStats.Bucket> buckets = stats.Histogram();
        if (buckets.Count == 0)
            return;
        screen.ShowLine("");
        screen.ShowLine($"{kind}, latency up to");
        int most = buckets.Max(bucket => bucket.Count);
        foreach (LatencyStats.Bucket bucket in buckets)
        {
            string bar = new('█', (int)Math.Ceiling((double)bucket.Count * BarMax / most));
            screen.ShowLine($"{Timeline.Length(bucket.UpTo),10}  {bucket.Count,9}  {bar}".TrimEnd());
        }
    }

    private void ShowJson(RecordReader reader)
    {
        screen.ShowLine(JsonLine.Of(Schema, json =>
        {
            json.WriteString("run", reader.Facts.Id);
            json.WriteString("name", reader.Facts.Name);
            json.WriteNumber("deliveries", reader.End!.Deliveries);
            json.WriteBoolean("complete", reader.End.Trouble is null);
            json.WriteStartArray("alarms");
            foreach ((string kind, LatencyStats stats) in byKind)
            {
                json.WriteStartObject();
                json.WriteString("kind", kind);
                WriteStats(json, stats);
                WriteHistogram(json, stats);
                json.WriteStartArray("cores");
                foreach (((string, long Core) key, LatencyStats own) in byCore.Where(entry => entry.Key.Kind == kind))
                {
                    json.WriteStartObject();
                    json.WriteNumber("core", key.Core);
                    WriteStats(json, own);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));
    }

    private static void WriteStats(Utf8JsonWriter json, LatencyStats stats)
    {
        json.WriteNumber("delivered", stats.Count);
        json.WriteNumber("missed", stats.Missed);
        json.WriteStartObject("latencyNs");
        foreach (double percent in Percents)
        {
            string name = percent >= 100 ? "max" : $"p{percent:0}";
            json.WriteOptional(name, stats.Percentile(percent));
        }

        json.WriteEndObject();
    }

    private static void WriteHistogram(Utf8JsonWriter json, LatencyStats stats)
    {
        json.WriteStartArray("histogram");
        foreach (LatencyStats.Bucket bucket in stats.Histogram())
        {
            json.WriteStartObject();
            json.WriteNumber("upToNs", bucket.UpTo);
            json.WriteNumber("count", bucket.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
