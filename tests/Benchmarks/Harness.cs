using System.Diagnostics;
using System.Runtime;

namespace ActorKernel.Benchmarks;

/// <summary>What is timed: <paramref name="Run"/>, which returns how often it did it.</summary>
internal sealed record Subject(Action Prepare, Func<long> Run);

/// <summary>A line of the table. Targets: in nanoseconds, and as a multiple of the peer's time.</summary>
internal sealed record Row(
    string Name, Subject Subject, Subject? Peer = null, double? MaxNanoseconds = null, double? MaxRatio = null);

/// <summary>Times subject and peer in turn, so that both have the same neighbours.</summary>
internal static class Harness
{
    private static readonly TimeSpan LeastWarmUp = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan MostWarmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan MeasuringTime = TimeSpan.FromMilliseconds(500);

    public static bool Measure(IEnumerable<Row> rows, int rounds)
    {
        Console.WriteLine($"{"",-44} {"best",8} {"median",8} {"B/op",7} {"peer",8} {"median",8} {"ratio",6}  target");
        bool areAllMet = true;
        foreach (Row row in rows)
            areAllMet &= Measure(row, rounds);
        return areAllMet;
    }

    private static bool Measure(Row row, int rounds)
    {
        List<Sample> subject = [];
        List<Sample> peer = [];
        WarmUp(row);
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < rounds || Stopwatch.GetElapsedTime(start) < MeasuringTime; round++)
        {
            subject.Add(Time(row.Subject));
            if (row.Peer is not null)
                peer.Add(Time(row.Peer));
        }

        double best = subject.Min(sample => sample.Nanoseconds);
        double? peerBest = peer.Count == 0 ? null : peer.Min(sample => sample.Nanoseconds);
        double? ratio = peer.Count == 0 ? null : MedianRatio(subject, peer);
        double bytes = subject.Min(sample => sample.Bytes);
        bool isMet = !(best > row.MaxNanoseconds) && !(ratio > row.MaxRatio);
        string target = row switch
        {
            { MaxNanoseconds: double most } => $"{most} ns {(isMet ? "met" : "MISSED")}",
            { MaxRatio: double most } => $"{most}x {(isMet ? "met" : "MISSED")}",
            _ => "",
        };
        Console.WriteLine(
            $"{row.Name,-44} {best,8:F1} {Median(subject),8:F1} {bytes,7:F2} {peerBest,8:F1} "
            + $"{(peer.Count == 0 ? null : Median(peer)),8:F1} {ratio,6:F2}  {target}");
        return isMet;
    }

    /// <summary>Until the runtime has compiled both a second time, by what it saw, and for a while nothing more.</summary>
    /// <remarks>It compiles in the background, so on a busy machine that may be late.</remarks>
    private static void WarmUp(Row row)
    {
        long compiled = 0;
        long start = Stopwatch.GetTimestamp();
        long lastCompiled = start;
        for (int round = 0; round < 3 || !IsWarm(start, lastCompiled); round++)
        {
            Time(row.Subject);
            if (row.Peer is not null)
                Time(row.Peer);
            if (compiled != JitInfo.GetCompiledMethodCount())
                lastCompiled = Stopwatch.GetTimestamp();
            compiled = JitInfo.GetCompiledMethodCount();
        }
    }

    private static bool IsWarm(long start, long lastCompiled) =>
        Stopwatch.GetElapsedTime(lastCompiled) > LeastWarmUp || Stopwatch.GetElapsedTime(start) > MostWarmUp;

    private static double Median(List<Sample> samples) =>
        samples.Select(sample => sample.Nanoseconds).Order().ElementAt(samples.Count / 2);

    /// <summary>Of rounds that had the same neighbours.</summary>
    private static double MedianRatio(List<Sample> subject, List<Sample> peer) =>
        subject.Zip(peer, (own, other) => own.Nanoseconds / other.Nanoseconds).Order().ElementAt(subject.Count / 2);

    private static Sample Time(Subject subject)
    {
        subject.Prepare();
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        long operations = subject.Run();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        return new(elapsed.TotalNanoseconds / operations, (double)bytes / operations);
    }

    private sealed record Sample(double Nanoseconds, double Bytes);
}
