using ActorKernel.Actors;
using ActorKernel.Guest;

namespace ActorKernel.Processes.Tests;

/// <summary>xv6's alarm of one process, tick by tick.</summary>
public sealed class TickAlarmTests
{
    private const uint Stack = 0x2f00;

    private readonly TickAlarm alarm = new();

    [Fact]
    public void Every_so_many_ticks_the_handler_is_called()
    {
        alarm.Set(3, 0x40, Stack, new(7));

        Assert.Equal([false, false, true, false, false, true], Enumerable.Range(0, 6).Select(_ => TickAndCall()));
        Assert.Equal(0x40u, alarm.Handler);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void An_interval_that_is_not_positive_switches_it_off(int ticks)
    {
        alarm.Set(1, 0x40, Stack, default);
        alarm.Set(ticks, 0x40, Stack, default);

        Assert.DoesNotContain(true, Enumerable.Range(0, 5).Select(_ => TickAndCall()));
    }

    [Fact]
    public void Nothing_is_called_before_it_is_set() => Assert.False(alarm.Tick());

    /// <summary>alarm(100), 50 ticks, alarm(60): ten more.</summary>
    [Fact]
    public void Setting_does_not_reset_the_count_of_ticks_passed()
    {
        alarm.Set(100, 0x40, Stack, default);
        for (int i = 0; i < 50; i++)
            Assert.False(alarm.Tick());
        alarm.Set(60, 0x40, Stack, default);

        Assert.Equal(9, Enumerable.Range(0, 100).TakeWhile(_ => !TickAndCall()).Count());
        alarm.Tick();
        alarm.Set(1, 0x40, Stack, default);
        Assert.True(TickAndCall());
    }

    [Fact]
    public void A_handler_is_not_called_while_it_runs_and_right_after_it_if_ticks_have_passed()
    {
        alarm.Set(2, 0x40, Stack, default);
        alarm.Tick();
        Assert.True(alarm.Tick());
        alarm.Enter(At(Stack), default);
        Assert.Equal([false, false, false], [alarm.Tick(), alarm.Tick(), alarm.Tick()]);
        Assert.True(alarm.InHandler);
        alarm.Leave();

        Assert.True(alarm.Tick());
    }

    [Fact]
    public void What_was_interrupted_comes_back_whole()
    {
        Registers before = Registers.ForUser32(0x123, Stack);
        (before.Rax, before.Rcx, before.Rdx, before.Rflags) = (1, 2, 3, 0x8d7);
        alarm.Set(1, 0x40, Stack, default);
        alarm.Tick();
        alarm.Enter(before, new(9));

        Assert.Equal(before, alarm.Leave());
        Assert.False(alarm.InHandler);
        Assert.Equal(new Tsc(9), alarm.ArmedAt);
    }

    /// <summary>At or above the interrupted stack pointer the handler was left by a long jump, and will not return.</summary>
    [Theory]
    [InlineData(Stack - 4, true)]
    [InlineData(Stack, false)]
    [InlineData(Stack + 64, false)]
    public void A_handler_that_was_jumped_out_of_does_not_run_for_ever(uint esp, bool stillInHandler)
    {
        alarm.Set(1, 0x40, Stack, default);
        alarm.Tick();
        alarm.Enter(At(Stack), default);
        alarm.Set(1, 0x40, esp, default);

        Assert.Equal(stillInHandler, alarm.InHandler);
    }

    [Fact]
    public void A_handler_that_returns_was_called_and_is_called_once_at_a_time()
    {
        Assert.Throws<CheckFailedException>(() => alarm.Leave());
        alarm.Enter(At(Stack), default);
        Assert.Throws<CheckFailedException>(() => alarm.Enter(At(Stack), default));
    }

    private static Registers At(uint esp) => Registers.ForUser32(0, esp);

    private bool TickAndCall()
    {
        if (!alarm.Tick())
            return false;
        alarm.Enter(At(Stack), default);
        alarm.Leave();
        return true;
    }
}
