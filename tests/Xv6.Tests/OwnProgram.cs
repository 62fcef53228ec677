using ActorKernel.Actors;

namespace ActorKernel.Xv6.Tests;

/// <summary>The files that guest/build puts on the default disk.</summary>
internal static class OwnProgram
{
    private static readonly string folder = Path.Combine(AppContext.BaseDirectory, "Disk");

    /// <summary>In the order of their inodes, after README.</summary>
    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)!)
            .Where(name => name != "README").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>A disk without the programs of guest/programs, so that inode numbers do not change with them.</summary>
    public static Bytes UserlandDisk =>
        DiskFiles.Make(Readme, Names.Where(name => File.Exists(UserlandPath(name))), Read);

    public static Bytes Readme { get; } = Bytes.Copy(File.ReadAllBytes(Path.Combine(folder, "README")));

    /// <summary>The userland's, where a test program of guest/programs has the same name.</summary>
    public static Bytes Read(string name)
    {
        string own = UserlandPath(name);
        return Bytes.Copy(File.ReadAllBytes(File.Exists(own) ? own : Path.Combine(folder, "xv6", name)));
    }

    private static string UserlandPath(string name) => Path.Combine(folder, "userland", name);
}
