using System.Collections.Immutable;
using ActorKernel.Actors;

namespace ActorKernel.Namespace;

// A device accepts Walk, Open, Create, Make, Link, Remove, Stat, Read, ReadDirectory, Write, Hold, Drop and Abort.
// It answers every one but Abort with exactly one Answered, before which it may send one Delayed. It may emit PostEvent,
// HoldProcess, ReleaseProcess and ResolveFd to processes. Printed and KeyInput are the console's way out and in.

/// <summary>Who asks, and where the answer goes. There is no ambient current process.</summary>
/// <param name="Process">How to reach the process itself; null when a device asks for itself.</param>
public readonly record struct Asker(Pid Pid, CallId Call, Port<Answered> Reply, ProcessPorts? Process)
{
    /// <summary>The answer takes long: a disk has to be read, or somebody has to do something.</summary>
    public void Delay() => Process?.Delayed.Send(new(Call));

    public void Answer(in Answer answer) => Reply.Send(new(Call, answer));

    public void Refuse(Error error) => Reply.Send(new(Call, new() { Error = error }));

    public override string ToString() => $"pid{Pid.Number}/{Call.Number}";
}

/// <summary>From <paramref name="From"/> down along the names; answered with the qid reached.</summary>
public readonly partial record struct Walk(Asker Asker, Qid From, Names Names) : IMessage;

/// <summary>Answered with a chan, which the asker then holds once.</summary>
public readonly partial record struct Open(Asker Asker, Qid Qid, OpenFlags Flags) : IMessage;

/// <summary>Makes a file in a directory and opens it; answered as <see cref="Open"/>.</summary>
public readonly partial record struct Create(Asker Asker, Qid Directory, string Name, OpenFlags Flags, uint Permissions)
    : IMessage;

/// <summary>Makes a directory or a device node; answered with nothing, it is not open.</summary>
public readonly partial record struct Make(Asker Asker, Qid Directory, string Name, NodeKind Kind) : IMessage;

/// <summary>One more name for a file.</summary>
public readonly partial record struct Link(Asker Asker, Qid File, Qid Directory, string Name) : IMessage;

/// <summary>Takes the name away; what is open stays open.</summary>
public readonly partial record struct Remove(Asker Asker, Qid Directory, string Name) : IMessage;

/// <summary>Answered with one entry.</summary>
public readonly partial record struct Stat(Asker Asker, Qid Qid, string Name) : IMessage;

/// <summary>At the chan's offset, which moves on by what was read; no bytes are the end.</summary>
public readonly partial record struct Read(Asker Asker, ChanId Chan, int Count) : IMessage;

/// <summary>The next entries of an open directory, at most so many; none are the end.</summary>
public readonly partial record struct ReadDirectory(Asker Asker, ChanId Chan, int Entries) : IMessage;

/// <summary>At the chan's offset, which moves on by what was written.</summary>
/// <param name="WordBytes">Bytes in a pointer of the program that writes: pointers in texts are read modulo that.</param>
public readonly partial record struct Write(Asker Asker, ChanId Chan, Bytes Bytes, int WordBytes) : IMessage;

/// <summary>One more holder of the chan: fork, dup and posting.</summary>
public readonly partial record struct Hold(Asker Asker, ChanId Chan) : IMessage;

/// <summary>One holder less; answered when what the last close must wait for has happened.</summary>
public readonly partial record struct Drop(Asker Asker, ChanId Chan) : IMessage;

/// <summary>The asker's request, if it is still waited on, is to be answered now.</summary>
public readonly partial record struct Abort(Asker Asker) : IMessage;

/// <summary>The answer to a request takes long; whoever waits for it can do something else meanwhile.</summary>
public readonly partial record struct Delayed(CallId Call) : IMessage;

/// <summary>The one answer to a request.</summary>
public readonly partial record struct Answered(CallId Call, Answer Answer) : IMessage;

