using ActorKernel.Processes;

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
    [InlineData(1, 1_000_000, AlarmReturn.Restore)]
    [InlineData(2, 2_003, AlarmReturn.Restore)]
    [InlineData(2, 50_021, AlarmReturn.Restore)]
    [InlineData(1, 1_000_000, AlarmReturn.Naive)]
    [InlineData(2, 2_003, AlarmReturn.Naive)]
    public void A_stack_that_takes_nothing_is_the_programs_own_fault(int cores, ulong tick, AlarmReturn way)
    {
        MachineOptions options = new() { Cores = cores, Tick = new(tick), AlarmReturn = way };
        RunReport report = Scene.Of("xv6/badesp").With(options).Run();

        string[] faults = [.. report.Processes.Where(process => process.Fault is not null).Select(AddressOfFault)];
        Assert.Equal(
            [
                "err 6 addr 0x8ffffffc", // above the kernel's memory
                "err 7 addr 0x800ffffc",
                "err 7 addr 0x801000fc",
                "err 7 addr 0x801ffffc",
                "err 6 addr 0x3ffffffc",
                "err 6 addr 0xffffc",
                "err 6 addr 0xfffffc",
                "err 7 addr guard",
                "err 7 addr 0xfffffffc",
                "err 7 addr 0xfffffffe",
            ],
            faults);
        Assert.EndsWith("badesp: done\n", report.Consoles[1]);
        Assert.DoesNotContain("lived", report.Console);
    }

    [Theory]
    [InlineData(1, 100_000)]
    [InlineData(2, 50_021)]
    [InlineData(4, 100_000)]
    public void Handlers_can_jump_out_fork_exit_and_become_another_program(int cores, ulong tick)
    {
        RunReport report = Scene.Of("xv6/alarmjump").With(new() { Cores = cores, Tick = new(tick) }).Run();

        Assert.Equal((RunStatus.Ok, 0L), (report.Status, report.DeadLetters));
        Assert.Equal(
            """
            jumped out and set in main: 5 calls
            set in the handler and jumped out: 5 calls
            jumped out and not set: 1 calls
            set again: 2 calls
            set in the handler and returned: called again
            alarmjump: child in the handler
            child: sum right
            child: 0 calls
            alarmjump: exit in the handler
            parent: sum right
            exec in the handler
            alarmjump: done

            """,
            report.Console);
    }

    [Theory]
    [InlineData(AlarmReturn.Restore, "never called inside itself", "not called")]
    [InlineData(AlarmReturn.Naive, "called inside itself", "called")]
    public void The_homeworks_alarm_interrupts_itself_and_is_kept_by_exec(AlarmReturn way, string inside, string exec)
    {
        MachineOptions options = new() { Cores = 2, Tick = new(100_000), AlarmReturn = way };

        string console = Scene.Of("xv6/alarmnaive").With(options).Run().Console;

        Assert.Equal($"{inside}\nchild: not called\nafter exec: {exec}\nalarmnaive: done\n", console);
    }

    /// <summary>One more return address and frame for each call, until the stack page is full.</summary>
    [Fact]
    public void A_naive_handler_that_is_too_slow_runs_out_of_stack()
    {
        MachineOptions options = new() { Tick = new(50_000), AlarmReturn = AlarmReturn.Naive };
        RunReport report = Scene.Of("xv6/alarmlong").With(options).Run();

        Assert.Contains("trap 14 err 7", report.Process(1).Fault, StringComparison.Ordinal);
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
