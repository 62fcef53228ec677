namespace ActorKernel.Machine.Tests;

/// <summary>Each guest program does on a machine what its first lines say.</summary>
public sealed class ProgramTests
{
    [Theory]
    [InlineData("xv6/echo one two", "one two\n")]
    [InlineData("xv6/spin 1", "spin: 1 million turns\n")]
    [InlineData("xv6/sleeper 7", "sleeper: sleep(7) = 0 after 7 ticks\n")]
    [InlineData("xv6/sleeper 0", "sleeper: sleep(0) = 0 after 0 ticks\n")]
    [InlineData("akaros/echo one two", "one two\n")]
    [InlineData("akaros/manyalarms 13", "manyalarms: 13 armed, 13 fired, 0 early, 0 wrong\n")]
    [InlineData("akaros/manyalarms 400", "manyalarms: 400 armed, 400 fired, 0 early, 0 wrong\n")]
    public void A_program_prints_what_it_is_for(string program, string text)
    {
        RunReport report = Scene.Of(program).On(2).Run();

        Assert.Equal((RunStatus.Ok, "exit"), (report.Status, report.Reason));
        Assert.Equal(text, report.Consoles[1]);
        Assert.Equal(0, report.DeadLetters);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Xv6_processes_fork_exec_wait_and_kill(int cores)
    {
        RunReport report = Scene.Of("xv6/forkwait").On(cores).Run();

        Assert.Equal(RunStatus.Ok, report.Status);
        Assert.StartsWith(
            """
            wait without children: -1
            exit: reaped
            exec: reaped
            exec: fail
            exec of no program: -1
            kill a spinning child: 0
            kill: reaped
            kill a sleeping child: 0
            kill: reaped
            kill no process: -1

            """,
            report.Consoles[1]);
        Assert.EndsWith("pids: reaped\nforkwait: done\n", report.Consoles[1]);
        Assert.Equal("from the child\n", report.Consoles[3]);
        Assert.Equal("pids differ: yes\n", report.Consoles[7]);
        Assert.Equal([0, 0, 0, 9, 9, 0, 0], report.Processes.Select(process => process.Status!.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Akaros_processes_fork_exec_and_wait_for_exit_codes(int cores)
    {
        RunReport report = Scene.Of("akaros/forkwait").On(cores).Run();

        Assert.Equal(
            """
            wait without children: -1
            exit: reaped, status 700, exited 1 with 7
            exec: reaped, status 300, exited 1 with 3
            exec of no program: -1
            without waiting: 0
            later: reaped, status 300, exited 1 with 3
            memory: reaped, status 0, exited 1 with 0
            the parent's copy is 1
            fault: reaped, status b, exited 0 with 0
            forkwait: done

            """,
            report.Consoles[1]);
        Assert.Equal("the new program has 3 arguments, the last is two words\n", report.Consoles[3]);
        Assert.Equal("child of another: its copy is 2\n", report.Consoles[5]);
        Assert.Equal(0, report.Process(1).Status);
    }

    [Fact]
    public void The_c_library_takes_text_apart_searches_and_jumps() => Assert.Equal(
        """
        token one On
        token Two Tw
        token three Th
        letters 52, hex digits 22, spaces 6, punctuation 32
        found 6 of 6
        jumped with 7, kept 42
        -10000000 rest -7, 5
        same chance 1, break at :def, equal 1

        """,
        Scene.Of("akaros/clib").Run().Console);

    [Fact]
    public void Two_alarms_fire_in_the_order_of_their_times_and_equal_ones_in_the_order_armed() => Assert.Equal(
        """
        twoalarms: 0 fired after 50 msec
        twoalarms: 1 fired after 150 msec
        twoalarms: 2 fired after 250 msec
        twoalarms: alarm 1
        twoalarms: alarm 0
        twoalarms: 2 fired at the same time
        twoalarms: alarm 1
        twoalarms: alarm 0

        """,
        Scene.Of("akaros/twoalarms").On(2).Console());

    [Fact]
    public void Arming_moves_an_alarm_and_never_doubles_it() => Assert.Equal(
        """
        rearm: moved later, before it: 0
        rearm: moved later, after it: 1
        rearm: moved earlier, after it: 2
        rearm: moved earlier, after the old time: 2
        rearm: five more, one after the other: 7
        rearm: cancelled: 7
        rearm: armed after the cancel: 8
        rearm: armed in the past: 9

        """,
        Scene.Of("akaros/rearm").On(2).Console());

    [Fact]
    public void Without_nomsg_an_alarm_is_a_message_with_its_id() => Assert.Equal(
        """
        ucqalarm: alarm 0: 1 messages, 0 bits, type 7, from alarm 0
        ucqalarm: alarm 1: 1 messages, 0 bits, type 7, from alarm 1
        ucqalarm: alarm 2: 0 messages, 1 bits
        ucqalarm: alarm 0: 1 messages, 0 bits, type 7, from alarm 0

        """,
        Scene.Of("akaros/ucqalarm").On(2).Console());

    [Fact]
    public void Directories_and_stat_show_alarms_and_postings()
    {
        string clone = "#A/clone       file mode 100666 nlink 2 uid 0 gid 0 size 0 blksize 512 blocks 0\n";
        string a0 = "#A/a0          dir  mode 040555 nlink 2 uid 0 gid 0 size 0 blksize 512 blocks 0\n";
        string console = Scene.Of("akaros/dirs").On(2).Console();

        Assert.Contains($"in #A:\n{clone}{a0}#A/a1          dir  ", console);
        Assert.Contains($"after closing the second alarm\nin #A:\n{clone}{a0}#A/a1: no such file", console);
        Assert.Contains(
            "in #s:\n#s/dirs        file mode 100770 nlink 2 uid 0 gid 0 size 1 blksize 512 blocks 1\n", console);
        Assert.EndsWith("in #s:\n#A/none: no such file or directory, file does not exist\ndirs: done\n", console);
    }

    [Fact]
    public void The_seeds_alarm_and_its_poke_say_what_they_say_on_akaros()
    {
        RunReport report = Scene.Of("akaros/alarm", "akaros/poke").On(2).Run();

        Assert.Equal(RunStatus.Ok, report.Status);
        Assert.Equal(AlarmScenarioTests.AlarmText, report.Consoles[1]);
        Assert.Equal(AlarmScenarioTests.PokeText, report.Consoles[2]);
        Assert.Equal([true, false, false], report.AlarmsOf(1).Select(alarm => alarm.IsCancelled));
    }

    [Fact]
    public void An_alarm_outlives_its_owner_in_srv_and_wakes_nobody()
    {
        RunReport report = Scene.Of("akaros/postexit", "akaros/poke").On(2).Run();

        Assert.Equal((RunStatus.Ok, 0L), (report.Status, report.DeadLetters));
        Assert.Equal("postexit: posted as #s/alarmtest, leaving\n", report.Consoles[1]);
        Assert.Equal(AlarmScenarioTests.PokeText, report.Consoles[2]);
        AlarmFiring alarm = Assert.Single(report.Alarms);
        Assert.Equal((1, false, null), (alarm.Pid, alarm.IsCancelled, alarm.Delivered));
    }

    [Fact]
    public void A_line_that_is_typed_reaches_who_waits_for_it()
    {
        Machine machine = Scene.Of("xv6/waitforever").Build();
        machine.Type("hallo\b\b\belp\n");

        RunReport report = machine.Run(new() { Exit = true });

        Assert.Equal("waitforever: reading\nwaitforever: 6 bytes: haelp\n\n", report.Consoles[1]);
    }

    [Fact]
    public void Nothing_waits_for_ever_in_silence()
    {
        RunReport report = Scene.Of("xv6/waitforever", "xv6/spin 1", "akaros/alarm").On(2).Run();

        Assert.Equal(RunStatus.Stuck, report.Status);
        Assert.Equal("pid 1 waitforever waits for read of #c", report.Reason);
        Assert.Equal(0, report.Process(3).Status);
    }
}
