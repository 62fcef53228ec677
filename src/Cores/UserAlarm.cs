using ActorKernel.Actors;
using ActorKernel.Guest;
using ActorKernel.Processes;

namespace ActorKernel.Cores;

/// <summary>Edits a trap frame so that the program calls its alarm handler, and goes back when that returns.</summary>
/// <remarks>
/// xv6's homework, with its optional challenges: all registers and flags come back, and a bad stack is the program's own
/// fault. The handler's return address is in the kernel's part of the address space: returning there traps.
/// </remarks>
internal static class UserAlarm
{
    public const uint ReturnAddress = 0xffff_f000;

    /// <summary>Null, or the fault that pushing the return address on the user stack ends in.</summary>
    public static Trap? Call(Context context, Tsc now)
    {
        ref Registers registers = ref context.Registers;
        uint esp = unchecked(registers.Esp - 4);
        if (!context.Memory.TryWriteUInt32(esp, ReturnAddress, Privilege.User))
        {
            uint at = FirstBeyondReach(context.Memory, esp);
            return Trap.PageFault(at, context.Memory.IsPresent(at), write: true);
        }

        context.TickAlarm.Enter(registers, now);
        registers.Esp = esp;
        registers.Eip = context.TickAlarm.Handler;
        return null;
    }

    /// <summary>Whether this trap is the handler's return; if so, what it interrupted is back.</summary>
    public static bool TryReturn(Context context, in Trap trap)
    {
        if (trap.Kind != TrapKind.Exception || context.Registers.Eip != ReturnAddress || !context.TickAlarm.InHandler)
            return false;
        context.Registers = context.TickAlarm.Leave();
        return true;
    }

    /// <summary>The byte of a word that a fault names, where the word's first ones can be reached.</summary>
    private static uint FirstBeyondReach(AddressSpace memory, uint word)
    {
        uint at = word;
        while (at - word < 3 && memory.TryReadByte(at, Privilege.User, out _))
            at = unchecked(at + 1);
        return at;
    }
}
