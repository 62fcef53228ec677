namespace ActorKernel.Actors;

/// <summary>An actor with busy time of its own: a core. All others handle in zero time.</summary>
/// <remarks>
/// The engine lets a runner run ahead in slices, up to an instant before which no mail can reach its locality.
/// A slice is not a delivery, and results do not depend on where slices are cut.
/// </remarks>
public interface IRunner
{
    /// <summary>The instant at which the next instruction starts; null when nothing is to be run.</summary>
    Tsc? Clock { get; }

    /// <summary>Runs instructions that start before <paramref name="until"/>. Sends nothing.</summary>
    /// <returns>True when it stopped of itself, at <see cref="Clock"/>, and has something to send.</returns>
    bool Run(Tsc until);

    /// <summary>Sends what stopped it, at the instant it stopped. Outputs count to the last delivery received.</summary>
    void Report(Tsc now);
}

/// <summary>
/// Actors that may reach each other without delay: a core, its LAPIC and its trap actor are one locality; everyone
/// else is <see cref="Outside"/>. Links into a core's locality take a quantum at least.
/// </summary>
public readonly record struct Locality(int Number)
{
    public static readonly Locality Outside;

    public static Locality OfCore(int core) => new(core + 1);
}
