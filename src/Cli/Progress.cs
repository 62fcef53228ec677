using System.Diagnostics;
using System.Globalization;

namespace ActorKernel.Cli;

/// <summary>A line on a terminal's stderr that says how far a long run is, and goes away.</summary>
internal sealed class Progress(Shell shell, Screen screen, Times times)
{
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private TimeSpan next = Silence;
    private bool isShown;

    public TimeSpan Elapsed => clock.Elapsed;

    /// <summary>Draws when it is time to, and never into a line that a guest has begun.</summary>
    public void Look(Machine.Machine machine)
    {
        if (!shell.IsErrorInteractive || clock.Elapsed < next || (shell.IsOutputTerminal && !screen.IsAtLineStart))
            return;
        next = clock.Elapsed + Pace;
        isShown = true;
        shell.Error.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"\r\e[Kvirtual {times.Milliseconds(machine.Now)} ms, {machine.Deliveries:n0} deliveries, {clock.Elapsed.TotalSeconds:0.0} s"));
        shell.Error.Flush();
    }

    /// <summary>Makes room for what is to be printed.</summary>
    public void Clear()
    {
        next = clock.Elapsed + Silence;
        if (!isShown)
            return;
        isShown = false;
        shell.Error.Write("\r\e[K");
        shell.Error.Flush();
    }
}
