using System.Security.Cryptography;
using System.Text;

namespace ActorKernel.Guest.Programs.Tests;

/// <summary>The repository's guest/ folder: its sources, its built ELFs and its manifest.</summary>
/// <remarks>Names and hashes as guest/build documents them.</remarks>
internal static class GuestFolder
{
    private static readonly string[] levels = ["O0", "O1", "O2", "O3", "Os", "akaros", "v2",
        "x64-O0", "x64-O1", "x64-O2", "x64-O3", "x64-Os", "x64-v2"];

    public static string Root { get; } = FindRoot();

    /// <summary>Every ELF that should be built, by its path below guest/bin, with its source or folder of sources.</summary>
    public static IEnumerable<(string Elf, string Source)> Wanted =>
    [
        .. Sources("programs/xv6").Select(source => ($"xv6/{Name(source)}", source)),
        .. Sources("programs/akaros").Select(source => ($"akaros/{Name(source)}", source)),
        .. Sources("xv6").Concat(Folders("xv6")).Select(source => ($"userland/{Name(source)}", source)),
        .. Sources("checks").SelectMany(source => levels.Select(level => ($"checks/{Name(source)}-{level}", source))),
    ];

    /// <summary>Every file in guest/bin but the manifest and the disk, by its path there.</summary>
    public static IEnumerable<string> Built =>
        Directory.EnumerateFiles(PathOf("bin"), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(PathOf("bin"), file).Replace('\\', '/'))
            .Where(elf => elf is not ("MANIFEST" or "xv6.img"));

    public static IReadOnlyDictionary<string, ManifestLine> Manifest { get; } =
        File.ReadLines(PathOf("bin/MANIFEST"))
            .Select(line => line.Split(' '))
            .ToDictionary(words => words[0], words => new ManifestLine(words[1], words[2]), StringComparer.Ordinal);

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    public static string HashOfElf(string elf) => Hash(File.ReadAllBytes(PathOf("bin/" + elf)));

    public static string HashOfSources(string elf, string source)
    {
        string personality = PersonalityOf(elf);
        IEnumerable<string> files =
        [
            "cc", "build", .. SourcesIn(source),
            .. Files($"include/{personality}"), .. Files($"lib/{personality}"), .. Files("lib/common"),
        ];
        IEnumerable<string> lines = files.Order(StringComparer.Ordinal)
            .Select(file => $"{Hash(File.ReadAllBytes(PathOf(file)))}  {file}\n");
        return Hash(Encoding.UTF8.GetBytes(string.Concat(lines)));
    }

    public static string PersonalityOf(string elf)
    {
        if (elf.Contains("-x64-", StringComparison.Ordinal))
            return "x64";
        bool isAkaros = elf.StartsWith("akaros/", StringComparison.Ordinal)
            || elf.EndsWith("-akaros", StringComparison.Ordinal) || elf.EndsWith("-v2", StringComparison.Ordinal);
        return isAkaros ? "akaros" : "xv6";
    }

    /// <summary>It has floating point or vectors: the source uses them, or the compiler may.</summary>
    public static bool MayCalculate(string elf) => PersonalityOf(elf) == "x64"
        || elf.EndsWith("-v2", StringComparison.Ordinal)
        || SourcesIn(Wanted.First(wanted => wanted.Elf == elf).Source)
            .Any(file => file.EndsWith(".c", StringComparison.Ordinal)
                && File.ReadAllText(PathOf(file)).Contains("\"real.h\"", StringComparison.Ordinal));

    /// <summary>A program's own: its .c file or all in its folder, and the headers beside them.</summary>
    private static IEnumerable<string> SourcesIn(string source) =>
        Directory.Exists(PathOf(source))
            ? [.. Sources(source), .. Files(source, "*.h", SearchOption.TopDirectoryOnly)]
            : [source, .. Files(source[..source.LastIndexOf('/')], "*.h", SearchOption.TopDirectoryOnly)];

    private static IEnumerable<string> Folders(string folder) =>
        Directory.EnumerateDirectories(PathOf(folder))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'));

    private static IEnumerable<string> Sources(string folder) => Files(folder, "*.c", SearchOption.TopDirectoryOnly);

    private static IEnumerable<string> Files(
        string folder, string pattern = "*", SearchOption depth = SearchOption.AllDirectories) =>
        Directory.EnumerateFiles(PathOf(folder), pattern, depth)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'));

    private static string Name(string source) => Path.GetFileNameWithoutExtension(source);

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ActorKernel.sln")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new DirectoryNotFoundException("No ActorKernel.sln above the tests."),
            "guest");
    }
}

/// <summary>SHA-256 in lower-case hex.</summary>
internal sealed record ManifestLine(string ElfHash, string SourcesHash);
