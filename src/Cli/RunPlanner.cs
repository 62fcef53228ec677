using System.Collections.Immutable;
using System.Text;
using ActorKernel.Actors;
using ActorKernel.Devices;
using ActorKernel.Devices.FileSystem;
using ActorKernel.Machine;

namespace ActorKernel.Cli;

/// <summary>Puts a request and the files that it names together to a plan.</summary>
internal sealed class RunPlanner(RunRequest request, Shell shell)
{
    private const string Boot = "boot";
    private const int TextBytesMax = 1 << 20;
    private const byte EndOfFile = 4; // ^D
    private static readonly Duration UsualTick = Duration.Milliseconds(10); // whatever the speed
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <exception cref="UserErrorException">The request contradicts itself, or a file is not as it should be.</exception>
    public RunPlan Plan()
    {
        if (request.Program is not string word)
            return PlanBoot();
        return Path.GetExtension(word) is ".yaml" or ".yml" ? PlanScenario(word) : PlanProgram(word);
    }

    private RunPlan PlanBoot()
    {
        if (request.Abi is not null)
            throw UserErrorException.Usage("--abi: name a program; without one xv6 boots");
        if (request.GuestArguments.Length > 0)
            throw UserErrorException.Usage("name the program that gets the arguments behind --; without one xv6 boots to its shell");
        (_, RunInput[] image) = OpenDisk(request.FileSystem, request.FileSystem);
        return Finish(new()
        {
            Name = Boot,
            Options = OptionsFor(new(), image) with { Init = true },
            Starts = [],
            Conditions = request.Until,
            Inputs = [.. image],
        }, null);
    }

    private RunPlan PlanProgram(string word)
    {
        (FileSystemImage? disk, RunInput[] image) = OpenDisk(request.FileSystem, request.FileSystem);
        FoundProgram found = new ProgramFinder("", disk).Find(word, request.Abi, abi => $"ak run {word} --abi {abi}");
        return Finish(new()
        {
            Name = found.File.Name,
            Options = OptionsFor(new(), image) with { Programs = With([found]) },
            Starts = [new(found.File.Name, found.Abi, request.GuestArguments, TscSpan.Zero)],
            Conditions = request.Until,
            Inputs = [InputOf(found), .. image],
        }, null);
    }

