using System.Text;
using System.Text.Json.Nodes;
using ActorKernel.TestCollector.Otlp;
using ActorKernel.Tracing.Export;
using ActorKernel.Tracing.Lint;
using ActorKernel.Tracing.Otlp;
using ActorKernel.Tracing.Spans;
using Google.Protobuf;
using OtlpSpan = ActorKernel.TestCollector.Otlp.Span;

namespace ActorKernel.Tracing.Tests;

/// <summary>Each rule is broken in a file that is otherwise good, in each format that can break it.</summary>
public sealed class TraceLintTests
{
    private static readonly string[] Nothing = [];

    [Fact]
    public void What_is_good_is_clean_in_every_format()
    {
        Assert.Equal(Nothing, Rules(Protobuf(_ => { })));
        Assert.Equal(Nothing, Rules(Json(_ => { })));
        Assert.Equal(Nothing, Rules(Jaeger(_ => { })));
    }

    public static TheoryData<string, Action<ExportTraceServiceRequest>> InProtobuf => new()
    {
        { "J1", request => Remove(request.ResourceSpans[0].Resource, "service.name") },
        { "J1", request => Attribute(request.ResourceSpans[0].Resource, "service.name").Value = new() { StringValue = "" } },
        { "J1", request => Attribute(request.ResourceSpans[0].Resource, "service.name").Value = new() { IntValue = 1 } },
        { "J2", request => First(request).EndTimeUnixNano = First(request).StartTimeUnixNano },
        { "J2", request => First(request).EndTimeUnixNano = First(request).StartTimeUnixNano - 1 },
        { "J2", request => First(request).EndTimeUnixNano = First(request).StartTimeUnixNano + 999 },
        { "J3", request => Remove(request.ResourceSpans[0].Resource, "host.id") },
        { "J3", request => Attribute(request.ResourceSpans[0].Resource, "host.id").Value = new() { StringValue = "elsewhere" } },
        { "J4", request => (First(request).StartTimeUnixNano, First(request).EndTimeUnixNano) = (0, 5000) },
        { "J5", request => request.ResourceSpans[0].ScopeSpans[0].Spans.Add(new OtlpSpan(First(request)) { Name = "another" }) },
        { "J5", request => First(request).TraceId = ByteString.CopyFrom(new byte[16]) },
        { "J5", request => First(request).SpanId = ByteString.CopyFrom([1, 2]) },
        { "J6", request => First(request).ParentSpanId = ByteString.CopyFrom([9, 9, 9, 9, 9, 9, 9, 9]) },
        { "J6", request => First(request).Links.Add(new OtlpSpan.Types.Link { TraceId = First(request).TraceId, SpanId = First(request).SpanId }) },
        { "J6", request => First(request).ParentSpanId = First(request).SpanId },
        { "J6", Circle },
        { "J7", request => First(request).Links.Add(Link(("why", "nobody sees it"))) },
        { "J8", request => First(request).Status = new() { Code = Status.Types.StatusCode.Error } },
        { "J8", Uncoloured },
        { "J9", request => First(request).Events.Add([new OtlpSpan.Types.Event { TimeUnixNano = 5, Name = "b" }, new() { TimeUnixNano = 5, Name = "a" }]) },
        { "J10", request => request.ResourceSpans[0].ScopeSpans[0].Scope = null },
        { "J10", request => First(request).Kind = OtlpSpan.Types.SpanKind.Unspecified },
        { "J11", request => request.ResourceSpans[0].ScopeSpans[0].Spans.Add(Enumerable.Range(1, 20_000).Select(i => Child(First(request), i))) },
        { "J12", request => First(request).Attributes.Add(new KeyValue { Key = "big", Value = new() { StringValue = new('x', 5 << 20) } }) },
        { "J13", request => First(request).Name = "" },
    };

    [Theory]
    [MemberData(nameof(InProtobuf))]
    public void Each_rule_is_seen_in_protobuf(string rule, Action<ExportTraceServiceRequest> spoil) =>
        Assert.Contains(rule, Rules(Protobuf(spoil)));

