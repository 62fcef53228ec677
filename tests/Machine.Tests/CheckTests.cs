namespace ActorKernel.Machine.Tests;

/// <summary>C programs that print what the same source prints when it is built for the host, at every level.</summary>
public sealed class CheckTests
{
    private static readonly string[] Levels = ["O0", "O1", "O2", "O3", "Os"];

    public static TheoryData<string> Names =>
    [
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Expected"), "*.txt")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_program_prints_the_same_here_as_on_the_host(string name)
    {
        string expected = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Expected", $"{name}.txt"));
        string[] forAkaros = [$"{name}-akaros", $"{name}-v2"];
        Scene scene = Scene.Of([.. Levels.Select(level => $"xv6/{name}-{level}"), .. forAkaros.Select(program => $"akaros/{program}")])
            .With(new() { Cores = 2, Tick = new(20_011) });
        foreach (string level in Levels)
            scene = scene.WithFile("xv6", $"{name}-{level}", Program($"{name}-{level}"));
        foreach (string program in forAkaros)
            scene = scene.WithFile("akaros", program, Program(program));

        RunReport report = scene.Run();

        for (int pid = 1; pid <= scene.Programs.Length; pid++)
            Assert.True(report.Consoles[pid] == expected, $"{scene.Programs[pid - 1]} printed {report.Consoles[pid]}");
        Assert.Equal((RunStatus.Ok, 0L), (report.Status, report.DeadLetters));
    }

    private static byte[] Program(string name) =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Checks", name));
}
