using System.Collections.Immutable;
using System.Globalization;
using ActorKernel.Guest;
using ActorKernel.Processes;

namespace ActorKernel.Machine;

/// <summary>Turns a scenario file's text into a scenario. Strict: what it does not know is an error, not ignored.</summary>
public sealed class ScenarioReader
{
    private const ulong HzMin = 1000;
    private const ulong HzMax = 100_000_000_000;
    private const int ProcessesMax = 4096;
    private const int LimitMax = 1 << 20;
    private const long MemoryMax = 1L << 40;

    private readonly ImmutableArray<ScenarioError>.Builder errors = ImmutableArray.CreateBuilder<ScenarioError>();

    private ScenarioReader()
    {
    }

    public static ScenarioResult Read(string text)
    {
        ScenarioNode? root = ScenarioYaml.Read(text, out ScenarioError? error);
        if (error is not null)
            return new(null, [error]);
        if (root is null)
            return new(null, [new(new(1, 1), "the file is empty", "give it at least run: [ { program: NAME } ]")]);

        ScenarioReader reader = new();
        Scenario scenario = reader.ReadScenario(root);
        return reader.errors.Count == 0 ? new(scenario, []) : new(null, reader.errors.ToImmutable());
    }

    private Scenario ReadScenario(ScenarioNode node)
    {
        Scenario scenario = new();
        ReadFields(node, "a scenario", new()
        {
            ["name"] = value => scenario = scenario with { Name = Text(value) },
            ["machine"] = value => scenario = scenario with { Machine = ReadMachine(value) },
            ["run"] = value => scenario = scenario with { Run = [.. Items(value, "run").Select(ReadProgram)] },
            ["stdin"] = value => scenario = scenario with { Stdin = Text(value) },
            ["until"] = value => scenario = scenario with { Until = ReadConditions(value) },
        });
        if (errors.Count == 0 && scenario.Run.IsEmpty && scenario.Machine.Boot != true)
            Complain(node, "nothing is run", "add run: [ { program: NAME } ], or boot: init to the machine");
        return scenario;
    }

    private ScenarioMachine ReadMachine(ScenarioNode node)
    {
        ScenarioMachine machine = new();
        ReadFields(node, "a machine", new()
        {
            ["cores"] = value => machine = machine with { Cores = (int?)Number(value, 1, MachineOptions.CoresMax) },
            ["hz"] = value => machine = machine with { Hz = Number(value, HzMin, HzMax) },
            ["tick"] = value => machine = machine with { Tick = Span(value) },
            ["seed"] = value => machine = machine with { Seed = Number(value, 0, ulong.MaxValue) },
            ["jitter"] = value => machine = machine with { Jitter = Span(value) },
            ["processes"] = value => machine = machine with { Processes = (int?)Number(value, 1, ProcessesMax) },
            ["memory"] = value => machine = machine with { Memory = Pages(value) },
            ["fs"] = value => machine = machine with { FileSystem = Text(value), FileSystemPlace = value.Place },
            ["boot"] = value => machine = machine with { Boot = Boot(value) },
            ["alarmReturn"] = value => machine = machine with { AlarmReturn = AlarmReturnOf(value) },
            ["limits"] = value => machine = machine with { Limits = ReadLimits(value) },
        });
        return machine;
    }

    private ImmutableArray<Limit> ReadLimits(ScenarioNode node)
    {
        List<Limit> limits = [];
        ReadFields(node, "limits", Limit.Names.ToDictionary(name => name, Action<ScenarioNode> (name) => value =>
        {
            if (Number(value, 1, LimitMax) is ulong number)
                limits.Add(new(name, (int)number));
        }));
        return [.. limits];
    }

    private bool? Boot(ScenarioNode node)
    {
        if (Text(node) == "init")
            return true;
        Complain(node, $"{Shown(node)} cannot be booted", "write boot: init");
        return null;
    }

    private AlarmReturn? AlarmReturnOf(ScenarioNode node)
    {
        AlarmReturn? way = AlarmReturns.Named((node as ScenarioNode.Text)?.Value ?? "");
        if (way is null)
            Complain(node, $"{Shown(node)} is no way to return from alarms", $"write {AlarmReturns.Forms}");
        return way;
    }

