using System.Security.Cryptography;
using ActorKernel.Actors;
using ActorKernel.Machine;
using ActorKernel.Processes;
using ActorKernel.Tracing;

namespace ActorKernel.Benchmarks;

/// <summary>What it costs to record a run, against the same run without; times are of one delivery.</summary>
internal static class RecordingBenchmark
{
    private const double MaxRatioOfAlarms = 1.1;
    private const double MaxRatioOfCalls = 1.3;
    private const string Loop = "getpids";

    /// <summary><c>again: mov eax, 11 (getpid); int 64; jmp again</c>, at address 0.</summary>
    private static readonly byte[] Calls = [0xb8, 11, 0, 0, 0, 0xcd, 0x40, 0xeb, 0xf7];

    public static IEnumerable<Row> Rows(bool isQuick)
    {
        MachineOptions loop = new() { Cores = 4, Programs = [.. BuiltInPrograms.All, new("xv6", Loop, Bytes.Copy(Elf()))] };
        ProgramStart[] loops = [.. Enumerable.Repeat(new ProgramStart(Loop, Xv6.Instance, [], TscSpan.Zero), 4)];
        long deliveries = isQuick ? 100_000 : 1_000_000;
        yield return new(
            "getpid on 4 cores", Run(loop, loops, deliveries, true), Run(loop, loops, deliveries, false), MaxRatio: MaxRatioOfCalls);

        // The programs of scenarios/alarms.yaml.
        MachineOptions alarms = new() { Cores = 4 };
        ProgramStart[] starts =
        [
            new("alarmtest", Xv6.Instance, [], TscSpan.Zero), new("alarmtest", Xv6.Instance, [], TscSpan.Zero),
            new("alarm", Akaros.Instance, [], TscSpan.Zero), new("poke", Akaros.Instance, [], TscSpan.Zero),
        ];
        yield return new("alarms", Run(alarms, starts, null, true), Run(alarms, starts, null, false), MaxRatio: MaxRatioOfAlarms);
    }

    /// <summary>Building the machine and opening the file belong to it, closing the file too.</summary>
    private static Subject Run(MachineOptions options, ProgramStart[] starts, long? deliveries, bool isRecorded)
    {
        string path = Path.Combine(Path.GetTempPath(), "actorkernel-benchmark.akr");
        return new(() => { }, () =>
        {
            using RecordFile? file = isRecorded ? new(path) : null;
            RecordWriter? record = file is null ? null : new(file, Facts(options));
            Machine.Machine machine = new(options with { Observer = record });
            foreach (ProgramStart start in starts)
                machine.Start(start);
            long count = machine.Run(new() { Deliveries = deliveries }).Deliveries;
            record?.Flush();
            return count;
        });
    }

    internal static RunFacts Facts(MachineOptions options) => new()
    {
        Id = Convert.ToHexStringLower(SHA256.HashData([])),
        Name = "benchmark",
        Version = "",
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

    /// <summary>A static i386 executable with one segment.</summary>
    private static byte[] Elf()
    {
        const int HeaderBytes = 52 + 32;
        using MemoryStream file = new();
        using BinaryWriter writer = new(file);
        writer.Write([0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        foreach (ushort half in (ushort[])[2, 3])
            writer.Write(half);
        foreach (uint word in (uint[])[1, 0, 52, 0, 0])
            writer.Write(word);
        foreach (ushort half in (ushort[])[52, 32, 1, 0, 0, 0])
            writer.Write(half);
        foreach (uint word in (uint[])[1, HeaderBytes, 0, 0, (uint)Calls.Length, 0x1000, 7, 0x1000])
            writer.Write(word);
        writer.Write(Calls);
        return file.ToArray();
    }
}
