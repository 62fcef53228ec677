namespace ActorKernel.Namespace;

/// <summary>The texts and numbers that callers see, as in Akaros' tree of January 2014.</summary>
/// <remarks>A text without a number of its own comes as EUNSPECIFIED, as there.</remarks>
public static class Errors
{
    public static readonly Error NotFound = new(Errno.NoEntry, "file does not exist");
    public static readonly Error NotFoundLater = new(Errno.NoEntry, "does not exist");
    public static readonly Error NotADirectory = new(Errno.Unspecified, "not a directory");
    public static readonly Error IsADirectory = new(Errno.Unspecified, "file is a directory");
    public static readonly Error Permission = new(Errno.Unspecified, "permission denied");
    public static readonly Error Exists = new(Errno.Exists, "file already exists");
    public static readonly Error UnknownDevice = new(Errno.Unspecified, "unknown device in # filename");
    public static readonly Error BadCharacter = new(Errno.Unspecified, "bad character in file name");
    public static readonly Error EmptyName = new(Errno.Unspecified, "empty file name");
    public static readonly Error NameTooLong = new(Errno.Unspecified, "name too long");
    public static readonly Error NotAscii = new(Errno.Unspecified, "Akaros doesn't do UTF-8");
    public static readonly Error BadFd = new(Errno.Unspecified, "fd out of range or not open");
    public static readonly Error WrongUse = new(Errno.Unspecified, "inappropriate use of fd");
    public static readonly Error NoFreeFd = new(Errno.TooManyFiles, "no free file descriptors");
    public static readonly Error TooSmall = new(Errno.Unspecified, "read or write too small");
    public static readonly Error BadArgument = new(Errno.Invalid, "bad arg in system call");
    public static readonly Error BadAddress = new(Errno.Fault, "bad address");
    public static readonly Error NobodyReads = new(Errno.Unspecified, "nobody reads the pipe");
    public static readonly Error Interrupted = new(Errno.Interrupted, "syscall aborted");
    public static readonly Error TooLongAControl = new(Errno.Unspecified, "jim'll fix it");
    public static readonly Error ShortControl = new(Errno.Unspecified, "short control request");
}
