using System.CommandLine;
using System.Text.Json;
using ActorKernel.Actors;
using ActorKernel.Devices.FileSystem;
using ActorKernel.Machine;

namespace ActorKernel.Cli;

/// <summary>ak fs mk, ls, get, put and check.</summary>
internal sealed class FileSystemCommands
{
    private const int Schema = 1;
    private const int ShownNameWidth = Layout.NameBytes;
    private const string StandardInput = "-";
    private const string StandardOutput = "-";

    private readonly FileSystemOptions options;
    private readonly Shell shell;
    private readonly Screen screen;

    public FileSystemCommands(Shell shell, FileSystemOptions options)
    {
        this.options = options;
        this.shell = shell;
        screen = new(shell.Output);
        Set(options.Make, Make);
        Set(options.List, List);
        Set(options.Get, Get);
        Set(options.Put, Put);
        Set(options.Check, Check);
    }

    private void Set(Command command, Func<ParseResult, int> run) => command.SetAction(parsed =>
    {
        int exit = run(parsed);
        screen.Finish();
        return exit;
    });

    private int Make(ParseResult parsed)
    {
        bool isJson = IsJson(parsed);
        string path = parsed.GetRequiredValue(options.Image);
        ImageOptions defaults = new();
        ImageOptions size = new(
            Count(parsed, options.Size, defaults.Blocks),
            Count(parsed, options.Inodes, defaults.Inodes),
            Count(parsed, options.Log, defaults.LogBlocks));
        if (!parsed.GetValue(options.Force) && (File.Exists(path) || Directory.Exists(path)))
            throw UserErrorException.File($"{path}: it exists; --force replaces it");
        ImageFile[] files = [.. (parsed.GetValue(options.Files) ?? []).Select(ReadFile)];
        if (!FileSystemImage.TryMake(size, files, out Bytes image, out string? objection))
            throw UserErrorException.Usage($"{path}: {objection}");
        ImageOnDisk.Write(path, image.Span);
        CheckReport report = FileSystemImage.Check(image);
        if (isJson)
        {
            ShowJson(json =>
            {
                json.WriteString("image", path);
                WriteUse(json, report);
            });
        }
        else
        {
            screen.ShowLine($"{path}: {Use(report)}");
        }

        return ExitCode.Ok;
    }

    private int List(ParseResult parsed)
    {
        bool isJson = IsJson(parsed);
        FileSystemImage image = ImageOnDisk.Open(parsed.GetRequiredValue(options.Image));
        string path = parsed.GetValue(options.Path) ?? "/";
        ImageListing listing = new(image, parsed.GetRequiredValue(options.Image));
        IReadOnlyList<ListedDirectory> directories = listing.Of(path, parsed.GetValue(options.Recursive));
        if (isJson)
        {
            ShowJson(json =>
            {
                json.WriteStartArray("entries");
                foreach (ListedDirectory directory in directories)
                {
                    foreach (ImageEntry entry in directory.Entries)
                        WriteEntry(json, directory.PathOf(entry), entry);
                }

                json.WriteEndArray();
            });
            return ExitCode.Ok;
        }

        foreach (ListedDirectory directory in directories)
        {
            if (directories.Count > 1)
                screen.ShowBytes($"{(directory == directories[0] ? "" : "\n")}{directory.Path}:\n");
            foreach (ImageEntry entry in directory.Entries)
                screen.ShowBytes($"{entry.Name.PadRight(ShownNameWidth)} {(short)entry.Type} {entry.Inode} {entry.Size}\n");
        }

        return ExitCode.Ok;
    }

    private int Get(ParseResult parsed)
    {
        bool isJson = IsJson(parsed);
        string path = parsed.GetRequiredValue(options.FilePath);
        string output = parsed.GetValue(options.Output) ?? StandardOutput;
        if (isJson && output == StandardOutput)
            throw UserErrorException.Usage("--format json is for standard output, and so is the file; name a FILE to write it to");
        FileSystemImage image = ImageOnDisk.Open(parsed.GetRequiredValue(options.Image));
        if (!image.TryRead(path, out Bytes content, out string? objection) || !image.TryFind(path, out ImageEntry? entry, out objection))
            throw UserErrorException.File($"{path}: {objection}");
        if (output == StandardOutput)
        {
            screen.ShowBytes(content.ToString());
            return ExitCode.Ok;
        }

        ImageOnDisk.Export(output, content.Span);
        if (isJson)
        {
            ShowJson(json =>
            {
                json.WriteString("file", output);
                WriteEntry(json, "entry", path, entry);
            });
        }

        return ExitCode.Ok;
    }

    private int Put(ParseResult parsed)
    {
        bool isJson = IsJson(parsed);
        string imagePath = parsed.GetRequiredValue(options.Image);
        string input = parsed.GetRequiredValue(options.Input);
        FileSystemImage image = ImageOnDisk.Open(imagePath);
        Bytes content = ReadInput(input);
        string path = TargetOf(image, parsed.GetValue(options.Path) ?? "/", input);
        if (image.Put(path, content) is string reason)
            throw UserErrorException.File($"{imagePath}: {path}: {reason}; nothing was changed");
        if (!image.TryFind(path, out ImageEntry? entry, out string? objection))
            throw UserErrorException.File($"{imagePath}: {path}: {objection}; nothing was changed");
        ImageOnDisk.Write(imagePath, image.ToBytes().Span);
        if (isJson)
            ShowJson(json => WriteEntry(json, "entry", path, entry));
        return ExitCode.Ok;
    }

