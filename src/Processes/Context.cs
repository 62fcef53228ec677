using ActorKernel.Actors;
using ActorKernel.Guest;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>A program's address space, its registers, and what the kernel keeps beside them.</summary>
/// <remarks>
/// The one thing in messages that is not a value: its ownership moves with the message. Exactly one actor holds it, the
/// process when it is off the cores or in a call, the core or its trap actor when it is there; only the holder touches it.
/// </remarks>
public sealed class Context(Pid pid, string name, Personality personality, AddressSpace memory) : IDescribed
{
    /// <summary>The register file, by reference: executors work in it.</summary>
    public Registers Registers;

    public Pid Pid { get; } = pid;

    /// <summary>Where the context goes when it leaves a core.</summary>
    public HomePorts Home
    {
        get
        {
            Check.That(field is not null, "A context has a home before it leaves it.");
            return field;
        }
        set;
    }

    /// <summary>Zero for a program that the host started.</summary>
    public Pid Parent { get; init; }

    /// <summary>The program's name.</summary>
    public string Name { get; } = name;

    public Personality Personality { get; } = personality;

    public AddressSpace Memory { get; } = memory;

    public IExecutor Executor { get; } = new Interpreter(memory, personality.Gates, personality.Processor);

    /// <summary>xv6: the end of what system calls may reach, in bytes; sbrk moves it.</summary>
    public uint Size { get; set; }

    public TickAlarm TickAlarm { get; set; } = new();

    /// <summary>xv6: page tables made for the program, one for each 4 MiB it ever reached.</summary>
    public long PageTables { get; set; }

    /// <summary>Akaros: where the program starts, and where its vcore is entered.</summary>
    public uint Entry { get; init; }

    /// <summary>Pages mapped for messages from the kernel, which are on nobody's account.</summary>
    public long KernelPages { get; set; }

    /// <summary>Akaros: where anonymous mappings are.</summary>
    public Mappings Mappings { get; init; } = new();

    /// <summary>Akaros: an event with EVENT_IPI asked for an upcall at the next return to user code.</summary>
    public bool NotifyRequested { get; set; }

    /// <summary>A copy for a child, whose first instruction is the parent's next.</summary>
    public Context Fork(Pid child, Pid parent) => new(child, Name, Personality, Memory.Fork())
    {
        Parent = parent,
        Registers = Registers,
        Size = Size,
        Entry = Entry,
        KernelPages = KernelPages,
        Mappings = Mappings.Copy(),
        PageTables = Xv6Pages.Tables(Xv6Pages.Of(Size)),
        TickAlarm = TickAlarm.ForChild(),
    };

    void IDescribed.Describe(string field, Description to) => to.Program(field, Pid.Number, Name, Registers.Eip);
}
