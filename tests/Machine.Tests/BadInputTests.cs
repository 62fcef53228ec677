using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ActorKernel.Actors;
using ActorKernel.Devices;
using static Iced.Intel.AssemblerRegisters;

namespace ActorKernel.Machine.Tests;

/// <summary>Whatever a program does, it happens to that program alone: other programs' alarms come on time.</summary>
public sealed class BadInputTests
{
    private const int Test = 2; // alarmtest's pid
    private const int Alarm = 3;

    /// <summary>A core takes an interrupt, its trap actor decides, the core goes on.</summary>
    private static readonly TscSpan TickLate = new(100);

    /// <summary>Interrupt, chain, #A, process, table, and a core to run on.</summary>
    private static readonly TscSpan EventLate = new(5000);

    public static TheoryData<string, int, string> Deaths => new()
    {
        { "xv6/divzero", 11, "pid 1 divzero: trap 0 err 0 on cpu * eip 0x*" },
        { "xv6/jumpzero", 11, "pid 1 jumpzero: trap 14 err 4 on cpu * eip 0x70000000 addr 0x70000000--kill proc" },
        { "xv6/stackover", 11, "pid 1 stackover: trap 14 err 7 on cpu * eip 0x*" },
        { "akaros/divzero", 11, "[kernel] pid 1 divzero: divide error at eip 0x*" },
        { "akaros/jumpzero", 11, "[kernel] pid 1 jumpzero: page fault reading 0x0 at eip 0x0 on core 0, killed" },
        { "akaros/stackover", 11, "[kernel] pid 1 stackover: page fault writing 0x7f3beffc at eip 0x*" },
        { "akaros/romem", 11, "[kernel] pid 1 romem: page fault writing 0x*" },
    };

    public static TheoryData<string> Files => [.. BadFiles.Keys];

