using System.Collections.Concurrent;
using ActorKernel.Actors;
using ActorKernel.Cores;

namespace ActorKernel.Machine.Tests;

/// <summary>Both alarms at once: two alarmtests, an alarm and its poke, on machines of all sizes and manners.</summary>
public sealed class AlarmScenarioTests
{
    internal const string AlarmText =
        "Starting alarm test\n"
        + "No alarm should have fired yet\n"
        + "\tAlarm fired!\n"
        + "Sleeping for 10 sec, try to echo 111 > '#s/alarmtest' now!\n"
        + "\tAlarm fired!\n"
        + "Done\n";

    internal const string PokeText = "poke: wrote 111 to #s/alarmtest\n";

    private const int First = 1;
    private const int Second = 2;
    private const int Alarm = 3;
    private const int Poke = 4;

    private static readonly Scene All = Scene.Of("xv6/alarmtest", "xv6/alarmtest", "akaros/alarm", "akaros/poke");

    /// <summary>Ends with the last of Akaros' programs, long before alarmtest has made its dots.</summary>
    private static readonly Scene Short = (All with { Options = Scene.Slow }).UntilShown("Done\n");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(16)]
    public void Every_machine_shows_the_same_alarms(int cores)
    {
        TickCount ticks = new();

        RunReport report = (All with { Options = new() { Cores = cores, Observer = ticks } }).Run();

        Assert.Equal((RunStatus.Ok, 0L), (report.Status, report.DeadLetters));
        Assert.Equal(AlarmText, report.Consoles[Alarm]);
        Assert.Equal(PokeText, report.Consoles[Poke]);
        foreach (int test in (int[])[First, Second])
        {
            Assert.StartsWith("alarmtest starting\n", report.Consoles[test]);
            Assert.Equal(50, report.Count(test, "."));
            Assert.Equal(8, report.Count(test, "alarm!\n"));
            Assert.Equal(ticks.Of(test) / 10, report.Count(test, "alarm!\n"));
            report.AssertOnTime(test, atLeast: 8, new(100));
        }

        report.AssertOnTime(Alarm, atLeast: 2, new(cores == 1 ? 1_100_000 : 10_000UL));
        if (cores > 1)
            Assert.NotEqual(report.AlarmsOf(First).First().Core, report.AlarmsOf(Second).First().Core);
    }

    [Fact]
    public void A_run_that_is_repeated_is_the_same_delivery_by_delivery()
    {
        Recorder first = new();
        Recorder again = new();

        RunReport one = Short.With(Scene.Slow with { Observer = first }).Run();
        RunReport other = Short.With(Scene.Slow with { Observer = again }).Run();

        Assert.Equal(first.Text, again.Text);
        Assert.Equal(one.Console, other.Console);
        Assert.Equal((one.Now, one.Instructions, one.Deliveries), (other.Now, other.Instructions, other.Deliveries));
        Assert.True(first.Hops.Count > 10_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Where_slices_are_cut_leaves_no_trace_in_the_transcript(int cores)
    {
        MachineOptions options = Scene.Slow with { Cores = cores };
        Recorder whole = new();
        Short.With(options with { Observer = whole }).Run();

        for (ulong seed = 1; seed <= 3; seed++)
        {
            Recorder cut = new();
            Short.With(options with { Observer = cut, SliceCutSeed = seed }).Run();
            int same = whole.Hops.Zip(cut.Hops).TakeWhile(pair => pair.First == pair.Second).Count();
            Assert.True(
                same == whole.Hops.Count && same == cut.Hops.Count,
                $"cut by seed {seed}, delivery {same} is {cut.Hops.ElementAtOrDefault(same)}"
                    + $" instead of {whole.Hops.ElementAtOrDefault(same)}");
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 10)]
    [InlineData(4, 10)]
    public void Slower_messages_show_the_same(int cores, ulong factor)
    {
        MachineOptions options = Scene.Slow with { Cores = cores, Costs = CostTable.Default.Times(factor) };

        AssertShown(Short.With(options).Run(), $"{cores} cores, latencies times {factor}");
    }

    [Fact]
    public void Random_latencies_show_the_same()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            int cores = seed % 2 == 0 ? 1 : 4;
            MachineOptions options = Scene.Slow with { Cores = cores, JitterMax = new(700), Seed = seed };

            AssertShown(Short.With(options).Run(), $"seed {seed}");
        }
    }

    private static void AssertShown(RunReport report, string where)
    {
        Assert.True(report.Consoles[Alarm] == AlarmText, $"{where}: {report.Consoles[Alarm]}");
        Assert.True(report.Consoles[Poke] == PokeText, $"{where}: {report.Consoles[Poke]}");
        Assert.Equal(0, report.DeadLetters);
        Assert.All(
            report.Alarms.Where(alarm => alarm.Delivered is not null),
            alarm => Assert.True(alarm.Delivered >= alarm.Due, $"{where}: {alarm} is early"));
        foreach (int test in (int[])[First, Second])
        {
            int called = report.AlarmsOf(test).Count();
            Assert.True(called > 15, $"{where}: {called} calls of pid {test}");
            Assert.InRange(report.Count(test, "alarm!\n"), called - 1, called);
        }
    }

    /// <summary>Ticks that interrupted user code, by pid.</summary>
    private sealed class TickCount : IObserver
    {
        private readonly ConcurrentDictionary<int, int> ticks = [];

        public int Of(int pid) => ticks.GetValueOrDefault(pid);

        public void Delivering(Mail mail, in Delivery delivery)
        {
            if (mail.Is(out Trapped trapped) && trapped is { Cause: TrapCause.Tick, Context: not null })
                ticks.AddOrUpdate(trapped.Context.Pid.Number, 1, (_, count) => count + 1);
        }
    }
}
