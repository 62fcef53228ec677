using System.Text;
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
}
