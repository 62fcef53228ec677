using System.Text.Json;
using ActorKernel.Machine;

namespace ActorKernel.Cli.Tests;

public sealed class ScenarioTests
{
    private const string AlarmText =
        """
        Starting alarm test
        No alarm should have fired yet
        	Alarm fired!
        Sleeping for 10 sec, try to echo 111 > '#s/alarmtest' now!
        	Alarm fired!
        Done

        """;

    [Theory]
    [InlineData("", "1,1): the file is empty; give it at least run: [ { program: NAME } ]")]
    [InlineData("# nothing\n", "1,1): the file is empty")]
    [InlineData("name: x\n", "1,1): nothing is run; add run: [ { program: NAME } ]")]
    [InlineData("run: []\n", "1,1): nothing is run")]
    [InlineData("- spin\n", "1,1): a scenario is written as KEY: VALUE; its keys are name, machine, run, stdin, until")]
    [InlineData("run: [ { program: spin } ]\nnmae: x\n", "2,1): 'nmae' is no key of a scenario; did you mean 'name'?; its keys are")]
    [InlineData("run:\n  - program: spin\n    arg: [a]\n", "3,5): 'arg' is no key of a program; did you mean 'args'?")]
    [InlineData("machine: { cpus: 4 }\nrun: [ { program: spin } ]\n", "1,12): 'cpus' is no key of a machine; its keys are cores, hz, tick, seed, jitter, processes, memory")]
    [InlineData("machine: { cores: 65 }\nrun: [ { program: spin } ]\n", "1,19): '65' is not a whole number from 1 to 64; write it in plain digits")]
    [InlineData("machine: { cores: four }\nrun: [ { program: spin } ]\n", "1,19): 'four' is not a whole number")]
    [InlineData("machine: { cores: '4' }\nrun: [ { program: spin } ]\n", "1,19): the text \"4\" is not a whole number")]
    [InlineData("machine: { cores: [4] }\nrun: [ { program: spin } ]\n", "1,19): a list is not a whole number")]
    [InlineData("machine: { cores: }\nrun: [ { program: spin } ]\n", "): nothing is not a whole number")]
    [InlineData("machine: { tick: 10 ms }\nrun: [ { program: spin } ]\n", "1,18): '10 ms' is no length of time; write 10ms, 1.5s")]
    [InlineData("machine: { memory: 64 }\nrun: [ { program: spin } ]\n", "1,20): '64' is no size of memory; write 64M")]
    [InlineData("machine: []\nrun: [ { program: spin } ]\n", "1,10): a machine is written as KEY: VALUE")]
    [InlineData("run: spin\n", "1,6): run is a list; write run: [ ... ]")]
    [InlineData("run: [ spin ]\n", "1,8): a program is written as KEY: VALUE")]
    [InlineData("run: [ { abi: xv6 } ]\n", "1,8): no program is named; add program: NAME")]
    [InlineData("run: [ { program: } ]\n", "): a text is missing here")]
    [InlineData("run: [ { program: spin, abi: xv7 } ]\n", "1,30): 'xv7' is no ABI; write xv6 or akaros")]
    [InlineData("run: [ { program: spin, at: later } ]\n", "1,29): 'later' is no length of time")]
    [InlineData("run: [ { program: spin, count: 0 } ]\n", "1,32): '0' is not a whole number from 1 to 4096")]
    [InlineData("run: [ { program: spin, args: a } ]\n", "1,31): args is a list")]
    [InlineData("run: [ { program: spun } ]\n", "1,19): 'spun' is neither a built-in program nor a file; did you mean 'spin'?")]
    [InlineData("run: [ { program: echo } ]\n", "1,19): 'echo' is a program of akaros and of xv6; say which: 'abi: akaros' or 'abi: xv6'")]
    [InlineData("run: [ { program: alarm, abi: xv6 } ]\n", "1,19): 'alarm' is a program of akaros, not of xv6; leave abi out")]
    [InlineData("run: [ { program: spin } ]\nuntil: [ soon ]\n", "2,10): 'soon' is no condition that can end a run; write exit, vt=50ms")]
    [InlineData("run: [ { program: spin } ]\nuntil: exit\n", "2,8): until is a list")]
    [InlineData("name: a\nname: b\n", "2,1): 'name' is there twice; keep one of them")]
    [InlineData("name: [a\nrun: b\n", "): this is no YAML: ")]
    [InlineData("name: \"a\n", "): this is no YAML: ")]
    [InlineData("name: &a b\nrun: [ { program: *a } ]\n", "1,7): anchors and aliases are not used here")]
    [InlineData("name: !!str b\n", "1,7): tags are not used here")]
    [InlineData("name: [[[[[[[[[[a]]]]]]]]]]\n", "): this is nested too deep")]
    [InlineData("name: a\n---\nname: b\n", "): there is a second document; keep each scenario in a file of its own")]
    [InlineData("? [a]\n: b\n", "): a key is a word; write KEY: VALUE")]
    public void What_is_wrong_with_a_scenario_is_said_with_its_place(string yaml, string error)
    {
        using Scratch scratch = new();
        string file = scratch.With("s.yaml", yaml);
        Ran ran = Ak.Run("run", file);
        Assert.Equal((66, ""), (ran.Exit, ran.Output));
        Assert.StartsWith($"ak: {file}(", ran.Error);
        Assert.Contains(error, ran.Error);
    }

