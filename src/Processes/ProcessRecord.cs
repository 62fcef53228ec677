using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>What the table knows of one process. Run states are both kernels' in one.</summary>
internal enum RunState
{
    /// <summary>xv6's embryo.</summary>
    Created,

    Runnable,

    Running,

    /// <summary>xv6's sleeping.</summary>
    Waiting,

    /// <summary>Ended; xv6's zombie while its parent has not waited.</summary>
    Dying,
}

internal sealed class ProcessRecord(Pid pid, int slot, ProcessRecord? parent, string name)
{
    public Pid Pid { get; } = pid;

    public int Slot { get; } = slot;

    /// <summary>Null for a process that the host started, or whose parent is gone: nobody waits for it.</summary>
    public ProcessRecord? Parent { get; set; } = parent;

    public string Name { get; set; } = name;

    public SortedSet<int> ChildSlots { get; } = [];

    /// <summary>Slots of children that have ended and that nobody has waited for: wait takes the lowest.</summary>
    public SortedSet<int> ZombieSlots { get; } = [];

    public Asker? Waiter { get; set; }

    /// <summary>The child waited for; null for any.</summary>
    public Pid? WaitsFor { get; set; }

    public CoreId LastCore { get; set; }

    public int Status { get; set; }

    /// <summary>False for a child whose parent is still in fork.</summary>
    public bool IsBorn { get; set; }

    /// <summary>The status to die with, for a child that was killed before it was born.</summary>
    public int? KilledUnborn { get; set; }

    /// <summary>Pages on its account until it is reaped, once it has ended.</summary>
    public long Pages { get; set; }

    public bool IsReaped { get; set; }

    /// <summary>As xv6's process list has it, six characters.</summary>
    public string StateText => State switch
    {
        RunState.Created => "embryo",
        RunState.Runnable => "runble",
        RunState.Running => "run   ",
        RunState.Waiting => "sleep ",
        _ => "zombie",
    };

    public bool IsFreed { get; set; }

    /// <summary>Any other transition is our mistake (Akaros __proc_set_state, without the states of many vcores).</summary>
    public RunState State
    {
        get;
        set
        {
            bool isLegal = (field, value) switch
            {
                (RunState.Created, RunState.Runnable or RunState.Dying) => true,
                (RunState.Runnable, RunState.Running or RunState.Dying) => true,
                (RunState.Running, RunState.Runnable or RunState.Waiting or RunState.Dying) => true,
                (RunState.Waiting, RunState.Runnable or RunState.Dying) => true,
                _ => false,
            };
            Check.That(isLegal, "A process changes from one state only to some others.");
            field = value;
        }
    }
}
