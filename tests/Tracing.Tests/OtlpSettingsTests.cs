using ActorKernel.Tracing.Otlp;

namespace ActorKernel.Tracing.Tests;

public sealed class OtlpSettingsTests
{
    [Fact]
    public void With_nothing_said_it_is_this_machine_over_http()
    {
        OtlpSettings settings = From(null);
        Assert.Equal(("http://localhost:4318/v1/traces", OtlpProtocol.Http), (settings.Endpoint.ToString(), settings.Protocol));
        Assert.Equal(TimeSpan.FromSeconds(10), settings.Timeout);
    }

    [Theory]
    [InlineData("http://there", null, "http://there/v1/traces", OtlpProtocol.Http)]
    [InlineData("http://there/base/", null, "http://there/base/v1/traces", OtlpProtocol.Http)]
    [InlineData("http://there/v1/traces", null, "http://there/v1/traces", OtlpProtocol.Http)]
    [InlineData("http://there:4317", null, "http://there:4317/", OtlpProtocol.Grpc)]
    [InlineData("http://there:4317", OtlpProtocol.Http, "http://there:4317/v1/traces", OtlpProtocol.Http)]
    [InlineData("https://there:9", OtlpProtocol.Grpc, "https://there:9/", OtlpProtocol.Grpc)]
    [InlineData(null, OtlpProtocol.Grpc, "http://localhost:4317/", OtlpProtocol.Grpc)]
    public void A_url_is_completed_for_its_protocol(string? url, OtlpProtocol? protocol, string endpoint, OtlpProtocol chosen)
    {
        OtlpSettings settings = OtlpSettings.From(url, protocol, _ => null);
        Assert.Equal((endpoint, chosen), (settings.Endpoint.ToString(), settings.Protocol));
    }

    [Fact]
    public void The_environment_is_honoured_and_the_traces_own_variables_go_first()
    {
        OtlpSettings settings = From(
            null,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://all:1"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://traces:2/exactly"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "key=a%20b, other = c"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "1500"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
            ("OTEL_SERVICE_NAME", "lab"),
            ("OTEL_RESOURCE_ATTRIBUTES", "team=blue,host.id=here"));
        Assert.Equal(("http://traces:2/exactly", OtlpProtocol.Http), (settings.Endpoint.ToString(), settings.Protocol));
        Assert.Equal([new("key", "a b"), new("other", "c")], settings.Headers);
        Assert.Equal((TimeSpan.FromMilliseconds(1500), true, "lab."), (settings.Timeout, settings.Compress, settings.ServicePrefix));
        Assert.Equal([new("team", "blue"), new("host.id", "here")], settings.ResourceAttributes);
    }

    [Fact]
    public void The_command_line_goes_before_the_environment()
    {
        OtlpSettings settings = From(
            "http://mine:1", ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://traces:2/exactly"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"));
        Assert.Equal(("http://mine:1/", OtlpProtocol.Grpc), (settings.Endpoint.ToString(), settings.Protocol));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "0")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "soon")]
    [InlineData("OTEL_EXPORTER_OTLP_COMPRESSION", "zstd")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "nonsense")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "not a name=x")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "name=two%0d%0alines")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "=x")]
    public void What_is_wrong_is_named(string name, string value)
    {
        FormatException wrong = Assert.Throws<FormatException>(() => From(null, (name, value)));
        Assert.Contains(name, wrong.Message);
    }

    private static OtlpSettings From(string? url, params (string Name, string Value)[] variables) =>
        OtlpSettings.From(url, null, name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
