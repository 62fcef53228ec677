using ActorKernel.Machine;

namespace ActorKernel.Cli;

/// <summary>Reads what the user names; what cannot be read is said in a sentence with the file's name.</summary>
internal static class InputFile
{
    /// <param name="what">For messages, such as "scenario".</param>
    /// <param name="bytesMax">More than that is refused, so that an endless file ends.</param>
    /// <exception cref="UserErrorException">It cannot be read.</exception>
    public static byte[] Read(string path, string what, int bytesMax)
    {
        if (path.Length == 0)
            throw UserErrorException.File($"the {what} has an empty name; name a file");
        if (Directory.Exists(path))
            throw UserErrorException.File($"{path}: this is a directory, not {(what == "image" ? "an" : "a")} {what}; name a file in it");
        if (!File.Exists(path))
            throw UserErrorException.File($"{path}: no such {what}{Spelling.Suggestion(Path.GetFileName(path), Beside(path))}");
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read);
            if (file.CanSeek && file.Length > bytesMax)
                throw TooBig(path, bytesMax);
            return Read(file, path, bytesMax);
        }
        catch (UnauthorizedAccessException)
        {
            throw UserErrorException.File($"{path}: you may not read it; change its permissions");
        }
        catch (IOException trouble)
        {
            throw UserErrorException.File($"{path}: {trouble.Message}");
        }
    }

    public static byte[] Read(Stream stream, string name, int bytesMax)
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[1 << 16];
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            all.Write(buffer, 0, count);
            if (all.Length > bytesMax)
                throw TooBig(name, bytesMax);
        }

        return all.ToArray();
    }

    private static UserErrorException TooBig(string name, int bytesMax) =>
        UserErrorException.File($"{name}: it has more than {bytesMax:n0} bytes; name a smaller file");

    private static string[] Beside(string path)
    {
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
        try
        {
            return Directory.Exists(folder)
                ? [.. Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)]
                : [];
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }
}
