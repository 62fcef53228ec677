namespace ActorKernel.Engine;

/// <summary>An actor threw, and with it the machine stopped for good.</summary>
public sealed class MachineStoppedException(string actor, ulong seed, long step, string handling, Exception inner)
    : Exception($"{actor} failed in step {step} of seed {seed}, handling {handling}: {inner.Message}", inner)
{
    public string Actor { get; } = actor;

    public ulong Seed { get; } = seed;

    /// <summary>The number of the delivery, from 1; for a failure in a slice, of the last delivery before.</summary>
    public long Step { get; } = step;

    /// <summary>The message's kind and fields, or the slice.</summary>
    public string Handling { get; } = handling;
}
