using System.Text.Json;

namespace ActorKernel.Tracing.Report;

/// <summary>What the page knows besides columns. Page/data.js reads it.</summary>
internal sealed record PageFacts
{
    public static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>Cycles in a virtual second.</summary>
    public required ulong Hz { get; init; }

    public required int Cores { get; init; }

    public required ulong TickCycles { get; init; }

    /// <summary>As text: a seed has 64 bits, a number of the page's language 53.</summary>
    public required string Seed { get; init; }

    public required string[] Until { get; init; }

    public required int Deliveries { get; init; }

    /// <summary>False when deliveries behind the last one here were left out.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>Why the record is not complete, if it is not.</summary>
    public string? Trouble { get; init; }

    public string? Status { get; init; }

    public string? Reason { get; init; }

    public required PageActor[] Actors { get; init; }

    public required PageShape[] Shapes { get; init; }

    public required PageProgram[] Programs { get; init; }
}

internal sealed record PageActor(int Id, string Name, string Kind, int? Number);

internal sealed record PageShape(int Number, string Kind, PageField[] Fields);

/// <param name="Type">As <see cref="FieldType"/>.</param>
internal sealed record PageField(string Name, string Path, int Type);

internal sealed record PageProgram(long Pid, string Name);
