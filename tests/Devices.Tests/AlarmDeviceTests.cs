using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Devices.Tests;

/// <summary>#A, through a process' eyes.</summary>
public sealed class AlarmDeviceTests
{
    private const string Queue = "evq 8000";

    private readonly Bench bench = new();

    public static TheoryData<string, OpenFlags, int, string> RefusedOpens => new()
    {
        { "#A/none", OpenFlags.Read, 2, "file does not exist" },
        { "#A/a9", OpenFlags.Read, 2, "file does not exist" },
        { "#A/a00/ctl", OpenFlags.Read, 2, "file does not exist" },
        { "#A/a-0", OpenFlags.Read, 2, "file does not exist" },
        { "#A/a", OpenFlags.Read, 2, "file does not exist" },
        { "#A/a0/none", OpenFlags.Read, 2, "does not exist" },
        { "#A/clone/x", OpenFlags.Read, 136, "not a directory" },
        { "#A/a0/ctl/x", OpenFlags.Read, 136, "not a directory" },
        { "#A", OpenFlags.Write, 136, "file is a directory" },
        { "#A", OpenFlags.ReadWrite, 136, "file is a directory" },
        { "#A/a0", OpenFlags.ReadWrite, 136, "file is a directory" },
        { "#A", OpenFlags.RemoveOnClose, 136, "permission denied" },
        { "#A/a0", OpenFlags.RemoveOnClose | OpenFlags.Write, 136, "permission denied" },
    };

    public static TheoryData<string, int, string> RefusedCommands => new()
    {
        { "", 136, "short control request" },
        { " \t\n", 136, "short control request" },
        { "\n", 136, "short control request" },
        { "\0", 136, "short control request" },
        { "evq", 136, "evq needs a pointer" },
        { "evq 80000000", 136, "Non-user ev_q pointer" },
        { "evq 7f800000", 136, "Non-user ev_q pointer" },
        { "evq 7f7fffed", 136, "Non-user ev_q pointer" },
        { "evq ffffffff", 136, "Non-user ev_q pointer" },
        { "frob", 136, "frob: not implemented" },
        { "CANCEL", 136, "CANCEL: not implemented" },
        { "%s%n", 136, "%s%n: not implemented" },
        { "cancelled", 136, "cancelled: not implemented" },
    };

    [Theory]
    [MemberData(nameof(RefusedOpens))]
    public void What_cannot_be_opened_is_refused_with_akaros_text(string path, OpenFlags flags, int number, string text)
    {
        bench.Open("#A/clone");

        AssertError(number, text, bench.TryOpen(path, flags));
    }

    [Theory]
    [MemberData(nameof(RefusedCommands))]
    public void What_ctl_does_not_know_is_refused_with_akaros_text(string command, int number, string text) =>
        AssertError(number, text, bench.Write(bench.Open("#A/clone"), command));

    [Theory]
    [InlineData("evq 8000")]
    [InlineData("evq 0")]
    [InlineData("evq junk")]
    [InlineData("evq 7f7fffec")] // 20 bytes below the limit
    [InlineData("evq dead7f7fffec")] // garbage above 32 bits
    [InlineData("evq 8000 and more")]
    [InlineData("'evq' 0x8000\n")]
    [InlineData("cancel")]
    [InlineData("cancel now please")]
    [InlineData("'can'cel")]
    public void Ctl_takes_commands_and_counts_their_bytes(string command) =>
        Assert.Equal(command.Length, bench.Write(bench.Open("#A/clone"), command).Count);

    [Fact]
    public void A_64_bit_program_has_more_room_for_its_queue()
    {
        Chan ctl = bench.Open("#A/clone");

        Assert.Null(bench.Write(ctl, "evq 7f7fffdfffe0", wordBytes: 8).Error);
        AssertError(136, "Non-user ev_q pointer", bench.Write(ctl, "evq 7f7fffdfffe1", wordBytes: 8));
        AssertError(136, "Non-user ev_q pointer", bench.Write(ctl, "evq ffffffffffffffff", wordBytes: 8));
    }

