using System.Runtime.InteropServices;
using ActorKernel.Cli;

const PosixSignal FileTooLarge = (PosixSignal)25; // SIGXFSZ, on Linux and macOS

using CancellationTokenSource interrupt = new();

// The first signal ends the run with a report, the second at once.
void Interrupt(PosixSignalContext signal)
{
    signal.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
}

using PosixSignalRegistration controlC = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Interrupt);

// Then what is written says so by itself. Never disposed: the signal is handled some time after it came.
PosixSignalRegistration? tooLarge = OperatingSystem.IsWindows()
    ? null
    : PosixSignalRegistration.Create(FileTooLarge, signal => signal.Cancel = true);
int exit = new AkCommand(Shell.OfProcess(interrupt.Token)).Run(args);
GC.KeepAlive(tooLarge);
return exit;