    private ScenarioProgram ReadProgram(ScenarioNode node)
    {
        int complaints = errors.Count;
        ScenarioProgram program = new("", null, [], default, 1, node.Place);
        ReadFields(node, "a program", new()
        {
            ["program"] = value => program = program with { Program = Text(value) ?? "", Place = value.Place },
            ["abi"] = value => program = program with { Abi = Abi(value) },
            ["args"] = value => program = program with { Arguments = [.. Items(value, "args").Select(item => Text(item) ?? "")] },
            ["at"] = value => program = program with { At = Span(value) ?? default },
            ["count"] = value => program = program with { Count = (int?)Number(value, 1, ProcessesMax) ?? 1 },
        });
        if (errors.Count == complaints && program.Program.Length == 0)
            Complain(node, "no program is named", "add program: NAME; 'ak list' shows those that are built in");
        return program;
    }

    private ImmutableArray<StopCondition> ReadConditions(ScenarioNode node)
    {
        List<StopCondition> conditions = [];
        foreach (ScenarioNode item in Items(node, "until"))
        {
            if (Text(item) is not string text)
                continue;
            if (StopCondition.TryParse(text, out StopCondition? condition, out string? objection))
                conditions.Add(condition);
            else
                Complain(item, objection, $"write {StopCondition.Forms}");
        }

        return [.. conditions];
    }

    private void ReadFields(ScenarioNode node, string what, Dictionary<string, Action<ScenarioNode>> known)
    {
        string keys = string.Join(", ", known.Keys);
        if (node is not ScenarioNode.Fields fields)
        {
            Complain(node, $"{what} is written as KEY: VALUE", $"its keys are {keys}");
            return;
        }

        foreach ((ScenarioNode.Text key, ScenarioNode value) in fields.Entries)
        {
            if (known.TryGetValue(key.Value, out Action<ScenarioNode>? take))
                take(value);
            else
                Complain(key, $"'{key.Value}' is no key of {what}{Spelling.Suggestion(key.Value, known.Keys)}", $"its keys are {keys}");
        }
    }

    private IReadOnlyList<ScenarioNode> Items(ScenarioNode node, string what)
    {
        if (node is ScenarioNode.List list)
            return list.Items;
        Complain(node, $"{what} is a list", $"write {what}: [ ... ], or a line with '- ' for each");
        return [];
    }

    private string? Text(ScenarioNode node)
    {
        if (node is ScenarioNode.Text text && (text.Value.Length > 0 || !text.IsPlain))
            return text.Value;
        Complain(node, "a text is missing here", "write a text, in quotes if it has special characters");
        return null;
    }

    private ulong? Number(ScenarioNode node, ulong least, ulong most)
    {
        if (node is ScenarioNode.Text { IsPlain: true } text
            && ulong.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            && number >= least
            && number <= most)
        {
            return number;
        }

        Complain(node, $"{Shown(node)} is not a whole number from {least} to {most}", "write it in plain digits, without quotes");
        return null;
    }

    private Duration? Span(ScenarioNode node)
    {
        if (node is ScenarioNode.Text text && Duration.TryParse(text.Value, out Duration duration))
            return duration;
        Complain(node, $"{Shown(node)} is no length of time", $"write {Duration.Forms}");
        return null;
    }

    private long? Pages(ScenarioNode node)
    {
        long unit = node is ScenarioNode.Text { Value: [.., char suffix] }
            ? suffix switch { 'K' => 1L << 10, 'M' => 1L << 20, 'G' => 1L << 30, _ => 0 }
            : 0;
        if (unit != 0
            && long.TryParse(((ScenarioNode.Text)node).Value.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out long units)
            && units <= MemoryMax / unit
            && units * unit >= AddressSpace.PageSize)
        {
            return units * unit / AddressSpace.PageSize;
        }

        Complain(node, $"{Shown(node)} is no size of memory", "write 64M, or with K or G; 4K at least, 1024G at most");
        return null;
    }

    private Personality? Abi(ScenarioNode node)
    {
        string? name = (node as ScenarioNode.Text)?.Value;
        Personality? abi = Personalities.Named(name ?? "");
        if (abi is null)
            Complain(node, $"{Shown(node)} is no ABI", $"write {string.Join(" or ", Personalities.All.Select(known => known.Name))}");
        return abi;
    }

    private static string Shown(ScenarioNode node) => node switch
    {
        ScenarioNode.Text { Value: "", IsPlain: true } => "nothing",
        ScenarioNode.Text { IsPlain: true } text => $"'{text.Value}'",
        ScenarioNode.Text text => $"the text \"{text.Value}\"",
        ScenarioNode.List => "a list",
        _ => "a group of keys",
    };

    private void Complain(ScenarioNode at, string what, string advice) => errors.Add(new(at.Place, what, advice));
}

/// <summary>The ABIs that programs can have.</summary>
public static class Personalities
{
    public static ImmutableArray<Personality> All { get; } = [Xv6.Instance, Akaros.Instance];

    public static Personality? Named(string name) => All.FirstOrDefault(known => known.Name == name);
}
