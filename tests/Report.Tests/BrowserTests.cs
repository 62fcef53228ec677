using System.Text.Json;
using ActorKernel.Machine;

namespace ActorKernel.Tracing.Report.Tests;

/// <summary>The report in a real browser: what it shows is what is in the record, and all of it is reached by keys.</summary>
public sealed class BrowserTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly byte[] Report = RecordedRuns.Alarms.Report();

    [BrowserFact]
    public async Task Lanes_and_counts_are_those_of_the_record()
    {
        await using OpenReport report = await browser.Show(Report);
        Dictionary<string, int> kinds = [];
        Dictionary<string, int> actors = [];
        HashSet<string> seen = [];
        foreach (SeenDelivery delivery in SeenDelivery.All(RecordedRuns.Alarms.Record))
        {
            kinds[delivery.Kind] = kinds.GetValueOrDefault(delivery.Kind) + 1;
            actors[delivery.Receiver] = actors.GetValueOrDefault(delivery.Receiver) + 1;
            seen.Add(delivery.Sender);
            seen.Add(delivery.Receiver);
        }

        JsonElement stats = await report.Stats();
        Assert.Equal(kinds.OrderBy(pair => pair.Key), Counts(stats.GetProperty("kinds")));
        Assert.Equal(actors.OrderBy(pair => pair.Key), Counts(stats.GetProperty("actors")));
        string[] lanes = [.. stats.GetProperty("lanes").EnumerateArray().Select(lane => lane.GetString()!)];
        Assert.Equal(seen.Count(name => !name.StartsWith("proc", StringComparison.Ordinal) || name == "procs"), lanes.Count(seen.Contains));
        Assert.Equal(["alarmtest 1", "alarmtest 2", "alarm 3", "poke 4"], lanes.Where(lane => lane.Contains(' ') && char.IsLetter(lane[0])));
        Assert.Equal(["core0", "core1", "core2", "core3"], lanes.Where(lane => lane.StartsWith("core", StringComparison.Ordinal)));
        Assert.Equal(RecordedRuns.Alarms.Result.Alarms.Count(alarm => alarm.Kind == AlarmKind.Akaros), stats.GetProperty("alarms").GetProperty("akaros").GetInt32());
        Assert.Equal(RecordedRuns.Alarms.Result.Alarms.Count(alarm => alarm.Delivered is not null), stats.GetProperty("delivered").GetInt32());
        report.AssertNoComplaints();
    }

    [BrowserFact]
    public async Task Cores_to_which_nothing_came_have_a_lane_together()
    {
        RecordedRuns run = new("idle", new() { Cores = 8 }, new() { Exit = true }, ["xv6/alarmtest"]);
        await using OpenReport report = await browser.Show(run.Report());
        string[] lanes = [.. (await report.Stats()).GetProperty("lanes").EnumerateArray().Select(lane => lane.GetString()!)];
        Assert.Equal(["core0", "core1–6", "core7"], lanes.Where(lane => lane.StartsWith("core", StringComparison.Ordinal)));
        report.AssertNoComplaints();
    }

    [BrowserFact]
    public async Task Every_delivery_reads_as_in_the_transcript()
    {
        await using OpenReport report = await browser.Show(Report);
        JsonElement rows = await report.Evaluate("""
            (async () => {
              const rows = [];
              for (let row = 0; row < ak.stats.deliveries; row++)
                rows.push([await ak.line(row), ak.identity(row), ak.cause(row) < 0 ? '-' : ak.identity(ak.cause(row))]);
              return rows;
            })()
            """);
        int place = 0;
        foreach (SeenDelivery delivery in SeenDelivery.All(RecordedRuns.Alarms.Record))
        {
            JsonElement row = rows[place++];
            Assert.Equal(delivery.Fields, row[0].GetString());
            Assert.Equal(delivery.Identity, row[1].GetString());
            Assert.Equal(delivery.Cause, row[2].GetString());
        }

        Assert.Equal(place, rows.GetArrayLength());
    }

    [BrowserFact]
    public async Task Keys_zoom_and_move_and_come_back()
    {
        await using OpenReport report = await browser.Show(Report);
        (double from, double to) = await View(report);
        await report.Press("+", "w");
        (double nearFrom, double nearTo) = await View(report);
        Assert.Equal((to - from) / 4, nearTo - nearFrom, 1.0);
        await report.Press("ArrowRight");
        Assert.Equal(nearFrom + (nearTo - nearFrom) / 5, (await View(report)).From, 1.0);
        await report.Press("a");
        Assert.Equal(nearFrom, (await View(report)).From, 1.0);
        for (int again = 0; again < 40; again++)
            await report.Page.Keyboard.PressAsync("+");
        (double leastFrom, double leastTo) = await View(report);
        Assert.Equal(20, leastTo - leastFrom, 0.001);
        await report.Press("f");
        Assert.Equal((from, to), await View(report));
        await report.Page.Mouse.MoveAsync(700, 500);
        await report.Page.Mouse.WheelAsync(0, -300);
        await report.Drawn();
        Assert.True((await View(report)).To - (await View(report)).From < to - from);
        report.AssertNoComplaints();
    }

    [BrowserFact]
    public async Task Dragging_moves_and_the_map_jumps()
    {
        await using OpenReport report = await browser.Show(Report);
        await report.Press("+", "+");
        (double from, _) = await View(report);
        await report.Page.Mouse.MoveAsync(600, 800);
        await report.Page.Mouse.DownAsync();
        await report.Page.Mouse.MoveAsync(500, 800);
        await report.Page.Mouse.UpAsync();
        await report.Drawn();
        double dragged = (await View(report)).From;
        Assert.True(dragged > from);
        await report.Page.ClickAsync("#map", new() { Position = new() { X = 140, Y = 20 } });
        await report.Drawn();
        Assert.True((await View(report)).From < dragged);
    }

    [BrowserFact]
    public async Task Search_finds_kinds_actors_fields_and_texts()
    {
        await using OpenReport report = await browser.Show(Report);
        SeenDelivery[] all = [.. SeenDelivery.All(RecordedRuns.Alarms.Record)];
        foreach ((string query, Func<SeenDelivery, bool> isMeant) in new (string, Func<SeenDelivery, bool>)[]
        {
            ("kind:Expired", seen => seen.Kind == "Expired"),
            ("actor:core2", seen => seen.Sender == "core2" || seen.Receiver == "core2"),
            ("pid=3", seen => (" " + seen.Fields).Contains(" pid=3", StringComparison.Ordinal) || seen.Fields.Contains("(pid=3", StringComparison.Ordinal)),
            ("kind:Interrupt vector=235", seen => seen.Kind == "Interrupt" && seen.Fields == "vector=235"),
            ("fired!", seen => seen.Fields.Contains("fired!", StringComparison.Ordinal)),
            ("nothing-has-this", _ => false),
        })
        {
            await report.Search(query);
            int[] rows = [.. all.Index().Where(pair => isMeant(pair.Item)).Select(pair => pair.Index)];
            Assert.Equal((query, rows.Length), (query, (int)await report.Number("ak.stats.found")));
            if (rows.Length < 2)
                continue;
            Assert.Equal(rows[0], await report.Number("ak.stats.selected"));
            await report.Press("n");
            Assert.Equal(rows[1], await report.Number("ak.stats.selected"));
            await report.Press("N", "N");
            Assert.Equal(rows[^1], await report.Number("ak.stats.selected"));
            await report.Press("Escape");
            await report.Press("f");
        }

        await report.Search("#100");
        Assert.Equal(99, await report.Number("ak.stats.selected"));
        report.AssertNoComplaints();
    }

    [BrowserFact]
    public async Task The_table_lists_all_and_goes_by_keys()
    {
        await using OpenReport report = await browser.Show(Report);
        await report.Press("t", "Home");
        Assert.Equal($"{RecordedRuns.Alarms.Result.Deliveries + 1}", await report.Page.GetAttributeAsync("#grid", "aria-rowcount"));
        Assert.Equal(0, await report.Number("ak.stats.selected"));
        await report.Press("ArrowDown", "ArrowDown", "PageDown", "PageUp", "ArrowUp");
        Assert.Equal(1, await report.Number("ak.stats.selected"));
        await report.Press("End");
        Assert.Equal(RecordedRuns.Alarms.Result.Deliveries - 1, await report.Number("ak.stats.selected"));
        SeenDelivery last = SeenDelivery.All(RecordedRuns.Alarms.Record).Last();
        await report.Page.WaitForFunctionAsync("text => document.querySelector('#rows [aria-selected=\"true\"]')?.innerText.includes(text)", last.Fields);
        await report.Search("kind:Expired");
        await report.Page.CheckAsync("#only-found");
        Assert.Equal($"{(int)await report.Number("ak.stats.found") + 1}", await report.Page.GetAttributeAsync("#grid", "aria-rowcount"));
        await report.Page.ClickAsync("#rows .row >> nth=1");
        await report.Shows("Expired");
        report.AssertNoComplaints();
    }

    [BrowserFact]
    public async Task An_alarm_that_is_clicked_shows_its_chain_with_times_that_add_up()
    {
        await using OpenReport report = await browser.Show(Report);
        foreach (string kind in (string[])["xv6", "akaros"])
        {
            int number = (int)await report.Number($$"""
                Array.from({ length: ak.stats.alarms.xv6 + ak.stats.alarms.akaros }, (_, at) => at)
                  .find(at => ak.alarm(at).kind === '{{kind}}' && ak.alarm(at).delivered !== null)
                """);
            JsonElement alarm = await report.Evaluate($"ak.alarm({number})");
            double delivered = alarm.GetProperty("delivered").GetDouble();
            await report.Evaluate($"ak.show({delivered - 1e5}, {delivered + 1e5}) ?? 0");
            await report.Drawn();
            await report.Click(await report.Evaluate($"ak.alarm({number})"));
            await report.Shows("Chain of causes");
            string[] hops = [.. await report.Page.Locator("#chain .who").AllInnerTextsAsync()];
            Assert.Equal(await report.Number("ak.stats.chain"), hops.Length);
            Assert.EndsWith("Resume", hops[^1], StringComparison.Ordinal);
            Assert.Contains(hops, hop => hop.EndsWith(kind == "xv6" ? "SystemCall" : "Arm", StringComparison.Ordinal));
            Assert.Contains(hops, hop => hop.EndsWith("Interrupt", StringComparison.Ordinal));

            string[] lasts = [.. await report.Page.Locator("#chain .pause ~ .hop .delta").AllInnerTextsAsync()];
            double latency = alarm.GetProperty("latency").GetDouble();
            Assert.Equal(latency / 100, lasts.Sum(text => OpenReport.Parse(text.TrimStart('+').Split(' ')[0])), 0.001); // 100 cycles are a µs
            Assert.Contains($"{latency:N0} cycles", await report.Text("#selected dl"), StringComparison.Ordinal);
            await report.Press("Escape");
        }

        report.AssertNoComplaints();
    }

    [BrowserFact]
    public async Task Alarms_are_chosen_by_keys_the_latest_with_one()
    {
        await using OpenReport report = await browser.Show(Report);
        await report.Press("x");
        AlarmFiring latest = RecordedRuns.Alarms.Result.Alarms.Where(alarm => alarm.Delivered is not null)
            .MaxBy(alarm => alarm.Delivered!.Value.Ticks - Math.Max(alarm.Due.Ticks, alarm.ArmedAt.Ticks))!;
        await report.Shows($"alarm of {latest.Process} {latest.Pid}");
        Assert.Contains($"({latest.Delivered!.Value.Ticks:N0} cycles) on core{latest.Core}", await report.Text("#selected"), StringComparison.Ordinal);
        (double from, double to) = await View(report);
        Assert.InRange(latest.Delivered!.Value.Ticks, from, to);
        await report.Press("Escape", "m");
        AlarmFiring first = RecordedRuns.Alarms.Result.Alarms.Where(alarm => alarm.Delivered is not null).MinBy(alarm => alarm.Delivered!.Value)!;
        await report.Shows($"alarm of {first.Process} {first.Pid}");
        await report.Press("z", "c");
        Assert.True(await report.Number("ak.stats.selected") >= 0);
    }

    [BrowserFact]
    public async Task A_delivery_that_is_clicked_shows_its_fields_cause_and_effects()
    {
        await using OpenReport report = await browser.Show(Report, hash: "#step=200");
        await report.Press("Escape");
        await report.Click(await report.Evaluate("ak.place(199)"));
        SeenDelivery seen = SeenDelivery.All(RecordedRuns.Alarms.Record).ElementAt(199);
        await report.Shows(seen.Kind);
        string text = await report.Text("#selected");
        Assert.Contains($"{seen.Now:N0} cycles", text, StringComparison.Ordinal);
        Assert.Contains(seen.Identity, text, StringComparison.Ordinal);
        double cause = await report.Number("ak.cause(199)");
        await report.Press("c");
        Assert.Equal(cause, await report.Number("ak.stats.selected"));
        await report.Press("e", "]", "[", "}", "{");
        report.AssertNoComplaints();
    }

    [BrowserFact]
    public async Task Dark_and_light_follow_the_system_and_a_key()
    {
        await using OpenReport light = await browser.Show(Report);
        await using OpenReport dark = await browser.Show(Report, isDark: true);
        Assert.True(await Brightness(light) > 200);
        Assert.True(await Brightness(dark) < 60);
        await light.Press("l");
        Assert.True(await Brightness(light) < 60);
        await dark.Press("l");
        Assert.True(await Brightness(dark) > 200);
        light.AssertNoComplaints();
        dark.AssertNoComplaints();
    }

    [BrowserFact]
    public async Task Help_and_tabs_and_buttons_are_reached_by_keys()
    {
        await using OpenReport report = await browser.Show(Report);
        await report.Press("?");
        Assert.True(await report.Page.IsVisibleAsync("#keys"));
        await report.Press("Escape");
        Assert.False(await report.Page.IsVisibleAsync("#keys"));
        await report.Page.FocusAsync("#tab-alarms");
        await report.Press("ArrowRight", "ArrowRight");
        Assert.Contains("Deliveries by kind", await report.Text("#run"), StringComparison.Ordinal);
        int lanes = (await report.Stats()).GetProperty("lanes").GetArrayLength();
        await report.Press("h");
        Assert.True((await report.Stats()).GetProperty("lanes").GetArrayLength() < lanes);
        Assert.Equal(0, await report.Number("[...document.querySelectorAll('button')].filter(b => !b.textContent.trim() && !b.ariaLabel).length"));
        report.AssertNoComplaints();
    }

    [BrowserFact]
    public async Task What_could_not_be_read_is_said_and_the_rest_is_shown()
    {
        byte[] record = RecordedRuns.Alarms.Record;
        await using OpenReport report = await browser.Show(RecordedRuns.Report(record[..^100]));
        Assert.Contains("not complete", await report.Text("#trouble"), StringComparison.Ordinal);
        Assert.Equal(RecordedRuns.Alarms.Result.Deliveries, await report.Number("ak.stats.deliveries"));
        await using OpenReport cut = await browser.Show(RecordedRuns.Report(record, 1000));
        Assert.Contains("Only the first 1,000 deliveries", await cut.Text("#trouble"), StringComparison.Ordinal);
        Assert.Equal(1000, await cut.Number("ak.stats.deliveries"));
        await using OpenReport empty = await browser.Show(RecordedRuns.Report(record, 0));
        Assert.Equal(0, await empty.Number("ak.stats.deliveries"));
        await empty.Press("+", "]", "m", "x", "t", "ArrowDown", "n", "z", "c");
        await empty.Search("kind:Expired");
        report.AssertNoComplaints();
        cut.AssertNoComplaints();
        empty.AssertNoComplaints();
    }

    [BrowserFact]
    public async Task Markup_in_names_and_texts_is_shown_as_text()
    {
        await using OpenReport report = await browser.Show(RecordedRuns.Hostile.Report());
        Assert.Equal(RecordedRuns.HostileName, await report.Text("#title"));
        Assert.Equal(0, await report.Number("document.querySelectorAll('img, iframe, #title *').length"));
        await report.Search("alert");
        Assert.True(await report.Number("ak.stats.found") > 0);
        await report.Press("t");
        Assert.Equal(0, await report.Number("document.querySelectorAll('img').length"));
        report.AssertNoComplaints();
    }

    private static async Task<(double From, double To)> View(OpenReport report)
    {
        JsonElement stats = await report.Stats();
        return (stats.GetProperty("from").GetDouble(), stats.GetProperty("to").GetDouble());
    }

    /// <summary>Of a pixel of the timeline's ground, 0 to 255.</summary>
    private static Task<double> Brightness(OpenReport report) => report.Number("""
        (() => {
          const lanes = document.getElementById('lanes');
          const pen = document.createElement('canvas').getContext('2d');
          pen.drawImage(lanes, lanes.width - 3, lanes.height - 3, 1, 1, 0, 0, 1, 1);
          return pen.getImageData(0, 0, 1, 1).data[1];
        })()
        """);

    private static IEnumerable<KeyValuePair<string, int>> Counts(JsonElement counts) => counts.EnumerateObject()
        .Select(pair => KeyValuePair.Create(pair.Name, pair.Value.GetInt32())).OrderBy(pair => pair.Key);
}
