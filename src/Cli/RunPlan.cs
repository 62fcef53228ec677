using System.Collections.Immutable;
using System.Text;
using ActorKernel.Actors;
using ActorKernel.Devices;
using ActorKernel.Machine;

namespace ActorKernel.Cli;

/// <summary>A machine's options and what happens on it: a request and its files, put together.</summary>
internal sealed record RunPlan
{
    private const int ScenarioBytesMax = 1 << 20;
    private const byte EndOfFile = 4; // ^D
    private static readonly Duration UsualTick = Duration.Milliseconds(10); // whatever the speed
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <summary>The program's, or the scenario's, or that of its file.</summary>
    public required string Name { get; init; }

    public string? ScenarioName { get; init; }

    public required MachineOptions Options { get; init; }

    public required ImmutableArray<ProgramStart> Starts { get; init; }

    /// <summary>What ends the run.</summary>
    public required ImmutableArray<StopCondition> Conditions { get; init; }

    /// <summary>What the run depends on besides the built-in programs.</summary>
    public required ImmutableArray<RunInput> Inputs { get; init; }

    /// <summary>A person types while it runs.</summary>
    public bool IsLive { get; init; }

    public RunUntil Until => StopCondition.FirstOf(Conditions, Options.TscHz);

    /// <summary>At the console from boot on, one character for each byte.</summary>
    public string Typed => Inputs.FirstOrDefault(input => input.Role == RunFactsOf.Stdin)?.Content.ToString() ?? "";

    /// <exception cref="UserErrorException">The request contradicts itself, or a file is not as it should be.</exception>
    public static RunPlan For(RunRequest request, Shell shell)
    {
        Stream input = shell.Input;
        bool isScenario = Path.GetExtension(request.Program) is ".yaml" or ".yml";
        RunPlan plan = isScenario ? ForScenario(request, input) : ForProgram(request, input);
        return plan with { IsLive = IsLiveFor(request, plan, shell) };
    }

    /// <summary>Starts the programs and types the text. Always in the same order: the sender's count is in identities.</summary>
    public void Begin(Machine.Machine machine)
    {
        foreach (ProgramStart start in Starts)
            machine.Start(start);
        if (Typed.Length > 0)
            machine.Type(Typed);
    }

    private static bool IsLiveFor(RunRequest request, RunPlan plan, Shell shell)
    {
        if (!request.IsLive)
            return false;
        if (plan.Typed.Length > 0)
            throw UserErrorException.Usage("--live and a text to type exclude each other; leave one out");
        return shell.TakeKeys is not null
            ? true
            : throw UserErrorException.Usage("--live: standard input is no terminal to type at; use --stdin FILE");
    }

    private static RunPlan ForProgram(RunRequest request, Stream input)
    {
        FoundProgram found = new ProgramFinder("").Find(
            request.Program, request.Abi, abi => $"ak run {request.Program} --abi {abi}");
        ProgramStart start = new(found.File.Name, found.Abi, request.GuestArguments, TscSpan.Zero);
        return Checked(new()
        {
            Name = found.File.Name,
            Options = OptionsFor(request, new()) with { Programs = With([found]) },
            Starts = [start],
            Conditions = request.Until,
            Inputs = [InputOf(found), .. TypedFor(request, null, input)],
        });
    }

    private static RunPlan ForScenario(RunRequest request, Stream input)
    {
        string file = request.Program;
        if (request.Abi is not null)
            throw UserErrorException.Usage($"--abi: a scenario names the ABI of each program; write it into {file}");
        if (request.GuestArguments.Length > 0)
            throw UserErrorException.Usage($"a scenario has the arguments of each program; write them into {file} as args: [ ... ]");

        byte[] text = InputFile.Read(file, "scenario", ScenarioBytesMax);
        Scenario scenario = ReadScenario(file, text);
        ProgramFinder finder = new(Path.GetDirectoryName(file) ?? "");
        FoundProgram[] found = [.. scenario.Run.Select(program => Find(finder, program, file))];
        MachineOptions options = OptionsFor(request, scenario.Machine) with { Programs = With(found) };
        ProgramStart[] starts =
        [
            .. scenario.Run.Zip(found).SelectMany(pair => Enumerable.Repeat(
                new ProgramStart(
                    pair.Second.File.Name, pair.Second.Abi, pair.First.Arguments, pair.First.At.At(options.TscHz)),
                pair.First.Count)),
        ];
        return Checked(new()
        {
            Name = scenario.Name ?? Path.GetFileNameWithoutExtension(file),
            ScenarioName = scenario.Name,
            Options = options,
            Starts = [.. starts],
            Conditions = request.Until.Length > 0 ? request.Until : scenario.Until,
            Inputs =
            [
                new(RunFactsOf.Scenario, Path.GetFileName(file), Bytes.Copy(text), file),
                .. found.Select(InputOf).DistinctBy(program => program.Name),
                .. TypedFor(request, scenario.Stdin, input),
            ],
        });
    }

