using System.Text.Json;
using ActorKernel.TestCollector;
using ActorKernel.TestCollector.Otlp;

namespace ActorKernel.Cli.Tests;

public sealed class TraceTests
{
    private static readonly string Record = Path.Combine(AppContext.BaseDirectory, "Golden", "alarms.akr");

    [Fact]
    public void Show_lists_the_alarms_of_a_run()
    {
        Ran ran = Ak.Run("trace", "show", Record);
        Assert.Equal(0, ran.Exit);
        string[] lines = ran.Output.Split('\n');
        Assert.Matches(@"^ *1  xv6 +2 alarmtest +1 +0\.949 630 +92\.500 000 +400 ns +observed", lines[1]);
        Assert.Matches(@"^ *17  akaros +3 alarm +0 +2000\.314 670 +3000\.301 250 +26\.84 µs +unobserved", lines[17]);
        Assert.Equal(18, lines.Count(line => line.Contains("observed", StringComparison.Ordinal)));
    }

    [Fact]
    public void Show_draws_one_alarm_with_a_column_for_each_actor()
    {
        string xv6 = Ak.Run("trace", "show", Record, "--alarm", "1").Output;
        Assert.Matches(@"vt \(ms\) +lapic1 +core1 +trap1", xv6);
        Assert.Contains("● timer expire", xv6);
        Assert.Contains("─ Interrupt ──►", xv6);
        Assert.Contains("▌ return  after 95.63 µs", xv6);
        string akaros = Ak.Run("trace", "show", Record, "--alarm", "17").Output;
        foreach (string word in new[] { "tchain0", "#A", "─ PostEvent ─", "─ EventPosted ─", "─ Dispatch ─", "return=unobserved" })
            Assert.Contains(word, akaros);
    }

    [Fact]
    public void What_is_too_wide_for_the_terminal_is_listed()
    {
        Ran At(int width)
        {
            using MemoryStream output = new();
            using StringWriter error = new();
            Shell shell = new() { Output = output, Error = error, Input = Stream.Null, IsOutputTerminal = true, Width = width };
            int exit = new AkCommand(shell).Run(["trace", "show", Record, "--alarm", "17"]);
            return new(exit, System.Text.Encoding.UTF8.GetString(output.ToArray()), error.ToString());
        }

        string narrow = At(80).Output;
        Assert.Contains("\n3000.303 250    tchain0 → #A     Expired\n", narrow);
        Assert.All(narrow.Split("\ntrace ")[0].Split('\n'), line => Assert.InRange(line.Length, 0, 80)); // then comes the record's path
        Assert.Equal(Ak.Run("trace", "show", Record, "--alarm", "17").Output, At(200).Output);
    }

    [Fact]
    public void Show_has_all_alarms_and_the_way_of_one_for_programs()
    {
        JsonElement all = Ak.Run("trace", "show", Record, "--format", "json").Json;
        Assert.Equal(18, all.GetProperty("alarms").GetArrayLength());
        JsonElement one = Ak.Run("trace", "show", Record, "--alarm", "17", "--format", "json").Json;
        Assert.Equal(all.GetProperty("alarms")[16].GetProperty("trace").GetString(), one.GetProperty("trace").GetString());
        JsonElement[] spans = [.. one.GetProperty("spans").EnumerateArray()];
        Assert.Equal(("alarm delivery", "proc.alarm"), (spans[0].GetProperty("name").GetString(), spans[0].GetProperty("service").GetString()));
        HashSet<string?> ids = [.. spans.Select(span => span.GetProperty("span").GetString())];
        Assert.All(spans.Skip(1), span => Assert.Contains(span.GetProperty("parent").GetString(), ids));
        Assert.Equal(64, Ak.Run("trace", "show", Record, "--format", "xml").Exit);
    }

