using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace ActorKernel.Tracing.Report.Tests;

/// <summary>A report in a browser that is watched: its console's errors, and what it asks the network for.</summary>
internal sealed class OpenReport : IAsyncDisposable
{
    private readonly string file;
    private readonly List<string> complaints = [];

    private OpenReport(IPage page, string file)
    {
        this.file = file;
        Page = page;
    }

    public IPage Page { get; }

    public static async Task<OpenReport> Show(IPage page, byte[] report, string hash)
    {
        string file = Path.Combine(Path.GetTempPath(), $"report-{Guid.NewGuid():n}.html");
        await File.WriteAllBytesAsync(file, report);
        OpenReport open = new(page, file);
        string address = new Uri(file).AbsoluteUri;
        page.Console += (_, message) => open.Complain(message.Type is "error" or "warning", message.Text);
        page.PageError += (_, error) => open.Complain(true, error);
        page.Request += (_, request) => open.Complain(request.Url.Split('#')[0] != address, request.Url);
        await page.GotoAsync(address + hash);
        await page.WaitForSelectorAsync("html[data-ready]", new() { State = WaitForSelectorState.Attached, Timeout = 120_000 });
        return open;
    }

    /// <summary>What the page knows and shows.</summary>
    public async Task<JsonElement> Stats() => await Evaluate("ak.stats");

    /// <summary>The value of an expression of the page's.</summary>
    public async Task<JsonElement> Evaluate(string expression) =>
        JsonDocument.Parse(await Page.EvaluateAsync<string>($"(async () => JSON.stringify(await ({expression})))()")).RootElement;

    public async Task<double> Number(string expression) => (await Evaluate(expression)).GetDouble();

    public async Task<string> Text(string selector) => await Page.InnerTextAsync(selector);

    /// <summary>Keys as a person types them, and then the next frame.</summary>
    public async Task Press(params string[] keys)
    {
        foreach (string key in keys)
            await Page.Keyboard.PressAsync(key);
        await Drawn();
    }

    /// <summary>Types a query and Enter, and waits for the end of the search.</summary>
    public async Task Search(string query)
    {
        await Page.Keyboard.PressAsync("/");
        await Page.FillAsync("#query", query);
        await Page.Keyboard.PressAsync("Enter");
        await Page.WaitForFunctionAsync("() => !ak.stats.isSearching");
        await Page.Keyboard.PressAsync("Escape");
        await Drawn();
    }

    /// <summary>Clicks into the timeline.</summary>
    public async Task Click(JsonElement place) => await Page.ClickAsync("#lanes", new()
    {
        Position = new() { X = (float)place.GetProperty("x").GetDouble(), Y = (float)place.GetProperty("y").GetDouble() },
    });

    public async Task Drawn() =>
        await Page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

    /// <summary>The selected tab shows a heading with that text.</summary>
    public async Task Shows(string heading) =>
        await Page.WaitForFunctionAsync("text => [...document.querySelectorAll('#selected h2')].some(h => h.textContent.includes(text))", heading);

    public void AssertNoComplaints() => Assert.Empty(complaints);

    public async ValueTask DisposeAsync()
    {
        await Page.CloseAsync();
        File.Delete(file);
    }

    public static double Parse(string text) => double.Parse(text.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    private void Complain(bool isBad, string text)
    {
        if (isBad)
            complaints.Add(text);
    }
}
