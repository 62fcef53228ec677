using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using ActorKernel.Tracing;

namespace ActorKernel.Cli.Tests;

public sealed class RecordTests
{
    [Fact]
    public void A_run_is_recorded_with_its_inputs_and_result_and_repeated()
    {
        using Scratch scratch = new();
        Ran ran = Ak.Run("run", "alarmtest", "--until", "alarm=2", "--seed", "7", "-o", scratch.Of("run"));
        Assert.Equal((0, ""), (ran.Exit, ran.Error));
        RunFacts facts = RunFacts.FromJson(File.ReadAllBytes(scratch.Of("run/run.json")));
        Assert.Equal((7ul, "alarmtest", "ok", 0), (facts.Machine.Seed, facts.Name, facts.Result!.Status, facts.Result.Exit));
        Assert.Equal("alarm=2", Assert.Single(facts.Until));
        Assert.StartsWith(File.ReadAllText(scratch.Of("run/console.txt")), ran.Output);
        InputFacts program = Assert.Single(facts.Inputs, input => input.Role == "program");
        Assert.Equal(Ak.Elf("xv6", "alarmtest"), File.ReadAllBytes(scratch.Of($"run/{program.Stored}")));

        Ran again = Ak.Run("replay", scratch.Of("run"));
        Assert.Equal((0, ""), (again.Exit, again.Error));
        Assert.Equal($"the same: {facts.Result.Deliveries:n0} of {facts.Result.Deliveries:n0} recorded deliveries; ok: until:alarm=2", again.Summary);
        Assert.StartsWith(File.ReadAllText(scratch.Of("run/console.txt")), again.Output);
    }

    [Theory]
    [InlineData("\"jitterCycles\": 0", "\"jitterCycles\": 99")]
    [InlineData("\"tickCycles\": 1000000", "\"tickCycles\": 900000")]
    public void A_run_that_is_not_repeated_exits_with_4_and_the_first_difference(string what, string instead)
    {
        using Scratch scratch = new();
        Ak.Run("run", "alarmtest", "--until", "alarm=1", "-o", scratch.Of("run"), "--transcript", scratch.Of("before"));
        string facts = File.ReadAllText(scratch.Of("run/run.json"));
        File.WriteAllText(scratch.Of("run/run.json"), facts.Replace(what, instead, StringComparison.Ordinal));
        Ran again = Ak.Run("replay", scratch.Of("run"), "-q");
        Assert.Equal(4, again.Exit);
        string[] lines = again.Output.Split('\n');
        Assert.StartsWith("diverged at step ", lines[0]);
        int step = int.Parse(lines[0].Split(' ')[3].TrimEnd(':'));
        Assert.Equal($"  recorded: {File.ReadAllLines(scratch.Of("before"))[step - 1]}", lines[1]);
        Assert.StartsWith($"  now:      {step} @", lines[2]);
    }

    [Fact]
    public void A_replay_stops_where_it_is_told_and_shows_the_machine()
    {
        using Scratch scratch = new();
        Ak.Run("run", "alarmtest", "--until", "alarm=1", "-o", scratch.Of("run"));
        Ran there = Ak.Run("replay", scratch.Of("run"), "--to", "step=42");
        Assert.Equal(0, there.Exit);
        Assert.Contains("after 42 deliveries", there.Output);
        Assert.Contains("  core0: ", there.Output);
        Assert.Equal("the same up to here: 42 deliveries", there.Summary);
        Assert.Contains("at 5", Ak.Run("replay", scratch.Of("run"), "--to", "vt=50ms").Output);
        Assert.Equal(64, Ak.Run("replay", scratch.Of("run"), "--to", "nowhere").Exit);
    }

    [Fact]
    public void Behind_its_end_a_replay_says_that_the_run_was_over()
    {
        using Scratch scratch = new();
        Ran ran = Ak.Run("run", "alarmtest", "--until", "alarm=1", "-o", scratch.Of("run"), "--format", "json");
        long steps = ran.Json.GetProperty("deliveries").GetInt64();
        foreach (string to in (string[])["vt=99s", $"step={steps + 1}", "step=1M"])
        {
            Ran there = Ak.Run("replay", scratch.Of("run"), "-q", "--to", to);
            Assert.Equal((0, $"the same up to here: {steps} deliveries"), (there.Exit, there.Summary));
            Assert.Contains($"\nthe run ended before {to}\n", there.Output);
        }

        Ran last = Ak.Run("replay", scratch.Of("run"), "-q", "--to", $"step={steps}");
        Assert.Equal((0, $"the same up to here: {steps} deliveries"), (last.Exit, last.Summary));
        Assert.DoesNotContain("ended before", last.Output);
    }

