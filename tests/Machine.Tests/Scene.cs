using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ActorKernel.Actors;
using ActorKernel.Devices;
using ActorKernel.Processes;

namespace ActorKernel.Machine.Tests;

/// <summary>What a test lets a machine run.</summary>
internal sealed record Scene
{
    /// <summary>Seconds of few cycles: what waits, waits as long, and what computes takes longer.</summary>
    public static readonly MachineOptions Slow = new() { TscHz = 1_000_000, Tick = new(10_000), Cores = 4 };

    /// <summary>Far beyond the end of every test.</summary>
    public static readonly Tsc Never = new(20_000_000_000);

    /// <summary>As "xv6/alarmtest 2" or "akaros/poke", in the order of their pids, from 1.</summary>
    public required ImmutableArray<string> Programs { get; init; }

    public MachineOptions Options { get; init; } = new();

    public RunUntil Until { get; init; } = new() { Exit = true, Time = Never };

    public static Scene Of(params ReadOnlySpan<string> programs) => new() { Programs = [.. programs] };

    public Scene On(int cores) => this with { Options = Options with { Cores = cores } };

    public Scene With(MachineOptions options) => this with { Options = options };

    /// <summary>More files in #/, as directory and name.</summary>
    public Scene WithFile(string directory, string name, byte[] content) => this with
    {
        Options = Options with { Programs = Options.Programs.Add(new RootFile(directory, name, Bytes.Copy(content))) },
    };

    /// <summary>Ends when the console shows this.</summary>
    public Scene UntilShown(string text) => this with { Until = new() { Console = new Regex(text), Time = Never } };

    public Machine Build()
    {
        Machine machine = new(Options);
        foreach (string program in Programs)
        {
            string[] words = program.Split(' ');
            string[] path = words[0].Split('/');
            Personality personality = path[0] == "xv6" ? Xv6.Instance : Akaros.Instance;
            machine.Start(new(path[1], personality, [.. words[1..]], TscSpan.Zero));
        }

        return machine;
    }

    public RunReport Run() => Build().Run(Until);

    /// <summary>The console text of the one program there is.</summary>
    public string Console() => Run().Consoles[1];
}

internal static class Reports
{
    public static string Line(this RunReport report, int pid, int line) => report.Consoles[pid].Split('\n')[line];

    public static int Count(this RunReport report, int pid, string text) =>
        report.Consoles[pid].Split(text).Length - 1;

    public static ProcessSummary Process(this RunReport report, int pid) =>
        report.Processes.First(process => process.Pid == pid);

    public static IEnumerable<AlarmFiring> AlarmsOf(this RunReport report, int pid) =>
        report.Alarms.Where(alarm => alarm.Pid == pid);

    /// <summary>How late an alarm was; one that was set for the past is due at once.</summary>
    public static TscSpan Late(this AlarmFiring alarm) =>
        alarm.Delivered!.Value - Tsc.Max(alarm.Due, alarm.ArmedAt);

    /// <summary>No alarm came early, and none of that process later than so many cycles.</summary>
    public static void AssertOnTime(this RunReport report, int pid, int atLeast, TscSpan most)
    {
        AlarmFiring[] delivered = [.. report.AlarmsOf(pid).Where(alarm => alarm.Delivered is not null)];
        Assert.True(delivered.Length >= atLeast, $"pid {pid} had {delivered.Length} alarms, not {atLeast}");
        Assert.All(delivered, alarm => Assert.InRange(alarm.Late().Ticks, 0UL, most.Ticks));
    }

    /// <summary>The field of an actor's description.</summary>
    public static long Field(this Machine machine, string actor, string field)
    {
        string pattern = $@"^  {Regex.Escape(actor)}: .*\b{field}=(-?\d+)";
        Match match = Regex.Match(machine.Describe(), pattern, RegexOptions.Multiline);
        Assert.True(match.Success, $"{actor} says nothing of {field}");
        return long.Parse(match.Groups[1].Value);
    }
}
