using System.Globalization;
using ActorKernel.Actors;

namespace ActorKernel.Machine;

/// <summary>A length of virtual time as people write it; what it is in cycles depends on the machine.</summary>
public readonly record struct Duration
{
    /// <summary>For messages.</summary>
    public const string Forms = "10ms, 1.5s, 100us, 250ns or a plain number of cycles";

    private const decimal SecondsMax = 365 * 24 * 3600; // a year at 100 GHz still fits 64 bits of cycles

    private static readonly (string Suffix, decimal PerSecond)[] Units =
    [
        ("ns", 1_000_000_000), ("us", 1_000_000), ("ms", 1_000), ("s", 1), // the longer suffixes before "s"
    ];

    private readonly decimal amount;
    private readonly decimal perSecond; // 0 when the amount is in cycles

    private Duration(decimal amount, decimal perSecond)
    {
        this.amount = amount;
        this.perSecond = perSecond;
    }

    public static Duration Milliseconds(int count) => new(count, 1_000);

    /// <summary>From 0 to a year; cycles are whole and below 2^63.</summary>
    public static bool TryParse(string text, out Duration duration)
    {
        duration = default;
        foreach ((string suffix, decimal perSecond) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal))
                continue;
            bool isGood = decimal.TryParse(
                    text.AsSpan(..^suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount)
                && amount / perSecond <= SecondsMax;
            duration = isGood ? new(amount, perSecond) : default;
            return isGood;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long cycles))
            return false;
        duration = new(cycles, 0);
        return true;
    }

    /// <summary>In cycles of a machine, rounded up: what is waited for has passed.</summary>
    public TscSpan At(ulong tscHz) =>
        new((ulong)(perSecond == 0 ? amount : decimal.Ceiling(amount * tscHz / perSecond)));

    /// <summary>In real seconds; null for a number of cycles, which has none.</summary>
    public TimeSpan? ToTimeSpan() =>
        perSecond == 0 ? null : TimeSpan.FromTicks((long)(amount / perSecond * TimeSpan.TicksPerSecond));
}

/// <summary>Whole numbers as people write them: 250, 10k, 1M, 2G.</summary>
public static class Count
{
    /// <summary>From 0 to 2^63 - 1.</summary>
    public static bool TryParse(string text, out long count)
    {
        long factor = text switch
        {
            [.., 'k'] => 1_000,
            [.., 'M'] => 1_000_000,
            [.., 'G'] => 1_000_000_000,
            _ => 1,
        };
        string digits = factor == 1 ? text : text[..^1];
        bool isGood = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out count)
            && count <= long.MaxValue / factor;
        count = isGood ? count * factor : 0;
        return isGood;
    }
}
