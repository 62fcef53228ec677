namespace ActorKernel.Actors;

/// <summary>An interrupt vector, 0 to 255. The greater number has the higher priority.</summary>
public readonly record struct Vector(byte Number) : IDescribed
{
    void IDescribed.Describe(string field, Description to) => to.Number(field, Number);
}

/// <summary>What a receiver's interrupt line delivers.</summary>
public readonly partial record struct Interrupt(Vector Vector) : IMessage;

/// <summary>The device's end of an interrupt line.</summary>
/// <remarks>
/// Hardware-like: a raise travels like a message, with an identity and its link's latency. Where it arrives, its vector
/// is latched until the receiver takes it; a raise that finds its vector latched coalesces. What is latched is taken
/// highest vector first, with the identity of the raise that latched it, after all that was sent before that instant.
/// A raise never coalesces on its way: what it is to announce might arrive only after the earlier one is taken.
/// </remarks>
public readonly struct InterruptPort(InterruptLine line)
{
    private readonly InterruptLine? line = line;

    public void Raise(Vector vector)
    {
        Check.That(line is not null, "A port is plugged before it is used.");
        line.Raise(vector);
    }
}

/// <summary>The receiver's end of its interrupt line.</summary>
public readonly struct InterruptGate(InterruptLine line)
{
    private readonly InterruptLine? line = line;

    /// <summary>Nothing is delivered until <see cref="Unmask"/>; raised vectors stay latched.</summary>
    public void Mask() => Plugged.Mask();

    /// <summary>What is latched is delivered at this instant, before any instruction. Not for slices.</summary>
    public void Unmask() => Plugged.Unmask();

    private InterruptLine Plugged
    {
        get
        {
            Check.That(line is not null, "A gate is plugged before it is used.");
            return line;
        }
    }
}

/// <summary>The engine's side of an interrupt line: one for each receiver.</summary>
public abstract class InterruptLine
{
    public abstract void Raise(Vector vector);

    public abstract void Mask();

    public abstract void Unmask();
}
