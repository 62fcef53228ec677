namespace ActorKernel.Tracing.Analysis;

/// <summary>Latencies of alarms, in nanoseconds: percentiles and a histogram.</summary>
public sealed class LatencyStats
{
    private readonly List<long> latencies = [];
    private bool isSorted;

    public int Count => latencies.Count;

    /// <summary>Deliveries that came to nothing.</summary>
    public long Missed { get; private set; }

    public void Add(AlarmSummary alarm)
    {
        if (alarm.Latency is long latency)
        {
            latencies.Add(latency);
            isSorted = false;
        }
        else
        {
            Missed++;
        }
    }

    /// <summary>The least latency that so many percent do not exceed (nearest rank); null when there is none.</summary>
    /// <param name="percent">Above 0, up to 100.</param>
    public long? Percentile(double percent)
    {
        Sort();
        return Count == 0 ? null : latencies[Math.Max(0, (int)Math.Ceiling(Count * percent / 100) - 1)];
    }

    /// <summary>Null when there is none.</summary>
    public long? Max => Percentile(100);

    /// <summary>Of those up to each border (1, 2, 5, 10, 20 ...) and above the one before; from the first that has some to the last.</summary>
    public IReadOnlyList<Bucket> Histogram()
    {
        Sort();
        List<Bucket> buckets = [];
        int at = 0;
        foreach (long border in Borders())
        {
            int start = at;
            while (at < Count && latencies[at] <= border)
                at++;
            if (at > start || buckets.Count > 0)
                buckets.Add(new(border, at - start));
            if (at == Count)
                break;
        }

        return buckets;
    }

    private void Sort()
    {
        if (!isSorted)
            latencies.Sort();
        isSorted = true;
    }

    private static IEnumerable<long> Borders()
    {
        for (long decade = 1; decade <= long.MaxValue / 10; decade *= 10)
        {
            yield return decade;
            yield return 2 * decade;
            yield return 5 * decade;
        }

        yield return long.MaxValue;
    }

    /// <param name="UpTo">In nanoseconds, inclusive.</param>
    public readonly record struct Bucket(long UpTo, int Count);
}
