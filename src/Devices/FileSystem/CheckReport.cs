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
public readonly record struct Finding(Severity Severity, Subject Subject, uint Number, string What)
{
    public override string ToString() => $"{(Subject == Subject.Inode ? "inode" : "block")} {Number}: {What}";
}

/// <summary>What a finding's number is of.</summary>
public enum Subject
{
    Inode,
    Block,
}

/// <summary>All that is to be said of an image.</summary>
public sealed record CheckReport
{
    public required ImmutableArray<Finding> Findings { get; init; }

    /// <summary>Null when it is not one that a file system can have.</summary>
    public Superblock? Superblock { get; init; }

    /// <summary>Blocks of a transaction in the log, which was brought home before anything else was looked at.</summary>
    public int Replayed { get; init; }

    /// <summary>Inodes without a name that were open when the machine stopped. A mount frees them.</summary>
    public ImmutableArray<uint> Orphans { get; init; } = [];

    public int InodesInUse { get; init; }

    /// <summary>Blocks in use, those before the data included.</summary>
    public int BlocksInUse { get; init; }

    public bool IsClean => Findings.All(finding => finding.Severity == Severity.Note);

    /// <summary>The first that forbids writing; null when none does.</summary>
    public Finding? Damage =>
        Findings.Where(finding => finding.Severity == Severity.Damage).Select(finding => (Finding?)finding).FirstOrDefault();
}
