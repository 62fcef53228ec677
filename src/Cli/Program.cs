using ActorKernel.Cli;

using CancellationTokenSource interrupt = new();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = !interrupt.IsCancellationRequested; // the first ends the run with a report, the second at once
    interrupt.Cancel();
};
return new AkCommand(Shell.OfProcess(interrupt.Token)).Run(args);