/// <summary>What an answer says; the fields that the request asks for, or an error.</summary>
public readonly record struct Answer
{
    public Error? Error { get; init; }

    public Qid? Qid { get; init; }

    public Chan? Chan { get; init; }

    public Bytes Bytes { get; init; }

    public int Count { get; init; }

    public ImmutableArray<DirEntry> Entries { get; init; }

    /// <summary>What a last close gives back to the machine's accounts.</summary>
    public Resources Freed { get; init; }

    /// <summary>A pid or an exit status, where a request is to the process table.</summary>
    public long Value { get; init; }

    public override string ToString() => this switch
    {
        { Error: Error error } => error.ToString(),
        { Chan: Chan chan } => chan.ToString(),
        { Qid: Qid qid } => $"qid {qid}",
        { Entries.IsDefault: false } => $"{Entries.Length} entries",
        { Bytes.Length: > 0 } => $"{Bytes.Length} bytes",
        { Count: > 0 } => $"count {Count}",
        _ => Value == 0 ? "ok" : $"value {Value}",
    };
}

/// <summary>Which chan is behind a file descriptor of the process asked? Answered by <see cref="FdResolved"/>.</summary>
public readonly partial record struct ResolveFd(CallId Call, int Fd, Port<FdResolved> Reply) : IMessage;

public readonly partial record struct FdResolved(CallId Call, Chan? Chan) : IMessage;

/// <summary>Puts an event into the process' memory. Answered by <see cref="EventPosted"/>, always.</summary>
/// <param name="Token">The sender's number for this event.</param>
/// <param name="Queue">The user address of the event queue.</param>
public readonly partial record struct PostEvent(Pid Pid, long Token, ulong Queue, Event Event, Port<EventPosted> Reply)
    : IMessage;

/// <summary>The event is in its owner's memory, or was refused: the owner is dying, or its queue is not there.</summary>
/// <param name="At">When it was written or refused.</param>
public readonly partial record struct EventPosted(long Token, Pid Pid, bool Written, Tsc At) : IMessage;

/// <summary>Akaros' event_msg (kern/include/ros/event.h).</summary>
public readonly record struct Event(ushort Type, ushort Arg1, uint Arg2, ulong Arg3, ulong Arg4)
{
    public override string ToString() => $"type {Type} arg2 {Arg2}";
}

/// <summary>The process is not to be freed before the matching <see cref="ReleaseProcess"/>.</summary>
public readonly partial record struct HoldProcess : IMessage;

public readonly partial record struct ReleaseProcess : IMessage;

/// <summary>No further request will come from this process.</summary>
public readonly partial record struct ProcessGone(Pid Pid) : IMessage;

/// <summary>Text for the console from the kernel, or, from the console, for whoever shows it.</summary>
/// <param name="Pid">Whose doing it was; null for the kernel's own.</param>
public readonly partial record struct Printed(Pid? Pid, Bytes Bytes) : IMessage;

/// <summary>A core took the disk's interrupt: there may be something to collect.</summary>
public readonly partial record struct DiskReady : IMessage;

/// <summary>What keys do that come before they are wanted.</summary>
public enum KeyFlow
{
    /// <summary>What finds no room in the line is lost.</summary>
    None,

    /// <summary>They wait for room, as on a line with flow control.</summary>
    Room,

    /// <summary>They wait until somebody reads, and are typed a line at a time: so each stands behind its prompt.</summary>
    Reader,
}

/// <summary>Keys for the console. The flow is that of all that wait there.</summary>
public readonly partial record struct KeyInput(Bytes Keys, KeyFlow Flow) : IMessage;

/// <summary>The console asks for a list of all processes, which comes back as <see cref="Printed"/>.</summary>
public readonly partial record struct ListProcesses : IMessage;

/// <summary>The ports of a process that devices may use.</summary>
public sealed class ProcessPorts(
    Port<Delayed> delayed,
    Port<PostEvent> events,
    Port<ResolveFd> fds,
    Port<HoldProcess> hold,
    Port<ReleaseProcess> release)
{
    public Port<Delayed> Delayed { get; } = delayed;

    public Port<PostEvent> Events { get; } = events;

    public Port<ResolveFd> Fds { get; } = fds;

    public Port<HoldProcess> Hold { get; } = hold;

    public Port<ReleaseProcess> Release { get; } = release;
}
