using ActorKernel.Actors;

namespace ActorKernel.Timers.Tests;

/// <summary>The tick: on its grid, or off.</summary>
public sealed class LapicTests
{
    [Theory]
    [InlineData(0, new ulong[] { 1000, 2000, 3000, 4000 })]
    [InlineData(250, new ulong[] { 250, 1250, 2250, 3250, 4250 })]
    [InlineData(999, new ulong[] { 999, 1999, 2999, 3999 })]
    public void Ticks_lie_on_their_grid(ulong offset, ulong[] ticks)
    {
        Timeline line = new(offset: offset);
        line.SetTick.SendAfter(new(10), new(On: true));
        line.Run(until: 4500);

        Assert.Equal(ticks, line.Core.Ticks.Select(at => at.Ticks));
    }

    [Fact]
    public void A_tick_that_is_switched_on_at_a_point_of_the_grid_comes_a_period_later()
    {
        Timeline line = new(offset: 500);
        line.SetTick.SendAfter(new(1500), new(On: true));
        line.Run(until: 3000);

        Assert.Equal([2500UL], line.Core.Ticks.Select(at => at.Ticks));
    }

    [Fact]
    public void Switching_the_tick_off_and_on_leaves_it_on_its_grid()
    {
        Timeline line = new(offset: 100);
        line.SetTick.SendAfter(new(10), new(On: true));
        line.SetTick.SendAfter(new(1500), new(On: false));
        line.SetTick.SendAfter(new(1600), new(On: false)); // again
        line.SetTick.SendAfter(new(3700), new(On: true));
        line.SetTick.SendAfter(new(3800), new(On: true)); // again
        line.Run(until: 6000);

        Assert.Equal([100UL, 1100, 4100, 5100], line.Core.Ticks.Select(at => at.Ticks));
    }

    [Fact]
    public void A_machine_without_ticks_and_waiters_comes_to_rest()
    {
        Timeline line = new();
        line.SetTick.SendAfter(new(10), new(On: true));
        line.SetTick.SendAfter(new(2500), new(On: false));
        line.Run();

        Assert.Equal([1000UL, 2000], line.Core.Ticks.Select(at => at.Ticks));
        Assert.True(line.Now <= new Tsc(2600));
    }

    [Fact]
    public void Ticks_and_deadlines_do_not_disturb_each_other()
    {
        Timeline line = new();
        line.SetTick.SendAfter(new(10), new(On: true));
        line.At(0, 0, 1, 1, due: 2000); // with a tick
        line.At(0, 0, 2, 2, due: 2500);
        line.Run(until: 3500);

        Assert.Equal([1000UL, 2000, 3000], line.Core.Ticks.Select(at => at.Ticks));
        Assert.Equal([2000UL, 2500], line.Core.Deadlines.Select(at => at.Ticks));
    }

    [Fact]
    public void Ticks_that_a_masked_core_misses_become_one()
    {
        Timeline line = new();
        line.SetTick.SendAfter(new(10), new(On: true));
        line.Mask.SendAfter(new(500), new(On: true));
        line.Mask.SendAfter(new(3500), new(On: false));
        line.Run(until: 4500);

        Assert.Equal([3500UL, 4000], line.Core.Ticks.Select(at => at.Ticks));
    }
}
