using ActorKernel.Actors;
using ActorKernel.TestCollector;
using ActorKernel.TestCollector.Otlp;
using ActorKernel.Tracing.Otlp;
using ActorKernel.Tracing.Spans;
using Google.Protobuf;
using OtlpSpan = ActorKernel.TestCollector.Otlp.Span;

namespace ActorKernel.Tracing.Tests;

public sealed class MillionTests
{
    private const int Deliveries = 1_000_000;

    [Theory]
    [InlineData(OtlpProtocol.Http, Deliveries)]
    [InlineData(OtlpProtocol.Grpc, Deliveries / 10)]
    public async Task Every_delivery_of_a_long_run_is_a_span_at_the_receiver(OtlpProtocol protocol, int deliveries)
    {
        await using Collector collector = await Collector.StartAsync(request =>
            request == 3 ? new() { HttpStatus = 503, GrpcStatus = 14, RetryAfter = 0 } : Fault.None);
        SeenSpans seen = new();
        collector.OnTaken = seen.Take;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ak-test-");
        try
        {
            string path = Path.Combine(folder.FullName, RunFiles.Record);
            OtlpTally tally;
            using (RecordFile file = new(path))
            {
                RecordWriter writer = new(file, Recording.Facts);
                Uri endpoint = protocol == OtlpProtocol.Grpc ? collector.Grpc : collector.Http;
                using LiveTrace trace = new(path, new(OtlpSettings.From(endpoint.ToString(), protocol, _ => null)), facts =>
                    TraceSetup.For(facts, VirtualClock.OfFiles, categories: [TraceCategory.Messages]));
                Relay.Run(deliveries, writer);
                writer.Finish(new("ok", 0, "exit", 1, 1, 0, deliveries, deliveries, 0, ""));
                file.Close();
                tally = trace.Finish();
                Assert.Null(trace.Trouble);
            }

            Assert.Equal(new(deliveries, 1, 0, tally.Trouble, true), tally);
            Assert.Equal(deliveries, collector.Spans);
            Assert.Equal(deliveries, seen.Steps.Count);
            Assert.Equal(deliveries, seen.Steps.Max);
            Assert.InRange(collector.LargestRequest, 1, OtlpBatcher.BatchMax);
            Assert.InRange(seen.LargestTrace, 2, TraceOptions.SpansMaxUsual);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Which deliveries have a span, and how long traces are.</summary>
    private sealed class SeenSpans
    {
        private readonly Dictionary<ByteString, int> traces = [];

        public (int Count, long Max) Steps { get; private set; }

        public int LargestTrace => traces.Values.Max();

        private readonly HashSet<long> steps = [];

        public void Take(ExportTraceServiceRequest request)
        {
            foreach (OtlpSpan span in request.ResourceSpans.SelectMany(part => part.ScopeSpans).SelectMany(scope => scope.Spans))
            {
                traces[span.TraceId] = traces.GetValueOrDefault(span.TraceId) + 1;
                steps.Add(span.Attributes.Single(pair => pair.Key == "actorkernel.step").Value.IntValue);
            }

            Steps = (steps.Count, steps.Max());
        }
    }

    /// <summary>Two actors that pass a number to and fro until it is zero.</summary>
    private sealed class Relay(string name, Port<Count> other) : Actor(name), IAccepts<Count>
    {
        public static void Run(int deliveries, IObserver observer)
        {
            Engine.Engine engine = new(new() { Seed = 1, Latencies = new Latency(), Observer = observer });
            Place<Relay> left = engine.Reserve<Relay>("left", Locality.Outside);
            Place<Relay> right = engine.Reserve<Relay>("right", Locality.Outside);
            engine.Seat(left, new("left", engine.Port<Relay, Count>(right)));
            engine.Seat(right, new("right", engine.Port<Relay, Count>(left)));
            engine.Port<Relay, Count>(left).Send(new(deliveries - 1));
            engine.Run();
        }

        public void Receive(in Count count, in Delivery delivery)
        {
            if (count.Left > 0)
                other.Send(new(count.Left - 1));
        }
    }

    private readonly record struct Count(int Left);

    private sealed class Latency : ILatencies
    {
        public TscSpan Between(Type sender, Locality from, Type receiver, Locality to) => new(3);
    }
}
