using ActorKernel.Actors;
using ActorKernel.Guest;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>A kernel's face to its programs: how they are loaded, call, fault and are called back.</summary>
/// <remarks>Has no state: a process' is in its <see cref="Context"/>. A third one touches none of the others.</remarks>
public abstract class Personality
{
    /// <summary>Also the directory of #/ that its processes see as their root.</summary>
    public abstract string Name { get; }

    public override string ToString() => Name;

    public abstract Gates Gates { get; }

    /// <summary>Bytes in a pointer.</summary>
    public abstract int WordBytes { get; }

    /// <summary>The most file descriptors a process has.</summary>
    internal abstract int OpenFilesMax(Xv6Options options);

    /// <summary>Where a path of the program's leads; false with the reason why it leads nowhere.</summary>
    internal abstract bool TryRoute(Process process, string path, out Route route, out Error error);

    /// <summary>Pages of memory that a program takes of the machine's account, and its process beside it.</summary>
    internal abstract long PagesOf(Context context);

    internal virtual long PagesOfProcess => 0;

    internal virtual long PagesOfChild(Context parent) => PagesOf(parent);

    /// <summary>True when an ended process keeps its memory until its parent has waited for it.</summary>
    internal virtual bool ZombiesKeepMemory => false;

    /// <summary>True when its programs have a current directory, at first the file system's root.</summary>
    internal virtual bool HasCurrentDirectory => false;

    /// <summary>What the kernel prints when there is no memory for a program that is to be run; null for nothing.</summary>
    /// <param name="freePages">The pages there are.</param>
    internal virtual string? TextForNoMemory(Context program, long freePages) => null;

    /// <summary>A fresh context for a program file, or the reason why there is none.</summary>
    /// <param name="caller">The registers of the program that calls exec; null for the first.</param>
    public abstract LoadResult Load(in ProgramImage image, in Registers? caller);

    /// <summary>The process has a system call: its context is at hand.</summary>
    internal abstract void SystemCall(Process process);

    /// <summary>A call of this process may take long: what the program does meanwhile.</summary>
    internal abstract void Wait(Process process, Call call);

    /// <summary>What the kernel prints for a program that it ends.</summary>
    internal abstract string FaultText(Context context, CoreId core, in Trap trap, ulong lastPageFault);

    /// <summary>The context is about to run user code.</summary>
    /// <param name="dispatched">True when a core was given to it, false when it comes back from a call.</param>
    /// <returns>True when it was turned to its vcore entry.</returns>
    public abstract bool BeforeUser(Context context, bool dispatched);
}

/// <summary>A program file and what it is started with.</summary>
public readonly record struct ProgramImage(
    Bytes File, string Name, Arguments Arguments, Pid Pid, Pid Parent, Clockwork Clock, Xv6Options Xv6);

/// <summary>How the machine's time is cut.</summary>
/// <param name="TscHz">Ticks of the time stamp counter in a second.</param>
/// <param name="Tick">The period of the cores' ticks.</param>
public sealed record Clockwork(ulong TscHz, TscSpan Tick)
{
    /// <summary>Ticks since boot.</summary>
    public ulong TicksAt(Tsc now) => now.Ticks / Tick.Ticks;

    /// <summary>The instant of a tick, by its number; the end of time where there is none.</summary>
    public Tsc StartOf(ulong ticks)
    {
        UInt128 start = (UInt128)ticks * Tick.Ticks;
        return start > ulong.MaxValue ? Tsc.End : new((ulong)start);
    }

    /// <summary>Microseconds as a span; the end of time where that is more.</summary>
    public TscSpan Microseconds(ulong count)
    {
        UInt128 ticks = (UInt128)count * TscHz / 1_000_000;
        return new(ticks > ulong.MaxValue ? ulong.MaxValue : (ulong)ticks);
    }
}

/// <summary>A context, or the reason why there is none.</summary>
public readonly record struct LoadResult(Context? Context, string? Reason)
{
    public static LoadResult Fail(string reason) => new(null, reason);
}