    [Fact]
    public void All_that_is_wrong_with_a_scenario_is_said_at_once()
    {
        using Scratch scratch = new();
        Ran ran = Ak.Run("run", scratch.With("s.yml", "machine: { cores: 0, tick: x }\nrun: [ { program: spin, at: y } ]\n"));
        Assert.Equal(3, ran.Error.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public void A_file_that_is_no_text_or_nested_without_end_is_refused()
    {
        using Scratch scratch = new();
        Ran binary = Ak.Run("run", scratch.With("b.yaml", [0xff, 0xfe, 0x00, 0x80]));
        Assert.Equal(66, binary.Exit);
        Assert.Contains("b.yaml: this is not UTF-8 text; save it as such", binary.Error);
        Ran deep = Ak.Run("run", scratch.With("d.yaml", new string('[', 100_000)));
        Assert.Equal(66, deep.Exit);
        Assert.Contains("this is nested too deep", deep.Error);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Whatever_a_file_says_it_is_a_scenario_or_its_errors_are_said(int seed)
    {
        const string Marks = "[]{}:,-'\"\n #&*!|>%@?\t~a1";
        string good = File.ReadAllText(Ak.Alarms);
        Random random = new(seed);
        for (int i = 0; i < 2000; i++)
        {
            char[] text = good.ToCharArray();
            for (int change = random.Next(1, 5); change > 0; change--)
                text[random.Next(text.Length)] = Marks[random.Next(Marks.Length)];
            ScenarioResult result = ScenarioReader.Read(new(text[..random.Next(text.Length)]));
            Assert.True(result.Scenario is null != result.Errors.IsEmpty);
        }
    }

    [Fact]
    public void A_scenario_s_programs_have_their_own_options()
    {
        using Scratch scratch = new();
        Ran ran = Ak.Run("run", scratch.With("s.yaml", "run: [ { program: spin } ]\n"), "--abi", "xv6");
        Assert.Equal(64, ran.Exit);
        Assert.Contains("--abi: a scenario names the ABI of each program", ran.Error);
        ran = Ak.Run("run", scratch.Of("s.yaml"), "--", "x");
        Assert.Equal(64, ran.Exit);
        Assert.Contains("write them into", ran.Error);
    }

    [Fact]
    public void A_scenario_says_what_runs_when_how_often_and_with_what()
    {
        using Scratch scratch = new();
        scratch.With("mine", Ak.Elf("akaros", "echo"));
        string file = scratch.With(
            "s.yaml",
            """
            name: a test
            machine: { cores: 2, hz: 50000000, tick: 5ms, seed: 3, jitter: 10us, processes: 8, memory: 16M }
            run:
              - { program: echo, abi: xv6, args: [later, 7], at: 20ms }
              - { program: mine, args: ["first of all"], count: 2 }
              - program: waitforever
            stdin: "typed\n"
            until: [ "vt=1s", exit ]
            """);
        JsonElement json = Ak.Run("run", file, "--format", "json").Json;
        Assert.Equal("a test", json.GetProperty("scenario").GetString());
        Assert.Equal("ok", json.GetProperty("status").GetString());
        string[] consoles = [.. json.GetProperty("consoles").EnumerateObject().Select(console => console.Value.GetString()!)];
        Assert.Equal(2, consoles.Count(text => text == "first of all\n"));
        Assert.Contains("waitforever: reading\nwaitforever: 6 bytes: typed\n\n", consoles);
        Assert.Equal("later 7\n", consoles[^1]);
        Assert.InRange(json.GetProperty("virtualNs").GetInt64(), 20_000_000, 40_000_000);
    }

    [Fact]
    public void The_command_line_goes_before_the_scenario()
    {
        using Scratch scratch = new();
        string file = scratch.With(
            "s.yaml", "machine: { cores: 4, hz: 1000000, tick: 10ms }\nrun: [ { program: alarmtest } ]\nuntil: [ steps=3 ]\n");
        JsonElement json = Ak.Run(
            "run", file, "--hz", "10M", "--tick", "20ms", "-c", "1", "--until", "alarm=1", "--format", "json").Json;
        Assert.Equal("until:alarm=1", json.GetProperty("reason").GetString());
        Assert.Equal(200_000_000, json.GetProperty("alarms")[0].GetProperty("dueNs").GetInt64());
        Assert.Equal(0, json.GetProperty("alarms")[0].GetProperty("core").GetInt32());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(16)]
    public void Both_kernels_alarms_are_delivered_on_any_number_of_cores(int cores)
    {
        Ran ran = Ak.Run("run", Ak.Alarms, "-c", $"{cores}", "--format", "json");
        Assert.Equal((0, "", "alarms"), (ran.Exit, ran.Error, ran.Json.GetProperty("scenario").GetString()));
        JsonElement consoles = ran.Json.GetProperty("consoles");
        Assert.Equal(AlarmText, consoles.GetProperty("3").GetString());
        Assert.Equal("poke: wrote 111 to #s/alarmtest\n", consoles.GetProperty("4").GetString());
        JsonElement[] alarms = [.. ran.Json.GetProperty("alarms").EnumerateArray()];
        foreach (int pid in (int[])[1, 2])
        {
            string text = consoles.GetProperty($"{pid}").GetString()!;
            Assert.StartsWith("alarmtest starting\n", text);
            Assert.Equal(50, text.Count(c => c == '.'));
            string[] between = text["alarmtest starting\n".Length..].Split("alarm!\n");
            Assert.InRange(between.Length - 1, 8, 9);
            Assert.All(between[..^1], dots => Assert.InRange(dots.Length, 5, 6));
            Assert.Equal(between.Length - 1, alarms.Count(alarm => alarm.GetProperty("pid").GetInt32() == pid));
        }

        JsonElement[] akaros = [.. alarms.Where(alarm => alarm.GetProperty("kind").GetString() == "akaros")];
        Assert.Equal([true, false, false], akaros.Select(alarm => alarm.GetProperty("cancelled").GetBoolean()));
        Assert.All(akaros[1..], alarm => Assert.Equal(JsonValueKind.Number, alarm.GetProperty("deliveredNs").ValueKind));
    }

    [Fact]
    public void More_programs_than_cores_share_their_ticks()
    {
        Ran ran = Ak.Run("run", Ak.Scenario("crowd"), "--format", "json");
        Assert.Equal(0, ran.Exit);
        Assert.Equal(Enumerable.Range(1, 8), ran.Json.GetProperty("alarms").EnumerateArray().Take(8)
            .Select(alarm => alarm.GetProperty("pid").GetInt32()).Order());
        Assert.All(ran.Json.GetProperty("alarms").EnumerateArray().Take(8), alarm =>
            Assert.InRange(alarm.GetProperty("deliveredNs").GetInt64(), 300_000_000, 410_000_000));
    }

    [Fact]
    public void Programs_that_break_end_alone_and_the_others_alarms_are_on_time()
    {
        Ran ran = Ak.Run("run", Ak.Scenario("faults"), "--format", "json");
        Assert.Equal((1, "failed"), (ran.Exit, ran.Json.GetProperty("status").GetString()));
        JsonElement[] processes = [.. ran.Json.GetProperty("processes").EnumerateArray()];
        Assert.Equal(
            [("alarmtest", true), ("rearm", true), ("divzero", false), ("jumpzero", false), ("stackover", false), ("romem", false)],
            processes.Take(6).Select(process => (process.GetProperty("name").GetString()!, process.GetProperty("fault").ValueKind == JsonValueKind.Null)));
        long[] latencies =
        [
            .. ran.Json.GetProperty("alarms").EnumerateArray()
                .Where(alarm => alarm.GetProperty("kind").GetString() == "xv6")
                .Select(alarm => alarm.GetProperty("deliveredNs").GetInt64() - alarm.GetProperty("dueNs").GetInt64()),
        ];
        Assert.Equal(8, latencies.Length);
        Assert.All(latencies, latency => Assert.Equal(400, latency));
    }
}
