using System.Runtime.CompilerServices;
using ActorKernel.Guest;

namespace ActorKernel.Fuzz;

/// <summary>The processor's state before or after an instruction, host's or guest's.</summary>
internal sealed class MachineState
{
    public Registers Registers;
    public Trap Trap;

    /// <summary>Instructions that were completed, if it is the guest's.</summary>
    public int Retired;

    public byte[] Data { get; } = new byte[Layout.DataBytes];
    public byte[] Low { get; } = new byte[Layout.DataBytes];

    public ref ulong this[int register] => ref Unsafe.Add(ref Registers.Rax, register);
}
