namespace ActorKernel.Machine.Tests;

/// <summary>xv6's alarm, with ticks that hit the most various instructions.</summary>
public sealed class TickAlarmTests
{
    /// <summary>Shortest ticks, each of them in step with other loops: of so many cycles, and a few more.</summary>
    private const ulong ShortestTick = 2003;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_alarm_keeps_all_registers_and_flags_wherever_it_hits(int cores)
    {
        for (ulong tick = ShortestTick; tick < ShortestTick + 48; tick++)
            AssertShows("xv6/alarmregs", "registers kept\n", new() { Cores = cores, Tick = new(tick) });
    }

    [Fact]
    public void An_alarm_keeps_registers_when_messages_take_random_times()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            AssertShows(
                "xv6/alarmregs",
                "registers kept\n",
                new() { Cores = 2, Tick = new(2500 + seed), Seed = seed, JitterMax = new(300), SliceCutSeed = seed });
        }
    }

    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(2, 9_973)]
    public void A_handler_is_not_interrupted_by_itself(int cores, ulong tick) => AssertShows(
        "xv6/alarmlong",
        "alarmlong: starting\nalarmlong: called again and again, never re-entered\n",
        new() { Cores = cores, Tick = new(tick) });

    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(2, 9_973)]
    public void An_alarm_can_be_stopped(int cores, ulong tick) => AssertShows(
        "xv6/alarmoff",
        "alarmoff: on: called\nalarmoff: interval 0: returned 0, 0 calls\n"
        + "alarmoff: on: called\nalarmoff: interval -1: returned 0, 0 calls\n",
        new() { Cores = cores, Tick = new(tick) });

    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(2, 9_973)]
    public void An_alarm_ends_with_its_program(int cores, ulong tick) => AssertShows(
        "xv6/alarmexec",
        "alarmexec: becoming spin\nspin: 30 million turns\n",
        new() { Cores = cores, Tick = new(tick) });

    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(1, 2_003)]
    [InlineData(2, 2_011)]
    [InlineData(2, 50_021)]
    public void Ticks_of_sleep_do_not_count(int cores, ulong tick) => AssertShows(
        "xv6/alarmsleep",
        "alarmsleep: 0 calls during sleep\nalarmsleep: called while computing\n",
        new() { Cores = cores, Tick = new(tick) });

    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(2, 2_003)]
    [InlineData(2, 50_021)]
    public void A_stack_that_takes_nothing_is_the_programs_own_fault(int cores, ulong tick)
    {
        RunReport report = Scene.Of("xv6/badesp").With(new() { Cores = cores, Tick = new(tick) }).Run();

        string[] faults = [.. report.Processes.Where(process => process.Fault is not null).Select(AddressOfFault)];
        Assert.Equal(
            [
                "err 6 addr 0x8ffffffc", // above the kernel's memory
                "err 7 addr 0x800ffffc",
                "err 6 addr 0x3ffffffc",
                "err 7 addr guard",
                "err 7 addr 0xfffffffc",
                "err 7 addr 0xfffffffe",
            ],
            faults);
        Assert.EndsWith("badesp: done\n", report.Consoles[1]);
        Assert.DoesNotContain("lived", report.Console);
    }

    private static string AddressOfFault(ProcessSummary process)
    {
        string[] words = process.Fault!.Split(' ');
        int error = Array.IndexOf(words, "err");
        string address = words[^2].Split("--")[0];
        bool isGuard = address.Length <= "0xffff".Length;
        return $"err {words[error + 1]} addr {(isGuard ? "guard" : address)}";
    }

    private static void AssertShows(string program, string text, MachineOptions options)
    {
        RunReport report = Scene.Of(program).With(options).Run();

        Assert.True(
            report.Consoles[1] == text,
            $"{program}, {options.Cores} cores, tick {options.Tick}, seed {options.Seed}: {report.Consoles[1]}");
        Assert.Equal((RunStatus.Ok, 0L), (report.Status, report.DeadLetters));
    }
}
