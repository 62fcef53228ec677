using System.Text.RegularExpressions;
using ActorKernel.Actors;

namespace ActorKernel.Machine.Tests;

/// <summary>One alarm of each kind, hop by hop: each delivery is caused by the one before it.</summary>
/// <remarks>With ACTORKERNEL_UPDATE_GOLDEN set, the files are written instead of compared.</remarks>
public sealed class GoldenTests
{
    private const string Update = "ACTORKERNEL_UPDATE_GOLDEN";

    [Fact]
    public void A_tick_calls_a_handler()
    {
        (_, Recorder record) = AlarmChains.Record();

        AssertGolden("xv6-tick.txt", AlarmChains.Tick(record));
    }

    [Fact]
    public void An_alarm_goes_round_the_machine_and_back_to_the_program_that_set_it()
    {
        (_, Recorder record) = AlarmChains.Record();

        AssertGolden("akaros-arm-and-fire.txt", AlarmChains.ArmAndFire(record));
        AssertGolden("akaros-arm-answered.txt", AlarmChains.ArmAnswered(record));
        AssertGolden("akaros-wake-up.txt", AlarmChains.WakeUp(record));
    }

    [Fact]
    public void An_event_for_a_running_program_is_written_by_its_core()
    {
        Recorder record = new();
        Scene.Of("akaros/manyalarms 12").With(Scene.Slow with { Cores = 2, Observer = record }).Run();
        Hop written = record.Hops.First(hop =>
            hop.Kind == "KernelWritten" && hop.Fields.Contains("outcome=Written", StringComparison.Ordinal));
        Hop posted = record.Hops.First(hop => hop.Kind == "EventPosted" && hop.Cause == written.Id);

        AssertGolden("akaros-fire-while-running.txt", record.ChainTo(posted, "DeadlineDue"));
    }

    private static void AssertGolden(string name, List<Hop> chain)
    {
        for (int i = 1; i < chain.Count; i++)
            Assert.Equal(chain[i - 1].Id, chain[i].Cause);

        string text = string.Concat(chain.Select(hop => Line(hop, chain[0].At) + "\n"));
        if (Environment.GetEnvironmentVariable(Update) is not null)
            File.WriteAllText(Path.Combine(SourceFolder(), "Golden", name), text);
        else
            Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name)), text);
    }

    /// <summary>Times from the first hop on; addresses are the compiler's business.</summary>
    private static string Line(Hop hop, Tsc start)
    {
        string fields = Regex.Replace(hop.Fields, "0x[0-9a-f]+", "0x_");
        fields = Regex.Replace(fields, @"\b(queue|waiter|arming|token|call|number|step)=[0-9]+", "$1=_");
        fields = Regex.Replace(fields, "\"[0-9a-f]{6,16}\"", "\"_\"");
        return $"+{(hop.At - start).Ticks} {hop.Sender} -> {hop.Receiver} {hop.Kind}({fields})";
    }

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") =>
        Path.GetDirectoryName(path)!;
}

/// <summary>The ways of two alarms through one machine: an alarmtest's, and an Akaros alarm's on the other core.</summary>
internal static class AlarmChains
{
    /// <summary>On core 0, which has all alarms' waiters; alarmtest is on core 1.</summary>
    public const int Alarm = 1;
    public const int Test = 2;

    /// <summary>Ends after the first alarm that fires, and a while.</summary>
    public static Scene Scene { get; } = Tests.Scene.Of("akaros/alarm", "xv6/alarmtest") with
    {
        Options = Tests.Scene.Slow with { Cores = 2, DiskLatency = new(1) }, // or alarmtest is late for core 1
        Until = new() { Time = new(4_500_000) },
    };

    public static (RunReport Report, Recorder Record) Record()
    {
        Recorder record = new();
        RunReport report = Scene.With(Scene.Options with { Observer = record }).Run();
        return (report, record);
    }

    /// <summary>From the tick to the third call of the handler.</summary>
    public static List<Hop> Tick(Recorder record)
    {
        Hop call = record.Hops
            .Where(hop => hop.Kind == "Resume" && hop.Fields.Contains("handler(", StringComparison.Ordinal))
            .ElementAt(2);
        return record.ChainTo(call, "TickDue");
    }

    /// <summary>From the system call that arms the alarm that fires, to #A's hearing that it has.</summary>
    public static List<Hop> ArmAndFire(Recorder record)
    {
        Hop posted = record.Hops.First(hop => hop.Kind == "EventPosted" && hop.Receiver == "#A");
        return record.ChainTo(posted, "Trapped");
    }

    /// <summary>From the chain's answer to the program's next instruction.</summary>
    public static List<Hop> ArmAnswered(Recorder record)
    {
        Hop arm = ArmAndFire(record).First(hop => hop.Kind == "Arm");
        Hop armed = record.Hops.First(hop => hop.Kind == "Armed" && hop.Cause == arm.Id);
        Hop resumed = record.Hops.SkipWhile(hop => hop != armed).First(hop =>
            hop.Kind == "Resume" && hop.Fields.Contains($"pid={Alarm} ", StringComparison.Ordinal));
        return record.ChainTo(resumed, "Armed");
    }

