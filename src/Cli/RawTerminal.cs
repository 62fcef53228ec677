using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ActorKernel.Cli;

/// <summary>A terminal that passes on each key at once, unchanged and without showing it.</summary>
/// <remarks>
/// After termios(3). The structure is the system's own; of its layout only the place of c_oflag is known here, which is
/// kept, so that what is printed looks as usual. However the process ends, but by SIGKILL, the terminal is as before.
/// </remarks>
[UnsupportedOSPlatform("windows")]
internal sealed class RawTerminal : IDisposable
{
    private const int StandardInput = 0;
    private const int Now = 0; // TCSANOW
    private const int StructureBytesMax = 256; // Linux has 60, macOS 72

    private readonly byte[] before;
    private readonly byte[] raw;
    private readonly PosixSignalRegistration continued;
    private readonly EventHandler atExit;
    private int isRestored;

    private RawTerminal(byte[] before)
    {
        this.before = before;
        raw = [.. before];
        cfmakeraw(raw);
        (int start, int length) = OperatingSystem.IsMacOS() ? (8, 8) : (4, 4); // c_oflag
        before.AsSpan(start, length).CopyTo(raw.AsSpan(start));
        atExit = (_, _) => Restore();
        AppDomain.CurrentDomain.ProcessExit += atExit;
        AppDomain.CurrentDomain.UnhandledException += OnFailure;
        continued = PosixSignalRegistration.Create(PosixSignal.SIGCONT, Continue);
        SetRaw();
    }

    /// <exception cref="UserErrorException">Standard input is no terminal.</exception>
    public static IDisposable Enter()
    {
        byte[] before = new byte[StructureBytesMax];
        return tcgetattr(StandardInput, before) == 0
            ? new RawTerminal(before)
            : throw UserErrorException.Usage("standard input is no terminal to type at; use --stdin FILE");
    }

    public void Dispose()
    {
        continued.Dispose();
        AppDomain.CurrentDomain.ProcessExit -= atExit;
        AppDomain.CurrentDomain.UnhandledException -= OnFailure;
        Restore();
    }

    /// <summary>A shell shows its own lines while it has stopped us; the runtime would leave the terminal like that.</summary>
    private void Continue(PosixSignalContext signal)
    {
        signal.Cancel = true;
        SetRaw();
    }

    private void SetRaw() => _ = tcsetattr(StandardInput, Now, raw);

    private void OnFailure(object sender, UnhandledExceptionEventArgs failure) => Restore();

    private void Restore()
    {
        if (Interlocked.Exchange(ref isRestored, 1) == 0)
            _ = tcsetattr(StandardInput, Now, before);
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int tcgetattr(int file, [Out] byte[] attributes);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int tcsetattr(int file, int when, byte[] attributes);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void cfmakeraw([In, Out] byte[] attributes);
}