    private static Scenario ReadScenario(string file, byte[] bytes)
    {
        ScenarioResult result;
        try
        {
            result = ScenarioReader.Read(StrictUtf8.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            throw UserErrorException.File($"{file}: this is not UTF-8 text; save it as such");
        }

        return result.Scenario
            ?? throw UserErrorException.File(string.Join("\nak: ", result.Errors.Select(error => error.In(file))));
    }

    private static FoundProgram Find(ProgramFinder finder, ScenarioProgram program, string file)
    {
        try
        {
            return finder.Find(program.Program, program.Abi, abi => $"abi: {abi}");
        }
        catch (UserErrorException wrong)
        {
            string message = wrong.Message.Replace("leave --abi out", "leave abi out", StringComparison.Ordinal);
            throw UserErrorException.File($"{file}({program.Place.Line},{program.Place.Column}): {message}");
        }
    }

    /// <summary>The command line goes before the scenario, and the scenario before what is usual.</summary>
    private static MachineOptions OptionsFor(RunRequest request, ScenarioMachine machine)
    {
        MachineOptions usual = new();
        ulong hz = request.Hz ?? machine.Hz ?? usual.TscHz;
        return usual with
        {
            Cores = request.Cores ?? machine.Cores ?? usual.Cores,
            TscHz = hz,
            Tick = (request.Tick ?? machine.Tick ?? UsualTick).At(hz),
            Seed = request.Seed ?? machine.Seed ?? usual.Seed,
            JitterMax = (request.Jitter ?? machine.Jitter)?.At(hz) ?? usual.JitterMax,
            Processes = machine.Processes ?? usual.Processes,
            MemoryPages = machine.Memory ?? usual.MemoryPages,
        };
    }

    /// <summary>The built-in programs and the user's, which go before built-in ones of the same name.</summary>
    private static ImmutableArray<RootFile> With(IReadOnlyCollection<FoundProgram> found)
    {
        List<RootFile> files = [];
        foreach (RootFile file in found.Select(program => program.File).Concat(BuiltInPrograms.All))
        {
            RootFile? namesake = files.Find(known => known.Directory == file.Directory && known.Name == file.Name);
            if (namesake is null)
                files.Add(file);
            else if (found.Any(program => program.File == file) && namesake.Content != file.Content)
                throw UserErrorException.File($"two programs of {file.Directory} are called '{file.Name}'; rename one of the files");
        }

        return [.. files];
    }

    private static RunInput InputOf(FoundProgram found) => new(
        RunFactsOf.Program, $"{found.File.Directory}/{found.File.Name}", found.File.Content, found.Source);

    private static IEnumerable<RunInput> TypedFor(RunRequest request, string? scenarioText, Stream input)
    {
        byte[]? bytes = request.Stdin switch
        {
            null => scenarioText is null ? null : Encoding.UTF8.GetBytes(scenarioText),
            "-" => InputFile.Read(input, "standard input", ScenarioBytesMax),
            string file => InputFile.Read(file, "file", ScenarioBytesMax),
        };
        return bytes is null ? [] : [new(RunFactsOf.Stdin, "what is typed", Bytes.Copy([.. bytes, EndOfFile]), request.Stdin)];
    }

    private static RunPlan Checked(RunPlan plan)
    {
        MachineOptions options = plan.Options;
        if (options.JitterMax > new TscSpan(options.TscHz))
            throw UserErrorException.Usage($"a jitter of {options.JitterMax} cycles is more than a second; choose a shorter one");
        return options.Objection() is string objection
            ? throw UserErrorException.Usage($"{objection}; change -c, --hz or --tick, or the scenario's machine")
            : plan;
    }
}