    [Fact]
    public void A_replay_stops_at_any_step_of_a_run_in_which_messages_come_late()
    {
        using Scratch scratch = new();
        Ak.Run("echo hi", ["run", "-c", "3", "--jitter", "700", "--seed", "9", "-o", scratch.Of("run"), "--until", "steps=130"]);
        for (int step = 1; step <= 120; step++)
        {
            Ran there = Ak.Run("replay", scratch.Of("run"), "-q", "--to", $"step={step}");
            Assert.Equal((0, step == 1 ? "the same up to here: 1 delivery" : $"the same up to here: {step} deliveries"), (there.Exit, there.Summary));
        }
    }

    [Fact]
    public void A_replay_that_differs_says_when_run_json_was_changed()
    {
        using Scratch scratch = new();
        Ak.Run("run", "alarmtest", "--until", "alarm=1", "-o", scratch.Of("run"));
        RunFacts facts = RunFacts.FromJson(File.ReadAllBytes(scratch.Of("run/run.json")));
        File.WriteAllBytes(scratch.Of("run/run.json"), (facts with { Version = "0.0.9", Machine = facts.Machine with { JitterCycles = 7 } }).ToJson());
        Ran again = Ak.Run("replay", scratch.Of("run"), "-q");
        Assert.Equal(4, again.Exit);
        Assert.Contains("\n  the run was recorded by version 0.0.9, this is ", again.Output);
        Assert.Contains("\n  run.json was changed: ", again.Output);
    }

    [Theory]
    [InlineData("\\s*\"alarmReturn\": \"restore\",")]
    [InlineData("(?s),\\s*\"limits\": \\{[^}]*\\}")]
    public void What_an_older_run_json_does_not_have_is_as_usual(string member)
    {
        using Scratch scratch = new();
        Ak.Run("run", "alarmtest", "--until", "alarm=1", "-o", scratch.Of("run"));
        string facts = File.ReadAllText(scratch.Of("run/run.json"));
        string older = Regex.Replace(facts, member, "");
        Assert.NotEqual(facts, older);
        scratch.With("run/run.json", older);
        Ran again = Ak.Run("replay", scratch.Of("run"), "-q");
        Assert.Equal((0, ""), (again.Exit, again.Error));
    }

    [Fact]
    public void A_replay_says_what_could_not_be_recorded()
    {
        using Scratch scratch = new();
        Ak.Run("run", "alarmtest", "--until", "alarm=1", "-o", scratch.Of("run"));
        string record = scratch.Of("run/run.akr");
        File.WriteAllBytes(record, WithoutLastSegment(File.ReadAllBytes(record)));
        RunFacts facts = RunFacts.FromJson(File.ReadAllBytes(scratch.Of("run/run.json")));
        File.WriteAllBytes(scratch.Of("run/run.json"), (facts with { Result = facts.Result! with { Lost = 12_345 } }).ToJson());
        Ran again = Ak.Run("replay", scratch.Of("run"), "-q");
        Assert.Equal(0, again.Exit);
        Assert.EndsWith("; what came then could not be recorded: 12,345 deliveries", again.Summary);
    }

    [Fact]
    public void What_the_console_showed_is_in_its_file_while_the_run_goes_on()
    {
        using Scratch scratch = new();
        using Witness screen = new(scratch.Of("run/console.txt"));
        using StringWriter error = new();
        Shell shell = new() { Output = screen, Error = error, Input = Stream.Null };
        Assert.Equal(0, new AkCommand(shell).Run(["run", Ak.Scenario("crowd"), "-o", scratch.Of("run")]));
        Assert.InRange(screen.Seen.Count, 3, int.MaxValue); // sizes that it had
    }

    [Fact]
    public void A_directory_that_is_none_is_named()
    {
        using Scratch scratch = new();
        Ran nothing = Ak.Run("run", "alarmtest", "-o", "");
        Assert.Equal((64, "ak: --out: it is empty; name a directory, or leave it out\n"), (nothing.Exit, nothing.Error));
        Ran file = Ak.Run("run", "alarmtest", "--until", "alarm=1", "-o", scratch.With("file", ""));
        Assert.Equal(0, file.Exit);
        Assert.Contains("file is a file, not a directory; name another place with -o", file.Error);
    }

