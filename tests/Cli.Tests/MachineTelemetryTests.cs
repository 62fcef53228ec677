using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ActorKernel.Machine;
using ActorKernel.TestCollector;
using ActorKernel.Tracing.Spans;
using ActorKernel.Tracing.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;
using Span = ActorKernel.TestCollector.Otlp.Span;

namespace ActorKernel.Cli.Tests;

/// <summary>A program that embeds the machine, and watches it with its own OpenTelemetry.</summary>
public sealed class MachineTelemetryTests
{
    [Fact]
    public async Task OpenTelemetrys_own_exporter_sends_the_alarms_of_an_embedded_machine()
    {
        await using Collector collector = await Collector.StartAsync();
        ConcurrentQueue<Span> spans = [];
        collector.OnTaken = request =>
        {
            foreach (Span span in request.ResourceSpans.SelectMany(part => part.ScopeSpans).SelectMany(scope => scope.Spans))
                spans.Enqueue(span);
        };
        using (TracerProvider provider = Sdk.CreateTracerProviderBuilder()
            .AddSource(MachineTelemetry.SourceName)
            .AddOtlpExporter(otlp =>
            {
                otlp.Endpoint = new(collector.Http, "/v1/traces");
                otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
            })
            .Build())
        {
            Run();
        }

        Assert.Equal(18, spans.Count(span => span.Name == "alarm delivery"));
        Assert.All(spans.Where(span => span.Name == "alarm delivery"), root => Assert.True(root.ParentSpanId.IsEmpty));
        ILookup<string, Span> byTrace = spans.ToLookup(span => span.TraceId.ToBase64());
        Assert.All(spans.Where(span => !span.ParentSpanId.IsEmpty), span =>
            Assert.Contains(byTrace[span.TraceId.ToBase64()], other => other.SpanId == span.ParentSpanId));
        ulong boot = (ulong)(VirtualClock.OfFiles - DateTimeOffset.UnixEpoch).Ticks * 100;
        Assert.All(spans, span => Assert.InRange(span.StartTimeUnixNano, boot, boot + 15_000_000_000));
    }

    [Fact]
    public void The_meter_counts_what_the_report_says()
    {
        ConcurrentDictionary<string, long> sums = [];
        ConcurrentDictionary<string, long> counts = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == MachineTelemetry.SourceName)
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            string kind = tags.Length > 0 && tags[0].Key == "alarm.kind" ? $" {tags[0].Value}" : "";
            sums.AddOrUpdate(instrument.Name + kind, value, (_, sum) => sum + value);
            counts.AddOrUpdate(instrument.Name + kind, 1, (_, count) => count + 1);
        });
        listener.Start();
        RunReport report = Run();

        Assert.Equal(report.Deliveries, sums["actorkernel.deliveries"]);
        Assert.Equal(report.Deliveries, sums["actorkernel.mailbox.depth"]);
        Assert.Equal(16, sums["actorkernel.alarms.fired xv6"]);
        Assert.Equal(2, sums["actorkernel.alarms.fired akaros"]);
        Assert.Equal(3, sums["actorkernel.alarms.armed akaros"]);
        Assert.Equal(1, sums["actorkernel.alarms.cancelled akaros"]);
        Assert.Equal(16, counts["actorkernel.alarm.latency xv6"]);
        Assert.True(sums["actorkernel.interrupts"] > 100);
    }

    private static RunReport Run()
    {
        RunPlan plan = new RunPlanner(Recorded.Of(Ak.Alarms), Recorded.Nowhere).Plan();
        using MachineTelemetry telemetry = new(plan.Options.TscHz, VirtualClock.OfFiles);
        Machine.Machine machine = new(plan.Options with { Observer = telemetry });
        plan.Begin(machine);
        RunReport report = machine.Run(plan.Until);
        telemetry.Finish();
        return report;
    }
}
