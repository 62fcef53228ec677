using System.Globalization;
using ActorKernel.Actors;
using ActorKernel.Machine;
using ActorKernel.Processes;
using ActorKernel.Tracing;
using ActorKernel.Tracing.Otlp;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Benchmarks;

/// <summary>What a span costs: encoded as OTLP, and built from a record; of the programs of scenarios/alarms.yaml.</summary>
internal static class SpanBenchmark
{
    private const double MaxEncoding = 200; // nanoseconds: five million spans a second
    private const int Rounds = 1000;

    public static IEnumerable<Row> Rows(bool isQuick)
    {
        string path = Path.Combine(Path.GetTempPath(), "actorkernel-span-benchmark.akr");
        Record(path);
        foreach (TraceCategory category in new[] { TraceCategory.Alarms, TraceCategory.Messages })
        {
            TraceSetup setup = SetupOf(path, category);
            List<Span> spans = [];
            Build(path, setup, new Keep(spans));
            string name = category.ToString().ToLowerInvariant();
            yield return new(
                string.Create(CultureInfo.InvariantCulture, $"encode a span of {name}, {BytesOf(setup, spans):0} bytes"),
                new(() => { }, () => Encode(setup, spans, isQuick ? Rounds / 10 : Rounds)),
                MaxNanoseconds: MaxEncoding);
            yield return new(
                $"read a delivery, build and encode {name}",
                new(() => { }, () => Build(path, setup, new OtlpBatcher(setup.Resource, batch => batch.Release()))));
        }

        File.Delete(path);
    }

    private static void Record(string path)
    {
        MachineOptions options = new() { Cores = 4 };
        using RecordFile file = new(path);
        RecordWriter record = new(file, RecordingBenchmark.Facts(options));
        Machine.Machine machine = new(options with { Observer = record });
        foreach (string program in new[] { "alarmtest", "alarmtest", "alarm", "poke" })
            machine.Start(new(program, program == "alarmtest" ? Xv6.Instance : Akaros.Instance, [], TscSpan.Zero));
        machine.Run();
        record.Flush();
    }

    private static TraceSetup SetupOf(string path, TraceCategory category)
    {
        using RecordReader reader = RecordReader.Open(path);
        return TraceSetup.For(reader.Facts, VirtualClock.OfFiles, categories: [category]);
    }

    /// <returns>Deliveries.</returns>
    private static long Build(string path, TraceSetup setup, ISpanSink to)
    {
        using RecordReader reader = RecordReader.Open(path);
        TraceBuilder.Build(reader, to, setup.Options);
        return reader.End!.Deliveries;
    }

    private static long Encode(TraceSetup setup, List<Span> spans, int rounds)
    {
        OtlpBatcher batcher = new(setup.Resource, batch => batch.Release());
        for (int round = 0; round < rounds; round++)
        {
            foreach (Span span in spans)
                batcher.Take(span);
        }

        batcher.Finish();
        return batcher.Spans;
    }

    private static double BytesOf(TraceSetup setup, List<Span> spans)
    {
        long bytes = 0;
        OtlpBatcher batcher = new(setup.Resource, batch => bytes += batch.Content.Length);
        for (int i = 0; i < 10; i++)
            spans.ForEach(batcher.Take);
        batcher.Finish();
        return (double)bytes / batcher.Spans;
    }

    private sealed class Keep(List<Span> spans) : ISpanSink
    {
        public void Take(Span span) => spans.Add(span.Copy());

        public void EndTrace(in TraceId trace)
        {
        }

        public void Finish()
        {
        }
    }
}
