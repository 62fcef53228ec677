using System.Collections.Immutable;

namespace ActorKernel.Tracing.Spans;

/// <summary>Which spans are made of a record, and how they are stamped.</summary>
public sealed record TraceOptions
{
    public const int SpansMaxUsual = 10_000; // what viewers draw (rule J11)

    public static readonly ImmutableArray<TraceCategory> UsualCategories = [TraceCategory.Alarms];

    public ImmutableArray<TraceCategory> Categories { get; init; } = UsualCategories;

    public required VirtualClock Clock { get; init; }

    public required RunIds Ids { get; init; }

    /// <summary>Longer traces are cut, and go on in another.</summary>
    public int SpansMax { get; init; } = SpansMaxUsual;

    public bool Has(TraceCategory category) => Categories.Contains(category);
}
