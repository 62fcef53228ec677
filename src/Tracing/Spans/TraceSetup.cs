using System.Collections.Immutable;
using ActorKernel.Tracing.Otlp;

namespace ActorKernel.Tracing.Spans;

/// <summary>How a run is traced: what its spans are made of, stamped with, and say of the run.</summary>
public sealed record TraceSetup(TraceOptions Options, RunResource Resource)
{
    /// <param name="anchor">The date of boot.</param>
    /// <param name="scale">Shown nanoseconds for a virtual one.</param>
    /// <param name="areIdsFixed">True for the same ids whatever the anchor.</param>
    public static TraceSetup For(
        RunFacts facts,
        DateTimeOffset anchor,
        int scale = 1,
        bool areIdsFixed = false,
        ImmutableArray<TraceCategory>? categories = null,
        string servicePrefix = "",
        IReadOnlyList<KeyValuePair<string, string>>? fromUser = null)
    {
        VirtualClock clock = new(facts.Machine.Hz, anchor, scale);
        TraceOptions options = new()
        {
            Clock = clock,
            Ids = new(facts.Id, areIdsFixed ? "" : $"{clock.Anchor} {scale}"),
            Categories = categories ?? TraceOptions.UsualCategories,
        };
        RunResource resource = new()
        {
            Run = facts.Id,
            Version = facts.Version,
            ServicePrefix = servicePrefix,
            FromUser = fromUser ?? [],
            About =
            [
                new("actorkernel.run.name", facts.Name),
                new("actorkernel.run.seed", facts.Machine.Seed.ToString()),
                new("actorkernel.run.cpus", (long)facts.Machine.Cores),
                new("actorkernel.run.hz", (long)facts.Machine.Hz),
                new("actorkernel.clock", "virtual"),
                new("actorkernel.anchor", clock.Anchor),
                new("actorkernel.time_scale", (long)scale),
            ],
        };
        return new(options, resource);
    }
}
