using ActorKernel.Actors;

namespace ActorKernel.Machine;

/// <summary>A person at the console: keys come in at any moment, and time is to pass as it does for people.</summary>
/// <remarks>The one door through which real time comes into a run; what came through it is kept, for a replay.</remarks>
public interface IKeyboard
{
    /// <summary>Asked between deliveries and slices.</summary>
    bool HasKeys { get; }

    /// <summary>Gives what was typed since the last time; the console gets it at that instant.</summary>
    Bytes Take(Tsc at);

    /// <summary>Nobody has anything to do. Waits in real time for keys, for the end of the run, or that long.</summary>
    /// <param name="most">Until then nothing can happen; null when only keys can bring the machine to life.</param>
    /// <returns>How much time has passed, at most <paramref name="most"/>.</returns>
    TscSpan Wait(TscSpan? most);
}
