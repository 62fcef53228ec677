using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace ActorKernel.Namespace;

/// <summary>A path taken apart: which device, which elements below its root.</summary>
/// <remarks>
/// After Plan 9's namec. '#' and one letter name a device; what follows the letter up to the first '/' is its spec and
/// changes nothing here. Any other path starts at the caller's root. Empty elements and "." are skipped; ".." is an
/// element, which the device resolves.
/// </remarks>
public readonly record struct PathName(char? Device, ImmutableArray<string> Elements, bool MustBeDirectory)
{
    private const int LongestName = 65535;

    public static bool TryParse(string path, out PathName name, [NotNullWhen(false)] out Error? error)
    {
        name = default;
        error = Objection(path);
        if (error is not null)
            return false;

        bool isDevice = path[0] == '#';
        if (isDevice && (path.Length == 1 || path[1] == '/'))
        {
            error = Errors.UnknownDevice;
            return false;
        }

        string below = isDevice ? AfterSpec(path) : path;
        string[] parts = below.Split('/', StringSplitOptions.RemoveEmptyEntries);
        name = new(
            isDevice ? path[1] : null,
            [.. parts.Where(part => part != ".")],
            below.EndsWith('/') || below.EndsWith("/.", StringComparison.Ordinal));
        return true;
    }

    private static string AfterSpec(string path)
    {
        int slash = path.IndexOf('/', 2);
        return slash < 0 ? "" : path[slash..];
    }

    private static Error? Objection(string path)
    {
        if (path.Length == 0)
            return Errors.EmptyName;
        if (path.Length > LongestName)
            return Errors.NameTooLong;
        foreach (char c in path)
        {
            if (c >= 0x7f)
                return Errors.NotAscii;
            if (c < 0x20)
                return Errors.BadCharacter with { Text = $"{Errors.BadCharacter.Text}: \\x{(int)c:x2}" };
        }

        return null;
    }
}