    private RunPlan PlanScenario(string file)
    {
        if (request.Abi is not null)
            throw UserErrorException.Usage($"--abi: a scenario names the ABI of each program; write it into {file}");
        if (request.GuestArguments.Length > 0)
            throw UserErrorException.Usage($"a scenario has the arguments of each program; write them into {file} as args: [ ... ]");

        byte[] text = InputFile.Read(file, "scenario", TextBytesMax);
        Scenario scenario = ReadScenario(file, text);
        string folder = Path.GetDirectoryName(file) ?? "";
        (FileSystemImage? disk, RunInput[] image) = request.FileSystem is not null
            ? OpenDisk(request.FileSystem, request.FileSystem)
            : OpenDiskOf(scenario.Machine, folder, file);
        ProgramFinder finder = new(folder, disk);
        FoundProgram[] found = [.. scenario.Run.Select(program => Find(finder, program, file))];
        MachineOptions options = OptionsFor(scenario.Machine, image) with { Programs = With(found) };
        ProgramStart[] starts =
        [
            .. scenario.Run.Zip(found).SelectMany(pair => Enumerable.Repeat(
                new ProgramStart(
                    pair.Second.File.Name, pair.Second.Abi, pair.First.Arguments, pair.First.At.At(options.TscHz)),
                pair.First.Count)),
        ];
        return Finish(new()
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
                .. image,
            ],
        }, scenario.Stdin);
    }

    /// <summary>Adds what is typed, and looks whether all of it can be.</summary>
    private RunPlan Finish(RunPlan plan, string? scenarioText)
    {
        bool isLive = IsLive(plan, scenarioText);
        MachineOptions options = plan.Options;
        if (request.IsFileSystemWritten && request.FileSystem is null)
            throw UserErrorException.Usage("--fs-write: there is no file to write to; name it with --fs");
        if (request is { IsFileSystemWritten: true, FileSystem: string image })
            ImageOnDisk.CheckWritable(image);
        if (options.JitterMax > new TscSpan(options.TscHz))
            throw UserErrorException.Usage($"a jitter of {options.JitterMax} cycles is more than a second; choose a shorter one");
        if (options.Objection() is string objection)
            throw UserErrorException.Usage($"{objection}; change -c, --hz, --tick or --limit, or the scenario's machine");
        return plan with
        {
            IsLive = isLive,
            Inputs = [.. plan.Inputs, .. isLive ? [] : TypedFor(plan, scenarioText)],
        };
    }

    /// <summary>A shell that is booted at a terminal is for whoever sits there.</summary>
    private bool IsLive(RunPlan plan, string? scenarioText)
    {
        bool hasText = request.Stdin is not null || scenarioText is not null;
        if (!request.IsLive)
            return plan.Options.Init && !hasText && !request.IsJson && shell.TakeKeys is not null;
        if (hasText)
            throw UserErrorException.Usage("--live and a text to type exclude each other; leave one out");
        return shell.TakeKeys is not null
            ? true
            : throw UserErrorException.Usage("--live: standard input is no terminal to type at; use --stdin FILE");
    }

    /// <summary>A shell that is booted reads what is piped in. A program's end of input is ^D; a shell's is just the end.</summary>
    private RunInput[] TypedFor(RunPlan plan, string? scenarioText)
    {
        bool isPiped = plan.Options.Init && shell.TakeKeys is null;
        byte[]? bytes = (request.Stdin, scenarioText) switch
        {
            ("-", _) => ReadInput(),
            (string file, _) => InputFile.Read(file, "file", TextBytesMax),
            (null, string text) => Encoding.UTF8.GetBytes(text),
            _ when isPiped => ReadInput(),
            _ => plan.Options.Init ? [] : null,
        };
        if (bytes is null)
            return [];
        bool isShell = plan.Options.Init;
        bool hasEnd = !isShell || plan.Conditions.Any(condition => condition.Exit);
        Bytes typed = Bytes.Copy([.. bytes, .. isShell ? LineEnd(bytes) : [], .. hasEnd ? (byte[])[EndOfFile] : []]);
        return [new(RunFactsOf.Stdin, "what is typed", typed, request.Stdin)];
    }

    /// <exception cref="UserErrorException">It is too long, or a signal came before its end.</exception>
    private byte[] ReadInput()
    {
        Task<byte[]> read = Task.Run(() => InputFile.Read(shell.Input, "standard input", TextBytesMax));
        if (Task.WaitAny(read, Task.Delay(Timeout.Infinite, shell.Interrupt)) != 0)
            throw UserErrorException.Interrupted("interrupted before standard input had ended");
        return read.GetAwaiter().GetResult();
    }

    /// <summary>A last line without its end is entered, too.</summary>
    private static byte[] LineEnd(byte[] typed) => typed is [] or [.., (byte)'\n' or (byte)'\r' or EndOfFile] ? [] : "\n"u8.ToArray();

    /// <summary>The command line goes before the scenario, and the scenario before what is usual.</summary>
    private MachineOptions OptionsFor(ScenarioMachine machine, RunInput[] image)
    {
        MachineOptions usual = new();
        ulong hz = request.Hz ?? machine.Hz ?? usual.TscHz;
        MachineOptions options = usual with
        {
            Cores = request.Cores ?? machine.Cores ?? usual.Cores,
            TscHz = hz,
            Tick = (request.Tick ?? machine.Tick ?? UsualTick).At(hz),
            Seed = request.Seed ?? machine.Seed ?? usual.Seed,
            JitterMax = (request.Jitter ?? machine.Jitter)?.At(hz) ?? usual.JitterMax,
            Processes = machine.Processes ?? usual.Processes,
            MemoryPages = machine.Memory ?? usual.MemoryPages,
            AlarmReturn = request.AlarmReturn ?? machine.AlarmReturn ?? usual.AlarmReturn,
            Image = image is [RunInput input] ? input.Content : null,
            Init = machine.Boot ?? false,
        };
        return machine.Limits.Concat(request.Limits).Aggregate(options, (sofar, limit) => limit.In(sofar));
    }

    /// <summary>The bytes as they are: what is to be repaired is repaired by the machine, when it mounts the disk.</summary>
    private static (FileSystemImage? Disk, RunInput[] Input) OpenDisk(string? path, string? source) => path is null
        ? (null, [])
        : (ImageOnDisk.Open(path), [new(RunFactsOf.Image, Path.GetFileName(path), ImageOnDisk.Read(path), source)]);

    private static (FileSystemImage? Disk, RunInput[] Input) OpenDiskOf(ScenarioMachine machine, string folder, string file)
    {
        try
        {
            return OpenDisk(machine.FileSystem is string path ? Path.Combine(folder, path) : null, machine.FileSystem);
        }
        catch (UserErrorException wrong)
        {
            throw UserErrorException.File($"{file}({machine.FileSystemPlace.Line},{machine.FileSystemPlace.Column}): {wrong.Message}");
        }
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
}
