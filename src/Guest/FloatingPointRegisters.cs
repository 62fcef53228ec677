using System.Runtime.CompilerServices;

namespace ActorKernel.Guest;

/// <summary>The x87's registers, whose low eight bytes are MMX's.</summary>
public struct FloatingPointRegisters
{
    public FloatingPointStack Stack;
    public ulong InstructionPointer;
    public ulong DataPointer;
    public ushort Control;
    public ushort Status;

    /// <summary>Eleven bits of the last instruction that raised an unmasked exception.</summary>
    public ushort Opcode;

    /// <summary>A bit for each register, by its own number, that is not empty.</summary>
    public byte Used;

    /// <summary>As finit leaves them, and a new process has them.</summary>
    public static FloatingPointRegisters Initial => new() { Control = InitialControl };

    /// <summary>All exceptions masked, rounding to the nearest, full precision (SDM volume 1, 8.1.5).</summary>
    internal const ushort InitialControl = 0x37f;
}

/// <summary>Eight registers, by their own numbers, not by their distance from the top.</summary>
[InlineArray(Count)]
public struct FloatingPointStack : IEquatable<FloatingPointStack>
{
    public const int Count = 8;

    private Extended first;

    public static bool operator ==(in FloatingPointStack left, in FloatingPointStack right) => left.Equals(right);

    public static bool operator !=(in FloatingPointStack left, in FloatingPointStack right) => !left.Equals(right);

    public readonly bool Equals(FloatingPointStack other) => ((ReadOnlySpan<Extended>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is FloatingPointStack other && Equals(other);

    public override readonly int GetHashCode() => this[0].GetHashCode();
}
