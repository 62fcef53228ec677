using ActorKernel.Actors;
using ActorKernel.Namespace;
using ActorKernel.Processes;

namespace ActorKernel.Cores.Tests;

/// <summary>What becomes of what a core hands to its trap actor.</summary>
public sealed class TrapActorTests : IDisposable
{
    private static readonly Pid One = new(1);

    private readonly TrapBench bench = new();
    private readonly Context context;

    public TrapActorTests() => context = bench.ProgramAtHome();

    public void Dispose() => context.Memory.Dispose();

    [Fact]
    public void A_core_ticks_while_somebody_has_it()
    {
        Assert.Equal("tick on, Resume", Run());
        Assert.Equal("SystemCall", Trap(TrapCause.Program, Guest.Trap.SoftwareInterrupt(64)));
        Assert.Equal("Idle, tick off, CoreIdle", bench.After(new LetGo(One)));
    }

    [Fact]
    public void A_tick_is_counted_and_calls_the_handler_when_it_is_time()
    {
        context.TickAlarm.Set(2, 0x40, new(3));
        Run();
        Assert.Equal("Ticked 1, Resume", Trap(TrapCause.Tick, default));
        Assert.Null(bench.Everyone.Resumed[^1].Handler);
        Assert.Equal(0x10u, context.Registers.Eip);

        Assert.Equal("Ticked 1, Resume", Trap(TrapCause.Tick, default));
        Assert.Equal(new Tsc(3), bench.Everyone.Resumed[^1].Handler!.Value.ArmedAt);
        Assert.Equal(0x40u, context.Registers.Eip);

        context.Registers.Eip = TickAlarm.ReturnAddress;
        Assert.Equal("Resume", Trap(TrapCause.Program, Guest.Trap.PageFault(TickAlarm.ReturnAddress, true, false)));
        Assert.Equal(0x10u, context.Registers.Eip);
    }

    [Fact]
    public void A_stack_that_takes_no_handler_is_the_programs_fault()
    {
        context.Registers.Esp = 0x6000;
        Run();

        Assert.Equal("Ticked 1, Faulted", Trap(TrapCause.Tick, default));
        Assert.Equal(0x5ffcUL, Assert.Single(bench.Everyone.Faults).Trap.Address);
    }

    /// <summary>What xv6 prints as addr for every other trap is what CR2 was left with.</summary>
    [Fact]
    public void A_fault_comes_with_the_last_page_faults_address()
    {
        Run();
        Trap(TrapCause.Program, Guest.Trap.PageFault(0x7000, present: false, write: true));
        bench.After(new LetGo(One));
        Run();
        Trap(TrapCause.Program, Guest.Trap.Exception(6));

        Assert.Equal([0x7000UL, 0x7000], bench.Everyone.Faults.Select(fault => fault.LastPageFault));
    }

    [Fact]
    public void Kernel_time_is_counted_for_nobodys_alarm()
    {
        Assert.Equal("", bench.After(new Trapped(null, TrapCause.Tick, default, default)));
        Run();
        Trap(TrapCause.Program, Guest.Trap.SoftwareInterrupt(64));
        Assert.Equal("Ticked 1", bench.After(new Trapped(null, TrapCause.Tick, default, default)));
        Assert.Equal("Resume", Run());
    }

    [Fact]
    public void A_running_program_is_interrupted_to_give_up_its_core()
    {
        Run();
        Assert.Equal("Interrupt 255", bench.After(new Preempt(One)));
        Assert.Equal("Idle, Yielded, tick off, CoreIdle", Trap(TrapCause.Reschedule, default));
        Assert.Equal("", bench.After(new Preempt(One))); // it has left
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_program_in_a_call_gives_up_its_core_when_that_ends(bool byInterrupt)
    {
        Run();
        Trap(TrapCause.Program, Guest.Trap.SoftwareInterrupt(64));
        Assert.Equal("", byInterrupt
            ? bench.After(new Trapped(null, TrapCause.Reschedule, default, default))
            : bench.After(new Preempt(One)));

        Assert.Equal("Yielded, tick off, CoreIdle", Run());
        Assert.Equal("tick on, Resume", Run()); // and only once
    }

    [Fact]
    public void Another_process_preemption_is_none_of_this_ones_business()
    {
        Run();
        Assert.Equal("", bench.After(new Preempt(new(2))));
    }

    [Fact]
    public void A_sleeper_is_answered_when_its_time_has_come_and_once()
    {
        bench.After(new Sleep(bench.Asker(4), new(500)));
        bench.After(new Sleep(bench.Asker(5), new(500)));
        Assert.Equal("Answered 4 ok at 500, Answered 5 ok at 500", bench.Wait(1000));
        Assert.Equal("", bench.After(new Namespace.Abort(bench.Asker(4))));
    }

    [Fact]
    public void A_sleeper_that_gives_up_is_answered_at_once_and_once()
    {
        bench.After(new Sleep(bench.Asker(4), new(500)));
        Assert.StartsWith("Answered 4 4:syscall aborted", bench.After(new Namespace.Abort(bench.Asker(4))));
        Assert.Equal("", bench.After(new Namespace.Abort(bench.Asker(4))));
        Assert.Equal("", bench.Wait(1000));
    }

    private string Run() => bench.After(new RunUser(context, Upcall: false));

    private string Trap(TrapCause cause, in Guest.Trap trap) => bench.After(new Trapped(context, cause, trap, default));
}
