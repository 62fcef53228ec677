namespace ActorKernel.Cli.Tests;

public sealed class TraceTests
{
    [Fact]
    public void Scratch_run()
    {
        Recorded.Run("/tmp/trace-run1", Recorded.Of(Ak.Alarms));
        Recorded.Run("/tmp/trace-run2", Recorded.Of(Ak.Alarms) with { Seed = 2, Jitter = Machine.Duration.Milliseconds(1) });
    }
}
