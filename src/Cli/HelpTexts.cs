namespace ActorKernel.Cli;

/// <summary>What help says besides the list of options.</summary>
internal static class HelpTexts
{
    public const string Root = """
        Examples:
          ak run                           xv6 boots to its shell; Ctrl-a x ends it
          ak run scenarios/alarms.yaml     xv6's and Akaros' alarms on four cores
          ak run alarmtest -c 2            a built-in program on two cores
          ak run --help                    all that can be said to run
          ak replay last                   the last run once more, compared with its record
          ak trace show last               its alarms; 'ak trace --help' shows what else can be seen of it
          ak list                          the built-in programs
          ak fs check fs.img               all that is wrong with a file system's image
        """;

    public const string Replay = """
        Exit codes:
          0 all that is recorded was the same   4 it was not, and the first difference is shown   64 wrong usage
          66 there is no such record, or an input is not what it was   130 Ctrl-C

        Examples:
          ak replay last
          ak replay 17 --to vt=12ms
          ak replay ak-runs/17-alarmtest --to step=1042
        """;

    public const string Run = """
        Arguments for the guest program follow after --. Without a program xv6 boots to its shell: at a terminal all keys
        are the machine's, Ctrl-c too; Ctrl-a x ends it, Ctrl-a h shows help. Piped input is typed at the shell instead, and
        the run ends when it is used up. Of a run with a file of --fs, the file stays as it is without --fs-write.
        Every run is recorded, see 'ak replay --help'.

        Conditions for --until, of which the first that is met ends the run:
          exit              every process has ended (what is waited for when nothing is said), or xv6's first shell
          alarm=10          so many alarms have been delivered
          console:/REGEX/   the console's text matches; ^ and $ are a line's start and end
          vt=50ms           a bound: so much virtual time has passed
          steps=1M          a bound: so many messages have been delivered
        Lengths of time are 10ms, 1.5s, 100us, 250ns or a plain number of cycles.

        Exit codes:
          0 ok   1 a program failed, or all are stuck   3 internal error   64 wrong usage   66 a file is missing or wrong
          69 --otlp-required, and not all was taken   124 --timeout   125 a bound came before what was waited for   130 Ctrl-C
        With --format json errors are still texts on stderr; stdout then stays empty.

        Examples:
          ak run                                         xv6's shell
          ak run --fs fs.img -c 4 --fs-write             another disk, kept
          echo ls | ak run --fs fs.img
          ak run --fs fs.img usertests                   a program of that disk
          ak run alarmtest -c 2 --until alarm=3
          ak run echo --abi akaros -- hello there
          ak run ./my-program --transcript my.log
          ak run scenarios/alarms.yaml -c 16 --format json
          ak run spin --until vt=50ms
          ak run alarmtest --otlp http://localhost:4318 --time-scale 1000
        """;

    /// <param name="command">One of ak trace's.</param>
    public static string OfTrace(string command) => command switch
    {
        "show" => TraceShow,
        "stats" => TraceStats,
        "send" => TraceSend,
        "export" => TraceExport,
        "diff" => TraceDiff,
        "lint" => TraceLint,
        _ => Trace,
    };

    public const string Trace = """
        RUN is a run's directory, its number, last, or last~1 for the one before. docs/TRACING.md says what each span means.

        Exit codes:
          0 ok   1 diff: they differ; lint: there are findings   64 wrong usage   66 no such record, or it cannot be read
          69 send: not all spans were taken   130 Ctrl-C

        Examples:
          ak trace show last
          ak trace show last --alarm 17
          ak trace stats last --format json
          ak trace send last --otlp http://localhost:4318 --time-scale 1000
          ak trace export last --as perfetto -o run.perfetto-trace
          ak trace diff last last~1
          ak trace lint run.json
        """;

    private const string TraceShow = """
        Times are virtual. Latency is from when an alarm was due, or armed if that was later, to its handler.

        Examples:
          ak trace show last
          ak trace show last --alarm 17
          ak trace show last --format json
        """;

    private const string TraceStats = """
        Examples:
          ak trace stats last
          ak trace stats last --format json
        """;

    private const string TraceSend = """
        OTEL_EXPORTER_OTLP_* and OTEL_RESOURCE_ATTRIBUTES are honoured; docs/TRACING.md lists them.

        Exit codes:
          0 all was taken   64 wrong usage   66 no such record, or it cannot be read   69 not all was taken   130 Ctrl-C

        Examples:
          ak trace send last
          ak trace send last --otlp http://localhost:4317 --time-scale 1000
          ak trace send last --trace alarms,syscalls
        """;

    private const string TraceExport = """
        otlp and jaeger are for trace viewers, html for any browser, perfetto and chrome for https://ui.perfetto.dev,
        mermaid for documents, shiviz for ShiViz, jsonl for scripts. --trace is for otlp, jaeger and mermaid.

        Examples:
          ak trace export last --as html -o report.html
          ak trace export last --as jaeger -o run.json
          ak trace export last --as perfetto -o run.perfetto-trace
          ak trace export last --as mermaid --limit 20
        """;

    private const string TraceDiff = """
        Shows the first delivery that is not the same in both, and where each one's message is in the other: messages are
        known by their senders and by what caused them, not by when they came.

        Exit codes:
          0 they are the same   1 they differ   64 wrong usage   66 no such record, or it cannot be read

        Examples:
          ak trace diff last last~1
        """;

    private const string TraceLint = """
        docs/TRACING.md lists the rules, J1 to J13.

        Exit codes:
          0 clean   1 there are findings   64 wrong usage   66 no such file, or it is none of these formats

        Examples:
          ak trace lint run.json
          ak trace lint run.json --format json
        """;

    public const string FileSystem = """
        An image is a file as upstream's mkfs makes it. Its log is brought home before it is looked at, as at boot.

        Examples:
          ak fs mk fs.img README _init _sh    a new image with these files
          ak fs ls -R fs.img                  all that is in it
          ak fs get fs.img /README            a file of it, on standard output
          ak fs put fs.img notes.txt /docs    one more file
          ak fs check fs.img                  is all of it in order?
        """;

    public const string FileSystemMake = """
        The files get inodes and blocks in the order given, so the same files make the same bytes. A leading _ of a file's
        name is dropped, and names are cut to 14 bytes, as upstream's mkfs does. A file has 71680 bytes at most.

        Examples:
          ak fs mk fs.img README _init _sh _cat
          ak fs mk fs.img init=build/init.elf sh=build/sh.elf
          ak fs mk big.img --size 20000 --inodes 2000 --force
        """;

    public const string FileSystemList = """
        Types are 1 for a directory, 2 for a file, 3 for a device.

        Examples:
          ak fs ls fs.img
          ak fs ls -R fs.img /docs
          ak fs ls fs.img --format json
        """;

    public const string FileSystemGet = """
        Examples:
          ak fs get fs.img /README
          ak fs get fs.img /README readme.txt
        """;

    public const string FileSystemPut = """
        Where PATH is a directory the file goes into it. The image is written as a new file that takes the old one's place,
        so it is never half changed.

        Examples:
          ak fs put fs.img notes.txt
          ak fs put fs.img notes.txt /docs
          ak fs put fs.img build/sh.elf /sh
        """;

    public const string FileSystemCheck = """
        The image is not changed. A finding is one of
          damage   writing could destroy more: such an image is mounted read-only, or not at all
          waste    something is lost, such as a block that is marked but not used
          note     what the next mount puts right; not a problem

        Exit codes:
          0 no problems   1 damage or waste   64 wrong usage   66 the image cannot be read

        Examples:
          ak fs check fs.img
          ak fs check fs.img --format json
        """;
}