    /// <summary>The table of a run and the traces of its record are made by different means.</summary>
    [Theory]
    [InlineData("alarmlong", "restore")]
    [InlineData("alarmsleep", "restore")]
    [InlineData("alarmjump", "restore")]
    [InlineData("alarmoff", "restore")]
    [InlineData("alarmregs", "restore")]
    [InlineData("alarmtest", "naive")]
    [InlineData("alarmexec", "restore")]
    [InlineData("manyalarms", "restore")]
    [InlineData("rearm", "restore")]
    [InlineData("postexit", "restore")]
    [InlineData("crowd", "restore")]
    [InlineData("faults", "restore")]
    public void Alarms_that_are_traced_are_those_that_the_run_reports(string what, string way)
    {
        using Scratch scratch = new();
        string program = what is "crowd" or "faults" ? Ak.Scenario(what) : what;
        JsonElement run = Ak.Run(
            "run", program, "--alarm-return", way, "-c", "3", "--jitter", "900", "--seed", "5", "-o", scratch.Of("run"), "--format", "json").Json;
        JsonElement traced = Ak.Run("trace", "show", scratch.Of("run"), "--format", "json").Json;
        string[] reported =
        [
            .. run.GetProperty("alarms").EnumerateArray()
                .Where(alarm => alarm.GetProperty("deliveredNs").ValueKind == JsonValueKind.Number)
                .Select(alarm => Line(alarm, Number(alarm, "deliveredNs") - Math.Max(Number(alarm, "dueNs"), Number(alarm, "armedNs"))))
                .Order(),
        ];
        Assert.Equal(reported, traced.GetProperty("alarms").EnumerateArray().Select(alarm => Line(alarm, Number(alarm, "latencyNs"))).Order());

        static string Line(JsonElement alarm, long latency) =>
            $"{alarm.GetProperty("kind")} {alarm.GetProperty("pid")} core {alarm.GetProperty("core")} due {Number(alarm, "dueNs")} late {latency}";
        static long Number(JsonElement alarm, string name) => alarm.GetProperty(name).GetInt64();
    }

    [Fact]
    public void An_export_does_not_overwrite_the_record_that_it_is_made_of()
    {
        using Scratch scratch = new();
        Directory.CreateDirectory(scratch.Of("run"));
        string record = scratch.Of("run/run.akr");
        File.Copy(Record, record);
        File.CreateSymbolicLink(scratch.Of("link"), record);
        Directory.CreateSymbolicLink(scratch.Of("last"), scratch.Of("run"));
        foreach (string file in (string[])[record, scratch.Of("link"), scratch.Of("last/run.akr")])
        {
            Ran ran = Ak.Run("trace", "export", scratch.Of("run"), "--as", "jsonl", "-o", file);
            Assert.Equal((64, $"ak: --out: {file} is the record of a run; name another file\n"), (ran.Exit, ran.Error));
        }

        Assert.Equal(File.ReadAllBytes(Record), File.ReadAllBytes(record));
    }

    [Theory]
    [InlineData("show")]
    [InlineData("stats")]
    [InlineData("send")]
    [InlineData("export")]
    [InlineData("diff")]
    [InlineData("lint")]
    public void Each_command_has_help_of_its_own(string command)
    {
        string help = Ak.Run("trace", command, "--help").Output;
        Assert.Single(help.Split('\n'), line => line.Contains("--help", StringComparison.Ordinal));
        Assert.Contains($"\n  ak trace {command} last".Replace("lint last", "lint run.json", StringComparison.Ordinal), help);
    }

    [Fact]
    public void An_alarm_that_is_not_there_is_refused()
    {
        Ran ran = Ak.Run("trace", "show", Record, "--alarm", "19");
        Assert.Equal(64, ran.Exit);
        Assert.Contains("1 to 18", ran.Error);
    }

    [Fact]
    public void Stats_counts_by_kind_and_core()
    {
        JsonElement alarms = Ak.Run("trace", "stats", Record, "--format", "json").Json.GetProperty("alarms");
        Assert.Equal(["akaros", "xv6"], alarms.EnumerateArray().Select(kind => kind.GetProperty("kind").GetString()));
        JsonElement akaros = alarms[0].GetProperty("latencyNs");
        Assert.Equal((26_840, 36_840), (akaros.GetProperty("p50").GetInt64(), akaros.GetProperty("max").GetInt64()));
        Assert.Equal([8, 8], alarms[1].GetProperty("cores").EnumerateArray().Select(core => core.GetProperty("delivered").GetInt32()));
        Assert.Contains("p99", Ak.Run("trace", "stats", Record).Output);
    }

    [Fact]
    public void Diff_finds_where_runs_part_by_causal_identity()
    {
        using Scratch scratch = new();
        Recorded.Run(scratch.Of("one"), Recorded.Of("alarmtest") with { Cores = 2 });
        Recorded.Run(scratch.Of("same"), Recorded.Of("alarmtest") with { Cores = 2 });
        Recorded.Run(scratch.Of("late"), Recorded.Of("alarmtest") with { Cores = 2, Jitter = Machine.Duration.Milliseconds(1), Seed = 9 });
        Ran same = Ak.Run("trace", "diff", scratch.Of("one"), scratch.Of("same"));
        Assert.Equal(0, same.Exit);
        Assert.StartsWith("the same: ", same.Output);
        Ran parted = Ak.Run("trace", "diff", scratch.Of("one"), scratch.Of("late"));
        Assert.Equal(1, parted.Exit);
        Assert.Contains("seed: 1 and 9", parted.Output);
        Assert.Contains("then they part", parted.Output);
        Assert.Contains("they differ in: ", parted.Output);
        Assert.Contains("time", parted.Output);
    }

