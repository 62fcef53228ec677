namespace ActorKernel.Guest;

/// <summary>How far a run came, and why it ended.</summary>
/// <param name="Retired">Completed instructions; one with a rep prefix counts once.</param>
/// <param name="Trap">Its kind is None when the budget ended.</param>
public readonly record struct RunResult(long Retired, Trap Trap);

/// <summary>Runs user code. All executors agree bit for bit.</summary>
public interface IExecutor
{
    /// <summary>
    /// Runs until <paramref name="budget"/> instructions are retired or one traps. Where a run is cut into budgets
    /// changes nothing of what the program does or sees.
    /// </summary>
    /// <param name="registers">The program's; all flags are exact on return.</param>
    /// <param name="budget">Instructions; nothing runs when it is not positive.</param>
    /// <param name="tsc">The time stamp counter before the first instruction; it advances by one with each.</param>
    RunResult Run(ref Registers registers, long budget, ulong tsc);
}
