namespace ActorKernel.Cli;

/// <summary>What help says besides the list of options.</summary>
internal static class HelpTexts
{
    public const string Root = """
        Examples:
          ak run scenarios/alarms.yaml     xv6's and Akaros' alarms on four cores
          ak run alarmtest -c 2            a built-in program on two cores
          ak run --help                    all that can be said to run
          ak list                          the built-in programs
        """;

    public const string Run = """
        Arguments for the guest program follow after --.

        Conditions for --until, of which the first that is met ends the run:
          exit              every process has ended (what is waited for when nothing is said)
          alarm=10          so many alarms have been delivered
          console:/REGEX/   the console's text matches; ^ and $ are a line's start and end
          vt=50ms           a bound: so much virtual time has passed
          steps=1M          a bound: so many messages have been delivered
        Lengths of time are 10ms, 1.5s, 100us, 250ns or a plain number of cycles.

        Exit codes:
          0 ok   1 a program failed, or all are stuck   3 internal error   64 wrong usage   66 a file is missing or wrong
          124 --timeout   125 a bound came before what was waited for   130 Ctrl-C
        With --format json errors are still texts on stderr; stdout then stays empty.

        Examples:
          ak run alarmtest -c 2 --until alarm=3
          ak run echo --abi akaros -- hello there
          ak run ./my-program --transcript my.log
          ak run scenarios/alarms.yaml -c 16 --format json
          ak run spin --until vt=50ms
        """;
}
