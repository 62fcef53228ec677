namespace ActorKernel.Cli.Tests;

/// <summary>What the shell learns, and what a person is told besides.</summary>
public sealed class ExitCodeTests
{
    [Fact]
    public void A_run_that_ends_well_exits_with_0()
    {
        Ran ran = Ak.Run("run", "echo", "--abi", "xv6", "--", "hello", "--there");
        Assert.Equal(0, ran.Exit);
        Assert.StartsWith("hello --there\n\nok: exit; virtual 0.", ran.Output);
        Assert.Equal("", ran.Error);
    }

    [Theory]
    [InlineData("divzero", "trap 0 err 0 on cpu 0")]
    [InlineData("jumpzero", "trap 14")]
    public void A_program_that_faults_exits_with_1_and_the_kernel_s_words(string program, string words)
    {
        Ran ran = Ak.Run("run", program, "--abi", "xv6");
        Assert.Equal(1, ran.Exit);
        Assert.StartsWith("failed: pid 1 ", ran.Summary);
        Assert.Contains(words, ran.Summary);
    }

    [Fact]
    public void A_program_that_exits_with_another_status_than_0_exits_with_1()
    {
        Ran ran = Ak.Run("run", "poke", "--", "#s/nothing", "111", "0");
        Assert.Equal(1, ran.Exit);
        Assert.StartsWith("failed: pid 1 poke exited with 1; ", ran.Summary);
    }

    [Fact]
    public void A_run_in_which_all_wait_exits_with_1_and_says_who_waits_for_what()
    {
        Ran ran = Ak.Run("run", "waitforever");
        Assert.Equal(1, ran.Exit);
        Assert.StartsWith("stuck: pid 1 waitforever waits for read", ran.Summary);
    }

    [Fact]
    public void All_that_wait_are_listed()
    {
        using Scratch scratch = new();
        Ran ran = Ak.Run("run", scratch.With("two.yaml", "run: [ { program: waitforever, count: 2 } ]\n"));
        Assert.Equal(1, ran.Exit);
        Assert.Contains("\nstuck: 2 processes wait; ", ran.Output);
        Assert.Contains("\n  pid 1 waitforever waits for read", ran.Output);
        Assert.Contains("\n  pid 2 waitforever waits for read", ran.Output);
    }

    [Fact]
    public void A_real_timeout_exits_with_124_and_reports_so_far()
    {
        Ran ran = Ak.Run("run", "alarmtest", "--timeout", "100ms", "--", "1000");
        Assert.Equal(124, ran.Exit);
        Assert.StartsWith("timeout: not done after 0.1 s of real time; virtual ", ran.Summary);
    }

    [Fact]
    public void A_bound_before_the_goal_exits_with_125()
    {
        Ran ran = Ak.Run("run", "spin", "--until", "vt=50ms", "--until", "alarm=1");
        Assert.Equal(125, ran.Exit);
        Assert.StartsWith("bound: vt=50ms came first; ", ran.Summary);
    }

    [Fact]
    public void Ctrl_C_exits_with_130_and_reports_so_far()
    {
        using CancellationTokenSource interrupt = new();
        interrupt.Cancel();
        Ran ran = Ak.Run("", ["run", "spin"], interrupt: interrupt.Token);
        Assert.Equal(130, ran.Exit);
        Assert.StartsWith("interrupted: by Ctrl-C or a signal; virtual ", ran.Summary);
    }

    [Fact]
    public void A_mistake_of_the_machine_exits_with_3_and_names_seed_and_step()
    {
        (int exit, string error) = WithOutput(new Failing(new InvalidOperationException("Made to fail.")), "run", "echo", "--abi", "xv6", "--seed", "7");
        Assert.Equal(3, exit);
        Assert.StartsWith("ak: internal error: host failed in step ", error);
        Assert.Contains(" of seed 7, handling Printed(", error);
        Assert.Contains("Made to fail.", error);
        Assert.DoesNotContain("   at ", error);
        Assert.Contains("--verbose", error);
    }

    [Fact]
    public void Verbose_shows_where_the_machine_made_its_mistake()
    {
        (int exit, string error) = WithOutput(new Failing(new InvalidOperationException("Made to fail.")), "run", "echo", "--abi", "xv6", "--verbose");
        Assert.Equal(3, exit);
        Assert.Contains("   at ActorKernel.", error);
    }

