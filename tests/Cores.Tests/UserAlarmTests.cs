using ActorKernel.Guest;
using ActorKernel.Processes;

namespace ActorKernel.Cores.Tests;

/// <summary>The call of an alarm's handler, as an edit of what the program is about to do.</summary>
public sealed class UserAlarmTests : IDisposable
{
    private const uint Handler = 0x40;

    private readonly Context context = TrapBench.Program();

    public void Dispose() => context.Memory.Dispose();

    [Fact]
    public void A_handler_is_called_on_the_programs_stack_and_what_it_interrupted_comes_back()
    {
        Registers before = context.Registers;
        Assert.Null(UserAlarm.Call(context, new(5)));

        Assert.Equal((Handler, before.Esp - 4), (context.Registers.Eip, context.Registers.Esp));
        Assert.True(context.Memory.TryReadUInt32(before.Esp - 4, Privilege.User, out uint pushed));
        Assert.Equal(TickAlarm.ReturnAddress, pushed);
        Assert.Equal((before.Rax, before.Rflags), (context.Registers.Rax, context.Registers.Rflags));
        context.Registers.Rax = context.Registers.Rcx = context.Registers.Rbx = 99;
        context.Registers.Eip = TickAlarm.ReturnAddress;
        Assert.True(UserAlarm.TryReturn(context, Fault));
        Assert.Equal(before, context.Registers);
    }

    [Theory]
    [InlineData(0x5000u, 0x4ffcu, false)] // not mapped
    [InlineData(0x3002u, 0x3000u, false)] // half of it above the stack
    [InlineData(0x2002u, 0x1ffeu, true)] // half of it in the guard page
    [InlineData(0x9000_0000u, 0x8fff_fffcu, false)] // above what xv6 has mapped
    [InlineData(0x1800u, 0x17fcu, true)] // the guard page
    [InlineData(0u, 0xffff_fffcu, true)]
    [InlineData(2u, 0xffff_fffeu, true)]
    [InlineData(0x8010_0000u, 0x800f_fffcu, true)]
    public void A_stack_that_takes_nothing_is_a_fault_of_the_program(uint esp, uint address, bool isPresent)
    {
        context.Registers.Esp = esp;
        Registers before = context.Registers;

        Trap fault = UserAlarm.Call(context, new(5))!.Value;

        Assert.Equal(Trap.PageFault(address, isPresent, write: true), fault);
        Assert.Equal(before, context.Registers);
        Assert.False(context.TickAlarm.InHandler);
    }

    [Fact]
    public void The_naive_handler_returns_by_itself_to_what_it_interrupted()
    {
        context.TickAlarm = new(AlarmReturn.Naive);
        context.TickAlarm.Set(1, Handler, default);
        Registers before = context.Registers;
        Assert.Null(UserAlarm.Call(context, new(5)));

        Assert.True(context.Memory.TryReadUInt32(before.Esp - 4, Privilege.User, out uint pushed));
        Assert.Equal((before.Eip, Handler, before.Esp - 4), (pushed, context.Registers.Eip, context.Registers.Esp));
        context.Registers.Eip = TickAlarm.ReturnAddress;
        Assert.False(UserAlarm.TryReturn(context, Fault));
    }

    [Fact]
    public void Only_a_handler_returns_to_its_return_address()
    {
        context.Registers.Eip = TickAlarm.ReturnAddress;
        Assert.False(UserAlarm.TryReturn(context, Fault));

        context.Registers.Eip = 0;
        UserAlarm.Call(context, new(5));
        Assert.False(UserAlarm.TryReturn(context, Fault)); // faulted in its first instruction
        context.Registers.Eip = TickAlarm.ReturnAddress;
        Assert.False(UserAlarm.TryReturn(context, Trap.None));
        Assert.True(UserAlarm.TryReturn(context, Fault));
        context.Registers.Eip = TickAlarm.ReturnAddress;
        Assert.False(UserAlarm.TryReturn(context, Fault)); // once
    }

    private static Trap Fault => Trap.PageFault(TickAlarm.ReturnAddress, present: true, write: false);
}
