namespace ActorKernel.Fuzz.Tests;

/// <summary>A test that needs the host's own processor, and says so where it cannot run.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HostFactAttribute : FactAttribute
{
    public HostFactAttribute()
    {
        if (!HostProcessor.IsSupported)
            Skip = "The host is not Linux on x86-64: THE INTERPRETER IS NOT COMPARED WITH A PROCESSOR.";
    }
}

/// <summary>A short run of the fuzzer, whose long ones are for the command line.</summary>
public sealed class HostComparisonTests
{
    private const ulong Seed = 20_260;
    private const int Rounds = 20;

    [HostFact]
    public void Every_instruction_does_what_the_hosts_processor_does()
    {
        List<string> reports = [];
        List<string> uncovered = [];
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(() => Run(reports, uncovered))); // its signals are the fuzzer's
        thread.Start();
        thread.Join();
        Assert.Null(failure);
        Assert.Empty(reports);
        Assert.Empty(uncovered);
    }

    private static void Run(List<string> reports, List<string> uncovered)
    {
        using HostProcessor host = new();
        foreach (bool is64 in (bool[])[false, true])
        {
            using Campaign campaign = new(host, is64, Seed, _ => true);
            for (int round = 0; round < Rounds; round++)
                campaign.Round(round, reports.Add);
            uncovered.AddRange(campaign.Uncovered.Select(form => form.ToString()));
        }
    }
}
