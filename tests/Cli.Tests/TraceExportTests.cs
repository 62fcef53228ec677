using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActorKernel.TestCollector.Perfetto;

namespace ActorKernel.Cli.Tests;

/// <summary>Every export of one committed record, Golden/alarms.akr: a run of scenarios/alarms.yaml.</summary>
/// <remarks>When a format changes on purpose, Golden/exports.sha256 takes the hashes that the failure prints.</remarks>
public sealed class TraceExportTests
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Golden");
    private static readonly string Record = Path.Combine(Golden, "alarms.akr");

    [Fact]
    public void Every_export_of_a_fixed_run_has_the_same_bytes()
    {
        using Scratch scratch = new();
        StringBuilder hashes = new();
        foreach (string categories in new[] { "alarms", "alarms,syscalls,messages,sched" })
        {
            foreach (string format in new[] { "otlp", "otlp-protobuf", "jaeger", "perfetto", "chrome", "mermaid", "shiviz", "jsonl" })
            {
                byte[] bytes = Export(scratch, format, "--otlp-ids", "fixed", "--trace", categories);
                hashes.Append(Convert.ToHexStringLower(SHA256.HashData(bytes))).Append(' ').Append(format).Append(' ').Append(categories).Append('\n');
            }
        }

        Assert.Equal(File.ReadAllText(Path.Combine(Golden, "exports.sha256")), hashes.ToString());
    }

    [Fact]
    public void The_diagram_of_a_fixed_run_is_as_it_was()
    {
        using Scratch scratch = new();
        string text = Encoding.UTF8.GetString(Export(scratch, "mermaid", "--limit", "20"));
        Assert.Equal(File.ReadAllText(Path.Combine(Golden, "alarms.mmd")), text);
    }

    [Theory]
    [InlineData("otlp", "alarms")]
    [InlineData("otlp-protobuf", "alarms")]
    [InlineData("jaeger", "alarms")]
    [InlineData("otlp", "alarms,syscalls,messages,sched")]
    [InlineData("otlp-protobuf", "alarms,syscalls,messages,sched")]
    [InlineData("jaeger", "alarms,syscalls,messages,sched")]
    public void Lint_finds_nothing_in_its_own_exports(string format, string categories)
    {
        using Scratch scratch = new();
        foreach (string scale in new[] { "1", "1000" })
        {
            Export(scratch, format, "--trace", categories, "--time-scale", scale);
            Ran lint = Ak.Run("trace", "lint", scratch.Of("export"));
            Assert.Equal(("", 0), (lint.Error, lint.Exit));
            Assert.EndsWith(": clean\n", lint.Output);
        }
    }

    [Theory]
    [InlineData("otlp")]
    [InlineData("otlp-protobuf")]
    [InlineData("jaeger")]
    public void A_run_without_alarms_is_exported_as_no_spans_and_that_is_said(string format)
    {
        using Scratch scratch = new();
        Ak.Run("run", "echo", "--abi", "xv6", "-o", scratch.Of("run"), "--", "no alarms");
        Ran export = Ak.Run("trace", "export", scratch.Of("run"), "--as", format, "-o", scratch.Of("export"));
        Assert.Equal((0, "ak: there are no spans: the run has none of alarms (--trace)\n"), (export.Exit, export.Error));
        Ran lint = Ak.Run("trace", "lint", scratch.Of("export"));
        Assert.Equal(0, lint.Exit);
        Assert.EndsWith(", 0 spans in 0 traces: clean\n", lint.Output);
        Assert.Equal("", Ak.Run("trace", "export", scratch.Of("run"), "--as", format, "-o", scratch.Of("export"), "--trace", "alarms,syscalls").Error);
    }

    [Fact]
    public void Lint_says_what_is_wrong_and_exits_with_1()
    {
        using Scratch scratch = new();
        string text = Encoding.UTF8.GetString(Export(scratch, "otlp")).Replace("\"host.id\"", "\"host\"", StringComparison.Ordinal);
        Ran lint = Ak.Run("trace", "lint", scratch.With("bad.json", text));
        Assert.Equal(1, lint.Exit);
        Assert.Contains("J3: trace ", lint.Output);
        Ran json = Ak.Run("trace", "lint", scratch.Of("bad.json"), "--format", "json");
        Assert.Equal("J3", json.Json.GetProperty("findings")[0].GetProperty("rule").GetString());
        Ran none = Ak.Run("trace", "lint", scratch.With("none.json", "no spans"));
        Assert.Equal(66, none.Exit);
        Assert.StartsWith("ak: ", none.Error);
    }

    [Fact]
    public void Perfetto_lanes_nest_arrows_end_once_and_nobody_runs_twice()
    {
        using Scratch scratch = new();
        Trace trace = Trace.Parser.ParseFrom(Export(scratch, "perfetto"));
        Dictionary<ulong, int> depth = [];
        Dictionary<long, GenericKernelTaskStateEvent.Types.TaskStateEnum> states = [];
        HashSet<ulong> tracks = [];
        HashSet<ulong> begun = [];
        HashSet<ulong> ended = [];
        foreach (TracePacket packet in trace.Packet.OrderBy(packet => packet.Timestamp)) // a stable sort, as Perfetto's
        {
            if (packet.TrackDescriptor is TrackDescriptor track)
                Assert.True(tracks.Add(track.Uuid));
            if (packet.TrackEvent is TrackEvent slice)
            {
                Assert.Contains(slice.TrackUuid, tracks);
                depth[slice.TrackUuid] = depth.GetValueOrDefault(slice.TrackUuid) + (slice.Type == TrackEvent.Types.Type.SliceBegin ? 1 : -1);
                Assert.InRange(depth[slice.TrackUuid], 0, 3);
                Assert.All(slice.FlowIds, flow => Assert.True(begun.Add(flow)));
                Assert.All(slice.TerminatingFlowIds, flow => Assert.True(ended.Add(flow)));
            }

            if (packet.GenericKernelTaskStateEvent is GenericKernelTaskStateEvent task)
            {
                Assert.NotEqual(states.GetValueOrDefault(task.Tid), task.State);
                states[task.Tid] = task.State;
            }
        }

        Assert.All(depth.Values, open => Assert.Equal(0, open));
        Assert.NotEmpty(begun);
        Assert.Equal(begun, ended);
        Assert.Equal(4, states.Count);
        Assert.All(states.Values, state => Assert.Equal(GenericKernelTaskStateEvent.Types.TaskStateEnum.TaskStateDead, state));
        Assert.Equal(4, trace.Packet.Count(packet => packet.GenericKernelProcessTree is not null));
    }

    [Fact]
    public void Chromes_slices_nest_in_every_lane()
    {
        using Scratch scratch = new();
        JsonElement root = JsonDocument.Parse(Export(scratch, "chrome")).RootElement;
        JsonElement[] events = [.. root.GetProperty("traceEvents").EnumerateArray()];
        foreach (IGrouping<int, JsonElement> lane in events.Where(entry => Phase(entry) == "X").GroupBy(entry => entry.GetProperty("tid").GetInt32()))
        {
            Stack<decimal> open = [];
            foreach (JsonElement slice in lane.OrderBy(Start).ThenByDescending(entry => entry.GetProperty("dur").GetDecimal()))
            {
                while (open.TryPeek(out decimal end) && end <= Start(slice))
                    open.Pop();
                decimal own = Start(slice) + slice.GetProperty("dur").GetDecimal();
                Assert.True(open.Count == 0 || own <= open.Peek(), slice.ToString());
                open.Push(own);
            }
        }

        Assert.Equal(events.Count(entry => Phase(entry) == "s"), events.Count(entry => Phase(entry) == "f"));
        Assert.Contains(events, entry => entry.GetProperty("name").GetString() == "alarmtest (alarm handler)");
    }

    [Fact]
    public void ShiVizs_clocks_count_each_actors_own_events()
    {
        using Scratch scratch = new();
        string[] lines = Encoding.UTF8.GetString(Export(scratch, "shiviz", "--limit", "500")).Split('\n');
        Assert.Equal("", lines[1]);
        Regex line = new(lines[0].Replace("\\n", "\n", StringComparison.Ordinal));
        MatchCollection entries = line.Matches(string.Join('\n', lines[2..]));
        Assert.Equal(500, entries.Count);
        Dictionary<string, int> counts = [];
        foreach (Match entry in entries)
        {
            string host = entry.Groups["host"].Value;
            Dictionary<string, int> clock = JsonSerializer.Deserialize<Dictionary<string, int>>(entry.Groups["clock"].Value)!;
            Assert.Equal(counts.GetValueOrDefault(host) + 1, clock[host]);
            counts[host] = clock[host];
            Assert.All(clock, other => Assert.InRange(other.Value, 1, counts[other.Key]));
        }
    }

    [Fact]
    public void Each_line_of_jsonl_is_a_delivery()
    {
        using Scratch scratch = new();
        string[] lines = Encoding.UTF8.GetString(Export(scratch, "jsonl")).TrimEnd('\n').Split('\n');
        for (int i = 0; i < lines.Length; i++)
            Assert.Equal(i + 1, JsonDocument.Parse(lines[i]).RootElement.GetProperty("step").GetInt64());
        Assert.Equal(4645, lines.Length);
    }

    [Fact]
    public void A_diagram_of_thousands_of_messages_stays_within_what_is_drawn()
    {
        using Scratch scratch = new();
        byte[] text = Export(scratch, "mermaid", "--limit", "100000", "--trace", "messages");
        Assert.InRange(text.Length, 30_000, 50_000);
    }

    [Theory]
    [InlineData("--otlp-anchor", "yesterday")]
    [InlineData("--otlp-anchor", "1970-01-01T00:00:00Z")]
    [InlineData("--time-scale", "0")]
    [InlineData("--time-scale", "1e3")]
    [InlineData("--otlp-ids", "fix")]
    [InlineData("--trace", "alarm")]
    [InlineData("--limit", "0")]
    [InlineData("--as", "html5")]
    public void Wrong_options_are_refused_with_64(string option, string value)
    {
        Ran ran = Ak.Run("trace", "export", Record, "--as", "otlp", option, value);
        Assert.Equal(64, ran.Exit);
        Assert.Contains(option == "--as" ? "--as" : $"{option}: '{value}'", ran.Error);
    }

    private static byte[] Export(Scratch scratch, string format, params string[] options)
    {
        string file = scratch.Of("export");
        Ran ran = Ak.Run(["trace", "export", Record, "--as", format, "-o", file, .. options]);
        Assert.Equal(0, ran.Exit);
        return File.ReadAllBytes(file);
    }

    private static string? Phase(JsonElement entry) => entry.GetProperty("ph").GetString();

    private static decimal Start(JsonElement entry) => decimal.Parse(entry.GetProperty("ts").GetRawText(), CultureInfo.InvariantCulture);
}
