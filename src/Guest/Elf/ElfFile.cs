namespace ActorKernel.Guest;

/// <summary>A part of a program as it is to lie in memory.</summary>
/// <param name="Address">Of its first byte.</param>
/// <param name="MemorySize">In bytes; those beyond <paramref name="Bytes"/> are zero.</param>
/// <param name="Bytes">A part of the parsed file, not a copy.</param>
/// <param name="Protection">What the file asks for, or what the rules give to every segment.</param>
public readonly record struct ElfSegment(
    ulong Address, ulong MemorySize, ReadOnlyMemory<byte> Bytes, Protection Protection);

/// <summary>An executable file, parsed but not loaded.</summary>
/// <param name="Entry">Address of the first instruction.</param>
/// <param name="Segments">In the order of the file, which matters where lenient rules let them overlap.</param>
public sealed record ElfFile(ulong Entry, IReadOnlyList<ElfSegment> Segments)
{
    /// <summary>Never throws, whatever the bytes.</summary>
    public static ElfResult Parse(ReadOnlyMemory<byte> file, ElfRules rules) => rules.Parse(file);
}

/// <summary>A file, or the reason why there is none.</summary>
public readonly record struct ElfResult
{
    private ElfResult(ElfFile? file, string? reason) => (File, Reason) = (file, reason);

    /// <summary>Null when the file was refused.</summary>
    public ElfFile? File { get; }

    /// <summary>
    /// Null when the file was accepted; else a clause such as "segment 2 wraps around the end of memory".
    /// </summary>
    public string? Reason { get; }

    public static ElfResult Accept(ElfFile file) => new(file, null);

    public static ElfResult Refuse(string reason) => new(null, reason);
}
