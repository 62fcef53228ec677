using System.CommandLine;

namespace ActorKernel.Cli;

/// <summary>ak fs and its commands with their options, which are texts: the commands read them and say what is wrong.</summary>
internal sealed class FileSystemOptions
{
    public FileSystemOptions()
    {
        Make = new("mk", "Make an image with files in its root directory.") { Image, Files, Size, Inodes, Log, Force, Format };
        List = new("ls", "List a directory of an image, as xv6's ls does: name, type, inode, bytes.") { Image, Path, Recursive, Format };
        Get = new("get", "Copy a file out of an image.") { Image, FilePath, Output, Format };
        Put = new("put", "Copy a file into an image, in place of one that is there.") { Image, Input, Path, Format };
        Check = new("check", "List everything in an image that does not fit together.") { Image, Format };
        Command = new("fs", "Make and inspect images of xv6's file system.") { Make, List, Get, Put, Check };
    }

    public Command Command { get; }

    public Command Make { get; }

    public Command List { get; }

    public Command Get { get; }

    public Command Put { get; }

    public Command Check { get; }

    public Argument<string> Image { get; } = new("IMAGE") { Description = "The image file, such as fs.img" };

    public Argument<string[]> Files { get; } = new("FILES")
    {
        Description = "Files for the root directory; NAME=FILE gives one another name",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public Argument<string?> Path { get; } = new("PATH")
    {
        Description = "A path in the image [/]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Argument<string> FilePath { get; } = new("PATH") { Description = "The file's path in the image" };

    public Argument<string?> Output { get; } = new("FILE")
    {
        Description = "Where to write it; - is standard output [-]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Argument<string> Input { get; } = new("FILE") { Description = "The file to copy; - is standard input" };

    public Option<string?> Size { get; } = new("--size")
    {
        Description = "Blocks of 512 bytes [1000]",
        HelpName = "BLOCKS",
    };

    public Option<string?> Inodes { get; } = new("--inodes")
    {
        Description = "Inodes, one of which is never used [200]",
        HelpName = "N",
    };

    public Option<string?> Log { get; } = new("--log")
    {
        Description = "Blocks of the log [30]",
        HelpName = "BLOCKS",
    };

    public Option<bool> Force { get; } = new("--force", "-f")
    {
        Description = "Replace a file that is there",
    };

    public Option<bool> Recursive { get; } = new("--recursive", "-R")
    {
        Description = "Directories in it, too",
    };

    public Option<string?> Format { get; } = new("--format")
    {
        Description = "For people, or one JSON object for programs [text]",
        HelpName = "text|json",
    };
}