    [Fact]
    public void A_pointer_from_a_32_bit_program_has_garbage_above_that_does_not_count()
    {
        (Chan ctl, Chan timer) = OpenAlarm();
        bench.Write(ctl, "evq cafe00008000");
        Arm(timer, bench.Now.Ticks + 500);
        bench.Wait(1000);

        Assert.Equal(0x8000UL, Assert.Single(bench.Process[1].Events).Queue);
    }

    [Fact]
    public void Ids_count_up_in_each_process_and_are_never_used_twice()
    {
        Assert.Equal("0\0", bench.Read(bench.Open("#A/clone")));
        Chan second = bench.Open("#A/clone");
        Assert.Equal("1\0", bench.Read(second));
        Assert.Equal("0\0", bench.Read(bench.Open("#A/clone", pid: 2), pid: 2));
        bench.Drop(second);
        Assert.Equal("2\0", bench.Read(bench.Open("#A/clone")));
        Assert.Equal(["clone", "a0", "a2"], bench.List("#A"));
        Assert.Equal(["clone", "a0"], bench.List("#A", pid: 2));
        Assert.Equal(["clone"], bench.List("#A", pid: 3));
    }

    [Fact]
    public void Another_process_alarm_is_not_found_by_name_or_by_qid()
    {
        bench.Open("#A/clone");
        Qid timer = bench.Walk("#A/a0/timer").Qid!.Value;

        AssertError(2, "file does not exist", bench.TryOpen("#A/a0/timer", pid: 2));
        AssertError(
            136,
            "Unable to open alarm, concurrent closing",
            bench.Ask(2, asker => bench.Open("#A", OpenFlags.Read).Device.Open.Send(new(asker, timer, default))));
    }

    [Fact]
    public void A_qid_outlives_its_alarm_and_opens_nothing()
    {
        Chan ctl = bench.Open("#A/clone");
        Qid timer = bench.Walk("#A/a0/timer").Qid!.Value;
        bench.Drop(ctl);

        AssertError(
            136,
            "Unable to open alarm, concurrent closing",
            bench.Ask(1, asker => ctl.Device.Open.Send(new(asker, timer, default))));
        AssertError(2, "file does not exist", bench.TryOpen("#A/a0/timer"));
    }

    [Fact]
    public void An_alarm_lives_while_its_ctl_or_its_timer_is_open_and_holds_its_process()
    {
        (Chan ctl, Chan timer) = OpenAlarm();
        Assert.Equal(1, bench.Process[1].Holders);
        bench.Hold(timer);
        bench.Drop(ctl);
        bench.Drop(timer);
        Assert.Equal(["clone", "a0"], bench.List("#A"));
        Chan again = bench.Open("#A/a0/ctl");
        bench.Drop(timer);
        Assert.Equal(1, bench.Process[1].Holders);
        bench.Drop(again);

        Assert.Equal(0, bench.Process[1].Holders);
        Assert.Equal(["clone"], bench.List("#A"));
        bench.End(1); // nothing is left of it
    }

    [Fact]
    public void Looking_opens_nothing()
    {
        Chan ctl = bench.Open("#A/clone");
        bench.Stat("#A/a0/timer");
        bench.Walk("#A/a0/timer");
        bench.Drop(ctl);

        Assert.Equal(0, bench.Process[1].Holders);
    }

    [Fact]
    public void A_directory_read_shows_each_alarm_that_stays_exactly_once()
    {
        Chan[] ctls = [.. Enumerable.Range(0, 6).Select(_ => bench.Open("#A/clone"))];
        Chan directory = bench.Open("#A", OpenFlags.Read);
        Assert.Equal(["clone", "a0", "a1"], bench.Entries(directory, 3));
        bench.Drop(ctls[0]); // shown
        bench.Drop(ctls[2]); // next
        bench.Open("#A/clone");

        Assert.Equal(["a3"], bench.Entries(directory, 1));
        Assert.Equal(["a4", "a5", "a6"], bench.Entries(directory, 9));
        Assert.Empty(bench.Entries(directory, 9));
    }

