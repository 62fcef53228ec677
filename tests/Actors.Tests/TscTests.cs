namespace ActorKernel.Actors.Tests;

public sealed class TscTests
{
    [Fact]
    public void Adding_to_an_instant_stays_at_the_end_of_time()
    {
        Assert.Equal(Tsc.End, Tsc.End + new TscSpan(1));
        Assert.Equal(Tsc.End, new Tsc(5) + new TscSpan(ulong.MaxValue));
        Assert.Equal(Tsc.End, new Tsc(5) + new TscSpan(ulong.MaxValue - 5));
        Assert.Equal(new Tsc(ulong.MaxValue - 1), new Tsc(5) + new TscSpan(ulong.MaxValue - 6));
        Assert.Equal(new Tsc(7), Tsc.Boot + new TscSpan(7));
    }

    [Fact]
    public void A_span_is_never_negative()
    {
        Assert.Equal(new TscSpan(3), new Tsc(10) - new Tsc(7));
        Assert.Equal(TscSpan.Zero, Tsc.End - Tsc.End);
        Assert.Throws<CheckFailedException>(() => new Tsc(7) - new Tsc(10));
    }

    [Fact]
    public void Spans_do_not_wrap_around()
    {
        Assert.Equal(new TscSpan(12), new TscSpan(5) + new TscSpan(7));
        Assert.Equal(new TscSpan(35), new TscSpan(5) * 7);
        Assert.Throws<OverflowException>(() => new TscSpan(ulong.MaxValue) + new TscSpan(1));
        Assert.Throws<OverflowException>(() => new TscSpan(ulong.MaxValue) * 2);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(0, ulong.MaxValue)]
    [InlineData(ulong.MaxValue, 1UL << 63)]
    [InlineData((1UL << 63) - 1, 1UL << 63)]
    public void Instants_and_spans_are_ordered_as_unsigned_numbers(ulong a, ulong b)
    {
        Tsc left = new(a);
        Tsc right = new(b);
        Assert.Equal(
            (a < b, a <= b, a > b, a >= b, a == b),
            (left < right, left <= right, left > right, left >= right, left == right));
        Assert.Equal(a.CompareTo(b), left.CompareTo(right));
        Assert.Equal(new Tsc(Math.Min(a, b)), Tsc.Min(left, right));
        Assert.Equal(new Tsc(Math.Max(a, b)), Tsc.Max(left, right));
        TscSpan shorter = new(a);
        TscSpan longer = new(b);
        Assert.Equal(
            (a < b, a <= b, a > b, a >= b),
            (shorter < longer, shorter <= longer, shorter > longer, shorter >= longer));
        Assert.Equal(a.CompareTo(b), shorter.CompareTo(longer));
    }
}