    [Fact]
    public void Text_that_is_no_text_is_seen_in_protobuf()
    {
        byte[] bytes = Protobuf(request => First(request).Name = "QQQQ");
        int at = bytes.AsSpan().IndexOf("QQQQ"u8);
        bytes[at] = 0xff;
        Assert.Equal(["J13"], Rules(bytes));
    }

    public static TheoryData<string, Action<JsonNode>> InJson => new()
    {
        { "J1", root => Resource(root)["attributes"]!.AsArray().Clear() },
        { "J2", root => Span(root)["endTimeUnixNano"] = Span(root)["startTimeUnixNano"]!.GetValue<string>() },
        { "J4", root => (Span(root)["startTimeUnixNano"], Span(root)["endTimeUnixNano"]) = ("0", "7000") },
        { "J5", root => Span(root)["spanId"] = "XYZ" },
        { "J7", root => Span(root)["links"] = JsonNode.Parse("""[{"traceId":"0","spanId":"0","attributes":[{"key":"why","value":{"stringValue":"x"}}]}]""") },
        { "J8", root => Span(root)["status"] = JsonNode.Parse("""{"code":2}""") },
        { "J9", root => Span(root)["events"] = JsonNode.Parse("""[{"timeUnixNano":"9","name":"b"},{"timeUnixNano":"9","name":"a"}]""") },
        { "J10", root => Span(root)["kind"] = 0 },
        { "J13", root => Span(root)["name"] = "" },
    };

    [Theory]
    [MemberData(nameof(InJson))]
    public void Rules_are_seen_in_json(string rule, Action<JsonNode> spoil) => Assert.Contains(rule, Rules(Json(spoil)));

    [Fact]
    public void Text_that_is_no_text_is_seen_in_json()
    {
        string good = Encoding.UTF8.GetString(Json(_ => { }));
        Assert.Contains("J13", Rules(Encoding.UTF8.GetBytes(good.Replace("process core0", "\\ud800", StringComparison.Ordinal))));
        byte[] bytes = Encoding.Latin1.GetBytes(good.Replace("process core0", "process \u00ff", StringComparison.Ordinal));
        Assert.Contains("J13", Rules(bytes));
    }

    [Fact]
    public void A_file_that_is_too_big_for_the_page_is_seen()
    {
        byte[] line = [.. Json(_ => { }), (byte)'\n'];
        TraceFile file = TraceFile.Read([.. line, .. new byte[(20 << 20) + 1].Select(_ => (byte)' ')]);
        Assert.Equal(["J12"], TraceLint.Check(file).Select(finding => finding.Rule));
    }

    public static TheoryData<string, Action<JsonNode>> InJaeger => new()
    {
        { "J1", trace => trace["processes"]!["p1"]!["serviceName"] = "" },
        { "J1", trace => trace["processes"]!["p1"]!["serviceName"] = 5 },
        { "J2", trace => trace["spans"]![0]!["duration"] = 0 },
        { "J3", trace => trace["processes"]!["p1"]!["tags"] = new JsonArray() },
        { "J4", trace => trace["spans"]![0]!["startTime"] = 0 },
        { "J5", trace => trace["spans"]![1]!["spanID"] = trace["spans"]![2]!["spanID"]!.GetValue<string>() },
        { "J6", trace => trace["spans"]![1]!["references"]![0]!["spanID"] = "1234567812345678" },
        { "J8", trace => trace["spans"]![0]!["tags"] = JsonNode.Parse("""[{"key":"otel.status_code","type":"string","value":"ERROR"}]""") },
        { "J10", trace => trace["spans"]![0]!["tags"] = new JsonArray() },
        { "J13", trace => trace["spans"]![0]!["operationName"] = "" },
    };

