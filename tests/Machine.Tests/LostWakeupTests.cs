namespace ActorKernel.Machine.Tests;

/// <summary>An event that is posted while its program goes to sleep wakes it, whoever is first.</summary>
/// <remarks>With so slow a clock a millisecond is shorter than a call, so alarms meet their program everywhere.</remarks>
public sealed class LostWakeupTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Alarms_are_neither_lost_nor_doubled_by_programs_that_fall_asleep(int cores)
    {
        for (ulong seed = 1; seed <= 60; seed++)
        {
            MachineOptions options = Scene.Slow with
            {
                Cores = cores,
                Seed = seed,
                JitterMax = new(seed * 37),
                TscHz = 300_000 + (seed * 70_001),
            };

            RunReport report = Scene.Of("akaros/manyalarms 36").With(options).Run();

            Assert.True(report.Status == RunStatus.Ok, $"seed {seed}: {report.Reason}");
            Assert.True(
                report.Console == "manyalarms: 36 armed, 36 fired, 0 early, 0 wrong\n", $"seed {seed}: {report.Console}");
            Assert.Equal(0, report.DeadLetters);
        }
    }

    [Fact]
    public void Programs_that_wait_for_each_others_alarms_all_go_on()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            MachineOptions options = Scene.Slow with { Cores = 2, Seed = seed, JitterMax = new(900) };

            RunReport report =
                Scene.Of("akaros/manyalarms 24", "akaros/ucqalarm", "akaros/manyalarms 24", "xv6/spin 1").With(options).Run();

            Assert.True(report.Status == RunStatus.Ok, $"seed {seed}: {report.Reason}");
            Assert.Equal(
                report.Console.Split('\n').Length - 1,
                report.Count(1, "24 fired, 0 early") + report.Count(2, "1 messages") + report.Count(2, "1 bits")
                    + report.Count(3, "24 fired, 0 early") + report.Count(4, "turns"));
        }
    }

    /// <summary>The event's way crosses the program's way to sleep at every instant of it.</summary>
    [Fact]
    public void An_alarm_may_fire_at_any_instant_of_falling_asleep()
    {
        for (ulong hertz = 150_000; hertz <= 450_000; hertz += 2_503)
        {
            RunReport report = Scene.Of("akaros/manyalarms 12").With(Scene.Slow with { Cores = 2, TscHz = hertz }).Run();

            Assert.True(
                report.Console == "manyalarms: 12 armed, 12 fired, 0 early, 0 wrong\n",
                $"{hertz} Hz: {report.Reason}: {report.Console}");
        }
    }
}
