namespace ActorKernel.Actors;

/// <summary>An instant: ticks of the time stamp counter since boot. One guest instruction retires per tick.</summary>
public readonly record struct Tsc(ulong Ticks) : IComparable<Tsc>
{
    public static readonly Tsc Boot;

    /// <summary>The last instant there is; adding to it stays there.</summary>
    public static readonly Tsc End = new(ulong.MaxValue);

    public int CompareTo(Tsc other) => Ticks.CompareTo(other.Ticks);

    public static bool operator <(Tsc left, Tsc right) => left.Ticks < right.Ticks;

    public static bool operator >(Tsc left, Tsc right) => left.Ticks > right.Ticks;

    public static bool operator <=(Tsc left, Tsc right) => left.Ticks <= right.Ticks;

    public static bool operator >=(Tsc left, Tsc right) => left.Ticks >= right.Ticks;

    public static Tsc operator +(Tsc start, TscSpan span)
    {
        ulong sum = start.Ticks + span.Ticks;
        return sum < start.Ticks ? End : new(sum);
    }

    /// <summary>The span from <paramref name="start"/> to <paramref name="end"/>, which is not earlier.</summary>
    public static TscSpan operator -(Tsc end, Tsc start)
    {
        Check.That(end >= start, "A span of time is never negative.");
        return new(end.Ticks - start.Ticks);
    }

    public static Tsc Min(Tsc a, Tsc b) => a <= b ? a : b;

    public static Tsc Max(Tsc a, Tsc b) => a >= b ? a : b;

    public override string ToString() => Ticks.ToString();
}

/// <summary>A length of time in ticks of the time stamp counter.</summary>
public readonly record struct TscSpan(ulong Ticks) : IComparable<TscSpan>
{
    public static readonly TscSpan Zero;

    public int CompareTo(TscSpan other) => Ticks.CompareTo(other.Ticks);

    public static bool operator <(TscSpan left, TscSpan right) => left.Ticks < right.Ticks;

    public static bool operator >(TscSpan left, TscSpan right) => left.Ticks > right.Ticks;

    public static bool operator <=(TscSpan left, TscSpan right) => left.Ticks <= right.Ticks;

    public static bool operator >=(TscSpan left, TscSpan right) => left.Ticks >= right.Ticks;

    public static TscSpan operator +(TscSpan left, TscSpan right) => new(checked(left.Ticks + right.Ticks));

    public static TscSpan operator *(TscSpan span, ulong factor) => new(checked(span.Ticks * factor));

    public override string ToString() => Ticks.ToString();
}
