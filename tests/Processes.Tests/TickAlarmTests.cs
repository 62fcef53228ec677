using ActorKernel.Actors;
using ActorKernel.Guest;

namespace ActorKernel.Processes.Tests;

/// <summary>xv6's alarm of one process, tick by tick.</summary>
public sealed class TickAlarmTests : IDisposable
{
    private const uint Stack = 0x2f00;
    private const uint Slot = Stack - 4; // where a handler's return address lies

    private readonly Context context = Programs.Load(Xv6.Instance, Programs.Elf(0), "test").Context!;
    private readonly TickAlarm alarm = new();

    public TickAlarmTests() => context.Registers.Esp = Stack;

    public void Dispose() => context.Memory.Dispose();

    [Fact]
    public void Every_so_many_ticks_the_handler_is_called()
    {
        alarm.Set(3, 0x40, new(7));

        Assert.Equal([false, false, true, false, false, true], Enumerable.Range(0, 6).Select(_ => TickAndCall()));
        Assert.Equal(0x40u, alarm.Handler);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void An_interval_that_is_not_positive_switches_it_off(int ticks)
    {
        alarm.Set(1, 0x40, default);
        alarm.Set(ticks, 0x40, default);

        Assert.DoesNotContain(true, Enumerable.Range(0, 5).Select(_ => TickAndCall()));
    }

    [Fact]
    public void Nothing_is_called_before_it_is_set() => Assert.False(alarm.Tick(context));

    /// <summary>alarm(100), 50 ticks, alarm(60): ten more.</summary>
    [Theory]
    [InlineData(AlarmReturn.Restore)]
    [InlineData(AlarmReturn.Naive)]
    public void Setting_does_not_reset_the_count_of_ticks_passed(AlarmReturn way)
    {
        TickAlarm counting = new(way);
        counting.Set(100, 0x40, default);
        for (int i = 0; i < 50; i++)
            Assert.False(counting.Tick(context));
        counting.Set(60, 0x40, default);

        Assert.Equal(9, Enumerable.Range(0, 100).TakeWhile(_ => !counting.Tick(context)).Count());
        counting.Enter(context.Registers, default);
        if (way == AlarmReturn.Restore)
            counting.Leave();
        counting.Tick(context);
        counting.Set(1, 0x40, default);
        Assert.True(counting.Tick(context));
    }

    [Fact]
    public void A_handler_is_not_called_while_it_runs_and_right_after_it_if_ticks_have_passed()
    {
        CallHandler(interval: 2);
        Assert.Equal([false, false, false], [alarm.Tick(context), alarm.Tick(context), alarm.Tick(context)]);
        Assert.True(alarm.InHandler);
        alarm.Leave();

        Assert.True(alarm.Tick(context));
    }

    [Fact]
    public void What_was_interrupted_comes_back_whole()
    {
        Registers before = Registers.ForUser32(0x123, Stack);
        (before.Rax, before.Rcx, before.Rdx, before.Rflags) = (1, 2, 3, 0x8d7);
        alarm.Set(1, 0x40, default);
        alarm.Tick(context);
        alarm.Enter(before, new(9));

        Assert.Equal(before, alarm.Leave());
        Assert.False(alarm.InHandler);
        Assert.Equal(new Tsc(9), alarm.ArmedAt);
    }

    /// <summary>With the stack pointer at or above what was interrupted, or the return address gone, it will not return.</summary>
    [Theory]
    [InlineData(Stack - 64, TickAlarm.ReturnAddress, false)]
    [InlineData(Stack - 4, TickAlarm.ReturnAddress, false)]
    [InlineData(Stack, TickAlarm.ReturnAddress, true)]
    [InlineData(Stack + 64, TickAlarm.ReturnAddress, true)]
    [InlineData(Stack - 64, 1u, true)]
    [InlineData(0x9000_0000u, TickAlarm.ReturnAddress, true)]
    public void A_handler_that_was_jumped_out_of_and_set_again_is_called_again(uint esp, uint slot, bool isCalled)
    {
        CallHandler(interval: 1);
        alarm.Set(1, 0x40, default);
        context.Registers.Esp = esp;
        context.Memory.TryWriteUInt32(Slot, slot, Privilege.User);

        Assert.Equal(isCalled, alarm.Tick(context));
        Assert.Equal(!isCalled, alarm.InHandler);
    }

    [Fact]
    public void A_handler_that_was_jumped_out_of_stays_off_until_it_is_set()
    {
        CallHandler(interval: 1);
        context.Registers.Esp = Stack;
        Assert.False(alarm.Tick(context));

        alarm.Set(1, 0x40, default);
        Assert.True(alarm.Tick(context));
    }

    [Fact]
    public void A_handler_that_sets_it_and_runs_on_is_not_called_inside_itself()
    {
        CallHandler(interval: 1);
        alarm.Set(1, 0x80, default);
        Assert.False(alarm.Tick(context));
        alarm.Leave();

        Assert.True(alarm.Tick(context));
        Assert.Equal(0x80u, alarm.Handler);
    }

    [Fact]
    public void A_handler_that_returns_was_called_and_is_called_once_at_a_time()
    {
        Assert.Throws<CheckFailedException>(() => alarm.Leave());
        alarm.Enter(context.Registers, default);
        Assert.Throws<CheckFailedException>(() => alarm.Enter(context.Registers, default));
    }

    [Fact]
    public void A_child_has_no_alarm_but_can_return_from_the_handler_it_was_forked_in()
    {
        CallHandler(interval: 1);
        TickAlarm child = alarm.ForChild();

        Assert.False(child.Tick(context));
        Assert.Equal(Stack, child.Leave().Esp);
        Assert.True(alarm.InHandler);
    }

    [Fact]
    public void Exec_clears_it()
    {
        CallHandler(interval: 1);
        TickAlarm after = alarm.AfterExec();

        Assert.False(after.Tick(context));
        Assert.False(after.InHandler);
    }

    [Fact]
    public void The_naive_handler_is_called_inside_itself_and_kept_over_exec_but_not_by_a_child()
    {
        TickAlarm naive = new(AlarmReturn.Naive);
        naive.Set(1, 0x40, default);
        Assert.True(naive.Tick(context));
        naive.Enter(context.Registers, default);
        Assert.False(naive.InHandler);
        Assert.Equal(context.Registers.Eip, naive.ReturnTo(context.Registers));

        Assert.True(naive.AfterExec().Tick(context));
        Assert.False(naive.ForChild().Tick(context));
    }

    /// <summary>The handler runs, its return address on the stack.</summary>
    private void CallHandler(int interval)
    {
        alarm.Set(interval, 0x40, default);
        while (!alarm.Tick(context))
        {
        }

        alarm.Enter(context.Registers, default);
        context.Memory.TryWriteUInt32(Slot, alarm.ReturnTo(context.Registers), Privilege.User);
        context.Registers.Esp = Slot;
    }

    private bool TickAndCall()
    {
        if (!alarm.Tick(context))
            return false;
        alarm.Enter(context.Registers, default);
        alarm.Leave();
        return true;
    }
}
