using System.Text.Json;
using System.Text.RegularExpressions;

namespace ActorKernel.Cli.Tests;

public sealed class RunTests
{
    [Fact]
    public void The_alarm_table_says_when_each_was_armed_due_fired_and_delivered()
    {
        Ran ran = Ak.Run("run", "alarmtest", "--until", "alarm=2");
        Assert.Equal(0, ran.Exit);
        Assert.StartsWith("alarmtest starting\n", ran.Output);
        string[] lines = ran.Output.Split('\n');
        int heading = Array.FindIndex(lines, line => line.StartsWith("kind", StringComparison.Ordinal));
        Assert.Equal("", lines[heading - 1]);
        Assert.Equal("kind  process      core  armed at      due    fired  delivered  latency ms", lines[heading]);
        Assert.Matches("^xv6   1 alarmtest     0     [01][.][0-9]{3}  100.000  100.000    100.000    0.000400$", lines[heading + 1]);
        Assert.Equal("xv6   1 alarmtest     0   100.000  200.000  200.000    200.000    0.000400", lines[heading + 2]);
        Assert.Equal("", lines[heading + 3]);
        Assert.StartsWith("ok: until:alarm=2; virtual 200.000 ms, ", lines[heading + 4]);
    }

    [Fact]
    public void A_table_has_forty_rows_at_most_and_says_how_many_more_there_are()
    {
        Ran ran = Ak.Run("run", "alarmtest", "--tick", "1ms", "--until", "alarm=45");
        Assert.Equal(40, ran.Output.Split('\n').Count(line => line.StartsWith("xv6 ", StringComparison.Ordinal)));
        Assert.Contains("\n… 5 more, use --format json\n", ran.Output);
    }

    [Fact]
    public void Json_is_one_object_on_one_line_with_all_fields()
    {
        Ran ran = Ak.Run("run", "alarmtest", "--until", "alarm=2", "--format", "json");
        Assert.Equal("", ran.Error);
        Assert.EndsWith("}\n", ran.Output);
        Assert.Equal(1, ran.Output.Count(c => c == '\n'));
        JsonElement json = ran.Json;
        Assert.Equal(
            [
                "schema", "scenario", "run", "status", "exit", "reason", "virtualNs", "instructions", "deliveries", "console",
                "consoles", "alarms", "processes",
            ],
            json.EnumerateObject().Select(field => field.Name));
        Assert.Equal(1, json.GetProperty("schema").GetInt32());
        Assert.Equal("ok", json.GetProperty("status").GetString());
        Assert.Equal(0, json.GetProperty("exit").GetInt32());
        Assert.Equal("until:alarm=2", json.GetProperty("reason").GetString());
        Assert.InRange(json.GetProperty("virtualNs").GetUInt64(), 200_000_000UL, 200_010_000UL);
        Assert.StartsWith("alarmtest starting\n", json.GetProperty("console").GetString());
        Assert.Equal(json.GetProperty("console").GetString(), json.GetProperty("consoles").GetProperty("1").GetString());
        JsonElement alarm = json.GetProperty("alarms")[1];
        Assert.Equal(
            ["kind", "pid", "process", "core", "armedNs", "dueNs", "firedNs", "deliveredNs", "cancelled"],
            alarm.EnumerateObject().Select(field => field.Name));
        Assert.Equal("xv6", alarm.GetProperty("kind").GetString());
        Assert.Equal(200_000_000, alarm.GetProperty("dueNs").GetInt64());
        Assert.Equal(200_000_400, alarm.GetProperty("deliveredNs").GetInt64());
        JsonElement process = Assert.Single(json.GetProperty("processes").EnumerateArray());
        Assert.Equal(
            """{"pid":1,"name":"alarmtest","status":null,"fault":null}""", process.GetRawText());
    }

    [Fact]
    public void Json_has_null_for_what_did_not_happen_to_a_cancelled_alarm()
    {
        JsonElement json = Ak.Run("run", "alarm", "--until", "console:/No alarm should/", "--format", "json").Json;
        JsonElement alarm = Assert.Single(json.GetProperty("alarms").EnumerateArray());
        Assert.Equal("akaros", alarm.GetProperty("kind").GetString());
        Assert.True(alarm.GetProperty("cancelled").GetBoolean());
        Assert.Equal(JsonValueKind.Null, alarm.GetProperty("firedNs").ValueKind);
        Assert.Equal(JsonValueKind.Null, alarm.GetProperty("deliveredNs").ValueKind);
        Assert.Equal(JsonValueKind.Null, alarm.GetProperty("core").ValueKind);
    }

