using System.Collections.Immutable;

namespace ActorKernel.Devices.FileSystem;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>What a mount puts right by itself.</summary>
    Note,

    /// <summary>Something is lost or wasted; writing goes on.</summary>
    Waste,

    /// <summary>Writing could destroy more: such an image is mounted read-only, or not at all.</summary>
    Damage,
}

/// <summary>Something in an image that should not be so.</summary>
/// <param name="Where">"superblock", "log", "inode" or "block".</param>
/// <param name="Number">Of the inode or block.</param>
public readonly record struct Finding(Severity Severity, string Where, uint? Number, string What)
{
    public override string ToString() => Number is uint number ? $"{Where} {number}: {What}" : $"{Where}: {What}";
}

/// <summary>All that is to be said of an image.</summary>
public sealed record CheckReport
{
    public required ImmutableArray<Finding> Findings { get; init; }

    /// <summary>Inodes without a name that were open when the machine stopped. A mount frees them.</summary>
    public ImmutableArray<uint> Orphans { get; init; } = [];

    public int InodesInUse { get; init; }

    /// <summary>Blocks in use, those before the data included.</summary>
    public int BlocksInUse { get; init; }

    public bool IsClean => Findings.All(finding => finding.Severity == Severity.Note);

    /// <summary>The first that forbids writing; null when none does.</summary>
    public Finding? Damage => Findings.FirstOrDefault(finding => finding.Severity == Severity.Damage) is { Where: not null } found
        ? found
        : null;
}
