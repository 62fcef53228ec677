using System.Diagnostics;
using System.Text.Json;
using Xunit.Abstractions;

namespace ActorKernel.Tracing.Report.Tests;

/// <summary>Not tests but measurements: docs/PERFORMANCE.md has them. Nothing is asserted about time.</summary>
public sealed class FigureTests(Browser browser, ITestOutputHelper output) : IClassFixture<Browser>
{
    private const int Openings = 5;

    [FigureFact]
    public async Task A_million_deliveries()
    {
        byte[] record = RecordedRuns.Million.Record;
        Stopwatch watch = Stopwatch.StartNew();
        byte[] report = RecordedRuns.Million.Report();
        output.WriteLine($"made in {watch.Elapsed.TotalSeconds:0.0} s; record {record.Length / 1e6:0.00} bytes a delivery, report {report.Length / 1e6:0.00}");
        for (int time = 0; time < Openings; time++)
        {
            await using OpenReport open = await browser.Show(report);
            output.WriteLine($"open after {await open.Number("ak.stats.openMs"):0} ms");
            if (time > 0)
                continue;
            foreach (string share in (string[])["1", "0.3", "0.1", "0.03", "0.01", "0.003", "0.001", "0.0001", "0.00001"])
            {
                JsonElement frames = await open.Evaluate($$"""
                    (() => {
                      const { end } = ak.stats;
                      ak.show(end * 0.5 - end * {{share}} / 2, end * 0.5 + end * {{share}} / 2);
                      const times = Array.from({ length: 100 }, () => ak.drawNow()).sort((a, b) => a - b);
                      return { least: times[0], median: times[50], messages: ak.stats.messages };
                    })()
                    """);
                output.WriteLine($"{frames.GetProperty("messages").GetDouble(),9:N0} deliveries in sight: "
                    + $"least {frames.GetProperty("least").GetDouble():0.0} ms, median {frames.GetProperty("median").GetDouble():0.0} ms");
            }

            foreach (string query in (string[])["kind:Expired", "pid=3", "manyalarms"])
            {
                watch.Restart();
                await open.Search(query);
                output.WriteLine($"search for {query}: {await open.Number("ak.stats.found"):N0} found in {watch.ElapsedMilliseconds} ms");
            }
        }
    }

    [FigureFact]
    public async Task Picture_for_the_documents()
    {
        await using OpenReport report = await browser.Show(RecordedRuns.Alarms.Report());
        await report.Page.SetViewportSizeAsync(1480, 840);
        await report.Press("x");
        await report.Shows("Chain of causes");
        await report.Page.ScreenshotAsync(new() { Path = Path.Combine(FigureFactAttribute.Directory!, "report.png") });
    }
}
