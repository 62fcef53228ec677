using Microsoft.Playwright;

namespace ActorKernel.Tracing.Report.Tests;

/// <summary>The system's Chromium, started once: Debian's package of that name, or what ACTORKERNEL_CHROMIUM names.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? chromium;

    internal static string? Path { get; } = Find();

    public async Task InitializeAsync()
    {
        if (Path is null)
            return; // its tests are skipped
        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Path,
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
    }

    internal async Task<OpenReport> Show(byte[] report, bool isDark = false, string hash = "")
    {
        IPage page = await chromium!.NewPageAsync(new()
        {
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new() { Width = 1500, Height = 900 },
        });
        return await OpenReport.Show(page, report, hash);
    }

    public async Task DisposeAsync()
    {
        if (chromium is not null)
            await chromium.CloseAsync();
        playwright?.Dispose();
    }

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("ACTORKERNEL_CHROMIUM");
        string[] places = named is null ? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"] : [named];
        return places.FirstOrDefault(File.Exists);
    }
}

/// <summary>A test that needs a browser. Without one it is skipped, and the test run says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Browser.Path is null)
            Skip = "There is no Chromium here: THE REPORT IS NOT TESTED IN A BROWSER. Install chromium, or name one in ACTORKERNEL_CHROMIUM.";
    }
}

/// <summary>Measures, and makes the pictures of docs/, when ACTORKERNEL_REPORT_FIGURES names a directory for them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FigureFactAttribute : FactAttribute
{
    public static string? Directory { get; } = Environment.GetEnvironmentVariable("ACTORKERNEL_REPORT_FIGURES");

    public FigureFactAttribute()
    {
        if (Directory is null || Browser.Path is null)
            Skip = "Figures are made when ACTORKERNEL_REPORT_FIGURES names a directory and there is a Chromium.";
    }
}
