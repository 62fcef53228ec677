using System.Collections.Immutable;
using ActorKernel.Actors;

namespace ActorKernel.Namespace;

/// <summary>A process' number, from 1 up; never reused in a run.</summary>
public readonly record struct Pid(int Number) : IDescribed
{
    public override string ToString() => Number.ToString();

    void IDescribed.Describe(string field, Description to) => to.Number(field, Number);
}

/// <summary>A client's own number for a request it waits on.</summary>
public readonly record struct CallId(long Number) : IDescribed
{
    void IDescribed.Describe(string field, Description to) => to.Number(field, Number);
}

/// <summary>A device's own number for an open file.</summary>
public readonly record struct ChanId(long Number) : IDescribed
{
    void IDescribed.Describe(string field, Description to) => to.Number(field, Number);
}

/// <summary>The top byte of a qid; see Plan 9 stat(5).</summary>
[Flags]
public enum QidType : byte
{
    File = 0,
    Directory = 0x80,
}

/// <summary>A server's identity of a file. It counts nothing: the file may be gone when it is opened.</summary>
public readonly record struct Qid(ulong Path, QidType Type)
{
    public bool IsDirectory => Type == QidType.Directory;

    public override string ToString() => $"{Path}{(IsDirectory ? "/" : "")}";
}

/// <summary>The flags of open, with Akaros' values (kern/include/ros/fs.h).</summary>
[Flags]
public enum OpenFlags
{
    Read = 0,
    Write = 1,
    ReadWrite = 2,
    Execute = 4,
    AccessMask = 7,
    Create = 0x40,
    Exclusive = 0x80,
    Truncate = 0x200,
    Append = 0x400,
    CloseOnExec = 0x80000,
    RemoveOnClose = 0x100000,
}

/// <summary>An open file as its holders see it: which device, which of its open files, and what may be done.</summary>
public readonly record struct Chan(DevicePorts Device, ChanId Id, Qid Qid, OpenFlags Mode)
{
    public bool CanRead => (Mode & OpenFlags.AccessMask) is OpenFlags.Read or OpenFlags.ReadWrite;

    public bool CanWrite => (Mode & OpenFlags.AccessMask) is OpenFlags.Write or OpenFlags.ReadWrite;

    public override string ToString() => $"{Device}:{Id.Number}";
}

/// <summary>What a directory says of a file in it.</summary>
/// <param name="Length">Bytes; 0 when nobody knows.</param>
/// <param name="Permissions">The nine bits rwxrwxrwx.</param>
public readonly record struct DirEntry(string Name, Qid Qid, ulong Length, uint Permissions)
{
    /// <summary>How many names the file has; 1 where files have one only.</summary>
    public int Links { get; init; } = 1;

    /// <summary>The device that a node stands for; null for files and directories.</summary>
    public DeviceNumber? Device { get; init; }
}

/// <summary>Which device a node in a file system stands for, after xv6's and Unix' major and minor numbers.</summary>
public readonly record struct DeviceNumber(short Major, short Minor);

/// <summary>What is made by <see cref="Make"/>: a directory, or a device's node.</summary>
/// <param name="Device">Null for a directory.</param>
public readonly record struct NodeKind(DeviceNumber? Device)
{
    public static NodeKind Directory => default;
}

/// <summary>What the machine has only so much of, for all processes together.</summary>
/// <param name="Pages">Pages of memory.</param>
/// <param name="Files">Open files: what one open, or one end of a pipe, makes.</param>
public readonly record struct Resources(long Pages, int Files)
{
    public static Resources operator +(Resources left, Resources right) =>
        new(left.Pages + right.Pages, left.Files + right.Files);

    public static Resources operator -(Resources left, Resources right) =>
        new(left.Pages - right.Pages, left.Files - right.Files);
}

/// <summary>The elements of a path below a device's root, without "." and empty ones.</summary>
public readonly record struct Names(ImmutableArray<string> Elements)
{
    public override string ToString() => string.Join('/', Elements);
}

/// <summary>A request that failed, as the caller is told: an error number and, where it has one, a text.</summary>
public readonly record struct Error(Errno Number, string Text)
{
    public override string ToString() => $"{(int)Number}:{Text}";
}

/// <summary>Akaros' error numbers (kern/include/ros/errno.h), as far as they occur.</summary>
public enum Errno
{
    None = 0,
    NoEntry = 2,
    NoProcess = 3,
    Interrupted = 4,
    InputOutput = 5,
    TooBig = 7,
    NotExecutable = 8,
    BadFile = 9,
    NoChild = 10,
    NoMemory = 12,
    Fault = 14,
    Exists = 17,
    Invalid = 22,
    TooManyFiles = 24,
    FileTooLarge = 27,
    NoSpace = 28,
    ReadOnly = 30,
    TooManyLinks = 31,
    NoSystemCall = 38,
    Unspecified = 136,
}