    [Theory]
    [MemberData(nameof(InJaeger))]
    public void Rules_are_seen_in_Jaegers_json(string rule, Action<JsonNode> spoil) => Assert.Contains(rule, Rules(Jaeger(spoil)));

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("{\"data\":")]
    [InlineData("{\"resourceSpans\":[]} {\"other\":1}")]
    [InlineData("no spans at all")]
    public void What_is_no_file_of_spans_is_said(string text) =>
        Assert.Throws<FormatException>(() => TraceFile.Read(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("{\"resourceSpans\":7}")]
    [InlineData("{\"resourceSpans\":[1,null,{\"resource\":[],\"scopeSpans\":[{\"scope\":2,\"spans\":[null,5,{\"attributes\":{}}]}]}]}")]
    [InlineData("{\"data\":[null,{\"spans\":[{}],\"processes\":[]}]}")]
    public void Values_of_wrong_types_are_findings_and_no_exceptions(string text) =>
        TraceLint.Check(TraceFile.Read(Encoding.UTF8.GetBytes(text)));

    private static string[] Rules(byte[] file) => [.. TraceLint.Check(TraceFile.Read(file)).Select(finding => finding.Rule).Distinct()];

    private static byte[] Protobuf(Action<ExportTraceServiceRequest> spoil)
    {
        byte[]? bytes = null;
        Send(new OtlpBatcher(MadeSpans.Resource, batch => bytes = batch.Content.ToArray()));
        ExportTraceServiceRequest request = ExportTraceServiceRequest.Parser.ParseFrom(bytes);
        spoil(request);
        return request.ToByteArray();
    }

    private static byte[] Json(Action<JsonNode> spoil)
    {
        using MemoryStream bytes = new();
        Send(new OtlpJson(bytes, MadeSpans.Resource));
        JsonNode root = JsonNode.Parse(bytes.ToArray())!;
        spoil(root);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static byte[] Jaeger(Action<JsonNode> spoil)
    {
        using MemoryStream bytes = new();
        Send(new JaegerJson(bytes, MadeSpans.Resource));
        JsonNode root = JsonNode.Parse(bytes.ToArray())!;
        spoil(root["data"]![0]!);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static void Send(ISpanSink sink)
    {
        TraceId trace = new(1, 2);
        ActorKernel.Tracing.Spans.Span span = new();
        for (int i = 0; i < 10; i++)
        {
            MadeSpans.Fill(span, trace, i);
            sink.Take(span);
        }

        sink.EndTrace(trace);
        sink.Finish();
    }

    private static JsonNode Resource(JsonNode root) => root["resourceSpans"]![0]!["resource"]!;

    private static JsonNode Span(JsonNode root) => root["resourceSpans"]![0]!["scopeSpans"]![0]!["spans"]![0]!;

    private static OtlpSpan First(ExportTraceServiceRequest request) => request.ResourceSpans[0].ScopeSpans[0].Spans[0];

    private static KeyValue Attribute(Resource resource, string key) => resource.Attributes.Single(pair => pair.Key == key);

    private static void Remove(Resource resource, string key) => resource.Attributes.Remove(Attribute(resource, key));

    private static OtlpSpan.Types.Link Link((string Key, string Value) attribute) => new()
    {
        TraceId = ByteString.CopyFrom([1, .. new byte[15]]),
        SpanId = ByteString.CopyFrom([1, .. new byte[7]]),
        Attributes = { new KeyValue { Key = attribute.Key, Value = new() { StringValue = attribute.Value } } },
    };

    private static void Uncoloured(ExportTraceServiceRequest request)
    {
        First(request).Status = null;
        First(request).Attributes.Add(new KeyValue { Key = "error.type", Value = new() { StringValue = "x" } });
    }

    /// <summary>Two spans that are each other's parents.</summary>
    private static void Circle(ExportTraceServiceRequest request)
    {
        OtlpSpan child = Child(First(request), 1);
        child.ParentSpanId = First(request).SpanId;
        First(request).ParentSpanId = child.SpanId;
        request.ResourceSpans[0].ScopeSpans[0].Spans.Add(child);
    }

    private static OtlpSpan Child(OtlpSpan of, int number) => new(of)
    {
        SpanId = ByteString.CopyFrom([0xee, 0xee, 0, 0, .. BitConverter.GetBytes(number)]),
    };
}
