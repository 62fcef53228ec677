using ActorKernel.Namespace;

namespace ActorKernel.Devices.FileSystem;

/// <summary>What the file system refuses that other devices do not know.</summary>
internal static class FileSystemErrors
{
    public static readonly Error NoBlocks = new(Errno.NoSpace, "no free blocks");
    public static readonly Error NoInodes = new(Errno.NoSpace, "no free inodes");
    public static readonly Error FileTooLarge = new(Errno.FileTooLarge, "a file has 140 blocks at most");
    public static readonly Error TooManyLinks = new(Errno.TooManyLinks, "too many names for one file");
    public static readonly Error NotEmpty = new(Errno.Unspecified, "directory is not empty");
    public static readonly Error TooManyInodes = new(Errno.TooManyFiles, "too many different files are open");
    public static readonly Error NoDriver = new(Errno.Unspecified, "no driver for this device");
    public static readonly Error LogTooSmall = new(Errno.NoSpace, "the log is too small for this");
}
