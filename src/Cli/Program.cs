using System.Runtime.InteropServices;
using ActorKernel.Cli;

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
return new AkCommand(Shell.OfProcess(interrupt.Token)).Run(args);
