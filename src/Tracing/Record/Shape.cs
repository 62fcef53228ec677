using System.Collections.Immutable;

namespace ActorKernel.Tracing;

/// <summary>A field of a message as described.</summary>
/// <param name="Name">As the message's own; for a part's end, empty.</param>
/// <param name="Path">With the parts that it is in: "context.pid".</param>
public sealed record ShapeField(string Name, string Path, FieldType Type);

/// <summary>Which fields a description has, in order. Messages of one kind have several when some fields can be absent.</summary>
/// <param name="Number">From 0 in the order seen, in one record.</param>
/// <param name="Kind">The message type's name.</param>
public sealed record Shape(int Number, string Kind, ImmutableArray<ShapeField> Fields)
{
    /// <summary>Its place, or -1. Within one record a shape is one object, so places can be kept by shape.</summary>
    public int Find(string path)
    {
        for (int place = 0; place < Fields.Length; place++)
        {
            if (Fields[place].Path == path && Fields[place].Type < FieldType.Open)
                return place;
        }

        return -1;
    }
}

/// <summary>What an actor is, by its name.</summary>
public enum ActorKind
{
    /// <summary>Who started the machine, and typed.</summary>
    Outside,

    /// <summary>The screen, and who hears of processes.</summary>
    Host,
    Core,
    Trap,
    Lapic,
    TimerChain,
    Process,
    ProcessTable,
    Device,
}

/// <summary>An actor of a recorded run.</summary>
/// <param name="Id">-1 for the outside.</param>
/// <param name="Number">A core's, or a process slot's; null where there is only one of the kind.</param>
public sealed record RecordedActor(int Id, string Name, ActorKind Kind, int? Number)
{
    private static readonly ImmutableArray<(string Prefix, ActorKind Kind)> Numbered =
    [
        ("core", ActorKind.Core), ("trap", ActorKind.Trap), ("lapic", ActorKind.Lapic),
        ("tchain", ActorKind.TimerChain), ("proc", ActorKind.Process),
    ];

    public static RecordedActor Named(int id, string name)
    {
        foreach ((string prefix, ActorKind kind) in Numbered)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(name.AsSpan(prefix.Length), out int number))
                return new(id, name, kind, number);
        }

        return new(id, name, name switch
        {
            "outside" => ActorKind.Outside,
            "host" => ActorKind.Host,
            "procs" => ActorKind.ProcessTable,
            _ => ActorKind.Device,
        }, null);
    }
}
