namespace ActorKernel.Tracing.Tests;

public sealed class ReplayCheckTests
{
    [Fact]
    public void The_same_run_is_the_same_however_the_record_is_cut()
    {
        foreach (int flushEvery in (int[])[1, 13, 1_000_000])
        {
            using Recording recording = new();
            recording.Run(seed: 9, deliveries: 20_000, flushEvery);
            ReplayCheck check = Check(recording.Bytes);
            Recording.Run(seed: 9, deliveries: 20_000, check);
            check.Finish(isWhole: true);
            Assert.Null(check.Divergence);
            Assert.Equal((20_000, 20_000), (check.Same, check.Recorded));
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(1_000_000)]
    public void Another_run_is_told_by_its_first_different_delivery(int flushEvery)
    {
        using Recording recording = new();
        string[] recorded = recording.Run(seed: 9, deliveries: 9_000, flushEvery).Split('\n');
        ReplayCheck check = Check(recording.Bytes);
        string[] now = Recording.Run(seed: 10, deliveries: 9_000, check).Split('\n');
        check.Finish(isWhole: true);
        int first = recorded.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.Equal(new Divergence(first + 1, recorded[first], now[first]), check.Divergence);
        Assert.Equal(first, check.Same);
    }

    [Fact]
    public void A_run_that_ends_early_or_goes_on_too_long_is_told_so()
    {
        using Recording recording = new();
        string[] recorded = recording.Run(seed: 9, deliveries: 500).Split('\n');
        ReplayCheck early = Check(recording.Bytes);
        Recording.Run(seed: 9, deliveries: 500, new FirstOnly(early, 400));
        early.Finish(isWhole: true);
        Assert.Equal(new Divergence(401, recorded[400], null), early.Divergence);

        ReplayCheck stopped = Check(recording.Bytes);
        Recording.Run(seed: 9, deliveries: 500, new FirstOnly(stopped, 400));
        stopped.Finish(isWhole: false);
        Assert.Null(stopped.Divergence);
        Assert.Equal(400, stopped.Same);
    }

    [Fact]
    public void A_record_that_breaks_off_is_compared_up_to_there()
    {
        using Recording recording = new();
        recording.Run(seed: 9, deliveries: 500, flushEvery: 10);
        ReplayCheck check = Check(recording.Bytes[..^900]);
        Recording.Run(seed: 9, deliveries: 500, check);
        check.Finish(isWhole: false);
        Assert.Null(check.Divergence);
        Assert.NotNull(check.Trouble);
        Assert.InRange(check.Recorded, 300, 499);
        Assert.Equal(check.Recorded, check.Same);
    }

    private static ReplayCheck Check(byte[] record) => new(() => new SegmentFile(new MemoryStream(record)));
}
