using ActorKernel.Actors;
using ActorKernel.Guest;
using ActorKernel.Processes;

namespace ActorKernel.Cores;

/// <summary>Edits a trap frame so that the program calls its alarm handler, and goes back when that returns.</summary>
/// <remarks>
/// xv6's homework, with its optional challenges: all registers and flags come back, and a bad stack is the program's own
/// fault. The handler's return address is then in the kernel's part of the address space: returning there traps.
/// </remarks>
internal static class UserAlarm
{
    /// <summary>Null, or the fault that pushing the return address on the user stack ends in.</summary>
    public static Trap? Call(Context context, Tsc now)
    {
        ref Registers registers = ref context.Registers;
        uint esp = unchecked(registers.Esp - 4);
        if (context.Memory.WriteFault(esp, 4) is { Kind: not TrapKind.None } fault)
            return fault;
        context.Memory.TryWriteUInt32(esp, context.TickAlarm.ReturnTo(registers), Privilege.User);

        context.TickAlarm.Enter(registers, now);
        registers.Esp = esp;
        registers.Eip = context.TickAlarm.Handler;
        return null;
    }

    /// <summary>Whether this trap is the handler's return; if so, what it interrupted is back.</summary>
    public static bool TryReturn(Context context, in Trap trap)
    {
        if (trap.Kind != TrapKind.Exception || context.Registers.Eip != TickAlarm.ReturnAddress
            || !context.TickAlarm.InHandler)
        {
            return false;
        }

        context.Registers = context.TickAlarm.Leave();
        return true;
    }
}