    private int Check(ParseResult parsed)
    {
        bool isJson = IsJson(parsed);
        string path = parsed.GetRequiredValue(options.Image);
        CheckReport report = FileSystemImage.Check(ImageOnDisk.Read(path));
        int exit = report.IsClean ? ExitCode.Ok : ExitCode.GuestFailed;
        if (isJson)
        {
            ShowJson(json =>
            {
                json.WriteString("image", path);
                json.WriteString("status", report.IsClean ? "clean" : "problems");
                json.WriteNumber("exit", exit);
                json.WriteNumber("replayed", report.Replayed);
                WriteUse(json, report);
                WriteFindings(json, report);
            });
            return exit;
        }

        if (report.Replayed > 0)
            screen.ShowLine($"note: the log held a transaction of {report.Replayed} blocks, as a killed machine leaves it; it was brought home first, in memory");
        foreach (Finding finding in report.Findings)
            screen.ShowLine($"{NameOf(finding.Severity)}: {finding}");
        int problems = report.Findings.Count(finding => finding.Severity != Severity.Note);
        screen.ShowLine(report.IsClean
            ? $"{path}: clean; {Use(report)}"
            : $"{path}: {problems} {(problems == 1 ? "problem" : "problems")}");
        return exit;
    }

    /// <summary>A leading _ is dropped, as upstream's mkfs does: its Makefile gives programs such names.</summary>
    private static ImageFile ReadFile(string argument)
    {
        int split = File.Exists(argument) ? -1 : argument.IndexOf('=', StringComparison.Ordinal);
        string path = split < 0 ? argument : argument[(split + 1)..];
        string name = split < 0 ? Path.GetFileName(path) : argument[..split];
        if (split < 0 && name.StartsWith('_'))
            name = name[1..];
        return new(name, Bytes.Copy(InputFile.Read(path, "file", Layout.FileBytesMax)));
    }

    private Bytes ReadInput(string input) => Bytes.Copy(input == StandardInput
        ? InputFile.Read(shell.Input, "standard input", Layout.FileBytesMax)
        : InputFile.Read(input, "file", Layout.FileBytesMax));

    /// <summary>What is put where a directory is goes into it, under its own name.</summary>
    private static string TargetOf(FileSystemImage image, string path, string input)
    {
        bool isDirectory = image.TryFind(path, out ImageEntry? found, out _) && found.Type == InodeType.Directory;
        if (!isDirectory && !path.EndsWith('/'))
            return path;
        return input != StandardInput
            ? $"{path.TrimEnd('/')}/{Path.GetFileName(input)}"
            : throw UserErrorException.Usage($"{path}: standard input has no name; name a file in this directory");
    }

    private bool IsJson(ParseResult parsed) => parsed.GetValue(options.Format) switch
    {
        null or "text" => false,
        "json" => true,
        string other => throw UserErrorException.Usage($"--format is text or json, not '{other}'{Spelling.Suggestion(other, ["text", "json"])}"),
    };

    private static uint Count(ParseResult parsed, Option<string?> option, uint whenUnsaid)
    {
        if (parsed.GetValue(option) is not string text)
            return whenUnsaid;
        return uint.TryParse(text, out uint count)
            ? count
            : throw UserErrorException.Usage($"{option.Name} takes a number, not '{text}'");
    }

    private static string Use(CheckReport report) => report.Superblock is Superblock superblock
        ? $"{report.InodesInUse} of {superblock.Inodes - 1} inodes and {report.BlocksInUse} of {superblock.Size} blocks in use"
        : "no file system";

    private static string NameOf(Severity severity) => severity switch
    {
        Severity.Note => "note",
        Severity.Waste => "waste",
        _ => "damage",
    };

    private static void WriteUse(Utf8JsonWriter json, CheckReport report)
    {
        if (report.Superblock is not Superblock superblock)
        {
            json.WriteNull("superblock");
            return;
        }

        json.WriteStartObject("superblock");
        json.WriteNumber("size", superblock.Size);
        json.WriteNumber("nblocks", superblock.DataBlocks);
        json.WriteNumber("ninodes", superblock.Inodes);
        json.WriteNumber("nlog", superblock.LogBlocks);
        json.WriteNumber("logstart", superblock.LogStart);
        json.WriteNumber("inodestart", superblock.InodeStart);
        json.WriteNumber("bmapstart", superblock.BitmapStart);
        json.WriteEndObject();
        json.WriteNumber("inodesInUse", report.InodesInUse);
        json.WriteNumber("blocksInUse", report.BlocksInUse);
    }

    private static void WriteFindings(Utf8JsonWriter json, CheckReport report)
    {
        json.WriteStartArray("findings");
        foreach (Finding finding in report.Findings)
        {
            json.WriteStartObject();
            json.WriteString("severity", NameOf(finding.Severity));
            json.WriteNumber(finding.Subject == Subject.Inode ? "inode" : "block", finding.Number);
            json.WriteString("text", finding.What);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, string property, string path, ImageEntry entry)
    {
        json.WritePropertyName(property);
        WriteEntry(json, path, entry);
    }

    private static void WriteEntry(Utf8JsonWriter json, string path, ImageEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("path", path);
        json.WriteString("type", entry.Type switch
        {
            InodeType.Directory => "directory",
            InodeType.File => "file",
            InodeType.Device => "device",
            _ => "unknown",
        });
        json.WriteNumber("inode", entry.Inode);
        json.WriteNumber("links", entry.Links);
        json.WriteNumber("size", entry.Size);
        if (entry.Device is { } device)
        {
            json.WriteNumber("major", device.Major);
            json.WriteNumber("minor", device.Minor);
        }

        json.WriteEndObject();
    }

    private void ShowJson(Action<Utf8JsonWriter> write) => screen.ShowLine(JsonLine.Of(Schema, write));
}