    [Fact]
    public void An_input_that_is_not_what_it_was_is_named()
    {
        using Scratch scratch = new();
        string program = scratch.With("mine", Ak.Elf("xv6", "alarmtest"));
        Ak.Run("run", program, "--until", "alarm=1", "-o", scratch.Of("run"));
        File.Delete(program);
        Assert.Equal(0, Ak.Run("replay", scratch.Of("run")).Exit); // from its own copy
        string copy = Directory.GetFiles(scratch.Of("run/inputs")).Single();
        File.WriteAllText(copy, "something else");
        Ran ran = Ak.Run("replay", scratch.Of("run"));
        Assert.Equal(66, ran.Exit);
        Assert.Contains("the program xv6/mine is not the recorded one: its SHA-256 is ", ran.Error);
    }

    [Fact]
    public void A_record_cut_short_is_compared_up_to_there_and_a_broken_one_refused()
    {
        using Scratch scratch = new();
        Ak.Run("run", "alarmtest", "--until", "alarm=1", "-o", scratch.Of("run"));
        byte[] record = File.ReadAllBytes(scratch.Of("run/run.akr"));
        File.WriteAllBytes(scratch.Of("run/run.akr"), record[..^10]);
        Ran cut = Ak.Run("replay", scratch.Of("run"), "-q");
        Assert.Equal(0, cut.Exit);
        Assert.Contains("the record breaks off there: it is truncated behind byte ", cut.Output);
        File.WriteAllText(scratch.Of("run/run.akr"), "not a record");
        Ran broken = Ak.Run("replay", scratch.Of("run"));
        Assert.Equal((66, $"ak: {scratch.Of("run/run.akr")}: it is no record of a run\n"), (broken.Exit, broken.Error));
    }

    [Fact]
    public void Where_nothing_can_be_written_the_run_goes_on_with_a_warning()
    {
        using Scratch scratch = new();
        string file = scratch.With("file", "in the way");
        Ran ran = Ak.Run("run", "alarmtest", "--until", "alarm=1", "-o", Path.Combine(file, "run"));
        Assert.Equal(0, ran.Exit);
        Assert.StartsWith("ok: until:alarm=1", ran.Summary);
        Assert.StartsWith("ak: warning: this run is not recorded: ", ran.Error);
        Assert.Equal("", Ak.Run("run", "alarmtest", "--until", "alarm=1", "--no-record").Error);
    }

