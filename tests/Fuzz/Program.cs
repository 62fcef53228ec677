using System.Diagnostics;
using ActorKernel.Fuzz;

// Compares the interpreter with the host's processor: dotnet run -c Release --project tests/Fuzz -- --minutes N --seed S
if (!HostProcessor.IsSupported)
{
    Console.WriteLine("SKIPPED: the host is not Linux on x86-64, so there is no processor to compare with.");
    return 0;
}

if (FuzzOptions.Parse(args) is not FuzzOptions options)
{
    Console.Error.WriteLine(FuzzOptions.Usage);
    return 2;
}

Console.WriteLine($"seed {options.Seed}");
using HostProcessor host = new();
List<Campaign> campaigns = [.. options.Modes.Select(is64 => new Campaign(host, is64, options.Seed, options.Includes))];
long start = Stopwatch.GetTimestamp();
if (options.Case is int number)
{
    foreach (Campaign campaign in campaigns)
        campaign.Round(number, Console.WriteLine);
}
else
{
    for (int round = 0; round < options.Rounds && Stopwatch.GetElapsedTime(start) < options.Time; round++)
    {
        foreach (Campaign campaign in campaigns)
            campaign.Round(round, Console.WriteLine);
    }
}

long cases = campaigns.Sum(campaign => campaign.Cases);
long mismatches = campaigns.Sum(campaign => campaign.Mismatches);
foreach (ActorKernel.Fuzz.Form form in campaigns.SelectMany(campaign => campaign.Uncovered))
    Console.WriteLine($"not covered: {form}");
Console.WriteLine($"{cases / Stopwatch.GetElapsedTime(start).TotalSeconds:F0} cases per second");
Console.WriteLine($"{campaigns.Sum(campaign => campaign.Covered)} / {campaigns.Sum(campaign => campaign.Supported)} forms covered, {campaigns.Min(campaign => campaign.Fewest)} cases each at least");
Console.WriteLine($"{cases} cases, {mismatches} mismatches");
campaigns.ForEach(campaign => campaign.Dispose());
return mismatches == 0 ? 0 : 1;