    /// <summary>From the event to the first instruction of the program's vcore entry.</summary>
    public static List<Hop> WakeUp(Recorder record)
    {
        Hop post = ArmAndFire(record).First(hop => hop.Kind == "PostEvent");
        Hop resumed = record.Hops.SkipWhile(hop => hop != post)
            .First(hop => hop.Kind == "Resume" && hop.Fields.Contains("upcall=1", StringComparison.Ordinal));
        return record.ChainTo(resumed, "PostEvent");
    }
}

/// <summary>Without any one of its hops, or with that late, an alarm is lost or late, and no other one is.</summary>
public sealed class HeldBackTests
{
    private static readonly TscSpan Delay = new(3000);

    private static readonly Lazy<(RunReport Report, Recorder Record)> Undisturbed = new(AlarmChains.Record);

    public static TheoryData<string> TickHops => ["Interrupt", "Trapped", "Resume"];

    public static TheoryData<string> AlarmHops =>
    [
        "Trapped", "SystemCall", "Write", "Arm", "ProgramDeadline", "DeadlineDue", "Interrupt", "Trigger", "Expired",
        "PostEvent",
    ];

    public static TheoryData<string> WakeUpHops => ["Ready", "Dispatch", "RunUser", "Resume"];

    [Theory]
    [MemberData(nameof(TickHops))]
    public void A_call_of_a_handler_is_lost_without_each_hop(string kind) => AssertTickMoved(kind, mail => mail.Drop());

    [Theory]
    [MemberData(nameof(TickHops))]
    public void A_call_of_a_handler_is_as_late_as_each_hop(string kind) =>
        AssertTickMoved(kind, mail => mail.Delay(Delay));

    [Theory]
    [MemberData(nameof(AlarmHops))]
    public void An_alarm_is_lost_without_each_hop(string kind)
    {
        Hop hop = AlarmChains.ArmAndFire(Undisturbed.Value.Record).First(hop => hop.Kind == kind);

        AlarmFiring? alarm = MeddleWithAlarm(hop, mail => mail.Drop());

        Assert.Null(alarm?.Delivered);
    }

    [Theory]
    [MemberData(nameof(AlarmHops))]
    public void An_alarm_is_as_late_as_each_hop(string kind)
    {
        Hop hop = AlarmChains.ArmAndFire(Undisturbed.Value.Record).First(hop => hop.Kind == kind);
        bool arms = kind is "Trapped" or "SystemCall" or "Write" or "Arm" or "ProgramDeadline"; // long before it is due

        AlarmFiring alarm = MeddleWithAlarm(hop, mail => mail.Delay(Delay))!;

        Tsc undisturbed = Fired(Undisturbed.Value.Report).Delivered!.Value;
        Assert.Equal(arms ? undisturbed : undisturbed + Delay, alarm.Delivered);
    }

    [Theory]
    [MemberData(nameof(WakeUpHops))]
    public void A_program_does_not_wake_without_each_hop(string kind)
    {
        Hop hop = AlarmChains.WakeUp(Undisturbed.Value.Record).First(hop => hop.Kind == kind);

        AlarmFiring alarm = MeddleWithAlarm(hop, mail => mail.Drop())!;

        Assert.Null(alarm.Delivered);
        Assert.NotNull(alarm.Fired);
    }

    [Theory]
    [MemberData(nameof(WakeUpHops))]
    public void A_program_wakes_as_late_as_each_hop(string kind)
    {
        Hop hop = AlarmChains.WakeUp(Undisturbed.Value.Record).First(hop => hop.Kind == kind);

        AlarmFiring alarm = MeddleWithAlarm(hop, mail => mail.Delay(Delay))!;

        Assert.Equal(Fired(Undisturbed.Value.Report).Delivered + Delay, alarm.Delivered);
    }

    /// <summary>The armings are one that is cancelled and one that fires.</summary>
    private static AlarmFiring Fired(RunReport report) => report.AlarmsOf(AlarmChains.Alarm).ElementAt(1);

    private static AlarmFiring? MeddleWithAlarm(Hop with, Action<Mail> how)
    {
        RunReport report = Meddle(with, how);
        Assert.Equal(CallsOf(Undisturbed.Value.Report), CallsOf(report));
        return report.AlarmsOf(AlarmChains.Alarm).ElementAtOrDefault(1);
    }

    private static void AssertTickMoved(string kind, Action<Mail> how)
    {
        Hop hop = AlarmChains.Tick(Undisturbed.Value.Record).First(hop => hop.Kind == kind);

        RunReport report = Meddle(hop, how);

        Tsc undisturbed = CallsOf(Undisturbed.Value.Report)[2];
        List<Tsc> calls = CallsOf(report);
        Assert.Equal(CallsOf(Undisturbed.Value.Report)[..2], calls[..2]);
        Assert.True(calls.Count == 2 || calls[2] > undisturbed, $"the third call is at {calls[^1]}, as undisturbed");
        Assert.Equal(Fired(Undisturbed.Value.Report), Fired(report));
    }

    private static RunReport Meddle(Hop with, Action<Mail> how)
    {
        Meddler meddler = new(with.Id, how);
        RunReport report = AlarmChains.Scene
            .With(AlarmChains.Scene.Options with { Interceptor = meddler })
            .Run();
        Assert.True(meddler.HasMeddled);
        return report;
    }

    private static List<Tsc> CallsOf(RunReport report) =>
        [.. report.AlarmsOf(AlarmChains.Test).Select(alarm => alarm.Delivered!.Value)];
}