    [Fact]
    public void An_earlier_record_makes_room_with_a_warning_and_all_else_stays()
    {
        using Scratch scratch = new();
        string folder = scratch.Of("run");
        string program = scratch.With("mine", Ak.Elf("xv6", "alarmtest"));
        File.WriteAllBytes(program, [.. File.ReadAllBytes(program), 0]); // another hash
        Ak.Run("run", program, "--until", "alarm=1", "-o", folder, "--report");
        File.WriteAllText(Path.Combine(folder, "notes.txt"), "mine");
        File.WriteAllText(Path.Combine(folder, "inputs", "notes.txt"), "mine");
        Ran again = Ak.Run("run", "alarmtest", "--until", "alarm=2", "-o", folder);
        Assert.Equal(0, again.Exit);
        Assert.StartsWith($"ak: warning: {folder}: the earlier record there, mine of 2", again.Error);
        Assert.EndsWith(", is replaced\n", again.Error);
        Assert.Equal(
            ["console.txt", "inputs", "notes.txt", "run.akr", "run.json"],
            Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(folder, "inputs")).Length); // the new program, and the notes
        Assert.Equal(0, Ak.Run("replay", folder, "-q").Exit);
    }

    [Theory]
    [InlineData("run.json", "{\"scripts\": {}}")]
    [InlineData("run.akr", "a text")]
    [InlineData("console.txt", "my notes")]
    [InlineData("report.html", "<html></html>")]
    public void A_file_that_belongs_to_no_record_is_never_written_over(string name, string content)
    {
        using Scratch scratch = new();
        scratch.With(name, content);
        Ran ran = Ak.Run("run", "alarmtest", "--until", "alarm=1", "--report", "-o", scratch.Of("."));
        Assert.Equal(0, ran.Exit);
        Assert.Contains($"has a {name} that belongs to no record; name another place with -o", ran.Error);
        Assert.Equal(content, File.ReadAllText(scratch.Of(name)));
        Assert.Single(Directory.GetFileSystemEntries(scratch.Of(".")));
    }

    [Theory]
    [InlineData("run.akr", 6)]
    [InlineData("run.json", 0)]
    public void A_record_of_another_version_or_damaged_makes_room_too(string name, int place)
    {
        using Scratch scratch = new();
        Ak.Run("run", "alarmtest", "--until", "alarm=1", "-o", scratch.Of("run"));
        byte[] content = File.ReadAllBytes(scratch.Of($"run/{name}"));
        content[place] = 9;
        scratch.With($"run/{name}", content);
        Assert.Contains("is replaced", Ak.Run("run", "alarmtest", "--until", "alarm=1", "-o", scratch.Of("run")).Error);
        Assert.Equal(0, Ak.Run("replay", scratch.Of("run"), "-q").Exit);
    }

    /// <summary>In a process of its own, since the limit is one process'; the system's signal would end it.</summary>
    [Fact]
    public async Task Under_a_limit_of_files_sizes_the_run_goes_on_with_a_warning()
    {
        if (OperatingSystem.IsWindows())
            return;
        using Scratch scratch = new();
        string program = Path.Combine(AppContext.BaseDirectory, "ak.dll");
        ProcessStartInfo start = new("bash") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"ulimit -f 40; exec dotnet '{program}' run '{Ak.Alarms}' -o '{scratch.Of("run")}' -q");
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // or the runtime itself does not start
        using Process limited = Process.Start(start)!;
        Task<string> output = limited.StandardOutput.ReadToEndAsync();
        string error = await limited.StandardError.ReadToEndAsync();
        await output;
        await limited.WaitForExitAsync();
        Assert.Equal(0, limited.ExitCode);
        Assert.Contains("deliveries are not recorded: File too large", error);
        Ran ran = Ak.Run("replay", scratch.Of("run"), "-q");
        Assert.Equal(0, ran.Exit);
        Assert.Contains("; what came then could not be recorded: ", ran.Summary);
    }

    [Fact]
    public void Runs_are_numbered_and_found_by_number_and_from_the_last()
    {
        using Scratch scratch = new();
        string runs = scratch.Of("ak-runs");
        foreach (string seed in (string[])["5", "6", "7"])
            Assert.Equal(0, Run(runs, "run", "alarmtest", "--until", "steps=30", "--seed", seed).Exit);
        Assert.Equal(["1-alarmtest", "2-alarmtest", "3-alarmtest", "last"], Directory.GetDirectories(runs).Select(Path.GetFileName).Order());
        Assert.Equal(Path.Combine(runs, "3-alarmtest"), RunFolder.Find("last", runs));
        Assert.Equal(Path.Combine(runs, "1-alarmtest"), RunFolder.Find("last~2", runs));
        Assert.Equal(Path.Combine(runs, "2-alarmtest"), RunFolder.Find("2", runs));
        Assert.Equal(0, Run(runs, "replay", "last~1").Exit);
        Ran missing = Run(runs, "replay", "4");
        Assert.Equal((66, "ak: '4' is no recorded run: the newest is 3-alarmtest; name a directory, a number, last or last~1\n"), (missing.Exit, missing.Error));
        Assert.Equal(66, Run(scratch.Of("none"), "replay", "last").Exit);
    }

    [Fact]
    public void Recording_does_not_change_the_run()
    {
        using Scratch scratch = new();
        Ran with = Ak.Run("run", Ak.Alarms, "-o", scratch.Of("run"), "--transcript", scratch.Of("with"));
        Ran without = Ak.Run("run", Ak.Alarms, "--transcript", scratch.Of("without"));
        Assert.Equal(without.Output, with.Output);
        Assert.Equal(File.ReadAllBytes(scratch.Of("without")), File.ReadAllBytes(scratch.Of("with")));
        StringBuilder text = new();
        using RecordReader reader = RecordReader.Open(scratch.Of("run"));
        while (reader.Read())
            text.Append(TranscriptLine.Of(reader)).Append('\n');
        Assert.Equal(File.ReadAllText(scratch.Of("with")), text.ToString());
    }

    private static Ran Run(string runs, params string[] arguments) => Ak.Run("", arguments, runs: runs);

    /// <summary>docs/RECORD.md: 8 bytes, then segments with a header of 32 bytes that has the length of what follows at 4.</summary>
    private static byte[] WithoutLastSegment(byte[] record)
    {
        int last = 8;
        for (int next = last; next < record.Length; next += 32 + BitConverter.ToInt32(record, next + 4))
            last = next;
        return record[..last];
    }

    /// <summary>A screen that looks at a file whenever something is shown.</summary>
    private sealed class Witness(string file) : MemoryStream
    {
        public HashSet<long> Seen { get; } = [];

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (File.Exists(file))
                Seen.Add(new FileInfo(file).Length);
            base.Write(buffer, offset, count);
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (File.Exists(file))
                Seen.Add(new FileInfo(file).Length);
            base.Write(buffer);
        }
    }
}
