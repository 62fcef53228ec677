using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using ActorKernel.Machine;

namespace ActorKernel.Tracing.Report.Tests;

/// <summary>What is in a report, read without a browser.</summary>
public sealed class HtmlReportTests
{
    [Fact]
    public void The_same_run_gives_the_same_bytes()
    {
        byte[] first = RecordedRuns.Alarms.Report();
        Assert.Equal(first, RecordedRuns.Alarms.Report());
        RecordedRuns again = new("alarms", new() { Cores = 4 }, new() { Exit = true }, RecordedRuns.AlarmPrograms);
        Assert.Equal(first, again.Report());
    }

    [Fact]
    public void It_loads_nothing_and_runs_nothing_but_its_own_script()
    {
        string page = Encoding.UTF8.GetString(RecordedRuns.Hostile.Report());
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotContain("://", Shell(page), StringComparison.Ordinal);
        Assert.DoesNotContain(RecordedRuns.HostileName, page, StringComparison.Ordinal);
        Assert.Equal(1, page.Split("<script type=\"module\">").Length - 1);
    }

    [Fact]
    public void Deliveries_are_all_there_in_their_order()
    {
        DecodedReport report = DecodedReport.Of(RecordedRuns.Alarms.Report());
        SeenDelivery[] all = [.. SeenDelivery.All(RecordedRuns.Alarms.Record)];
        Assert.Equal(all.Length, report.Facts.GetProperty("deliveries").GetInt32());
        Assert.Equal(all.Select(seen => seen.Now), report.Times);
        Assert.Equal(all.Select(seen => seen.Receiver), report.Receivers);
    }

    [Fact]
    public void Blocks_are_cut_so_that_each_is_read_by_itself()
    {
        RecordedRuns many = new(
            "many", new() { Cores = 2 }, new() { Deliveries = EventColumns.RowsMax + 1000 }, "akaros/manyalarms 100000", "akaros/manyalarms 100000");
        DecodedReport report = DecodedReport.Of(many.Report());
        Assert.Equal([EventColumns.RowsMax, 1000], report.BlockRows);
        Assert.Equal(2, report.Count("fields"));
        Assert.Equal(SeenDelivery.All(many.Record).Select(seen => seen.Now), report.Times);
    }

    /// <summary>The machine follows alarms by itself, from the messages and not from a record.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 300)]
    [InlineData(3, 5000)]
    public void Alarms_are_those_that_the_machine_reports(ulong seed, ulong jitter)
    {
        MachineOptions options = new() { Cores = 4, Seed = seed, JitterMax = new(jitter) };
        ImmutableArray<string> programs =
            [.. RecordedRuns.AlarmPrograms, "akaros/twoalarms", "akaros/rearm", "akaros/manyalarms", "xv6/alarmlong", "xv6/alarmoff"];
        RecordedRuns run = new("all alarms", options, new() { Exit = true, Time = new(5_000_000_000) }, programs);
        using RecordReader reader = RecordedRuns.Open(run.Record);
        ReportedAlarms alarms = new(reader);
        for (int row = 0; reader.Read(); row++)
            alarms.Add(reader.Delivery, row);
        Assert.Equal(
            run.Result.Alarms.Select(alarm => (
                alarm.Kind == AlarmKind.Akaros, (long)alarm.Pid, alarm.ArmedAt, alarm.Due, alarm.Fired, alarm.Delivered, alarm.Core, alarm.IsCancelled)),
            alarms.All.Select(alarm => (
                alarm.IsAkaros, alarm.Pid, alarm.Armed, alarm.Due, alarm.Fired, alarm.Delivered, alarm.Core, alarm.IsCancelled)));
    }

    /// <summary>One instruction retires in a cycle, so cores run user code for as many cycles as they retire instructions.</summary>
    [Fact]
    public void Cores_are_in_user_code_for_as_many_cycles_as_instructions_retire()
    {
        DecodedReport report = DecodedReport.Of(RecordedRuns.Alarms.Report());
        ulong user = 0;
        foreach ((string lane, List<LaneChange> changes) in report.Changes)
        {
            if (!lane.StartsWith("core", StringComparison.Ordinal))
                continue;
            Assert.NotEqual(LaneState.User, changes[^1].State); // the run ends in the last call, to exit
            foreach ((LaneChange change, LaneChange next) in changes.Zip(changes.Skip(1)))
                user += change.State is LaneState.User or LaneState.Handler ? next.At - change.At : 0;
        }

        Assert.Equal((ulong)RecordedRuns.Alarms.Result.Instructions, user);
    }

    [Fact]
    public void A_process_is_where_its_core_is()
    {
        DecodedReport report = DecodedReport.Of(RecordedRuns.Alarms.Report());
        HashSet<(ulong At, long Pid)> onCores = [.. report.Changes
            .Where(lane => lane.Key.StartsWith("core", StringComparison.Ordinal))
            .SelectMany(lane => lane.Value.Where(change => change.State == LaneState.User).Select(change => (change.At, change.Pid)))];
        HashSet<(ulong At, long Pid)> processes = [.. report.Changes
            .Where(lane => lane.Key.StartsWith("proc", StringComparison.Ordinal))
            .SelectMany(lane => lane.Value.Where(change => change.State == LaneState.User).Select(change => (change.At, change.Pid)))];
        Assert.NotEmpty(onCores);
        Assert.Equal(onCores.Order(), processes.Order());
    }

    [Fact]
    public void What_is_cut_off_is_said()
    {
        byte[] record = RecordedRuns.Alarms.Record;
        JsonElement facts = DecodedReport.Of(RecordedRuns.Report(record[..(record.Length / 2)])).Facts;
        Assert.Contains("truncated", facts.GetProperty("trouble").GetString(), StringComparison.Ordinal);
        using RecordReader reader = RecordedRuns.Open(record);
        using MemoryStream page = new();
        HtmlReport report = new(page, reader, 10);
        while (reader.Read())
            report.Take(reader.Delivery);
        report.Finish();
        Assert.Equal("only the first 10 deliveries are in the report", report.Note);
        Assert.False(DecodedReport.Of(page.ToArray()).Facts.GetProperty("isWhole").GetBoolean());
    }

    /// <summary>The page without its data, which is in base 64 and may contain any letters.</summary>
    private static string Shell(string page) => page[..page.IndexOf("<script type=\"text/plain\"", StringComparison.Ordinal)]
        + page[page.IndexOf("<script type=\"module\">", StringComparison.Ordinal)..];
}
