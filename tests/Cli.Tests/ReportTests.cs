namespace ActorKernel.Cli.Tests;

public sealed class ReportTests
{
    [Fact]
    public void A_run_leaves_its_report_beside_its_record_and_an_export_gives_the_same()
    {
        using Scratch scratch = new();
        string folder = scratch.Of("run");
        Assert.Equal(0, Ak.Run("run", "alarmtest", "--until", "alarm=1", "-o", folder, "--report", "-q").Exit);
        byte[] report = File.ReadAllBytes(Path.Combine(folder, "report.html"));
        string exported = scratch.Of("exported.html");
        Assert.Equal(0, Ak.Run("trace", "export", folder, "--as", "html", "-o", exported).Exit);
        Assert.Equal(report, File.ReadAllBytes(exported));
    }

    [Fact]
    public void Without_a_record_there_is_no_report()
    {
        Ran ran = Ak.Run("run", "alarmtest", "--no-record", "--report");
        Assert.Equal(ExitCode.Usage, ran.Exit);
        Assert.Equal("ak: --report is made of the record: leave --no-record out\n", ran.Error);
    }

    [Fact]
    public void A_report_that_cannot_be_written_changes_nothing_about_the_run()
    {
        using Scratch scratch = new();
        string folder = scratch.Of("run");
        Directory.CreateDirectory(Path.Combine(folder, "report.html"));
        Ran ran = Ak.Run("run", "alarmtest", "--until", "alarm=1", "-o", folder, "--report", "-q");
        Assert.Equal(0, ran.Exit);
        Assert.Contains("report.html: there is no report", ran.Error, StringComparison.Ordinal);
    }
}
