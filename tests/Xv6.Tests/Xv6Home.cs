using System.Runtime.CompilerServices;
using ActorKernel.Actors;

namespace ActorKernel.Xv6.Tests;

/// <summary>What upstream's xv6 (mit-pdos/xv6-public) builds: fs.img, and the programs as _cat and so on.</summary>
/// <remarks>The environment variable XV6_HOME names the directory. Nothing of it is part of this repository.</remarks>
internal static class Xv6Home
{
    public const string Variable = "XV6_HOME";

    public static string? Folder =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;

    /// <summary>The programs in the order in which upstream's Makefile puts them on the disk, after README.</summary>
    public static string[] Programs =>
    [
        "cat", "echo", "forktest", "grep", "init", "kill", "ln", "ls", "mkdir", "rm", "sh", "stressfs", "usertests",
        "wc", "zombie",
    ];

    public static Bytes Disk => Bytes.Copy(File.ReadAllBytes(Path.Combine(Folder!, "fs.img")));

    public static Bytes Program(string name) => Bytes.Copy(File.ReadAllBytes(Path.Combine(Folder!, "_" + name)));

    /// <summary>Null, or why the tests with upstream's programs cannot run.</summary>
    public static string? Objection => Folder is null
        ? $"{Variable} IS NOT SET, SO XV6'S OWN PROGRAMS ARE NOT RUN; it names a folder with its fs.img and _* programs"
        : null;
}

/// <summary>A test with upstream's programs, which says so where they are missing: in its name, for that is shown.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class Xv6FactAttribute : FactAttribute
{
    public Xv6FactAttribute([CallerMemberName] string test = "")
    {
        Test = test;
        if (Xv6Home.Objection is string objection)
            (Skip, DisplayName) = (objection, $"{test}: {objection}");
    }

    public string Test { get; }
}

/// <inheritdoc cref="Xv6FactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class Xv6TheoryAttribute : TheoryAttribute
{
    public Xv6TheoryAttribute([CallerMemberName] string test = "")
    {
        Test = test;
        if (Xv6Home.Objection is string objection)
            (Skip, DisplayName) = (objection, $"{test}: {objection}");
    }

    public string Test { get; }
}
