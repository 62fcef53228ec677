using Microsoft.Win32.SafeHandles;

namespace ActorKernel.Cli;

/// <summary>What the command was started in: its streams, and what they can show.</summary>
public sealed record Shell
{
    private const int WidthWhenUnknown = 80;

    /// <summary>Bytes, because what a guest prints is bytes.</summary>
    public required Stream Output { get; init; }

    public required TextWriter Error { get; init; }

    public required Stream Input { get; init; }

    /// <summary>True for a terminal that shows colours and lines, when nobody has said NO_COLOR.</summary>
    public bool IsOutputRich { get; init; }

    public bool IsOutputTerminal { get; init; }

    /// <summary>True for a terminal in which a line can be overwritten.</summary>
    public bool IsErrorInteractive { get; init; }

    /// <summary>In columns.</summary>
    public int Width { get; init; } = WidthWhenUnknown;

    /// <summary>Where runs are recorded that are not told where; null when they are not.</summary>
    public string? Runs { get; init; }

    /// <summary>Makes the terminal pass on each key at once, until disposed; null when a person does not type.</summary>
    public Func<IDisposable>? TakeKeys { get; init; }

    /// <summary>Cancelled by Ctrl-C.</summary>
    public CancellationToken Interrupt { get; init; }

    public static Shell OfProcess(CancellationToken interrupt)
    {
        bool isDumb = Environment.GetEnvironmentVariable("TERM") is "dumb"
            || (Environment.GetEnvironmentVariable("TERM") is null && !OperatingSystem.IsWindows());
        bool isPlain = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        bool isTerminal = !Console.IsOutputRedirected;
        return new()
        {
            Output = Console.OpenStandardOutput(),
            Error = Console.Error,
            Input = StandardInput(),
            IsOutputRich = isTerminal && !isDumb && !isPlain,
            IsOutputTerminal = isTerminal,
            IsErrorInteractive = !Console.IsErrorRedirected && !isDumb,
            Width = isTerminal && Console.WindowWidth > 0 ? Console.WindowWidth : WidthWhenUnknown,
            Runs = "ak-runs",
            TakeKeys = Console.IsInputRedirected || OperatingSystem.IsWindows() ? null : RawTerminal.Enter,
            Interrupt = interrupt,
        };
    }

    /// <summary>The file itself: the console's stream would read a terminal by lines, and show them.</summary>
    private static Stream StandardInput() => OperatingSystem.IsWindows()
        ? Console.OpenStandardInput()
        : new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
}
