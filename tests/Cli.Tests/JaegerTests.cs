using System.Text.Json;
using System.Text.RegularExpressions;

namespace ActorKernel.Cli.Tests;

/// <summary>A real Jaeger, when ACTORKERNEL_JAEGER names the URL of its page, such as http://localhost:16686.</summary>
/// <remarks>Its OTLP receiver is on the same host, port 4318: docs/TRACING.md says how to start one.</remarks>
public sealed class JaegerTests
{
    private const string Variable = "ACTORKERNEL_JAEGER";

    [JaegerFact]
    public async Task Jaeger_takes_a_run_and_gives_it_back_without_warnings()
    {
        Uri jaeger = new(Environment.GetEnvironmentVariable(Variable)!);
        using Scratch scratch = new();
        Recorded.Run(scratch.Of("run"), Recorded.Of(Ak.Alarms));
        Ran sent = Ak.Run("trace", "send", scratch.Of("run"), "--otlp", $"http://{jaeger.Host}:4318", "--otlp-anchor", "now");
        Assert.Equal((0, ""), (sent.Exit, sent.Error));
        Ran exported = Ak.Run("trace", "export", scratch.Of("run"), "--as", "otlp", "--otlp-anchor", "now");
        string[] traces = [.. Regex.Matches(exported.Output, "\"traceId\":\"([0-9a-f]{32})\"").Select(match => match.Groups[1].Value).Distinct()];
        Assert.NotEmpty(traces);

        using HttpClient client = new();
        foreach (string trace in traces)
        {
            JsonElement found = await ReadAsync(client, new(jaeger, $"/api/traces/{trace}"));
            foreach (JsonElement span in found.GetProperty("data")[0].GetProperty("spans").EnumerateArray())
                Assert.True(span.GetProperty("warnings").ValueKind == JsonValueKind.Null, span.ToString());
        }
    }

    /// <summary>What was sent can be read after a moment.</summary>
    private static async Task<JsonElement> ReadAsync(HttpClient client, Uri url)
    {
        for (int attempt = 0; ; attempt++)
        {
            using HttpResponseMessage response = await client.GetAsync(url);
            string text = await response.Content.ReadAsStringAsync();
            if (response.IsSuccessStatusCode)
                return JsonDocument.Parse(text).RootElement.Clone();
            Assert.True(attempt < 50, $"{url}: {text}");
            await Task.Delay(200);
        }
    }

    private sealed class JaegerFactAttribute : FactAttribute
    {
        public JaegerFactAttribute()
        {
            if (Environment.GetEnvironmentVariable(Variable) is null)
                Skip = $"NOT TESTED against a real Jaeger: set {Variable}=http://localhost:16686 and start one, see docs/TRACING.md";
        }
    }
}
