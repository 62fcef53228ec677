using System.Collections.Immutable;
using ActorKernel.Actors;
using ActorKernel.Guest;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

// A message with a Context hands it over: the sender does not touch it afterwards.

// ---- Process accepts these, besides Answered and what ProcessPorts lists.

/// <summary>Starts a program in a fresh slot.</summary>
/// <param name="IsInit">True for xv6's first process, which has no open files; others have the console's.</param>
public readonly partial record struct Begin(Pid Pid, string Path, Arguments Arguments, Personality Personality, bool IsInit)
    : IMessage;

/// <summary>A fresh slot takes a child over from its parent.</summary>
public readonly partial record struct Adopt(Pid Pid, Pid Parent, Context Context, Files Files) : IMessage;

/// <summary>User code asked for a system call; the core waits.</summary>
/// <param name="Call">The call's name, for people and reports.</param>
public readonly partial record struct SystemCall(Context Context, CoreId Core, string Call) : IMessage;

/// <summary>User code did what ends a program.</summary>
/// <param name="LastPageFault">The address of the last page fault on that core, which is what CR2 holds.</param>
public readonly partial record struct Faulted(Context Context, CoreId Core, Trap Trap, ulong LastPageFault) : IMessage;

/// <summary>The core has been taken away; the process is ready to go on.</summary>
public readonly partial record struct Yielded(Context Context, CoreId Core) : IMessage;

/// <summary>The scheduler gives a core.</summary>
public readonly partial record struct Dispatch(CoreId Core) : IMessage;

/// <summary>The process is to end as soon as its context is at hand.</summary>
public readonly partial record struct Die(int Status) : IMessage;

/// <summary>What became of a <see cref="KernelWrite"/>.</summary>
/// <param name="Upcall">True when the program entered its vcore context at that instant.</param>
public readonly partial record struct KernelWritten(long Number, Pid Pid, WriteOutcome Outcome, Tsc At, bool Upcall)
    : IMessage;

public enum WriteOutcome
{
    Written,

    /// <summary>The program's addresses are not there.</summary>
    Refused,

    /// <summary>The core does not run that process any more: it is on its way home.</summary>
    NotHere,
}

// ---- TrapActor accepts these from processes and the table.

/// <summary>Go on with this program on your core, which waits for it or is idle.</summary>
/// <param name="Upcall">True when the context was turned to its vcore entry.</param>
public readonly partial record struct RunUser(Context Context, bool Upcall) : IMessage;

/// <summary>The process waits for something and needs your core no longer.</summary>
public readonly partial record struct LetGo(Pid Pid) : IMessage;

/// <summary>Take the core away from that process, if it still has it.</summary>
public readonly partial record struct Preempt(Pid Pid) : IMessage;

/// <summary>Answered when that time has come, or on <see cref="Abort"/>.</summary>
public readonly partial record struct Sleep(Asker Asker, Tsc Due) : IMessage;

// ---- Core accepts this from processes.

/// <summary>Writes into a running program between two instructions. Answered by <see cref="KernelWritten"/>.</summary>
public readonly partial record struct KernelWrite(Pid Pid, long Number, GuestWrite Write, Port<KernelWritten> Reply)
    : IMessage;

// ---- ProcessTable accepts these, Abort and ListProcesses.

/// <summary>From the host: run this program.</summary>
/// <param name="IsInit">True for the process that orphans are given to, and whose end is the machine's.</param>
public readonly partial record struct Start(string Path, Arguments Arguments, Personality Personality, bool IsInit)
    : IMessage;

/// <summary>Reserves a slot for a child; answered with its pid.</summary>
public readonly partial record struct Fork(Asker Asker, long Pages) : IMessage;

/// <summary>The child's memory and files are complete; it may run.</summary>
public readonly partial record struct Born(Pid Child, Pid Parent, Context Context, Files Files) : IMessage;

/// <summary>
/// Accounts for what is taken, or given back where negative; refused, with the free pages as Value, when there is not so
/// much.
/// </summary>
public readonly partial record struct Charge(Asker Asker, Resources Resources) : IMessage;

/// <summary>What is not used any more.</summary>
public readonly partial record struct GiveBack(Resources Resources) : IMessage;

/// <summary>exec has made the process another program.</summary>
public readonly partial record struct Renamed(Pid Pid, string Name) : IMessage;

/// <summary>The process can use a core.</summary>
public readonly partial record struct Ready(Pid Pid) : IMessage;

/// <summary>The process waits for something.</summary>
public readonly partial record struct Blocked(Pid Pid) : IMessage;

/// <summary>Answered with a child that has ended, and its status as Count.</summary>
/// <param name="Child">Null for any.</param>
/// <param name="Returns">True to be answered with 0 when none has ended yet.</param>
public readonly partial record struct Wait(Asker Asker, Pid? Child, bool Returns) : IMessage;

public readonly partial record struct Kill(Asker Asker, Pid Pid, int Status) : IMessage;

/// <summary>The process runs no more; its parent may know.</summary>
/// <param name="Fault">What it was killed for, if for a fault.</param>
/// <param name="Pages">The memory it gives back once its parent has waited for it.</param>
public readonly partial record struct Exited(Pid Pid, int Status, string? Fault, long Pages) : IMessage;

/// <summary>Nobody holds the process any more: its slot can be used again once its parent has waited.</summary>
public readonly partial record struct Freed(Pid Pid) : IMessage;

/// <summary>The core has nothing to run.</summary>
public readonly partial record struct CoreIdle(CoreId Core) : IMessage;

/// <summary>A tick passed on a core while it had that process.</summary>
public readonly partial record struct Ticked(CoreId Core, Pid Pid) : IMessage;

// ---- The host accepts these.

/// <summary>A process has begun to exist: one that the host started, or a child.</summary>
/// <param name="Parent">Null for a process that the host started.</param>
public readonly partial record struct ProcessBegun(Pid Pid, string Name, Pid? Parent, bool IsInit) : IMessage;

/// <summary>A process is another program now.</summary>
public readonly partial record struct ProcessRenamed(Pid Pid, string Name) : IMessage;

/// <summary>There is no free process for a program of the host's.</summary>
public readonly partial record struct StartRefused(string Name) : IMessage;

/// <summary>A process has ended.</summary>
/// <param name="Fault">What it was killed for; null when it exited or was killed by a process.</param>
/// <param name="Left">Processes still there.</param>
public readonly partial record struct ProcessEnded(Pid Pid, string Name, int Status, string? Fault, int Left)
    : IMessage;

/// <summary>A program's arguments, the first by custom its name.</summary>
public readonly record struct Arguments(ImmutableArray<string> Values)
{
    public override string ToString() => string.Join(' ', Values);
}

/// <summary>The open files that a child inherits, by file descriptor, and its current directory; each is held for it.</summary>
public readonly record struct Files(
    ImmutableArray<KeyValuePair<int, FileDescriptor>> Entries, Chan? CurrentDirectory)
{
    public override string ToString() => Entries.Length.ToString();
}