    [Fact]
    public void An_output_that_takes_no_more_ends_the_run_with_66_and_its_reason()
    {
        (int exit, string error) = WithOutput(new Failing(new IOException("The disk is full.")), "run", "alarmtest", "--", "1000");
        Assert.Equal(66, exit);
        Assert.Equal("ak: standard output: The disk is full; send it elsewhere\n", error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Quiet_shows_what_guests_print_and_nothing_else()
    {
        Ran ran = Ak.Run("run", "echo", "-q", "--abi", "akaros", "--", "hi");
        Assert.Equal(new(0, "hi\n", ""), ran);
    }

    [Fact]
    public void Quiet_still_says_on_stderr_what_went_wrong()
    {
        Ran ran = Ak.Run("run", "-q", "waitforever");
        Assert.Equal("waitforever: reading\n", ran.Output);
        Assert.StartsWith("ak: stuck: pid 1 waitforever waits", ran.Error);
        Assert.Equal(1, ran.Exit);
    }

    [Theory]
    [InlineData("", "say what to do")]
    [InlineData("rn spin", "unknown command 'rn'; did you mean 'run'?")]
    [InlineData("spin", "unknown command 'spin'; to run the program: ak run spin")]
    [InlineData("--frobnicate", "unknown option '--frobnicate'\n")]
    [InlineData("run --formt json spin", "unknown option '--formt'; did you mean '--format'?")]
    [InlineData("run spin --see=4", "unknown option '--see'; did you mean '--seed'?")]
    [InlineData("run spin -z", "unknown option '-z'\n")]
    [InlineData("run echo one two", "'one' is one argument too many; what the guest program is to get follows after --")]
    [InlineData("run spin -c", "Required argument missing for option: '-c'")]
    [InlineData("run spin -c 0", "--cpus: '0' will not do; write a number of cores from 1 to 64")]
    [InlineData("run spin --smp 65", "--cpus: '65' will not do")]
    [InlineData("run spin -c two", "--cpus: 'two' will not do")]
    [InlineData("run spin -c 1 -c 2", "-c")]
    [InlineData("run spin --hz fast", "--hz: 'fast' will not do; write a number, such as 100M")]
    [InlineData("run spin --hz 1", "the TSC runs at 1 kHz to 100 GHz, not 1 Hz")]
    [InlineData("run spin --tick 10", "a tick of 10 cycles is shorter than two quanta of 1000; change -c, --hz, --tick or --limit")]
    [InlineData("run spin --tick 10m", "--tick: '10m' will not do; write 10ms, 1.5s, 100us, 250ns or a plain number of cycles")]
    [InlineData("run spin --tick -1ms", "--tick: '-1ms' will not do")]
    [InlineData("run spin --tick 100000000000s", "--tick: '100000000000s' will not do")]
    [InlineData("run spin --seed -1", "--seed: '-1' will not do; write a whole number")]
    [InlineData("run spin --jitter 2s", "a jitter of 200000000 cycles is more than a second; choose a shorter one")]
    [InlineData("run spin --abi xv7", "--abi: 'xv7' will not do; write xv6 or akaros; did you mean 'xv6'?")]
    [InlineData("run spin --format jsn", "--format: 'jsn' will not do; write text or json; did you mean 'json'?")]
    [InlineData("run spin --timeout 5", "--timeout: '5' will not do; write real time with its unit, such as 30s or 500ms")]
    [InlineData("run spin --until now", "--until: 'now' is no condition that can end a run; write exit, vt=50ms")]
    [InlineData("run spin --until vt=soon", "--until: 'vt=soon' is no condition")]
    [InlineData("run spin --until steps=0", "--until: 'steps=0' is no condition")]
    [InlineData("run spin --until alarm=x", "--until: 'alarm=x' is no condition")]
    [InlineData("run spin --until console:x", "--until: 'console:x' is no condition")]
    [InlineData("run spin --until console:/(/", "--until: '(' is no regular expression")]
    [InlineData("run spin --until console:/(?=a)/", "--until: '(?=a)' looks around or refers back")]
    [InlineData("run --limit nproc", "--limit: 'nproc' is no limit; write NAME=N, such as nofile=32")]
    [InlineData("run --limit nproc=-1", "--limit: 'nproc=-1' is no limit; write NAME=N, such as nofile=32")]
    [InlineData("run --limit nofiles=9", "--limit: 'nofiles' is no limit; did you mean 'nofile'?; there are nproc, nofile")]
    [InlineData("run --limit NPROC=0", "a machine has room for 1 to 4096 processes, not 0; change")]
    [InlineData("run --limit MAXARG=0", "the limit of arguments, which a program has fewer of, is 1 to 1024, not 0; change")]
    [InlineData("run --limit MAXFILE=141", "a file has 1 to 140 blocks at most, not 141; change")]
    [InlineData("run --limit FSSIZE=58", "a disk of 58 blocks cannot be made: 58 blocks are too few: 59 are needed before the first of data; change")]
    [InlineData("run echo", "'echo' is a program of akaros and of xv6; say which: 'ak run echo --abi akaros' or 'ak run echo --abi xv6'")]
    [InlineData("list -- x", "only 'ak run' takes arguments for a program")]
    public void Wrong_usage_exits_with_64_and_says_what_to_write(string line, string error)
    {
        Ran ran = Ak.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(64, ran.Exit);
        Assert.StartsWith("ak: ", ran.Error);
        Assert.Contains(error, ran.Error);
        Assert.Equal("", ran.Output);
    }

    [Fact]
    public void A_file_that_is_missing_or_wrong_exits_with_66_names_it_and_says_what_to_do()
    {
        using Scratch scratch = new();
        byte[] elf = Ak.Elf("akaros", "echo");
        string text = scratch.With("notes", "not a program");
        string cut = scratch.With("cut", elf[..100]);
        string long64 = scratch.With("long64", [.. elf[..4], 2, .. elf[5..]]);
        (string[] Arguments, string Error)[] cases =
        [
            (["run", "alarmtst"], "'alarmtst' is neither a built-in program nor a file; did you mean 'alarmtest'? 'ak list' shows"),
            (["run", scratch.Of("nots")], "did you mean 'notes'?"),
            (["run", text], $"{text}: this is no akaros program: the file has 13 bytes, fewer than the 52 of an ELF header; build one with 'guest/cc"),
            (["run", text, "--abi", "xv6"], $"{text}: this is no xv6 program: "),
            (["run", cut], $"{cut}: this is no akaros program: segment 0 ends at byte "),
            (["run", long64], $"{long64}: this is no akaros program: the file's class is 2, not 1 for 32 bits; "),
            (["run", scratch.Of(".")], "this is a directory, not a program; name a file in it"),
            (["run", "alarm", "--abi", "xv6"], "'alarm' is a program of akaros, not of xv6; leave --abi out"),
            (["run", scratch.Of("a.yaml")], $"{scratch.Of("a.yaml")}: no such scenario"),
            (["run", "spin", "--stdin", scratch.Of("note")], $"{scratch.Of("note")}: no such file; did you mean 'notes'?"),
            (["run", "spin", "--transcript", scratch.Of("no/t")], $"{scratch.Of("no/t")}: its folder does not exist; make it"),
            (["run", "spin", "--transcript", scratch.Of(".")], "name another file for the transcript"),
        ];
        foreach ((string[] arguments, string error) in cases)
        {
            Ran ran = Ak.Run(arguments);
            Assert.Equal((66, ""), (ran.Exit, ran.Output));
            Assert.StartsWith("ak: ", ran.Error);
            Assert.Contains(error, ran.Error);
        }
    }

    [Fact]
    public void Help_and_the_list_exit_with_0()
    {
        Ran help = Ak.Run("run", "--help");
        Assert.Equal(0, help.Exit);
        Assert.Contains("--transcript <FILE>", help.Output);
        Assert.Contains("Examples:\n  ak run   ", help.Output);
        Assert.Contains("Examples:", Ak.Run("--help").Output);
        Ran list = Ak.Run("list");
        Assert.Equal(0, list.Exit);
        Assert.Contains("alarmtest    xv6     ak run alarmtest\n", list.Output);
        Assert.Contains("echo         akaros  ak run echo --abi akaros\n", list.Output);
    }

    private static (int Exit, string Error) WithOutput(Stream output, params string[] arguments)
    {
        using StringWriter error = new();
        Shell shell = new() { Output = output, Error = error, Input = Stream.Null };
        return (new AkCommand(shell).Run(arguments), error.ToString());
    }

    private sealed class Failing(Exception failure) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw failure;

        public override void Write(byte[] buffer, int offset, int count) => throw failure;
    }
}
