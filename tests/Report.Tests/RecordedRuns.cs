using System.Collections.Immutable;
using ActorKernel.Actors;
using ActorKernel.Machine;
using ActorKernel.Processes;

namespace ActorKernel.Tracing.Report.Tests;

/// <summary>Records of real runs, made once and kept in memory.</summary>
internal sealed class RecordedRuns
{
    public const string HostileName = "</script><img src=x onerror=alert(1)>";

    /// <summary>What scenarios/alarms.yaml runs.</summary>
    public static readonly ImmutableArray<string> AlarmPrograms = ["xv6/alarmtest", "xv6/alarmtest", "akaros/alarm", "akaros/poke"];

    public static readonly RecordedRuns Alarms = new("alarms", new() { Cores = 4 }, new() { Exit = true }, AlarmPrograms);

    /// <summary>A run whose name and texts are markup.</summary>
    public static readonly RecordedRuns Hostile = new(
        HostileName, new(), new() { Exit = true }, $"xv6/echo {HostileName.Replace(' ', '/')} <!--");

    /// <summary>A million deliveries: thousands of Akaros alarms on five cores, system calls and ticks on three.</summary>
    public static readonly RecordedRuns Million = new(
        "million", new() { Cores = 8 }, new() { Deliveries = 1_000_000 },
        [.. Enumerable.Repeat("akaros/manyalarms 100000", 5), "xv6/alarmtest", "xv6/spin", "xv6/spin", "xv6/forkbomb"]);

    private readonly Lazy<byte[]> record;
    private readonly Lazy<RunReport> result;

    public RecordedRuns(string name, MachineOptions options, RunUntil until, params ImmutableArray<string> programs)
    {
        RunReport? report = null;
        record = new(() =>
        {
            MemoryStream stream = new();
            report = Run(name, options, until, programs, stream);
            return stream.ToArray();
        });
        result = new(() =>
        {
            _ = record.Value;
            return report!;
        });
    }

    public byte[] Record => record.Value;

    public RunReport Result => result.Value;

    public RecordReader Open() => Open(Record);

    public static RecordReader Open(byte[] record) => new(new SegmentFile(new MemoryStream(record)));

    /// <summary>The report's bytes.</summary>
    public byte[] Report() => Report(Record);

    public static byte[] Report(byte[] record, int deliveriesMax = HtmlReport.DeliveriesMax)
    {
        using RecordReader reader = Open(record);
        using MemoryStream page = new();
        HtmlReport report = new(page, reader, deliveriesMax);
        while (reader.Read())
            report.Take(reader.Delivery);
        report.Finish();
        return page.ToArray();
    }

    private static RunReport Run(
        string name, MachineOptions options, RunUntil until, ImmutableArray<string> programs, Stream to)
    {
        using RecordFile file = new(to);
        RecordWriter writer = new(file, Facts(name, options));
        Machine.Machine machine = new(options with { Observer = writer });
        foreach (string program in programs)
        {
            string[] words = program.Split(' ');
            string[] path = words[0].Split('/', 2);
            machine.Start(new(path[1], path[0] == "xv6" ? Xv6.Instance : Akaros.Instance, [.. words[1..]], TscSpan.Zero));
        }

        RunReport report = machine.Run(until);
        writer.Finish(new(
            "ok", 0, report.Reason, report.Now.Ticks, report.Now.Ticks * 10, report.Instructions, report.Steps,
            report.Deliveries, report.DeadLetters, new('0', 64)));
        return report;
    }

    private static RunFacts Facts(string name, MachineOptions options) => new()
    {
        Id = "00112233445566778899aabbccddeeff",
        Name = name,
        Version = "0.1.0",
        Started = DateTimeOffset.UnixEpoch,
        Machine = new()
        {
            Cores = options.Cores,
            Hz = options.TscHz,
            TickCycles = options.Tick.Ticks,
            QuantumCycles = options.Quantum.Ticks,
            JitterCycles = options.JitterMax.Ticks,
            Seed = options.Seed,
            Processes = options.Processes,
            MemoryPages = options.MemoryPages,
        },
        Inputs = [],
        Programs = [],
        Until = [],
    };
}
