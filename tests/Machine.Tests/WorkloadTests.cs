using ActorKernel.Devices.FileSystem;

namespace ActorKernel.Machine.Tests;

/// <summary>Work that many processes share gives the same result however long messages take.</summary>
public sealed class WorkloadTests
{
    private const int Seeds = 100;

    [Theory]
    [InlineData("xv6/pipeline", 1)]
    [InlineData("xv6/pipeline", 2)]
    [InlineData("xv6/pipeline", 4)]
    [InlineData("xv6/fsload", 1)]
    [InlineData("xv6/fsload", 2)]
    [InlineData("xv6/fsload", 4)]
    public void It_is_done_on_any_number_of_cores(string program, int cores) =>
        AssertDone(Scene.Of(program).With(new() { Cores = cores }).Build(), cores);

    [Theory]
    [InlineData("xv6/pipeline")]
    [InlineData("xv6/fsload")]
    public void It_is_done_for_a_hundred_seeds_with_messages_that_take_random_times(string program)
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            MachineOptions options = new() { Cores = 4, Seed = seed, JitterMax = new(100 * seed), Tick = new(50_000) };
            AssertDone(Scene.Of(program).With(options).Build(), options.Cores, seed);
        }
    }

    /// <summary>Children are killed in calls of every kind, wherever these are; everything is given back.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Whatever_is_killed_is_gone_and_leaves_nothing(int cores)
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            MachineOptions options = new() { Cores = cores, Seed = seed, JitterMax = new(300 * seed), Tick = new(50_000) };
            Machine machine = Scene.Of("xv6/killing").With(options).Build();
            RunReport report = machine.Run(new() { Exit = true, Time = Scene.Never });
            machine.Run();

            string shown = $"seed {seed}: {report.Status} {report.Reason}\n{report.Console}";
            Assert.True(report.Console.EndsWith("killing: 48 of 48\n", StringComparison.Ordinal), shown);
            Assert.True(report.DeadLetters == 0, shown);
            AssertNothingIsLeft(machine, options, shown);
        }
    }

    [Theory]
    [InlineData("xv6/pipeline")]
    [InlineData("xv6/fsload")]
    public void The_same_run_twice_is_the_same_to_the_last_delivery(string program)
    {
        string[] records =
        [
            .. Enumerable.Range(0, 2).Select(_ =>
            {
                Recorder record = new();
                MachineOptions options = new() { Cores = 4, Seed = 7, JitterMax = new(5000), Observer = record };
                RunReport report = Scene.Of(program).With(options).Run();
                return report.Console + record.Text;
            }),
        ];

        Assert.Equal(records[0], records[1]);
    }

    private static void AssertDone(Machine machine, int cores, ulong seed = 1)
    {
        RunReport report = machine.Run(new() { Exit = true, Time = Scene.Never });

        string shown = $"seed {seed}: {report.Status} {report.Reason}\n{report.Console}";
        Assert.True(report.Status == RunStatus.Ok && report.DeadLetters == 0, shown);
        string[] lines = report.Console.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        bool isRight = lines switch
        {
            ["pipeline: 6000 bytes, 0 wrong", "pipeline: 7 children"] => true,
            [string children, "fsload: 4 children"] => children.Order().SequenceEqual("0123"),
            _ => false,
        };
        Assert.True(isRight, shown);
        machine.Run();
        AssertNothingIsLeft(machine, new() { Cores = cores }, shown);
    }

    private static void AssertNothingIsLeft(Machine machine, MachineOptions options, string shown)
    {
        Assert.True(machine.Field("procs", "freePages") == options.MemoryPages - (options.Cores - 1), shown);
        Assert.True(machine.Field("procs", "freeFiles") == options.Limits.OpenFiles, shown);
        Assert.True(machine.Field("#x", "inodes") == 0, shown);
        Assert.True(FileSystemImage.TryOpen(machine.DiskImage(), out FileSystemImage? disk, out string? objection), objection);
        Assert.True(disk.Report.Findings.IsEmpty, shown + string.Join(", ", disk.Report.Findings));
    }
}