    [Fact]
    public void An_alarms_directory_has_two_files_that_go_nowhere_when_it_is_gone()
    {
        Chan ctl = bench.Open("#A/clone");
        Assert.Equal(["ctl", "timer"], bench.List("#A/a0"));
        DirEntry entry = Assert.Single(bench.Stat("#A/a0/timer").Entries);
        Assert.Equal(("timer", 0UL, 0x1b6u), (entry.Name, entry.Length, entry.Permissions));
        Assert.Equal(0x16du, Assert.Single(bench.Stat("#A/a0").Entries).Permissions);
        Assert.Equal(ctl.Qid, bench.Walk("#A/a0/ctl").Qid);
        Assert.Equal(bench.Walk("#A").Qid, bench.Walk("#A/a0/ctl/../..").Qid ?? bench.Walk("#A/a0/../../..").Qid);
    }

    /// <summary>The number and its NUL; writes and reads of one open file share its offset.</summary>
    [Fact]
    public void Reading_goes_on_at_the_offset_that_reads_and_writes_share()
    {
        (Chan ctl, Chan timer) = OpenAlarm();
        Assert.Equal("123", bench.Read(timer, 3));
        Assert.Equal("45\0", bench.Read(timer));
        Assert.Equal("", bench.Read(timer));
        Assert.Equal("0", bench.Read(ctl, 1));
        Assert.Equal("\0", bench.Read(ctl, 1));
        Assert.Equal("", bench.Read(ctl, 1));

        Chan other = bench.Open("#A/a0/timer");
        bench.Write(other, "fff");
        Assert.Equal("5\0", bench.Read(other)); // of 4095
        Assert.Equal("4095\0", bench.Read(bench.Open("#A/a0/timer")));
        Assert.Equal("", bench.Read(bench.Open("#A/a0/timer"), 0));
    }

    [Theory]
    [InlineData("ffffffffffffffff", "18446744073709551615\0")]
    [InlineData("-1", "18446744073709551615\0")]
    [InlineData("0", "0\0")]
    [InlineData("3039", "12345\0")]
    [InlineData("0x10", "16\0")]
    [InlineData("0X10", "0\0")]
    [InlineData("1234567890123456789012345678901", "7460495508715833601\0")] // 31 characters, modulo 2^64
    public void A_time_is_written_in_hex_and_read_in_decimal(string hex, string number)
    {
        (_, Chan timer) = OpenAlarm();
        Answer answer = bench.Write(timer, hex);

        Assert.Equal((null, hex.Length), (answer.Error, answer.Count));
        Assert.Equal(number, bench.Read(bench.Open("#A/a0/timer")));
    }

    [Theory]
    [InlineData("12345678901234567890123456789012", 136, "jim'll fix it")] // 32
    [InlineData("0000000000000000000000000000000000000000000000000000000000000001", 136, "jim'll fix it")]
    [InlineData("", 22, "timer needs a time in hex")]
    [InlineData("xyz", 22, "timer needs a time in hex")]
    [InlineData("-", 22, "timer needs a time in hex")]
    public void What_is_no_time_is_refused_and_changes_nothing(string text, int number, string error)
    {
        (_, Chan timer) = OpenAlarm();
        AssertError(number, error, bench.Write(timer, text));

        Assert.Equal("12345\0", bench.Read(bench.Open("#A/a0/timer")));
    }

    [Fact]
    public void An_alarm_fires_once_with_its_id_in_the_event_and_never_early()
    {
        bench.Open("#A/clone");
        (Chan ctl, Chan timer) = OpenAlarm(id: 1);
        bench.Write(ctl, Queue);
        Arm(timer, 5000);
        bench.Wait(3000);
        Assert.Empty(bench.Process[1].Events);
        bench.Wait(5000);

        PostEvent posted = Assert.Single(bench.Process[1].Events);
        Assert.Equal((new Pid(1), 0x8000UL, new Event(7, 0, 1, 0, 0)), (posted.Pid, posted.Queue, posted.Event));
    }

    [Fact]
    public void Another_process_that_writes_the_timer_arms_the_owners_alarm()
    {
        (Chan ctl, Chan timer) = OpenAlarm();
        bench.Write(ctl, Queue);
        bench.Write(timer, "111", pid: 2);
        bench.Wait(1000);

        Assert.Single(bench.Process[1].Events);
        Assert.Empty(bench.Process[2].Events);
    }

