using ActorKernel.Actors;

namespace ActorKernel.Xv6.Tests;

/// <summary>The files that guest/build puts on the default disk.</summary>
internal static class OwnProgram
{
    private static readonly string folder = Path.Combine(AppContext.BaseDirectory, "Userland");

    /// <summary>In the order of their inodes, after README.</summary>
    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)!).Where(name => name != "README").Order(StringComparer.Ordinal);

    public static Bytes Readme => Read("README");

    public static Bytes Read(string name) => Bytes.Copy(File.ReadAllBytes(Path.Combine(folder, name)));
}
