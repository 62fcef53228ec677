using ActorKernel.Actors;
using ActorKernel.Processes;
using static Iced.Intel.AssemblerRegisters;

namespace ActorKernel.Machine.Tests;

/// <summary>More programs than cores, their beginnings and their ends.</summary>
public sealed class SchedulerTests
{
    private static readonly MachineOptions Short = new() { Tick = new(10_000) };

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 6)]
    [InlineData(3, 7)]
    public void Programs_get_fair_shares_of_too_few_cores(int cores, int programs)
    {
        Shares shares = new();
        Scene scene = Scene.Of([.. Enumerable.Repeat("xv6/spin 100", programs)]) with
        {
            Options = Short with { Cores = cores, Observer = shares },
            Until = new() { Time = new(10_000_000) },
        };

        scene.Run();

        int fair = 1000 * cores / programs;
        for (int pid = 1; pid <= programs; pid++)
            Assert.InRange(shares.Of(pid), fair * 9 / 10, fair * 11 / 10);
    }

    [Fact]
    public void Sixty_four_cores_run_sixty_four_programs()
    {
        Scene scene = Scene.Of(
        [
            .. Enumerable.Repeat("xv6/spin 1", 60),
            "xv6/alarmsleep", "akaros/alarm", "akaros/poke", "akaros/manyalarms 20",
        ]);

        RunReport report = scene.On(64).Run();

        Assert.Equal((RunStatus.Ok, 0L), (report.Status, report.DeadLetters));
        Assert.All(Enumerable.Range(1, 60), pid => Assert.Equal("spin: 1 million turns\n", report.Consoles[pid]));
        Assert.Equal(AlarmScenarioTests.AlarmText, report.Consoles[62]);
        Assert.Equal("manyalarms: 20 armed, 20 fired, 0 early, 0 wrong\n", report.Consoles[64]);
    }

    [Theory]
    [InlineData(1)] // runnable: the parent has the core
    [InlineData(2)] // running
    public void A_spinning_child_is_killed_and_reaped(int cores) => Assert.Equal("k2", Own(cores, code =>
    {
        code.Child(() => code.Spin());
        code.push(eax);
        code.Call(SystemCall.Sleep, 3);
        code.pop(eax);
        code.KillIt();
        code.Print('k');
        code.Call(SystemCall.Wait);
        code.PrintDigit();
        code.Call(SystemCall.Exit);
    }));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_child_that_sleeps_for_ages_is_killed_at_once(int cores) => Assert.Equal("2", Own(cores, code =>
    {
        code.Child(() => code.Call(SystemCall.Sleep, uint.MaxValue));
        code.push(eax);
        code.Call(SystemCall.Sleep, 2);
        code.pop(eax);
        code.KillIt();
        code.Call(SystemCall.Wait);
        code.PrintDigit();
        code.Call(SystemCall.Exit);
    }));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_child_that_reads_the_console_is_killed_at_once(int cores) => Assert.Equal("2", Own(cores, code =>
    {
        code.Child(() => code.Call(SystemCall.Read, 0, 0x1000, 8));
        code.push(eax);
        code.Call(SystemCall.Sleep, 2);
        code.pop(eax);
        code.KillIt();
        code.Call(SystemCall.Wait);
        code.PrintDigit();
        code.Call(SystemCall.Exit);
    }));

    /// <summary>The grandchild is left alone, goes on, and ends; nobody waits for it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_child_that_waits_for_its_own_is_killed_and_the_orphan_lives_on(int cores)
    {
        RunReport report = RunOwn(cores, code =>
        {
            code.Child(() =>
            {
                code.Child(() =>
                {
                    code.Call(SystemCall.Sleep, 9);
                    code.Print('o');
                });
                code.Call(SystemCall.Wait);
                code.Print('?');
            });
            code.push(eax);
            code.Call(SystemCall.Sleep, 3);
            code.pop(eax);
            code.KillIt();
            code.Call(SystemCall.Wait);
            code.PrintDigit();
            code.Call(SystemCall.Exit);
        });

        Assert.Equal("2o", report.Console);
        Assert.Equal([0, 9, 0], report.Processes.Select(process => process.Status!.Value));
    }

    /// <summary>xv6's wait looks through the table, not at the clock.</summary>
    [Fact]
    public void Wait_finds_ended_children_in_the_order_of_their_slots() => Assert.Equal("234n", Own(2, code =>
    {
        foreach (uint ticks in (uint[])[6, 4, 2])
            code.Child(() => code.Call(SystemCall.Sleep, ticks));
        code.Call(SystemCall.Sleep, 12);
        for (int i = 0; i < 3; i++)
        {
            code.Call(SystemCall.Wait);
            code.PrintDigit();
        }

        code.Call(SystemCall.Wait);
        code.add(eax, 'n' - '0' + 1); // -1: there are no more
        code.PrintDigit();
        code.Call(SystemCall.Exit);
    }));

    [Fact]
    public void Wait_takes_each_child_when_it_ends() => Assert.Equal("432", Own(2, code =>
    {
        foreach (uint ticks in (uint[])[6, 4, 2])
            code.Child(() => code.Call(SystemCall.Sleep, ticks));
        for (int i = 0; i < 3; i++)
        {
            code.Call(SystemCall.Wait);
            code.PrintDigit();
        }

        code.Call(SystemCall.Exit);
    }));

    [Fact]
    public void A_killed_process_is_gone_before_its_call_returns() => Assert.Equal("a", Own(1, code =>
    {
        code.Print('a');
        code.Call(SystemCall.GetPid);
        code.KillIt();
        code.Print('b');
        code.Call(SystemCall.Exit);
    }));

    /// <summary>An inherited descriptor is the same open file, which the parent's close does not close.</summary>
    [Fact]
    public void A_child_inherits_open_files_with_their_offsets()
    {
        const uint Name = 0x1800;
        const uint Buffer = 0x1004;
        string text = Own(1, code =>
        {
            code.Text(Name, "echo");
            code.Call(SystemCall.Open, Name, 0); // 3
            code.Call(SystemCall.Read, 3, Buffer, 2);
            code.Child(() =>
            {
                code.Call(SystemCall.Sleep, 2); // until the parent has closed it
                code.Call(SystemCall.Read, 3, Buffer, 1);
                code.Call(SystemCall.Write, 1, Buffer, 1);
                code.Call(SystemCall.Dup, 1);
                code.Call(SystemCall.Write, 4, Buffer, 1);
            });
            code.Call(SystemCall.Close, 3);
            code.Call(SystemCall.Wait);
            code.Call(SystemCall.Read, 3, Buffer, 1);
            code.add(eax, 'n' - '0' + 1);
            code.PrintDigit();
            code.Call(SystemCall.Exit);
        });

        Assert.Equal("LLn", text);
    }

    [Theory]
    [InlineData("xv6/forkbomb", "xv6/forkbomb")]
    [InlineData("akaros/forkwait", "xv6/forkwait")]
    [InlineData("xv6/alarmexec", "akaros/romem")]
    [InlineData("akaros/ucqalarm", "akaros/manyalarms 500")]
    [InlineData("xv6/badargs", "akaros/badargs")]
    public void What_ends_gives_back_its_memory_and_its_slot(string one, string other)
    {
        MachineOptions options = Short with { Cores = 2 };
        Machine machine = Scene.Of(one, other).With(options).Build();

        machine.Run(new() { Exit = true, Time = Scene.Never });
        RunReport report = machine.Run(); // what the last to end has left under way

        Assert.Equal(0, report.DeadLetters);
        Assert.Equal(options.MemoryPages - 1, machine.Field("procs", "freePages"));
        Assert.Equal(options.Limits.OpenFiles, machine.Field("procs", "freeFiles"));
        Assert.Equal(0, machine.Field("procs", "processes"));
        Assert.Equal(0, machine.Field("procs", "runnable"));
        Assert.Equal(0, machine.Field("#A", "alarms"));
        Assert.Equal(2, machine.Field("procs", "idleCores"));
    }

    [Fact]
    public void A_program_that_becomes_itself_again_and_again_takes_no_more_memory()
    {
        const uint Name = 0x1800;
        const uint Arguments = 0x1810;
        byte[] file = GuestCode.Xv6(code =>
        {
            code.Text(Name, "#/xv6/own");
            code.mov(__dword_ptr[Arguments], unchecked((int)Name));
            code.mov(__dword_ptr[Arguments + 4], 0);
            code.Call(SystemCall.Exec, Name, Arguments);
            code.Print('f');
            code.Call(SystemCall.Exit);
        });
        Scene scene = Scene.Of("xv6/own").WithFile("xv6", "own", file);
        Machine machine = scene.Build();

        machine.Run(new() { Deliveries = 2000 });
        long early = machine.Field("procs", "freePages");
        RunReport report = machine.Run(new() { Deliveries = 20_000 });

        Assert.InRange(machine.Field("procs", "freePages") - early, -80, 80); // within one exec
        Assert.Equal(("", 0L), (report.Console, report.DeadLetters));
    }

    [Fact]
    public void With_too_little_memory_a_program_is_not_started_and_others_are()
    {
        Scene scene = Scene.Of("akaros/echo a", "xv6/echo b").With(new() { MemoryPages = 80 });

        RunReport report = scene.Run();

        Assert.Equal("cannot start: out of memory", report.Process(1).Fault);
        Assert.Equal("b\n", report.Consoles[2]);
    }

    [Fact]
    public void With_too_few_slots_a_program_is_refused_and_said_so()
    {
        RunReport report = Scene.Of("xv6/spin 1", "xv6/spin 1", "xv6/echo").With(new() { Processes = 2 }).Run();

        Assert.Equal(RunStatus.Failed, report.Status);
        Assert.Equal("echo was not started: all 2 processes are in use", report.Reason);
    }

    private static string Own(int cores, Action<Iced.Intel.Assembler> write) => RunOwn(cores, write).Console;

    private static RunReport RunOwn(int cores, Action<Iced.Intel.Assembler> write)
    {
        MachineOptions options = Short with { Cores = cores };
        Machine machine = Scene.Of("xv6/own").With(options).WithFile("xv6", "own", GuestCode.Xv6(write)).Build();
        RunReport report = machine.Run(new() { Exit = true, Time = new(100_000_000) });
        Assert.All(report.Processes, process => Assert.NotNull(process.Status));
        Assert.Equal(0, report.DeadLetters);
        Assert.Equal(options.MemoryPages - (cores - 1), machine.Field("procs", "freePages"));
        Assert.Equal(options.Limits.OpenFiles, machine.Field("procs", "freeFiles"));
        Assert.Equal(0, machine.Field("procs", "processes"));
        return report;
    }

    /// <summary>Ticks that passed on a core while it had a process.</summary>
    private sealed class Shares : IObserver
    {
        private readonly Dictionary<int, int> ticks = [];

        public int Of(int pid) => ticks.GetValueOrDefault(pid);

        public void Delivering(Mail mail, in Delivery delivery)
        {
            if (mail.Is(out Ticked ticked))
                ticks[ticked.Pid.Number] = Of(ticked.Pid.Number) + 1;
        }
    }
}
