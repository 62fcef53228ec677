using System.Globalization;

namespace ActorKernel.Tracing.Spans;

/// <summary>Virtual time as dates: anchor + virtual nanoseconds * scale.</summary>
/// <remarks>Never near 1970, which viewers take for no time at all (rule J4).</remarks>
public sealed class VirtualClock
{
    /// <summary>In nanoseconds: what is shorter is drawn as a mistake of the clock (rule J2).</summary>
    public const ulong ShownAtLeast = 1000;

    public const int ScaleMax = 1_000_000;

    private const ulong NanosecondsPerSecond = 1_000_000_000;
    private const ulong NanosecondsPerTick = 100;

    /// <summary>What files are anchored to when nothing is said.</summary>
    public static readonly DateTimeOffset OfFiles = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ulong hz;
    private readonly ulong anchor;
    private readonly ulong scale;

    /// <param name="hz">Cycles in a virtual second.</param>
    /// <param name="scale">1 to <see cref="ScaleMax"/>: 1000 shows a virtual nanosecond as a microsecond.</param>
    public VirtualClock(ulong hz, DateTimeOffset anchor, int scale)
    {
        this.hz = hz;
        this.anchor = (ulong)(anchor - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick;
        this.scale = (ulong)scale;
        Anchor = anchor.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>As RFC 3339.</summary>
    public string Anchor { get; }

    public int Scale => (int)scale;

    /// <summary>Virtual nanoseconds since boot, rounded down.</summary>
    public ulong Virtual(ulong cycles) => NanosecondsPerSecond % hz == 0
        ? cycles * (NanosecondsPerSecond / hz)
        : (ulong)((UInt128)cycles * NanosecondsPerSecond / hz);

    /// <summary>Nanoseconds since 1970.</summary>
    public ulong Shown(ulong cycles) => anchor + (Virtual(cycles) * scale);
}
