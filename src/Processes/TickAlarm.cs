using ActorKernel.Actors;
using ActorKernel.Guest;

namespace ActorKernel.Processes;

/// <summary>xv6's alarm(interval, handler) of one process: every so many ticks of its user time, call the handler.</summary>
/// <remarks>
/// Travels with the context, so whoever holds that may change it. Setting does not reset the count of ticks passed. Where
/// the interrupted registers are kept, ticks count while a handler runs, and none calls it again.
/// </remarks>
public sealed class TickAlarm(AlarmReturn way = AlarmReturn.Restore)
{
    /// <summary>Where a handler returns to whose interrupted registers are kept: in the kernel's part, so that it traps.</summary>
    public const uint ReturnAddress = 0xffff_f000;

    private int interval;
    private int passed;
    private Registers? interrupted;
    private bool isSetAgain; // since the handler was called

    /// <summary>User address of the handler.</summary>
    public uint Handler { get; private set; }

    /// <summary>When the current count began: at alarm(), or when the handler was last called.</summary>
    public Tsc ArmedAt { get; private set; }

    public bool InHandler => interrupted is not null;

    /// <summary>What the handler's return is to find on the stack.</summary>
    public uint ReturnTo(in Registers at) => way == AlarmReturn.Naive ? at.Eip : ReturnAddress;

    /// <summary>The system call. An interval that is not positive switches the alarm off.</summary>
    public void Set(int ticks, uint handler, Tsc now)
    {
        interval = ticks;
        Handler = handler;
        ArmedAt = now;
        isSetAgain = InHandler;
    }

    /// <summary>Counts a tick that interrupted user mode.</summary>
    /// <returns>True when the handler is to be called.</returns>
    public bool Tick(Context context)
    {
        if (interval <= 0)
            return false;
        if (passed < int.MaxValue)
            passed++;
        if (passed < interval)
            return false;
        if (isSetAgain && HasLeft(context))
            interrupted = null;
        return !InHandler;
    }

    /// <summary>The handler is called; what it interrupted is kept, if it is to come back.</summary>
    public void Enter(in Registers at, Tsc now)
    {
        Check.That(!InHandler, "A handler is not called while it runs.");
        if (way == AlarmReturn.Restore)
            interrupted = at;
        isSetAgain = false;
        passed = 0;
        ArmedAt = now;
    }

    /// <summary>The handler returned: the registers and flags it interrupted.</summary>
    public Registers Leave()
    {
        Check.That(InHandler, "A handler that returns was called.");
        Registers resumed = interrupted!.Value;
        interrupted = null;
        isSetAgain = false;
        return resumed;
    }

    /// <summary>A child has no alarm; one forked inside a handler can return from it.</summary>
    public TickAlarm ForChild() => new(way) { interrupted = interrupted };

    /// <summary>The alarm of the program that exec puts in this one's place.</summary>
    public TickAlarm AfterExec() => way == AlarmReturn.Naive ? this : new(way);

    /// <summary>
    /// Whether a handler was left by longjmp: the stack pointer is above its frame, or its return address is gone.
    /// </summary>
    private bool HasLeft(Context context)
    {
        if (interrupted is not Registers left)
            return false;
        uint slot = unchecked(left.Esp - 4);
        return context.Registers.Esp >= left.Esp
            || !context.Memory.TryReadUInt32(slot, Privilege.Kernel, out uint address)
            || address != ReturnAddress;
    }
}