    [Fact]
    public void Diff_is_json_for_programs()
    {
        using Scratch scratch = new();
        Ak.Run("run", "alarmtest", "--until", "alarm=1", "-o", scratch.Of("short"));
        Ak.Run("run", "alarmtest", "--until", "alarm=2", "-o", scratch.Of("long"));
        Ak.Run("run", "alarmtest", "--until", "alarm=1", "--seed", "2", "--jitter", "1ms", "-o", scratch.Of("other"));
        JsonElement same = Ak.Run("trace", "diff", scratch.Of("short"), scratch.Of("short"), "--format", "json").Json;
        Assert.True(same.GetProperty("same").GetBoolean());
        Assert.Equal(JsonValueKind.Null, same.GetProperty("left").ValueKind);

        Ran ran = Ak.Run("trace", "diff", scratch.Of("short"), scratch.Of("long"), "--format", "json");
        Assert.Equal(1, ran.Exit);
        Assert.Equal(same.GetProperty("sameDeliveries").GetInt64(), ran.Json.GetProperty("sameDeliveries").GetInt64());
        Assert.Equal(JsonValueKind.Null, ran.Json.GetProperty("left").ValueKind);
        Assert.Equal(same.GetProperty("sameDeliveries").GetInt64() + 1, ran.Json.GetProperty("right").GetProperty("step").GetInt64());
        JsonElement fact = Assert.Single(ran.Json.GetProperty("facts").EnumerateArray());
        Assert.Equal(("until", "alarm=1"), (fact.GetProperty("name").GetString(), fact.GetProperty("left").GetString()));
        Assert.EndsWith(": ends here\n", Ak.Run("trace", "diff", scratch.Of("long"), scratch.Of("short")).Output);

        JsonElement seeds = Ak.Run("trace", "diff", scratch.Of("short"), scratch.Of("other"), "--format", "json").Json;
        Assert.Equal(["jitter", "seed"], seeds.GetProperty("facts").EnumerateArray().Select(known => known.GetProperty("name").GetString()));
        Assert.Equal(seeds.GetProperty("left").GetProperty("id").GetString(), seeds.GetProperty("leftInRight").GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task A_run_sends_its_traces_and_is_the_same_as_without(string protocol)
    {
        await using Collector collector = await Collector.StartAsync(request =>
            request == 1 ? new() { HttpStatus = 503, GrpcStatus = 14, RetryAfter = 0 } : Fault.None);
        List<string> services = [];
        collector.OnTaken = request => services.AddRange(request.ResourceSpans.Select(part =>
            part.Resource.Attributes.Single(pair => pair.Key == "service.name").Value.StringValue));
        string url = (protocol == "grpc" ? collector.Grpc : collector.Http).ToString();
        string[] run = ["run", Ak.Alarms, "--format", "json"];
        Ran plain = Ak.Run(run);
        Ran traced = Ak.Run([.. run, "--otlp", url, "--otlp-protocol", protocol]);
        Assert.Equal((plain.Exit, plain.Output), (traced.Exit, traced.Output));
        Assert.Matches(@"^ak: otlp: \d+ spans sent to http\S+, 1 retries, 0 dropped\n$", traced.Error);
        Assert.InRange(collector.Spans, 200, 400);
        Assert.Superset(
            new HashSet<string> { "lapic0", "core0", "core1", "trap1", "tchain0", "#A", "proc2", "proc.alarmtest", "proc.alarm" },
            services.ToHashSet());
    }

    [Fact]
    public async Task Each_delivery_of_an_alarm_is_linked_to_the_call_that_armed_it()
    {
        await using Collector collector = await Collector.StartAsync();
        List<Span> spans = [];
        collector.OnTaken = request => spans.AddRange(
            request.ResourceSpans.SelectMany(part => part.ScopeSpans).SelectMany(scope => scope.Spans));
        Ran ran = Ak.Run("trace", "send", Record, "--otlp", collector.Http.ToString());
        Assert.Equal(0, ran.Exit);
        Span[] deliveries = [.. spans.Where(span => span.Name == "alarm delivery")];
        Assert.Equal(18, deliveries.Length);
        foreach (Span delivery in deliveries)
        {
            Span.Types.Link link = Assert.Single(delivery.Links);
            Span armed = Assert.Single(spans, span => span.TraceId == link.TraceId && span.SpanId == link.SpanId);
            bool isXv6 = delivery.Attributes.Single(pair => pair.Key == "actorkernel.alarm.kind").Value.StringValue == "xv6";
            Assert.Equal(isXv6 ? "syscall alarm" : "syscall write", armed.Name);
            Assert.True(armed.StartTimeUnixNano < delivery.StartTimeUnixNano + 1_000_000_000);
        }
    }

    [Fact]
    public void Nobody_listening_changes_neither_the_run_nor_its_exit()
    {
        Ran plain = Ak.Run("run", Ak.Alarms, "--format", "json");
        Ran traced = Ak.Run("run", Ak.Alarms, "--format", "json", "--otlp", "http://127.0.0.1:1");
        Assert.Equal((plain.Exit, plain.Output), (traced.Exit, traced.Output));
        Assert.Contains(" 0 spans sent to ", traced.Error);
        Assert.Contains("were not taken by http://127.0.0.1:1/v1/traces: ", traced.Error);
    }

    [Fact]
    public async Task What_must_be_sent_and_is_not_exits_with_69()
    {
        await using Collector refusing = await Collector.StartAsync(_ => new() { HttpStatus = 401, Message = "who are you" });
        Ran run = Ak.Run("run", "alarmtest", "--otlp", refusing.Http.ToString(), "--otlp-required");
        Assert.Equal(69, run.Exit);
        Assert.Contains("HTTP 401 who are you", run.Error);
        Ran send = Ak.Run("trace", "send", Record, "--otlp", refusing.Http.ToString());
        Assert.Equal(69, send.Exit);
    }

    [Theory]
    [InlineData("--otlp", "nowhere")]
    [InlineData("--otlp", "ftp://there")]
    [InlineData("--otlp-protocol", "http/json")]
    [InlineData("--time-scale", "-1")]
    public void Wrong_endpoints_are_refused_before_the_run(string option, string value)
    {
        Ran ran = option == "--otlp"
            ? Ak.Run("run", "alarmtest", option, value)
            : Ak.Run("run", "alarmtest", "--otlp", "http://127.0.0.1:1", $"{option}={value}");
        Assert.Equal((64, ""), (ran.Exit, ran.Output));
        Assert.Contains($"{option}: '{value}'", ran.Error);
    }

    [Fact]
    public void Options_about_sending_need_something_to_send()
    {
        Ran ran = Ak.Run("run", "alarmtest", "--otlp-required");
        Assert.Equal(64, ran.Exit);
        Assert.Contains("--otlp-required: nothing is sent without --otlp", ran.Error);
    }

    [Fact]
    public void Of_a_record_that_is_cut_what_is_there_is_used_and_the_rest_is_said_to_be_missing()
    {
        using Scratch scratch = new();
        Recorded.Run(scratch.Of("run"), Recorded.Of("manyalarms")); // of more than one segment
        string cut = scratch.With("cut.akr", File.ReadAllBytes(Path.Combine(scratch.Of("run"), "run.akr"))[..^2000]);
        Ran show = Ak.Run("trace", "show", cut);
        Assert.Equal(0, show.Exit);
        Assert.Contains("truncated", show.Error);
        Assert.Contains("deliveries were read", show.Error);
        Ran export = Ak.Run("trace", "export", cut, "--as", "otlp", "-o", scratch.Of("cut.json"));
        Assert.Equal(0, export.Exit);
        Assert.Equal(0, Ak.Run("trace", "lint", scratch.Of("cut.json")).Exit);
    }

    [Fact]
    public void Damage_anywhere_in_a_record_is_said_and_never_an_internal_error()
    {
        using Scratch scratch = new();
        byte[] record = File.ReadAllBytes(Record);
        System.Random chance = new(3);
        for (int i = 0; i < 60; i++)
        {
            byte[] damaged = [.. record];
            damaged[i < 20 ? i : chance.Next(damaged.Length)] ^= (byte)(1 + chance.Next(255));
            string file = scratch.With("damaged.akr", damaged);
            foreach (string[] command in new[] { new[] { "show", file }, ["stats", file], ["export", file, "--as", "jsonl"], ["diff", file, Record] })
            {
                Ran ran = Ak.Run(["trace", .. command]);
                Assert.True(ran.Exit is 0 or 1 or 66, $"{ran.Exit}: {ran.Error}");
                Assert.NotEqual("", ran.Error);
            }
        }
    }

    [Fact]
    public void What_is_no_record_is_said()
    {
        using Scratch scratch = new();
        Ran ran = Ak.Run("trace", "stats", scratch.With("x.akr", "not one"));
        Assert.Equal(66, ran.Exit);
        Assert.StartsWith("ak: ", ran.Error);
        Assert.Equal(66, Ak.Run("trace", "show", scratch.Of("nowhere")).Exit);
        Directory.CreateDirectory(scratch.Of("empty"));
        Assert.Equal(66, Ak.Run("trace", "show", scratch.Of("empty")).Exit);
        Assert.Equal(66, Ak.Run("trace", "export", Record, "--as", "otlp", "-o", scratch.Of("no/such/folder")).Exit);
    }
}
