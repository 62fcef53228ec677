
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
        AssertDone(Scene.Of(program).With(new() { Cores = cores }).Build());

    [Theory]
    [InlineData("xv6/pipeline")]
    [InlineData("xv6/fsload")]
    public void It_is_done_for_a_hundred_seeds_with_messages_that_take_random_times(string program)
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            MachineOptions options = new() { Cores = 4, Seed = seed, JitterMax = new(100 * seed), Tick = new(50_000) };
            AssertDone(Scene.Of(program).With(options).Build(), seed);
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

    private static void AssertDone(Machine machine, ulong seed = 1)
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
        Assert.True(machine.Field("procs", "freeFiles") == 100 && machine.Field("#x", "inodes") == 0, shown);
    }
}
