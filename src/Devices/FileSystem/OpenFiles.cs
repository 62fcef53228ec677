using ActorKernel.Namespace;

namespace ActorKernel.Devices.FileSystem;

/// <summary>An open file, directory or device node.</summary>
public sealed class FileSystemFile : OpenFile
{
    public required uint Inode { get; init; }

    /// <summary>The device that a node stands for; null for files and directories.</summary>
    public DeviceNumber? Device { get; init; }

    /// <summary>
    /// What its last close gives back: nothing for a file that is held to be run or to walk from, which is no open file of
    /// xv6's either.
    /// </summary>
    public Resources Cost { get; init; }

    /// <summary>Every write goes to the end.</summary>
    public bool Appends { get; init; }
}

/// <summary>The open files, and the inodes behind them.</summary>
internal sealed class OpenFiles(DevicePorts self, InodesInCore inodes)
{
    public ChanTable<FileSystemFile> Chans { get; } = new();

    public InodesInCore Inodes => inodes;

    public Chan Open(Inode inode, OpenFlags flags)
    {
        OpenFlags mode = flags & OpenFlags.AccessMask;
        FileSystemFile file = new()
        {
            Cost = new(0, mode == OpenFlags.Execute ? 0 : 1),
            Qid = inodes.QidOf(inode),
            Inode = inode.Number,
            Device = inode.Type == InodeType.Device ? inode.Device : null,
            Appends = (flags & OpenFlags.Append) != 0,
        };
        inodes.Take(inode.Number);
        if (mode == OpenFlags.Execute)
            mode = OpenFlags.Read; // Plan 9's openmode
        return new(self, Chans.Add(file), file.Qid, mode);
    }

    /// <summary>Why a directory cannot be opened so; null when it can.</summary>
    public static Error? DirectoryObjection(OpenFlags flags) =>
        (flags & (OpenFlags.Write | OpenFlags.ReadWrite | OpenFlags.Truncate)) != 0 ? Errors.IsADirectory : null;
}