    [Fact]
    public void Without_a_queue_the_kernel_complains_and_the_alarm_goes_on()
    {
        (Chan ctl, Chan timer) = OpenAlarm();
        Arm(timer, 1);
        bench.Wait(100);
        Assert.Equal("[kernel] proc_alarm, bad ev_q 0x0 for alarm a0 of pid 1\n", bench.Screen);
        bench.Write(ctl, Queue);
        Arm(timer, 1);
        bench.Wait(100);

        Assert.Single(bench.Process[1].Events);
    }

    [Fact]
    public void The_queue_at_the_time_of_firing_gets_the_event()
    {
        (Chan ctl, Chan timer) = OpenAlarm();
        bench.Write(ctl, Queue);
        Arm(timer, bench.Now.Ticks + 1000);
        bench.Write(ctl, "evq 9000");
        bench.Wait(2000);

        Assert.Equal(0x9000UL, Assert.Single(bench.Process[1].Events).Queue);
    }

    /// <summary>Cancel, arming again and last close are answered when the event on its way has arrived.</summary>
    [Theory]
    [InlineData("cancel")]
    [InlineData("arm")]
    [InlineData("close")]
    public void What_ends_an_arming_is_answered_when_its_event_has_arrived(string how)
    {
        (Chan ctl, Chan timer) = OpenAlarm();
        bench.Write(ctl, Queue);
        if (how == "close")
            bench.Drop(ctl);
        bench.Process[1].Acknowledges = false;
        Arm(timer, 1);
        bench.Wait(200);
        PostEvent posted = Assert.Single(bench.Process[1].Events);

        CallId call = bench.Send(2, asker =>
        {
            if (how == "cancel")
                ctl.Device.Write.Send(new(asker, ctl.Id, Bytes.Latin1("cancel"), 4));
            else if (how == "arm")
                timer.Device.Write.Send(new(asker, timer.Id, Bytes.Latin1("fffffff"), 4));
            else
                timer.Device.Drop.Send(new(asker, timer.Id));
        });
        bench.Wait(5000);
        Assert.Null(bench.AnswerTo(2, call));
        Assert.Equal(1, bench.Process[1].Holders);
        Probe.Acknowledge(posted, bench.Now);
        bench.Wait(200);

        Assert.Null(bench.AnswerTo(2, call)!.Value.Error);
        Assert.Equal(how == "close" ? 0 : 1, bench.Process[1].Holders);
    }

    [Fact]
    public void What_has_been_cancelled_or_closed_never_fires()
    {
        (Chan ctl, Chan timer) = OpenAlarm();
        bench.Write(ctl, Queue);
        Arm(timer, bench.Now.Ticks + 5000);
        bench.Write(ctl, "cancel");
        bench.Write(ctl, "cancel");
        Arm(timer, bench.Now.Ticks + 5000);
        bench.Drop(ctl);
        bench.Drop(timer);
        bench.Wait(20_000);

        Assert.Empty(bench.Process[1].Events);
        Assert.Equal(0, bench.DeadLetters);
    }

    [Fact]
    public void Every_other_request_is_refused()
    {
        Chan ctl = bench.Open("#A/clone");

        AssertError(136, "permission denied", bench.Create("#A/new"));
        AssertError(136, "permission denied", bench.Remove("#A/a0/timer"));
        AssertError(136, "permission denied", bench.Remove("#A/a0"));
        bench.Drop(ctl);
        AssertError(136, "fd out of range or not open", bench.Write(ctl, "cancel"));
        AssertError(136, "fd out of range or not open", bench.TryRead(ctl, 5));
        AssertError(136, "fd out of range or not open", bench.Hold(ctl));
        AssertError(136, "fd out of range or not open", bench.Drop(ctl));
    }

    internal static void AssertError(int number, string text, in Answer answer) =>
        Assert.Equal((number, text), ((int)(answer.Error?.Number ?? 0), answer.Error?.Text));

    private (Chan Ctl, Chan Timer) OpenAlarm(int id = 0) => (bench.Open("#A/clone"), bench.Open($"#A/a{id}/timer"));

    private void Arm(in Chan timer, ulong due) => Assert.Null(bench.Write(timer, due.ToString("x")).Error);
}
