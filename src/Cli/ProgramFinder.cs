using ActorKernel.Actors;
using ActorKernel.Devices;
using ActorKernel.Devices.FileSystem;
using ActorKernel.Guest;
using ActorKernel.Machine;
using ActorKernel.Processes;

namespace ActorKernel.Cli;

/// <summary>A program to run: its ABI, its file in #/, and the path it was read from unless it is built in.</summary>
internal sealed record FoundProgram(Personality Abi, RootFile File, string? Source);

/// <summary>Finds what a word names: a program on the disk that was named, a built-in one, an ELF file, one on the usual disk.</summary>
/// <param name="folder">Where relative paths start.</param>
/// <param name="disk">Null when the machine has the usual one.</param>
internal sealed class ProgramFinder(string folder, FileSystemImage? disk)
{
    private const int ElfBytesMax = 256 << 20;
    private const string ListHint = "'ak list' shows the programs that are built in";

    /// <param name="again">The command that names the ABI too, for the answer to an ambiguous name.</param>
    /// <exception cref="UserErrorException">There is no such program.</exception>
    public FoundProgram Find(string word, Personality? abi, Func<string, string> again)
    {
        if (disk is not null && FindOn(disk, word, abi) is FoundProgram own)
            return own;
        RootFile[] namesakes = [.. BuiltInPrograms.All.Where(file => file.Name == word)];
        RootFile[] matching = abi is null ? namesakes : [.. namesakes.Where(file => file.Directory == abi.Name)];
        if (matching is [RootFile only])
            return new(Personalities.Named(only.Directory)!, only, null);
        if (matching.Length > 1)
        {
            throw UserErrorException.Usage(
                $"'{word}' is a program of {string.Join(" and of ", matching.Select(file => file.Directory))}; say which: "
                + string.Join(" or ", matching.Select(file => $"'{again(file.Directory)}'")));
        }

        string path = Path.Combine(folder, word);
        if (File.Exists(path) || Directory.Exists(path))
            return ReadElf(word, path, abi);
        if (namesakes is [RootFile other, ..])
            throw UserErrorException.File($"'{word}' is a program of {other.Directory}, not of {abi!.Name}; leave --abi out");
        return disk is null && UsualDisk() is FileSystemImage usual && FindOn(usual, word, abi) is FoundProgram found
            ? found
            : throw Missing(word, path);
    }

    private static FileSystemImage? UsualDisk() =>
        FileSystemImage.TryOpen(DefaultImage.Bytes, out FileSystemImage? usual, out _) ? usual : null;

    /// <summary>In the root directory, where xv6 has its programs.</summary>
    private static FoundProgram? FindOn(FileSystemImage disk, string word, Personality? abi)
    {
        bool isThere = !word.Contains('/', StringComparison.Ordinal)
            && (abi is null || abi == Xv6.Instance)
            && disk.TryRead(word, out Bytes content, out _)
            && ElfFile.Parse(content.Span.ToArray(), ElfRules.Xv6).File is not null;
        return isThere && disk.TryRead(word, out Bytes program, out _)
            ? new(Xv6.Instance, new(Xv6.Instance.Name, word, program), null)
            : null;
    }

    /// <summary>Of the ABI's, or guessed: xv6 loads its programs at address 0, Akaros leaves that free.</summary>
    private static FoundProgram ReadElf(string word, string path, Personality? abi)
    {
        byte[] bytes = InputFile.Read(path, "program", ElfBytesMax);
        abi ??= ElfFile.Parse(bytes, ElfRules.Xv6).File is { Segments: [{ Address: 0 }, ..] } ? Xv6.Instance : Akaros.Instance;
        ElfRules rules = abi == Xv6.Instance ? ElfRules.Xv6 : ElfRules.Strict;
        if (ElfFile.Parse(bytes, rules).Reason is string reason)
        {
            throw UserErrorException.File(
                $"{word}: this is no {abi.Name} program: {reason}; build one with 'guest/cc {abi.Name} FILE.c -o OUT', or name another ABI with --abi");
        }

        return new(abi, new(abi.Name, Path.GetFileName(path), Bytes.Copy(bytes)), path);
    }

    private static UserErrorException Missing(string word, string path)
    {
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
        IEnumerable<string> names = word.Contains('/', StringComparison.Ordinal)
            ? []
            : BuiltInPrograms.All.Select(file => file.Name).Distinct();
        string[] files = Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)]
            : [];
        string suggestion = Spelling.Suggestion(word, names);
        if (suggestion.Length == 0)
            suggestion = Spelling.Suggestion(Path.GetFileName(word), files);
        return UserErrorException.File($"'{word}' is neither a built-in program nor a file{suggestion}; {ListHint}"
            .Replace("?;", "?", StringComparison.Ordinal));
    }
}
