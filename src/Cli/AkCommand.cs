using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using ActorKernel.Engine;
using ActorKernel.Machine;

namespace ActorKernel.Cli;

/// <summary>The command line: which command, its options, and what is said about wrong ones.</summary>
public sealed class AkCommand(Shell shell)
{
    private const string Separator = "--"; // what follows is the guest's, whatever it looks like

    /// <returns>The exit code.</returns>
    public int Run(IReadOnlyList<string> arguments)
    {
        int own = arguments.TakeWhile(argument => argument != Separator).Count();
        bool isVerbose = arguments.Take(own).Contains(RunOptions.VerboseName);
        try
        {
            return Invoke([.. arguments.Take(own)], [.. arguments.Skip(own + 1)]);
        }
        catch (UserErrorException wrong)
        {
            shell.Error.WriteLine($"ak: {wrong.Message}");
            return wrong.ExitCode;
        }
        catch (MachineStoppedException stopped)
        {
            shell.Error.WriteLine($"ak: internal error: {stopped.Message}");
            shell.Error.WriteLine(isVerbose
                ? stopped.InnerException?.ToString()
                : "ak: this is a mistake of the machine, not of the program; the same command with --verbose shows where");
            return ExitCode.InternalError;
        }
    }

    private int Invoke(string[] own, string[] guestArguments)
    {
        RunOptions options = new();
        Command run = options.Command;
        run.SetAction(parsed => new RunCommand(shell, RunRequest.From(parsed, options, guestArguments)).Run());
        ReplayOptions replayOptions = new();
        Command replay = replayOptions.Command;
        replay.SetAction(parsed => new ReplayCommand(
            shell,
            parsed.GetRequiredValue(replayOptions.Run),
            parsed.GetValue(replayOptions.To),
            parsed.GetValue(replayOptions.Quiet)).Run());
        Command list = new("list", "List the programs that are built in.");
        list.SetAction(_ => new ListCommand(shell).Run());
        FileSystemOptions fileSystem = new();
        _ = new FileSystemCommands(shell, fileSystem);
        Command trace = new TraceCommand(shell).Make();
        RootCommand root = new("A deterministic multicore machine of actors that runs xv6's and Akaros' programs.")
        {
            run, replay, trace, list, fileSystem.Command,
        };
        AddExamples(root, HelpTexts.Root);
        AddExamples(run, HelpTexts.Run);
        AddExamples(replay, HelpTexts.Replay);
        AddExamples(trace, HelpTexts.Trace);
        foreach (Command way in trace.Subcommands)
            AddExamples(way, HelpTexts.OfTrace(way.Name));
        AddExamples(fileSystem.Command, HelpTexts.FileSystem);
        AddExamples(fileSystem.Make, HelpTexts.FileSystemMake);
        AddExamples(fileSystem.List, HelpTexts.FileSystemList);
        AddExamples(fileSystem.Get, HelpTexts.FileSystemGet);
        AddExamples(fileSystem.Put, HelpTexts.FileSystemPut);
        AddExamples(fileSystem.Check, HelpTexts.FileSystemCheck);

        ParseResult parsed = root.Parse(own, new() { ResponseFileTokenReplacer = null });
        if (own.Length == 0)
            throw UserErrorException.Usage("say what to do, as in 'ak run alarmtest' or 'ak list'; 'ak --help' says more");
        if (parsed.Action is ParseErrorAction)
            throw UserErrorException.Usage($"{Complaint(parsed, options)}\nak: '{CommandOf(parsed)} --help' shows how it is used");
        if (guestArguments.Length > 0 && parsed.CommandResult.Command != run)
            throw UserErrorException.Usage("only 'ak run' takes arguments for a program");

        using StreamWriter output = new(shell.Output, leaveOpen: true);
        return parsed.Invoke(new() { Output = output, Error = shell.Error, EnableDefaultExceptionHandler = false });
    }

    /// <summary>In our words where a name is unknown, because then there is something to suggest.</summary>
    private static string Complaint(ParseResult parsed, RunOptions options)
    {
        IEnumerable<string> stray = parsed.UnmatchedTokens;
        if (parsed.GetResult(options.Program) is ArgumentResult program)
            stray = program.Tokens.Select(token => token.Value).Concat(stray);
        Command command = parsed.CommandResult.Command;
        if (stray.FirstOrDefault(token => token.Length > 1 && token[0] == '-') is string option)
        {
            string name = option.Split('=', ':')[0];
            IEnumerable<string> known = command.Options.Where(known => !known.Hidden).SelectMany(known => known.Aliases.Prepend(known.Name));
            return $"unknown option '{name}'{Spelling.Suggestion(name, known.Where(other => other.StartsWith("--", StringComparison.Ordinal)))}";
        }

        if (command is RootCommand && parsed.UnmatchedTokens is [string word, ..])
        {
            return BuiltInPrograms.All.Any(known => known.Name == word)
                ? $"unknown command '{word}'; to run the program: ak run {word}"
                : $"unknown command '{word}'{Spelling.Suggestion(word, command.Subcommands.Select(known => known.Name))}";
        }

        if (command.Subcommands.Count > 0)
        {
            return parsed.UnmatchedTokens is [string wrong, ..]
                ? $"unknown command '{wrong}'{Spelling.Suggestion(wrong, command.Subcommands.Select(known => known.Name))}"
                : $"say what to do: {string.Join(", ", command.Subcommands.Select(known => known.Name))}";
        }

        if (command == options.Command && parsed.UnmatchedTokens is [string extra, ..])
            return $"'{extra}' is one argument too many; what the guest program is to get follows after --";
        bool isOptionWrong = parsed.Errors.Any(error => error.SymbolResult is OptionResult);
        return parsed.Errors.OrderBy(error => error.SymbolResult is not OptionResult).First().Message.TrimEnd('.');
    }

    private static string CommandOf(ParseResult parsed) =>
        string.Join(' ', Commands(parsed.CommandResult).Reverse());

    private static IEnumerable<string> Commands(CommandResult command)
    {
        for (CommandResult? at = command; at is not null; at = at.Parent as CommandResult)
            yield return at.Command is RootCommand ? "ak" : at.Command.Name;
    }

    private static void AddExamples(Command command, string text)
    {
        if (command.Options.OfType<HelpOption>().FirstOrDefault() is not HelpOption help)
            command.Options.Add(help = new());
        help.Action = new HelpWithExamples((HelpAction)help.Action!, text);
    }

    private sealed class HelpWithExamples(HelpAction help, string text) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            int result = help.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.WriteLine(text);
            return result;
        }
    }
}
