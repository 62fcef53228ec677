using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ActorKernel.Tracing.Report.Tests;

/// <summary>A report's blocks, read as its page reads them.</summary>
internal sealed class DecodedReport
{
    private const int ColumnsOfSmallNumbers = 5; // sender, shape, cause, output, step's distance

    private readonly List<(string Kind, byte[] Bytes)> blocks = [];

    public JsonElement Facts { get; private set; }

    public List<int> BlockRows { get; } = [];

    public List<ulong> Times { get; } = [];

    public List<string> Receivers { get; } = [];

    /// <summary>What each lane changed to, by the actor's name.</summary>
    public SortedDictionary<string, List<LaneChange>> Changes { get; } = [];

    public static DecodedReport Of(byte[] page)
    {
        DecodedReport report = new();
        foreach (Match block in Regex.Matches(Encoding.UTF8.GetString(page), "<script type=\"text/plain\" class=\"(\\w+)\">([^<]*)</script>"))
            report.blocks.Add((block.Groups[1].Value, Inflate(Convert.FromBase64String(block.Groups[2].Value))));
        report.Facts = JsonDocument.Parse(report.blocks.Single(block => block.Kind == "facts").Bytes).RootElement;
        Dictionary<int, string> names = report.Facts.GetProperty("actors").EnumerateArray()
            .ToDictionary(actor => actor.GetProperty("id").GetInt32(), actor => actor.GetProperty("name").GetString()!);
        foreach ((string kind, byte[] bytes) in report.blocks)
        {
            if (kind == "events")
                report.Read(new(bytes, 0), names);
        }

        return report;
    }

    public int Count(string kind) => blocks.Count(block => block.Kind == kind);

    private void Read(PayloadReader block, Dictionary<int, string> names)
    {
        int rows = (int)block.Number();
        BlockRows.Add(rows);
        for (int row = 0; row < rows; row++)
            Times.Add((Times.Count == 0 ? 0 : Times[^1]) + block.Number());
        for (int row = 0; row < rows; row++)
            Receivers.Add(names[(int)block.Number() - 1]);
        for (int value = 0; value < rows * (ColumnsOfSmallNumbers + 2); value++)
            block.Number(); // and how late, and when sent
        int changes = (int)block.Number();
        string[] lanes = new string[changes];
        ulong[] distances = new ulong[changes];
        LaneState[] states = new LaneState[changes];
        for (int row = 0; row < changes; row++)
            lanes[row] = names[(int)block.Number()];
        for (int row = 0; row < changes; row++)
            distances[row] = block.Number();
        for (int row = 0; row < changes; row++)
            states[row] = (LaneState)block.Byte();
        for (int row = 0; row < changes; row++)
        {
            if (!Changes.TryGetValue(lanes[row], out List<LaneChange>? lane))
                Changes.Add(lanes[row], lane = []);
            lane.Add(new((lane.Count == 0 ? 0 : lane[^1].At) + distances[row], states[row], (long)block.Number()));
        }

        Assert.True(block.IsAtEnd);
    }

    private static byte[] Inflate(byte[] packed)
    {
        using DeflateStream stream = new(new MemoryStream(packed), CompressionMode.Decompress);
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}

internal sealed record LaneChange(ulong At, LaneState State, long Pid);