    [Theory]
    [InlineData("divzero --abi akaros", "failed", 1)]
    [InlineData("waitforever", "stuck", 1)]
    [InlineData("spin --until vt=1ms --until exit", "bound", 125)]
    [InlineData("alarmtest --timeout 50ms -- 1000", "timeout", 124)]
    public void Json_says_how_a_run_ended_and_with_which_exit(string line, string status, int exit)
    {
        string[] arguments = line.Split(' ');
        Ran ran = Ak.Run(["run", "--format", "json", .. arguments]);
        Assert.Equal(exit, ran.Exit);
        Assert.Equal(exit, ran.Json.GetProperty("exit").GetInt32());
        Assert.Equal(status, ran.Json.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("until:alarm=1", "alarm=1", "alarm=7")]
    [InlineData("until:alarm=1", "exit", "alarm=1", "vt=5s")]
    [InlineData("until:console:/\\.\\.\\./", "console:/\\.\\.\\./", "alarm=1")]
    [InlineData("until:steps=30", "steps=30", "vt=1s")]
    [InlineData("until:vt=20ms", "vt=20ms", "vt=2s")]
    [InlineData("until:vt=20ms", "vt=2000000")]
    [InlineData("until:console:/alarm!$/", "console:/alarm!$/")]
    public void The_condition_that_is_met_first_ends_the_run(string reason, params string[] until)
    {
        Ran ran = Ak.Run(["run", "alarmtest", "--format", "json", .. until.SelectMany(text => new[] { "--until", text })]);
        Assert.Equal((0, reason), (ran.Exit, ran.Json.GetProperty("reason").GetString()));
    }

    [Fact]
    public void Each_run_shows_the_same_bytes()
    {
        using Scratch scratch = new();
        string[] run = ["run", "alarmtest", "-c", "3", "--jitter", "500", "--seed", "5", "--until", "alarm=1"];
        Ran[] texts = [.. Enumerable.Range(0, 2).Select(_ => Ak.Run(run))];
        Assert.Equal(texts[0], texts[1]);
        string[] transcripts = [scratch.Of("one"), scratch.Of("two")];
        Ran[] jsons = [.. transcripts.Select(file => Ak.Run([.. run, "--format", "json", "--transcript", file]))];
        Assert.Equal(jsons[0], jsons[1]);
        Assert.Equal(File.ReadAllBytes(transcripts[0]), File.ReadAllBytes(transcripts[1]));
        string[] otherwise = [.. run.Select(word => word == "5" ? "6" : word)];
        Assert.NotEqual(texts[0].Output, Ak.Run(otherwise).Output);
    }

    [Fact]
    public void Every_line_of_a_transcript_names_a_cause_that_stands_above_it()
    {
        using Scratch scratch = new();
        Ak.Run("run", "alarm", "--until", "console:/Alarm fired/", "--transcript", scratch.Of("t"));
        string[] lines = File.ReadAllLines(scratch.Of("t"));
        HashSet<string> seen = [];
        foreach (string line in lines)
        {
            string[] words = line.Split(' ');
            string id = words.Single(word => word.StartsWith("id=", StringComparison.Ordinal))[3..];
            string cause = words[^1]["by=".Length..];
            Assert.True(cause == "-" ? words[2] == "outside" : seen.Contains(cause), line);
            seen.Add(id);
        }

        Assert.Contains(lines, line => line.Contains(" tchain0 -> #A Expired(", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("xv6")]
    [InlineData("akaros")]
    public void A_program_file_runs_under_the_ABI_that_its_address_tells(string abi)
    {
        using Scratch scratch = new();
        Ran ran = Ak.Run("run", scratch.With("mine", Ak.Elf(abi, "echo")), "--", "from", "a", "file");
        Assert.Equal(0, ran.Exit);
        Assert.StartsWith("from a file\n", ran.Output);
    }

    [Fact]
    public void A_program_file_goes_before_a_built_in_program_of_its_name()
    {
        using Scratch scratch = new();
        Ran ran = Ak.Run("run", scratch.With("alarmtest", Ak.Elf("xv6", "echo")), "--", "mine");
        Assert.StartsWith("mine\n", ran.Output);
    }

    [Theory]
    [InlineData("-")]
    [InlineData("file")]
    public void What_is_given_as_stdin_is_typed(string where)
    {
        using Scratch scratch = new();
        string named = where == "-" ? "-" : scratch.With(where, "typed\n");
        Ran ran = Ak.Run("typed\n", ["run", "waitforever", "--stdin", named]);
        Assert.Equal(0, ran.Exit);
        Assert.Contains("waitforever: 6 bytes: typed\n", ran.Output);
    }

    [Fact]
    public void The_end_of_stdin_is_the_end_of_file_for_the_guest()
    {
        Ran ran = Ak.Run("", ["run", "waitforever", "--stdin", "-"]);
        Assert.Equal(0, ran.Exit);
        Assert.Contains("waitforever: 0 bytes: ", ran.Output);
    }

    [Fact]
    public void The_tick_is_ten_milliseconds_at_any_speed()
    {
        JsonElement json = Ak.Run("run", "alarmtest", "--hz", "500M", "--until", "alarm=1", "--format", "json").Json;
        Assert.Equal(100_000_000, json.GetProperty("alarms")[0].GetProperty("dueNs").GetInt64());
    }

    [Theory]
    [InlineData("NPROC=3", "ls | wc", "fork")]
    [InlineData("nofile=3", "ls | wc", "pipe")]
    [InlineData("Nfile=1", "echo x > y", "open y failed")]
    [InlineData("ninode=3", "echo x > y", "exec echo failed")]
    [InlineData("MAXARG=2", "echo x", "exec echo failed")]
    public void Limits_have_xv6_s_names_in_small_or_capital_letters(string limit, string command, string shown)
    {
        Ran ran = Ak.Run($"{command}\n", ["run", "--limit", limit]);
        Assert.Equal(0, ran.Exit);
        Assert.Contains($"$ {command}\n{shown}\n$ ", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_terminal_the_table_has_borders_and_elsewhere_no_control_characters()
    {
        Assert.DoesNotContain('\e', Ak.Run("run", "alarmtest", "--until", "alarm=1").Output);
        using MemoryStream output = new();
        Shell shell = new() { Output = output, Error = TextWriter.Null, Input = Stream.Null, IsOutputRich = true, Width = 100 };
        new AkCommand(shell).Run(["run", "alarmtest", "--until", "alarm=1"]);
        string text = System.Text.Encoding.UTF8.GetString(output.ToArray());
        Assert.Contains("╭", text);
        Assert.Contains("\e[", text);
        Assert.All(text.Split('\n'), line => Assert.InRange(Regex.Replace(line, "\e\\[[0-9;]*m", "").Length, 0, shell.Width));
    }
}
