using System.Collections.Immutable;
using System.Text;
using ActorKernel.Actors;
using ActorKernel.Devices;
using ActorKernel.Machine;

namespace ActorKernel.Cli;

/// <summary>A machine's options and what happens on it: a request and its files, put together.</summary>
internal sealed record RunPlan(
    string? ScenarioName, MachineOptions Options, ImmutableArray<ProgramStart> Starts, string Typed, RunUntil Until)
{
    private const int ScenarioBytesMax = 1 << 20;
    private const char EndOfFile = '\u0004';
    private static readonly Duration UsualTick = Duration.Milliseconds(10); // whatever the speed
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <exception cref="UserErrorException">The request contradicts itself, or a file is not as it should be.</exception>
    public static RunPlan For(RunRequest request, Stream input)
    {
        bool isScenario = Path.GetExtension(request.Program) is ".yaml" or ".yml";
        return isScenario ? ForScenario(request, input) : ForProgram(request, input);
    }

    private static RunPlan ForProgram(RunRequest request, Stream input)
    {
        FoundProgram found = new ProgramFinder("").Find(
            request.Program, request.Abi, abi => $"ak run {request.Program} --abi {abi}");
        ProgramStart start = new(found.File.Name, found.Abi, request.GuestArguments, TscSpan.Zero);
        MachineOptions options = OptionsFor(request, new()) with { Programs = With([found]) };
        return Checked(new(null, options, [start], TypedFor(request, null, input), StopCondition.FirstOf(request.Until, options.TscHz)));
    }

    private static RunPlan ForScenario(RunRequest request, Stream input)
    {
        string file = request.Program;
        if (request.Abi is not null)
            throw UserErrorException.Usage($"--abi: a scenario names the ABI of each program; write it into {file}");
        if (request.GuestArguments.Length > 0)
            throw UserErrorException.Usage($"a scenario has the arguments of each program; write them into {file} as args: [ ... ]");

        Scenario scenario = ReadScenario(file);
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
        ImmutableArray<StopCondition> until = request.Until.Length > 0 ? request.Until : scenario.Until;
        return Checked(new(
            scenario.Name, options, [.. starts], TypedFor(request, scenario.Stdin, input), StopCondition.FirstOf(until, options.TscHz)));
    }

    private static Scenario ReadScenario(string file)
    {
        byte[] bytes = InputFile.Read(file, "scenario", ScenarioBytesMax);
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

    private static string TypedFor(RunRequest request, string? scenarioText, Stream input)
    {
        byte[]? bytes = request.Stdin switch
        {
            null => scenarioText is null ? null : Encoding.UTF8.GetBytes(scenarioText),
            "-" => InputFile.Read(input, "standard input", ScenarioBytesMax),
            string file => InputFile.Read(file, "file", ScenarioBytesMax),
        };
        return bytes is null ? "" : Encoding.Latin1.GetString(bytes) + EndOfFile;
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
