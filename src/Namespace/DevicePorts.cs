using ActorKernel.Actors;

namespace ActorKernel.Namespace;

/// <summary>A device of the table: its letter, the qid of its root, and a port for each request.</summary>
public sealed class DevicePorts(char letter, Qid root)
{
    public char Letter { get; } = letter;

    public Qid Root { get; } = root;

    public required Port<Walk> Walk { get; init; }

    public required Port<Open> Open { get; init; }

    public required Port<Create> Create { get; init; }

    public required Port<Make> Make { get; init; }

    public required Port<Link> Link { get; init; }

    public required Port<Remove> Remove { get; init; }

    public required Port<Stat> Stat { get; init; }

    public required Port<Read> Read { get; init; }

    public required Port<ReadDirectory> ReadDirectory { get; init; }

    public required Port<Write> Write { get; init; }

    public required Port<Hold> Hold { get; init; }

    public required Port<Drop> Drop { get; init; }

    public required Port<Abort> Abort { get; init; }

    /// <summary>The ports of the device at a place, whatever else it accepts.</summary>
    public static DevicePorts At<TDevice>(IEngine engine, Place<TDevice> place, char letter, Qid root)
        where TDevice : Actor, IDevice => new(letter, root)
        {
            Walk = engine.Port<TDevice, Walk>(place),
            Open = engine.Port<TDevice, Open>(place),
            Create = engine.Port<TDevice, Create>(place),
            Make = engine.Port<TDevice, Make>(place),
            Link = engine.Port<TDevice, Link>(place),
            Remove = engine.Port<TDevice, Remove>(place),
            Stat = engine.Port<TDevice, Stat>(place),
            Read = engine.Port<TDevice, Read>(place),
            ReadDirectory = engine.Port<TDevice, ReadDirectory>(place),
            Write = engine.Port<TDevice, Write>(place),
            Hold = engine.Port<TDevice, Hold>(place),
            Drop = engine.Port<TDevice, Drop>(place),
            Abort = engine.Port<TDevice, Abort>(place),
        };

    public override string ToString() => $"#{Letter}";
}

/// <summary>Takes every request there is to a device.</summary>
public interface IDevice :
    IAccepts<Walk>, IAccepts<Open>, IAccepts<Create>, IAccepts<Make>, IAccepts<Link>, IAccepts<Remove>,
    IAccepts<Stat>, IAccepts<Read>, IAccepts<ReadDirectory>, IAccepts<Write>, IAccepts<Hold>, IAccepts<Drop>,
    IAccepts<Abort>;
