using ActorKernel.Actors;

namespace ActorKernel.Engine;

/// <summary>What a run is a function of, besides its actors and the mail sent in from outside.</summary>
public sealed class EngineOptions
{
    public required ulong Seed { get; init; }

    public required ILatencies Latencies { get; init; }

    /// <summary>Least latency into a runner's locality from another one: how far runners may run ahead.</summary>
    public TscSpan Quantum { get; init; } = new(1000);

    /// <summary>Each message takes up to this much longer, drawn from its link's own stream; timers do not.</summary>
    public TscSpan JitterMax { get; init; }

    /// <summary>Cuts slices at random, for tests: results do not depend on it.</summary>
    public ulong? SliceCutSeed { get; init; }

    public IObserver? Observer { get; init; }

    public IInterceptor? Interceptor { get; init; }
}
