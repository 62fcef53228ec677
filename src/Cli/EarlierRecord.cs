using System.Globalization;
using ActorKernel.Tracing;

namespace ActorKernel.Cli;

/// <summary>The record that is already in a directory in which a run is to be recorded.</summary>
/// <remarks>It makes room. A file of anybody else's is never written over.</remarks>
internal static class EarlierRecord
{
    private const int Sha256Digits = 64;

    /// <summary>Deletes it with the copies of its inputs, and nothing else.</summary>
    /// <param name="hasReport">The new run is to have a report, too.</param>
    /// <returns>What it was of; null when there was none.</returns>
    /// <exception cref="IOException">A file is in the way that belongs to no record, or one cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">One cannot be read or deleted.</exception>
    public static string? Remove(string folder, bool hasReport)
    {
        string[] always = [RunFiles.Facts, RunFiles.Record, RunFiles.Console];
        string[] all = [.. always, RunFiles.Report];
        string? taken = Array.Find(hasReport ? all : always, name => HasContent(Path.Combine(folder, name)));
        if (taken is null)
            return null;
        RunFacts? facts = FactsIn(folder);
        if (facts is null && !HasRecord(Path.Combine(folder, RunFiles.Record)))
            throw new IOException($"{folder} has a {taken} that belongs to no record");
        if (facts is not null)
            DeleteInputs(facts, Path.Combine(folder, RunFiles.Inputs));
        foreach (string path in all.Select(name => Path.Combine(folder, name)).Where(File.Exists))
            File.Delete(path);
        return facts is null
            ? "a run"
            : string.Create(CultureInfo.InvariantCulture, $"{facts.Name} of {facts.Started:yyyy-MM-dd HH:mm:ss}");
    }

    private static bool HasContent(string path) => File.Exists(path) && new FileInfo(path).Length > 0;

    private static bool HasRecord(string path) => HasContent(path) && RecordReader.IsRecord(path);

    private static RunFacts? FactsIn(string folder)
    {
        string path = Path.Combine(folder, RunFiles.Facts);
        try
        {
            return HasContent(path) ? RunFacts.FromJson(File.ReadAllBytes(path)) : null;
        }
        catch (RecordException)
        {
            return null;
        }
    }

    private static void DeleteInputs(RunFacts facts, string inputs)
    {
        foreach (string name in facts.Inputs.Select(input => input.Sha256))
        {
            if (name.Length == Sha256Digits && name.All(char.IsAsciiHexDigit) && File.Exists(Path.Combine(inputs, name)))
                File.Delete(Path.Combine(inputs, name));
        }
    }
}
