using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ActorKernel.Processes;

namespace ActorKernel.Machine;

/// <summary>One of xv6's limits by its name there, as people write it: nofile=32.</summary>
public sealed record Limit(string Name, int Value)
{
    /// <summary>xv6's names in lower case (param.h).</summary>
    public static ImmutableArray<string> Names { get; } = ["nproc", "nofile", "nfile", "ninode", "maxarg", "maxfile", "fssize"];

    /// <summary>Names in capitals are good too, as in param.h.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Limit? limit, [NotNullWhen(false)] out string? objection)
    {
        limit = null;
        string[] parts = text.Split('=');
        if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            objection = $"'{text}' is no limit; write NAME=N, such as nofile=32";
        else if (Names.FirstOrDefault(name => name.Equals(parts[0], StringComparison.OrdinalIgnoreCase)) is not string known)
            objection = $"'{parts[0]}' is no limit{Spelling.Suggestion(parts[0], Names)}; there are {string.Join(", ", Names)}";
        else
            (limit, objection) = (new(known, value), null);
        return limit is not null;
    }

    /// <summary>The options with this limit; they say themselves whether it can be.</summary>
    public MachineOptions In(MachineOptions options) => Name switch
    {
        "nproc" => options with { Processes = Value },
        "nofile" => options with { Limits = options.Limits with { OpenFilesPerProcess = Value } },
        "nfile" => options with { Limits = options.Limits with { OpenFiles = Value } },
        "ninode" => options with { Limits = options.Limits with { Inodes = Value } },
        "maxarg" => options with { Limits = options.Limits with { Arguments = Value } },
        "maxfile" => options with { Limits = options.Limits with { FileBlocks = Value } },
        _ => options with { Limits = options.Limits with { DiskBlocks = Value } },
    };
}

/// <summary>The ways in which alarm handlers return, by name.</summary>
public static class AlarmReturns
{
    /// <summary>For messages.</summary>
    public const string Forms = "restore or naive";

    public static ImmutableArray<string> Names { get; } = [.. Enum.GetNames<AlarmReturn>().Select(name => name.ToLowerInvariant())];

    public static string NameOf(AlarmReturn way) => way.ToString().ToLowerInvariant();

    public static AlarmReturn? Named(string name) => Names.Contains(name) ? Enum.Parse<AlarmReturn>(name, ignoreCase: true) : null;
}
