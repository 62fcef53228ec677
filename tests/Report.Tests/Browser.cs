using Microsoft.Playwright;

namespace ActorKernel.Tracing.Report.Tests;

/// <summary>The system's Chromium: Debian's package of that name, or what ACTORKERNEL_CHROMIUM names.</summary>
internal static class Browser
{
    public static string? Path { get; } = Find();

    public static async Task<IBrowser> Start(IPlaywright playwright) => await playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Path,
        Args = ["--no-sandbox", "--disable-dev-shm-usage"],
    });

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
            Skip = "NOT TESTED: there is no Chromium here. Install the package 'chromium', or name one in ACTORKERNEL_CHROMIUM.";
    }
}
