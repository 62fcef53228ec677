using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using ActorKernel.Actors;
using ActorKernel.Devices;
using ActorKernel.Machine;
using ActorKernel.Tracing;

namespace ActorKernel.Cli;

/// <summary>A file that a run depends on.</summary>
/// <param name="Role">program, scenario, stdin or image.</param>
/// <param name="Source">The path given; null for what comes with ActorKernel.</param>
internal sealed record RunInput(string Role, string Name, Bytes Content, string? Source)
{
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Content.Span));
}

/// <summary>A plan as the facts in run.json, and back.</summary>
internal static class RunFactsOf
{
    public const string Program = "program";
    public const string Stdin = "stdin";
    public const string Scenario = "scenario";
    public const string Image = "image";
    private const string BuiltIns = "built-in";

    public static readonly string Version =
        typeof(RunFactsOf).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public static RunFacts From(RunPlan plan)
    {
        MachineOptions options = plan.Options;
        RunFacts facts = new()
        {
            Id = "",
            Name = plan.Name,
            Version = Version,
            Started = default,
            Machine = new()
            {
                Cores = options.Cores,
                Hz = options.TscHz,
                TickCycles = options.Tick.Ticks,
                QuantumCycles = options.Quantum.Ticks,
                JitterCycles = options.JitterMax.Ticks,
                Seed = options.Seed,
                Processes = options.Processes,
                MemoryPages = options.MemoryPages,
                Boot = options.Init,
                AlarmReturn = AlarmReturns.NameOf(options.AlarmReturn),
                DiskLatencyCycles = options.DiskLatency.Ticks,
                Limits = Limits(options.Limits),
            },
            Inputs = [.. plan.Inputs.Select(Facts), BuiltInFacts()],
            Programs = [.. plan.Starts.Select(start => new StartFacts(
                start.Path, start.Personality.Name, start.Arguments, start.After.Ticks))],
            Until = [.. plan.Conditions.Select(condition => condition.Text)],
            IsLive = plan.IsLive,
        };
        return facts with { Id = IdOf(facts), Started = DateTimeOffset.Now };
    }

    /// <summary>The plan of a recorded run.</summary>
    /// <param name="folder">Its directory.</param>
    /// <exception cref="UserErrorException">An input is missing or not what it was.</exception>
    public static RunPlan ToPlan(RunFacts facts, string folder)
    {
        ImmutableArray<RunInput> inputs = [.. facts.Inputs.Where(input => input.Role != BuiltIns).Select(input => Read(input, folder))];
        MachineFacts machine = facts.Machine;
        RootFile[] programs =
        [
            .. inputs.Where(input => input.Role == Program)
                .Select(input => new RootFile(input.Name.Split('/')[0], input.Name.Split('/', 2)[^1], input.Content)),
        ];
        MachineOptions options = new()
        {
            Cores = machine.Cores,
            TscHz = machine.Hz,
            Tick = new(machine.TickCycles),
            Quantum = new(machine.QuantumCycles),
            JitterMax = new(machine.JitterCycles),
            Seed = machine.Seed,
            Processes = machine.Processes,
            MemoryPages = machine.MemoryPages,
            Init = machine.Boot,
            AlarmReturn = AlarmReturns.Named(machine.AlarmReturn)
                ?? throw UserErrorException.File($"{folder}: its run.json names '{machine.AlarmReturn}' as alarmReturn, which there is not"),
            DiskLatency = new(machine.DiskLatencyCycles),
            Image = inputs.FirstOrDefault(input => input.Role == Image)?.Content,
            Programs =
            [
                .. programs,
                .. BuiltInPrograms.All.Where(file => !Array.Exists(programs, own => own.Directory == file.Directory && own.Name == file.Name)),
            ],
        };
        foreach ((string name, int value) in machine.Limits)
            options = new Limit(name, value).In(options);
        if (options.Objection() is string objection)
            throw UserErrorException.File($"{folder}: its run.json does not describe a machine: {objection}");
        return new()
        {
            Name = facts.Name,
            Options = options,
            Starts = [.. facts.Programs.Select(start => new ProgramStart(
                start.Path, AbiNamed(start.Abi, folder), start.Arguments, new(start.AfterCycles)))],
            Conditions = [.. facts.Until.Select(text => Condition(text, folder))],
            Inputs = inputs,
            IsLive = facts.IsLive,
        };
    }

    /// <summary>True when the built-in programs are those of the recorded run.</summary>
    public static bool HasSameBuiltIns(RunFacts facts) =>
        facts.Inputs.FirstOrDefault(input => input.Role == BuiltIns) is not InputFacts known || known.Sha256 == BuiltInFacts().Sha256;

    private static ImmutableSortedDictionary<string, int> Limits(Processes.Xv6Limits limits) =>
        ImmutableSortedDictionary<string, int>.Empty
            .Add("nofile", limits.OpenFilesPerProcess)
            .Add("nfile", limits.OpenFiles)
            .Add("ninode", limits.Inodes)
            .Add("maxarg", limits.Arguments)
            .Add("maxfile", limits.FileBlocks)
            .Add("fssize", limits.DiskBlocks);

    private static InputFacts Facts(RunInput input) => new(
        input.Role, input.Name, input.Sha256, input.Content.Length, $"{RunFiles.Inputs}/{input.Sha256}", input.Source);

    private static InputFacts BuiltInFacts()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long bytes = 0;
        foreach (RootFile file in BuiltInPrograms.All)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Directory}/{file.Name}\0{file.Content.Length}\0"));
            hash.AppendData(file.Content.Span);
            bytes += file.Content.Length;
        }

        hash.AppendData(DefaultImage.Bytes.Span);
        bytes += DefaultImage.Bytes.Length;
        return new(BuiltIns, "all programs, and the usual disk", Convert.ToHexStringLower(hash.GetHashAndReset()), bytes, null, null);
    }

    /// <summary>Of what decides the run: neither when and by whom it was started, nor where its files were.</summary>
    private static string IdOf(RunFacts facts)
    {
        RunFacts essence = facts with
        {
            Version = "",
            Inputs = [.. facts.Inputs.Select(input => input with { Source = null, Stored = null })],
        };
        return Convert.ToHexStringLower(SHA256.HashData(essence.ToJson()).AsSpan(0, 16));
    }

    private static RunInput Read(InputFacts input, string folder)
    {
        if (input.Stored is null)
            throw UserErrorException.File($"{folder}: its run.json does not say where {input.Name} is");
        string path = Path.Combine(folder, input.Stored);
        byte[] content = InputFile.Read(path, $"copy of {NameOf(input)}", int.MaxValue);
        RunInput read = new(input.Role, input.Name, Bytes.Copy(content), input.Source);
        return read.Sha256 == input.Sha256
            ? read
            : throw UserErrorException.File(
                $"{path}: {NameOf(input)} is not the recorded one: its SHA-256 is {read.Sha256}, recorded was {input.Sha256}");
    }

    private static string NameOf(InputFacts input) => input.Role == Stdin ? input.Name : $"the {input.Role} {input.Name}";

    private static Processes.Personality AbiNamed(string name, string folder) => Personalities.Named(name)
        ?? throw UserErrorException.File($"{folder}: its run.json names an ABI '{name}', which there is not");

    private static StopCondition Condition(string text, string folder) =>
        StopCondition.TryParse(text, out StopCondition? condition, out string? objection)
            ? condition
            : throw UserErrorException.File($"{folder}: its run.json has a condition that is none: {objection}");
}
