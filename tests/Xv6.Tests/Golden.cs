using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ActorKernel.Xv6.Tests;

/// <summary>Console texts that were looked at once and must stay.</summary>
/// <remarks>With ACTORKERNEL_UPDATE_GOLDEN set, the files are written instead of compared.</remarks>
internal static partial class Golden
{
    private const string Update = "ACTORKERNEL_UPDATE_GOLDEN";

    public static void Assert(string name, string shown)
    {
        string text = Code().Replace(shown, "0x_");
        if (Environment.GetEnvironmentVariable(Update) is not null)
            File.WriteAllText(Path.Combine(SourceFolder(), "Golden", name), text);
        else
            Xunit.Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name)), text);
    }

    /// <summary>Addresses in a program are the compiler's business; those of the kernel stay.</summary>
    [GeneratedRegex(@"(?<=eip |addr )0x[0-9a-f]{1,6}\b")]
    private static partial Regex Code();

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
