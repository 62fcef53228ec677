namespace ActorKernel.Processes;

/// <summary>xv6's limits (param.h), as far as they are not the machine's own.</summary>
public sealed record Xv6Limits
{
    public static readonly Xv6Limits Default = new();

    /// <summary>File descriptors of a process: NOFILE. 3 to 4096.</summary>
    public int OpenFilesPerProcess { get; init; } = 16;

    /// <summary>Open files of all processes together, an end of a pipe being one: NFILE.</summary>
    public int OpenFiles { get; init; } = 100;

    /// <summary>Files that can be in use at once, in the file system: NINODE.</summary>
    public int Inodes { get; init; } = 50;

    /// <summary>One more than the arguments a program can be given: MAXARG.</summary>
    public int Arguments { get; init; } = 32;

    /// <summary>Blocks of 512 bytes up to which a file grows: MAXFILE. 1 to 140, which is as many as an inode has room for.</summary>
    public int FileBlocks { get; init; } = 140;

    /// <summary>Blocks of the disk when none is given: FSSIZE.</summary>
    public int DiskBlocks { get; init; } = 1000;

    /// <summary>Null, or what is wrong with the limits, for people.</summary>
    public string? Objection() => this switch
    {
        { OpenFilesPerProcess: < 3 or > 4096 } => $"a process has 3 to 4096 file descriptors, not {OpenFilesPerProcess}",
        { OpenFiles: < 1 } => $"a machine has 1 open file at least, not {OpenFiles}",
        { Inodes: < 1 } => $"a file system has 1 inode in use at least, not {Inodes}",
        { Arguments: < 1 or > 1024 } => $"the limit of arguments, which a program has fewer of, is 1 to 1024, not {Arguments}",
        { FileBlocks: < 1 or > 140 } => $"a file has 1 to 140 blocks at most, not {FileBlocks}",
        { DiskBlocks: < 1 } => $"a disk has 1 block at least, not {DiskBlocks}",
        _ => null,
    };
}

/// <summary>How xv6's alarm handlers are called and left.</summary>
public enum AlarmReturn
{
    /// <summary>All registers and flags come back; no handler is called while one runs; exec clears the alarm.</summary>
    Restore,

    /// <summary>
    /// The homework as it is given: the interrupted eip is pushed and nothing else kept, handlers interrupt themselves,
    /// and exec keeps the alarm.
    /// </summary>
    Naive,
}

/// <summary>What can be chosen about xv6.</summary>
public sealed record Xv6Options(Xv6Limits Limits, AlarmReturn AlarmReturn)
{
    public static readonly Xv6Options Default = new(Xv6Limits.Default, AlarmReturn.Restore);
}
