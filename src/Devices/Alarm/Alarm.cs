using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Devices;

/// <summary>One alarm of one process. It lives while a ctl or timer file of it is open, and holds its process.</summary>
internal sealed class Alarm(long serial, int id, Pid pid, ProcessPorts owner)
{
    /// <summary>What a timer that was never set reads as: Akaros' poison.</summary>
    private const ulong NeverSet = 12345;

    /// <summary>Unique in the machine; the process sees <see cref="Id"/>.</summary>
    public long Serial { get; } = serial;

    public int Id { get; } = id;

    public Pid Pid { get; } = pid;

    public ProcessPorts Owner { get; } = owner;

    public string Name => $"a{Id}";

    public int OpenFiles { get; set; }

    /// <summary>The user address of the event queue; 0 is none.</summary>
    public ulong EventQueue { get; set; }

    public Tsc WakeUp { get; set; } = new(NeverSet);

    /// <summary>Every arming up to this number has fired, or never will.</summary>
    public long FiredThrough { get; set; }

    /// <summary>Events sent to the owner and not yet acknowledged.</summary>
    public int Unacknowledged { get; set; }

    /// <summary>Asked of the timer chain, in order; it answers in order.</summary>
    public Queue<AlarmRequest> AtChain { get; } = [];

    /// <summary>Answered by the chain, and waiting until every event sent is in its owner's memory.</summary>
    public List<AlarmRequest> Settling { get; } = [];
}

/// <summary>A request that the timer chain has a part in.</summary>
/// <param name="Count">What a write returns.</param>
/// <param name="Closes">True for the last close, after which the alarm is no more.</param>
internal readonly record struct AlarmRequest(Asker Asker, int Count, bool Closes);

/// <summary>An open file of #A.</summary>
public sealed class AlarmFile : OpenFile
{
    /// <summary>Null for the top directory; a directory's alarm may be gone.</summary>
    internal Alarm? Alarm { get; init; }
}
