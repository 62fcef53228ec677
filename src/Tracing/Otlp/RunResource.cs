using ActorKernel.Tracing.Spans;

namespace ActorKernel.Tracing.Otlp;

/// <summary>What all services of a run have in common, and what each has of its own: OTLP's resources.</summary>
public sealed class RunResource
{
    public const string ScopeName = "ActorKernel.Tracing";
    public const string Namespace = "actorkernel";

    private static readonly HashSet<string> Reserved =
        ["service.name", "service.namespace", "service.instance.id", "actorkernel.actor.kind"];

    /// <summary>Names the run everywhere: its number and name, or its hash.</summary>
    public required string Run { get; init; }

    /// <summary>Of the program that made the record.</summary>
    public required string Version { get; init; }

    /// <summary>Goes before each service's name, so that runs can be told apart in a list of services.</summary>
    public string ServicePrefix { get; init; } = "";

    /// <summary>About the run: seed, cores, scenario, clock and so on.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> About { get; init; } = [];

    /// <summary>From the user: may say a host, but not who the service is.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> FromUser { get; init; } = [];

    public string NameOf(Service service) => ServicePrefix + service.Name;

    /// <summary>In a fixed order, each name once. Texts or 64-bit numbers.</summary>
    /// <remarks>One host for all, or viewers would correct the actors' clocks against each other (rule J3).</remarks>
    public IEnumerable<KeyValuePair<string, object>> AttributesOf(Service service)
    {
        Dictionary<string, object> values = new()
        {
            ["service.name"] = NameOf(service),
            ["service.namespace"] = Namespace,
            ["service.instance.id"] = $"{Run}/{service.Name}",
            ["service.version"] = Version,
            ["host.id"] = $"actorkernel-{Run}",
            ["actorkernel.run.id"] = Run,
            ["actorkernel.actor.kind"] = service.Kind,
        };
        foreach ((string key, object value) in About)
            values[key] = value;
        foreach ((string key, string value) in FromUser)
        {
            if (!Reserved.Contains(key))
                values[key] = value;
        }

        return values.OrderBy(pair => pair.Key, StringComparer.Ordinal);
    }
}
