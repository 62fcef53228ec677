using System.Globalization;
using ActorKernel.Actors;

namespace ActorKernel.Cli;

/// <summary>Cycles of one machine as the times that people and programs read.</summary>
internal sealed class Times(ulong tscHz)
{
    private const ulong NanosecondsPerSecond = 1_000_000_000;
    private const decimal MillisecondsPerSecond = 1_000;

    /// <summary>Rounded down.</summary>
    public ulong Nanoseconds(ulong cycles) => (ulong)((UInt128)cycles * NanosecondsPerSecond / tscHz);

    public ulong? Nanoseconds(Tsc? time) => time is Tsc known ? Nanoseconds(known.Ticks) : null;

    public TimeSpan ToTimeSpan(TscSpan span) =>
        TimeSpan.FromTicks((long)UInt128.Min(long.MaxValue, (UInt128)span.Ticks * TimeSpan.TicksPerSecond / tscHz));

    /// <summary>Rounded down.</summary>
    public TscSpan ToSpan(TimeSpan time) => new((ulong)((UInt128)time.Ticks * tscHz / TimeSpan.TicksPerSecond));

    /// <summary>To the microsecond, as in "1234.567".</summary>
    public string Milliseconds(Tsc time) => Milliseconds(time.Ticks, "0.000");

    /// <summary>To the nanosecond, as in "0.012345".</summary>
    public string FineMilliseconds(TscSpan span) => Milliseconds(span.Ticks, "0.000000");

    private string Milliseconds(ulong cycles, string format) =>
        (cycles * MillisecondsPerSecond / tscHz).ToString(format, CultureInfo.InvariantCulture);
}