    private static ImmutableSortedDictionary<string, (byte[] Content, string Reason)> BadFiles { get; } =
        new Dictionary<string, (byte[], string)>
        {
            ["xv6/text"] = ("#!/bin/sh\nthis is a text and not a program, however long it may be\n"u8.ToArray(), "*"),
            ["xv6/empty"] = ([], "*"),
            ["xv6/cut40"] = (Cut("xv6", 40), "*"),
            ["xv6/cut60"] = (Cut("xv6", 60), "*"),
            ["xv6/cut500"] = (Cut("xv6", 500), "*"),
            ["xv6/kernel"] = (GuestCode.Elf(0, new Part(0x7fff_f000, 0x2000, [0x90])), "segment 0 ends at 0x80001000*"),
            ["xv6/wraps"] = (GuestCode.Elf(0, new Part(0xffff_f000, 0x2000, [0x90])), "segment 0*"),
            ["xv6/huge"] = (GuestCode.Elf(0, new Part(0, 0x7000_0000, [0x90])), "out of memory"),
            ["xv6/top"] = (GuestCode.Elf(0, new Part(0, 0x7fff_f000, [0x90])), "*"),
            ["xv6/larger"] = (GuestCode.Elf(0, new Part(0, 1, [0x90, 0x90])), "segment 0*"),
            ["akaros/text"] = ("not a program"u8.ToArray(), "*"),
            ["akaros/empty"] = ([], "*"),
            ["akaros/cut40"] = (Cut("akaros", 40), "*"),
            ["akaros/cut100"] = (Cut("akaros", 100), "*"),
            ["akaros/cut5000"] = (Cut("akaros", 5000), "*"),
            ["akaros/overlap"] = (
                GuestCode.Elf(0x10000, new Part(0x10000, 0x2000, [0x90]), new Part(0x11000, 0x1000, [0x90])),
                "segment 1 at 0x11000 overlaps the one at 0x10000"),
            ["akaros/shares"] = (
                GuestCode.Elf(0x10000, new Part(0x10000, 0x100, [0x90]), new Part(0x10200, 0x100, [0x90])),
                "the segment at 0x10200 shares a page with another"),
            ["akaros/huge"] = (GuestCode.Elf(0x10000, new Part(0x10000, 0x3fff_0000, [0x90])), "out of memory"),
            ["akaros/kernel"] = (GuestCode.Elf(0x10000, new Part(0x8000_0000, 0x1000, [0x90])), "segment 0*"),
            ["akaros/wraps"] = (GuestCode.Elf(0x10000, new Part(0xffff_f000, 0x2000, [0x90])), "segment 0*"),
            ["akaros/first"] = (GuestCode.Elf(0x100, new Part(0, 0x1000, [0x90])), "a segment lies on the first page*"),
            ["akaros/entry"] = (GuestCode.Elf(0x30000, new Part(0x10000, 0x1000, [0x90])), "the entry 0x30000*"),
            ["akaros/nothing"] = (GuestCode.Elf(0x10000), "the entry 0x10000*"),
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Deaths))]
    public void A_fault_ends_the_program_that_made_it(string program, int status, string text)
    {
        RunReport report = RunBeside(program);

        Assert.Equal(status, report.Process(1).Status);
        AssertMatches(text, report.Process(1).Fault!);
        AssertMatches($"*\n{text}", report.Consoles[1].TrimEnd('\n'));
        Assert.DoesNotContain("still alive", report.Consoles[1]);
    }

    [Theory]
    [InlineData(true, RunStatus.Ok)]
    [InlineData(false, RunStatus.Failed)]
    public void A_run_fails_with_the_programs_it_began_with_not_with_their_children(bool inChild, RunStatus status)
    {
        byte[] own = GuestCode.Xv6(code =>
        {
            if (inChild)
                code.Child(code.ud2);
            else
                code.ud2();
            code.Call(SystemCall.Wait);
            code.Call(SystemCall.Exit);
        });

        RunReport report = Scene.Of("xv6/own").WithFile("xv6", "own", own).Run();

        Assert.Equal(status, report.Status);
        Assert.Contains("trap 6", report.Processes.Last().Fault, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_that_is_no_program_is_not_started(string path)
    {
        string[] parts = path.Split('/');
        (byte[] content, string reason) = BadFiles[path];

        RunReport report = Beside(path).WithFile(parts[0], parts[1], content).Run();

        Assert.Equal(11, report.Process(1).Status);
        AssertMatches($"cannot start: {reason}", report.Process(1).Fault!);
        AssertNeighboursUnmoved(report);
    }

    [Theory]
    [InlineData("xv6/none", "cannot start: does not exist")]
    [InlineData("akaros/none", "cannot start: does not exist")]
    public void A_program_that_is_not_there_is_not_started(string program, string reason) =>
        Assert.Equal(reason, RunBeside(program).Process(1).Fault);

    [Theory]
    [InlineData("text")]
    [InlineData("empty")]
    [InlineData("cut60")]
    [InlineData("cut500")]
    [InlineData("huge")]
    [InlineData("kernel")]
    public void Exec_of_what_is_no_program_leaves_the_old_one_whole(string name)
    {
        const uint Name = 0x1800;
        byte[] own = GuestCode.Xv6(code =>
        {
            code.Text(Name, $"#/xv6/{name}");
            code.Print('a');
            code.Call(SystemCall.Exec, Name, Name + 16);
            code.add(eax, 'b' - '0' + 1); // -1
            code.PrintDigit();
            code.Call(SystemCall.Exit);
        });
        Machine machine = Scene.Of("xv6/own")
            .WithFile("xv6", "own", own)
            .WithFile("xv6", name, BadFiles[$"xv6/{name}"].Content)
            .Build();

        RunReport report = machine.Run();

        Assert.Equal(name == "huge" ? "aallocuvm out of memory\nb" : "ab", report.Console);
        Assert.Equal(new MachineOptions().MemoryPages, machine.Field("procs", "freePages"));
    }

    /// <summary>As on xv6, where a later segment simply overwrites an earlier one.</summary>
    [Fact]
    public void Xv6_runs_a_program_whose_segments_overlap()
    {
        byte[] code = GuestCode.Xv6(code =>
        {
            code.Print('!');
            code.Call(SystemCall.Exit);
        })[84..];
        byte[] file = GuestCode.Elf(0, new Part(0, 0x2000, [0xcc, 0xcc]), new Part(0, 0x1000, code));

        RunReport report = Beside("xv6/overlap").WithFile("xv6", "overlap", file).Run();

        Assert.Equal("!", report.Consoles[1]);
        AssertNeighboursUnmoved(report);
    }

    [Fact]
    public void Writing_to_read_only_memory_ends_the_child_that_does_it()
    {
        RunReport report = RunBeside("akaros/romem");

        Assert.StartsWith(
            """
            romem: writing text: the child died
            romem: writing a constant: the child died
            romem: writing procinfo: the child died
            romem: writing text here

            """,
            report.Consoles[1]);
    }

    [Fact]
    public void Xv6_refuses_bad_arguments_of_every_call()
    {
        RunReport report = RunBeside("xv6/badargs");

        string[] lines =
            [.. report.Consoles[1].Split('\n').Where(line => line.Contains(" = ", StringComparison.Ordinal))];
        string[] granted = [.. lines.Where(line => !line.EndsWith(" = -1", StringComparison.Ordinal))];
        Assert.Equal(
            [
                "sleep(0) = 0",
                "(char *)sbrk(-0x7fffffff) == end = 1",
                "sbrk(0) == end = 1",
                "alarm(-1, (void (*)())buffer) = 0",
                "alarm(0, 0) = 0",
                "call_at(11, 0) == pid = 1",
                "call_at(11, 0xffffffff) == pid = 1",
            ],
            granted);
        Assert.True(lines.Length > 90);
        Assert.EndsWith("badargs: done\n", report.Consoles[1]);
        Assert.Contains("1 badargs: unknown sys call -2147483648\n", report.Consoles[1]);
    }

    [Fact]
    public void Akaros_refuses_bad_arguments_of_every_call()
    {
        RunReport report = RunBeside("akaros/badargs");

        string[] granted =
        [
            .. report.Consoles[1].Split('\n').Where(line =>
                line.Contains(" = ", StringComparison.Ordinal) && !line.Contains(" errno ", StringComparison.Ordinal)),
        ];
        Assert.Equal(["raw(SYS_null, 0, 0, 0) = 0"], granted);
        Assert.Contains("write(1, page + 4088, 16) = -1 errno 14 \"bad address\"\n", report.Consoles[1]);
        Assert.Contains("raw(0, 0, 0, 0) = -1 errno 38 \"unknown system call 0\"\n", report.Consoles[1]);
        Assert.EndsWith("badargs: done\n", report.Consoles[1]);
        Assert.Equal(0, report.Process(1).Status);
    }

    [Fact]
    public void Nonsense_to_ctl_and_timer_is_answered_with_akaros_texts()
    {
        RunReport report = RunBeside("akaros/nonsense");

        Assert.Equal(0, report.Process(1).Status);
        foreach (string line in (string[])
            [
                "read id = 2\n  bytes: 30 00\nread id again = 0\n",
                "read unarmed timer = 6\n  bytes: 31 32 33 34 35 00\n",
                "say(ctl, \"\") = -1 errno 136 \"short control request\"\n",
                "write(ctl, \"\\0\", 1) = -1 errno 136 \"short control request\"\n",
                "say(ctl, \"evq\") = -1 errno 136 \"evq needs a pointer\"\n",
                "say(ctl, \"evq 80000000\") = -1 errno 136 \"Non-user ev_q pointer\"\n",
                "say(ctl, \"cancel\") = 6\nsay(ctl, \"cancel\") = 6\n",
                "say(ctl, \"CANCEL\") = -1 errno 136 \"CANCEL: not implemented\"\n",
                "say(ctl, \"%s%s%s%n\") = -1 errno 136 \"%s%s%s%n: not implemented\"\n",
                "say(timer, \"xyz\") = -1 errno 22 \"timer needs a time in hex\"\n",
                "say(timer, \"ffffffffffffffff\") = 16\n",
                "say(timer, \"1234567890123456789012345678901\") = 31\n",
                "say(timer, \"12345678901234567890123456789012\") = -1 errno 136 \"jim'll fix it\"\n",
                "close(timer) = 0\nclose(timer) = -1 errno 136 \"fd out of range or not open\"\n",
                "say(timer, \"111\") = -1 errno 136 \"inappropriate use of fd\"\n",
                "read one byte = 1\n  bytes: 37\nread the rest = 19\n",
                "open(\"#A/a00/ctl\", O_RDWR) = -1 errno 2 \"file does not exist\"\n",
                "open(\"#A\", O_WRONLY) = -1 errno 136 \"file is a directory\"\n",
                "open(\"#A/new\", O_RDWR | O_CREAT, 0666) = -1 errno 2 \"permission denied\"\n",
                "open(\"#A/clone\", O_RDWR | O_CREAT | O_EXCL, 0666) = -1 errno 17 \"file already exists\"\n",
                "unlink(\"#A/a0/timer\") = -1 errno 136 \"permission denied\"\n",
                "close(second) = 0\nclose(second) = -1 errno 136 \"fd out of range or not open\"\n",
                "read the next id = 2\n  bytes: 31 00\n",
                "nonsense: done\n",
            ])
        {
            Assert.Contains(line, report.Consoles[1]);
        }

        Assert.Equal(3, report.Count(1, "[kernel] proc_alarm, bad ev_q 0x0 for alarm a0 of pid 1\n"));
    }

    [Fact]
    public void Forking_until_the_table_is_full_leaves_room_again()
    {
        RunReport report = RunBeside("xv6/forkbomb", eventLate: new(100_000), tickLate: new(30_000));

        Assert.Equal(
            "forkbomb: 60 children\nforkbomb: 60 reaped\nforkbomb: fork afterwards works\n", report.Consoles[1]);
    }

    [Fact]
    public void Who_waits_for_what_never_comes_is_named()
    {
        RunReport report = RunBeside("xv6/waitforever", untilEnd: true);

        Assert.Equal(RunStatus.Stuck, report.Status);
        Assert.Equal("pid 1 waitforever waits for read of #c", report.Reason);
    }

    [Fact]
    public void A_bad_stack_ends_the_program_when_its_handler_is_called()
    {
        RunReport report = RunBeside("xv6/badesp");

        Assert.DoesNotContain("lived", report.Console);
        Assert.Equal(10, report.Count(1, "child reaped"));
        Assert.EndsWith("badesp: done\n", report.Consoles[1]);
    }

    private static byte[] Cut(string directory, int length)
    {
        RootFile whole = BuiltInPrograms.All.First(file => file.Directory == directory && file.Name == "echo");
        return whole.Content.Slice(0, length).Span.ToArray();
    }

    /// <summary>On a machine with alarmtest, and with an alarm that is poked.</summary>
    private static Scene Beside(string program) => new()
    {
        Programs = [program, "xv6/alarmtest", "akaros/alarm", "akaros/poke"],
        Options = Scene.Slow,
        Until = new() { Console = new("Done\n"), Time = Scene.Never },
    };

    private static RunReport RunBeside(
        string program, bool untilEnd = false, TscSpan? tickLate = null, TscSpan? eventLate = null)
    {
        Scene scene = Beside(program);
        RunReport report = (untilEnd ? scene with { Until = new() { Exit = true } } : scene).Run();
        AssertNeighboursUnmoved(report, tickLate, eventLate);
        return report;
    }

    private static void AssertNeighboursUnmoved(
        RunReport report, TscSpan? tickLate = null, TscSpan? eventLate = null)
    {
        Assert.Equal(AlarmScenarioTests.AlarmText, report.Consoles[Alarm]);
        Assert.StartsWith("alarmtest starting\n", report.Consoles[Test]);
        report.AssertOnTime(Test, atLeast: 100, tickLate ?? TickLate);
        report.AssertOnTime(Alarm, atLeast: 2, eventLate ?? EventLate);
        Assert.Equal(0, report.DeadLetters);
    }

    /// <param name="pattern">With a star at its end or beginning for anything.</param>
    private static void AssertMatches(string pattern, string text) =>
        Assert.Matches($"^{string.Join("(.|\n)*", pattern.Split('*').Select(Regex.Escape))}$", text);
}
