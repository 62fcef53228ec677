using System.CommandLine;

namespace ActorKernel.Cli;

/// <summary>The options of 'ak run'. All are texts: <see cref="RunRequest"/> reads them and says what is wrong.</summary>
internal sealed class RunOptions
{
    public const string VerboseName = "--verbose";

    public RunOptions()
    {
        Command = new("run", "Run a program or a scenario on a machine and report its alarms.")
        {
            Program, Cores, FileSystem, FileSystemWrite, Until, Timeout, Stdin, Live, Out, NoRecord, Report, Format, Transcript,
            Hz, Tick, Seed, Jitter, Abi, AlarmReturn, Limit, Quiet, Verbose,
        };
        foreach (Option option in Otlp.ForRun)
            Command.Options.Add(option);
    }

    public Command Command { get; }

    public OtlpOptions Otlp { get; } = new();

    public Argument<string?> Program { get; } = new("PROGRAM|SCENARIO")
    {
        Description = "A built-in program's name, one on the disk of --fs, the path of an i386 ELF file, or a scenario file "
            + "(.yaml, .yml). Without it xv6 boots to its shell.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Option<string?> Cores { get; } = new("--cpus", "-c", "--smp")
    {
        Description = "Cores of the machine, 1 to 64 [1, or the scenario's]",
        HelpName = "N",
    };

    public Option<string?> FileSystem { get; } = new("--fs")
    {
        Description = "The disk: a file system image of xv6; the file stays as it is [a disk with xv6's programs]",
        HelpName = "fs.img",
    };

    public Option<bool> FileSystemWrite { get; } = new("--fs-write")
    {
        Description = "At the end write the disk back to the file of --fs",
    };

    public Option<string?> AlarmReturn { get; } = new("--alarm-return")
    {
        Description = "How xv6's alarm handlers return: with all registers restored, or as in the plain homework [restore]",
        HelpName = "restore|naive",
    };

    public Option<string[]> Limit { get; } = new("--limit")
    {
        Description = "One of xv6's limits: nproc=64, nofile=16, nfile=100, ninode=50, maxarg=32, maxfile=140 or, without --fs, fssize=1000; may be repeated",
        HelpName = "NAME=N",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public Option<string?> Hz { get; } = new("--hz")
    {
        Description = "Instructions that a core retires in a virtual second, and the TSC's speed [100M]",
        HelpName = "N",
    };

    public Option<string?> Tick { get; } = new("--tick")
    {
        Description = "Period of the cores' timer interrupt [10ms]",
        HelpName = "TIME",
    };

    public Option<string?> Seed { get; } = new("--seed")
    {
        Description = "Where chance starts from, 0 to 2^64-1; the same seed gives the same run [1]",
        HelpName = "N",
    };

    public Option<string?> Abi { get; } = new("--abi")
    {
        Description = "The kernel that the program was written for, where its name or file does not say",
        HelpName = "xv6|akaros",
    };

    public Option<string[]> Until { get; } = new("--until")
    {
        Description = "What ends the run, see below; may be repeated, and then replaces the scenario's",
        HelpName = "CONDITION",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public Option<string?> Timeout { get; } = new("--timeout")
    {
        Description = "Give up after so much real time",
        HelpName = "30s",
    };

    public Option<string?> Stdin { get; } = new("--stdin")
    {
        Description = "Type the file's text at the console, then its end; - is standard input",
        HelpName = "FILE|-",
    };

    public Option<bool> Live { get; } = new("--live")
    {
        Description = "Type at the console while it runs; time passes as it does for you while all wait",
    };

    public Option<string?> Out { get; } = new("--out", "-o")
    {
        Description = "Record the run in that directory, in place of an earlier record there [ak-runs/NUMBER-NAME, and the link ak-runs/last]",
        HelpName = "DIR",
    };

    public Option<bool> NoRecord { get; } = new("--no-record")
    {
        Description = "Leave no record of the run",
    };

    public Option<bool> Report { get; } = new("--report")
    {
        Description = "Make report.html beside the record: a page that shows the run in any browser",
    };

    public Option<string?> Format { get; } = new("--format")
    {
        Description = "A report for people, or one JSON object for programs [text]",
        HelpName = "text|json",
    };

    public Option<string?> Transcript { get; } = new("--transcript")
    {
        Description = "Write every delivery with its cause, one line each",
        HelpName = "FILE",
    };

    public Option<string?> Jitter { get; } = new("--jitter")
    {
        Description = "Each message takes up to so much longer, at random by the seed [0]",
        HelpName = "CYCLES",
    };

    public Option<bool> Quiet { get; } = new("--quiet", "-q")
    {
        Description = "Show only what the guests print; trouble goes to stderr",
    };

    public Option<bool> Verbose { get; } = new(VerboseName)
    {
        Description = "Show where an internal error happened",
    };
}
