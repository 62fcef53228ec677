using ActorKernel.Actors;
using ActorKernel.Guest;

namespace ActorKernel.Processes;

/// <summary>xv6's alarm(interval, handler) of one process: every so many ticks of its user time, call the handler.</summary>
/// <remarks>
/// Travels with the context, so whoever holds that may change it. Setting does not reset the count of ticks passed. While
/// a handler runs ticks count, and none calls it again.
/// </remarks>
public sealed class TickAlarm
{
    private int interval;
    private int passed;
    private Registers? interrupted;

    /// <summary>User address of the handler.</summary>
    public uint Handler { get; private set; }

    /// <summary>When the current count began: at alarm(), or when the handler was last called.</summary>
    public Tsc ArmedAt { get; private set; }

    public bool InHandler => interrupted is not null;

    /// <summary>The system call. An interval that is not positive switches the alarm off.</summary>
    /// <param name="esp">The caller's stack pointer: at or above the interrupted one, the handler was left by longjmp.</param>
    public void Set(int ticks, uint handler, uint esp, Tsc now)
    {
        interval = ticks;
        Handler = handler;
        ArmedAt = now;
        if (interrupted is Registers left && esp >= left.Esp)
            interrupted = null;
    }

    /// <summary>Counts a tick that interrupted user mode.</summary>
    /// <returns>True when the handler is to be called.</returns>
    public bool Tick()
    {
        if (interval <= 0)
            return false;
        if (passed < int.MaxValue)
            passed++;
        return passed >= interval && !InHandler;
    }

    /// <summary>The handler is called; what it interrupted is kept.</summary>
    public void Enter(in Registers at, Tsc now)
    {
        Check.That(!InHandler, "A handler is not called while it runs.");
        interrupted = at;
        passed = 0;
        ArmedAt = now;
    }

    /// <summary>The handler returned: the registers and flags it interrupted.</summary>
    public Registers Leave()
    {
        Check.That(InHandler, "A handler that returns was called.");
        Registers resumed = interrupted!.Value;
        interrupted = null;
        return resumed;
    }
}
