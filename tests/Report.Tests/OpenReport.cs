using System.Text.Json;
using Microsoft.Playwright;

namespace ActorKernel.Tracing.Report.Tests;

/// <summary>A report in a browser that is watched: its console's errors, and what it asks the network for.</summary>
internal sealed class OpenReport : IAsyncDisposable
{
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly string file;
    private readonly List<string> complaints = [];

    private OpenReport(IPlaywright playwright, IBrowser browser, IPage page, string file)
    {
        this.playwright = playwright;
        this.browser = browser;
        this.file = file;
        Page = page;
    }

    public IPage Page { get; }

    /// <summary>Errors of the console and requests for anything but the file itself.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    public static async Task<OpenReport> Show(byte[] report, bool isDark = false, string hash = "", int width = 1500, int height = 900)
    {
        string file = Path.Combine(Path.GetTempPath(), $"report-{Guid.NewGuid():n}.html");
        await File.WriteAllBytesAsync(file, report);
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await Browser.Start(playwright);
        IPage page = await browser.NewPageAsync(new()
        {
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new() { Width = width, Height = height },
        });
        OpenReport open = new(playwright, browser, page, file);
        page.Console += (_, message) => open.Complain(message.Type is "error" or "warning", message.Text);
        page.PageError += (_, error) => open.Complain(true, error);
        page.Request += (_, request) => open.Complain(request.Url.Split('#')[0] != new Uri(file).AbsoluteUri, request.Url);
        await page.GotoAsync(new Uri(file).AbsoluteUri + hash);
        await page.WaitForSelectorAsync(
            "html[data-ready]", new() { State = WaitForSelectorState.Attached, Timeout = 60_000 });
        return open;
    }

    public async Task<JsonElement> Stats() => await Evaluate("ak.stats");

    /// <summary>The value of an expression of the page's.</summary>
    public async Task<JsonElement> Evaluate(string expression) =>
        (await Page.EvaluateAsync(expression)) ?? throw new InvalidOperationException($"{expression} has no value");

    public async Task<double> Number(string expression) => (await Evaluate(expression)).GetDouble();

    /// <summary>Keys as a person types them on the timeline or wherever the focus is.</summary>
    public async Task Press(params string[] keys)
    {
        foreach (string key in keys)
            await Page.Keyboard.PressAsync(key);
        await Page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    public async ValueTask DisposeAsync()
    {
        await browser.CloseAsync();
        playwright.Dispose();
        File.Delete(file);
    }

    private void Complain(bool isBad, string text)
    {
        if (isBad)
            complaints.Add(text);
    }
}
