using System.Globalization;

namespace ActorKernel.Cli;

/// <summary>The directories that runs are recorded in: RUNS/17-alarmtest, and RUNS/last, a link to the newest.</summary>
internal static class RunFolder
{
    private const string Last = "last";
    private const int NameCharsMax = 40;

    /// <summary>Makes the next one.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static string MakeNext(string runs, string name)
    {
        Directory.CreateDirectory(runs);
        string suffix = string.Concat(name.Take(NameCharsMax).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '-'));
        for (long number = Numbered(runs).Select(run => run.Number).FirstOrDefault() + 1; ; number++)
        {
            string folder = Path.Combine(runs, string.Create(CultureInfo.InvariantCulture, $"{number}-{suffix}"));
            Directory.CreateDirectory(folder);
            if (!Claim(folder))
                continue; // another run was faster
            Link(runs, Path.GetFileName(folder));
            return folder;
        }
    }

    /// <summary>The directory that a person means: its path or that of a file in it, its number, last, or last~1.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    public static string Find(string run, string? runs)
    {
        if (Directory.Exists(run))
            return run;
        if (File.Exists(run))
            return Path.GetDirectoryName(Path.GetFullPath(run))!;
        (long Number, string Path)[] known = runs is not null && Directory.Exists(runs) ? [.. Numbered(runs)] : [];
        string? found = null;
        if (run == Last)
            found = known.FirstOrDefault().Path;
        else if (run.StartsWith($"{Last}~", StringComparison.Ordinal) && int.TryParse(run.AsSpan(Last.Length + 1), out int back) && back >= 0)
            found = known.ElementAtOrDefault(back).Path;
        else if (long.TryParse(run, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            found = Array.Find(known, other => other.Number == number).Path;
        if (found is not null)
            return found;
        string there = known.Length == 0
            ? $"no run is recorded in {runs ?? "this directory"} yet; 'ak run' records one"
            : $"the newest is {Path.GetFileName(known[0].Path)}; name a directory, a number, last or last~1";
        throw UserErrorException.File($"'{run}' is no recorded run: {there}");
    }

    /// <summary>Newest first.</summary>
    private static IEnumerable<(long Number, string Path)> Numbered(string runs) => Directory.EnumerateDirectories(runs)
        .Select(path => (Number: NumberOf(Path.GetFileName(path)), Path: path))
        .Where(run => run.Number > 0)
        .OrderByDescending(run => run.Number);

    private static long NumberOf(string folder)
    {
        int end = folder.IndexOf('-', StringComparison.Ordinal);
        return end > 0 && long.TryParse(folder.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : 0;
    }

    private static bool Claim(string folder)
    {
        if (Directory.EnumerateFileSystemEntries(folder).Any())
            return false;
        try
        {
            using FileStream mine = new(Path.Combine(folder, Tracing.RunFiles.Facts), FileMode.CreateNew);
            return true;
        }
        catch (IOException) when (File.Exists(Path.Combine(folder, Tracing.RunFiles.Facts)))
        {
            return false;
        }
    }

    /// <summary>For people; runs are found by their numbers, so that it may fail.</summary>
    private static void Link(string runs, string folder)
    {
        string link = Path.Combine(runs, Last);
        try
        {
            if (new FileInfo(link).LinkTarget is not null)
                File.Delete(link);
            if (!Path.Exists(link))
                File.CreateSymbolicLink(link, folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The file system has no links, or another run was faster.
        }
    }
}
