using ActorKernel.TestCollector.Otlp;
using ActorKernel.Tracing.Otlp;
using ActorKernel.Tracing.Spans;
using Google.Protobuf;
using OtlpSpan = ActorKernel.TestCollector.Otlp.Span;
using Span = ActorKernel.Tracing.Spans.Span;

namespace ActorKernel.Tracing.Tests;

public sealed class OtlpEncodingTests
{
    [Fact]
    public void What_is_written_is_what_the_official_messages_read()
    {
        Span span = new();
        TraceId trace = new(0x0102030405060708, 0x090a0b0c0d0e0f10);
        span.Begin(trace, new(0x1112131415161718), new(0x2122232425262728), new(7, "#A", "device"), new("process Arm"), SpanKind.Consumer);
        span.Add(Keys.Step, 42);
        span.Add(Keys.MessageQueued, -1);
        span.Add(Keys.MessageType, new Utf8Text("Ärm"));
        span.Add(Keys.Incomplete, true);
        span.Add(new SpanEvent(99, new("handler.enter")));
        span.Add(new SpanLink(new(1, 2), new(3), new("armed_by")));
        span.Error = new("missed");
        span.Lasts(1_000_000, 3_000_000);

        ResourceSpans part = Assert.Single(Encoded(span).ResourceSpans);
        Assert.Equal("#A", part.Resource.Attributes.Single(pair => pair.Key == "service.name").Value.StringValue);
        Assert.Equal(4, part.Resource.Attributes.Single(pair => pair.Key == "actorkernel.run.cpus").Value.IntValue);
        Assert.Equal("ActorKernel.Tracing", part.ScopeSpans[0].Scope.Name);
        OtlpSpan read = Assert.Single(part.ScopeSpans[0].Spans);
        Assert.Equal("0102030405060708090a0b0c0d0e0f10", Convert.ToHexStringLower(read.TraceId.Span));
        Assert.Equal("1112131415161718", Convert.ToHexStringLower(read.SpanId.Span));
        Assert.Equal("2122232425262728", Convert.ToHexStringLower(read.ParentSpanId.Span));
        Assert.Equal("process Arm", read.Name);
        Assert.Equal(OtlpSpan.Types.SpanKind.Consumer, read.Kind);
        Assert.Equal((1_000_000UL, 3_000_000UL), (read.StartTimeUnixNano, read.EndTimeUnixNano));
        Assert.Equal(42, Value(read, "actorkernel.step").IntValue);
        Assert.Equal(-1, Value(read, "actorkernel.msg.queue_ns").IntValue);
        Assert.Equal("Ärm", Value(read, "actorkernel.msg.type").StringValue);
        Assert.True(Value(read, "actorkernel.incomplete").BoolValue);
        Assert.Equal((99UL, "handler.enter"), (read.Events[0].TimeUnixNano, read.Events[0].Name));
        Assert.Equal("armed_by", read.Links[0].Attributes[0].Value.StringValue);
        Assert.Equal((Status.Types.StatusCode.Error, "missed"), (read.Status.Code, read.Status.Message));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Any_span_reads_back_and_reserialises_to_the_same_bytes(int seed)
    {
        System.Random chance = new(seed);
        for (int run = 0; run < 300; run++)
        {
            int count = chance.Next(60);
            Span span = new();
            span.Begin(new(1, (ulong)run), new(1), SpanId.None, new(0, "core0", "core"), new(AnyText(chance, 200)), SpanKind.Internal);
            for (int i = 0; i < count; i++)
            {
                span.Add(Keys.Step, chance.NextInt64() >> chance.Next(64));
                span.Add(Keys.MessageType, new Utf8Text(AnyText(chance, 1500)));
            }

            span.Lasts(5, 5);
            byte[] bytes = Bytes(span);
            ExportTraceServiceRequest request = ExportTraceServiceRequest.Parser.ParseFrom(bytes);
            OtlpSpan read = request.ResourceSpans[0].ScopeSpans[0].Spans[0];
            Assert.Equal(span.Attributes.Select(attribute => attribute.Text?.Value ?? attribute.Number.ToString()).ToArray(),
                read.Attributes.Select(pair => pair.Value.HasStringValue ? pair.Value.StringValue : pair.Value.IntValue.ToString()).ToArray());
            Assert.Equal(span.Name.Value, read.Name);
            Assert.Equal(bytes, request.ToByteArray());
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(127, 1)]
    [InlineData(128, 2)]
    [InlineData(16383, 2)]
    [InlineData(16384, 3)]
    [InlineData(ulong.MaxValue, 10)]
    public void A_number_takes_a_byte_for_each_seven_bits(ulong value, int bytes)
    {
        Assert.Equal(bytes, ProtobufBuffer.VarintLength(value));
        ProtobufBuffer buffer = new(1);
        buffer.Varint(value);
        Assert.Equal(bytes, buffer.Length);
        using CodedInputStream reader = new(buffer.Written.ToArray());
        Assert.Equal(value, reader.ReadUInt64());
    }

    [Fact]
    public void Requests_hold_a_mebibyte_at_most_and_every_span_once()
    {
        const int Count = 50_000;
        HashSet<(ByteString, ByteString)> ids = [];
        int requests = 0;
        OtlpBatcher batcher = new(MadeSpans.Resource, batch =>
        {
            requests++;
            Assert.InRange(batch.Content.Length, 1, OtlpBatcher.BatchMax);
            OtlpSpan[] spans = [.. ExportTraceServiceRequest.Parser.ParseFrom(batch.Content.Span).ResourceSpans
                .SelectMany(part => part.ScopeSpans).SelectMany(scope => scope.Spans)];
            Assert.Equal(batch.Spans, spans.Length);
            Assert.All(spans, span => Assert.True(ids.Add((span.TraceId, span.SpanId))));
        });
        MadeSpans.Send(batcher, Count);
        Assert.Equal(Count, ids.Count);
        Assert.InRange(requests, 5, 50);
    }

    [Fact]
    public void Broken_bytes_end_the_reader_without_an_exception()
    {
        byte[] good = Bytes(Filled());
        System.Random chance = new(7);
        for (int i = 0; i < 2000; i++)
        {
            byte[] bad = good[..chance.Next(good.Length + 1)];
            for (int flips = chance.Next(4); flips > 0 && bad.Length > 0; flips--)
                bad[chance.Next(bad.Length)] = (byte)chance.Next(256);
            try
            {
                Lint.TraceLint.Check(Lint.TraceFile.Read(bad));
            }
            catch (FormatException)
            {
                // it says so
            }
        }
    }

    [Fact]
    public void Ids_are_functions_of_run_salt_and_cause()
    {
        TraceId one = new RunIds("run", "").Trace(TraceCategory.Alarms, new(1, 2, 3));
        Assert.Equal(one, new RunIds("run", "").Trace(TraceCategory.Alarms, new(1, 2, 3)));
        Assert.NotEqual(one, new RunIds("run", "2026").Trace(TraceCategory.Alarms, new(1, 2, 3)));
        Assert.NotEqual(one, new RunIds("other", "").Trace(TraceCategory.Alarms, new(1, 2, 3)));
        Assert.NotEqual(one, new RunIds("run", "").Trace(TraceCategory.Syscalls, new(1, 2, 3)));
        Assert.NotEqual(one, new RunIds("run", "").Trace(TraceCategory.Alarms, new(1, 2, 4)));
        Assert.Equal(100_000, Enumerable.Range(0, 100_000).Select(i => RunIds.Span(new CauseKey(i % 7, i / 7, i % 3))).Distinct().Count());
    }

    /// <summary>Of up to so many characters, none of them half of one.</summary>
    private static string AnyText(System.Random chance, int most) => new(
        [.. Enumerable.Range(0, 1 + chance.Next(most)).Select(_ => (char)(chance.Next(3) == 0 ? 0x20 + chance.Next(0xd000) : 'a'))]);

    private static Span Filled()
    {
        Span span = new();
        MadeSpans.Fill(span, new(1, 2), 0);
        return span;
    }

    private static AnyValue Value(OtlpSpan span, string key) => span.Attributes.Single(pair => pair.Key == key).Value;

    private static ExportTraceServiceRequest Encoded(Span span) => ExportTraceServiceRequest.Parser.ParseFrom(Bytes(span));

    private static byte[] Bytes(Span span)
    {
        byte[]? bytes = null;
        OtlpBatcher batcher = new(MadeSpans.Resource, batch => bytes = batch.Content.ToArray());
        batcher.Take(span);
        batcher.Finish();
        return bytes!;
    }
}
