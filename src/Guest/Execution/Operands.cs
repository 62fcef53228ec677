using System.Runtime.CompilerServices;

namespace ActorKernel.Guest;

/// <summary>A place an instruction takes a value from. Each way to fail sets the trap.</summary>
internal unsafe interface IOperand
{
    static abstract bool Read<T>(Cpu cpu, Op* op, out ulong value)
        where T : unmanaged;
}

/// <summary>A place an instruction can also change.</summary>
internal unsafe interface ITarget : IOperand
{
    static abstract bool Write<T>(Cpu cpu, Op* op, ulong value)
        where T : unmanaged;

    /// <summary>The place, to be read and then surely closed; a null reference on a fault.</summary>
    static abstract ref T Open<T>(Cpu cpu, Op* op)
        where T : unmanaged;

    static abstract void Close<T>(Cpu cpu, Op* op, ref T place, ulong value)
        where T : unmanaged;
}

/// <summary>How the address of a memory operand comes about.</summary>
internal unsafe interface IAddress
{
    /// <summary>The offset in its segment.</summary>
    static abstract ulong Offset(Cpu cpu, Op* op);

    static abstract bool TryLinear(Cpu cpu, Op* op, ulong offset, bool isWrite, out ulong address);
}

internal readonly unsafe struct TargetRegister : ITarget
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Read<T>(Cpu cpu, Op* op, out ulong value)
        where T : unmanaged
    {
        value = Width<T>.Get(ref cpu.Register<T>(op->Target));
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Write<T>(Cpu cpu, Op* op, ulong value)
        where T : unmanaged
    {
        cpu.SetRegister<T>(op->Target, value);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T Open<T>(Cpu cpu, Op* op)
        where T : unmanaged => ref cpu.Register<T>(op->Target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Close<T>(Cpu cpu, Op* op, ref T place, ulong value)
        where T : unmanaged => cpu.SetRegister<T>(op->Target, value);
}

internal readonly unsafe struct SourceRegister : IOperand
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Read<T>(Cpu cpu, Op* op, out ulong value)
        where T : unmanaged
    {
        value = Width<T>.Get(ref cpu.Register<T>(op->Source));
        return true;
    }
}

internal readonly unsafe struct ThirdRegister : IOperand
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Read<T>(Cpu cpu, Op* op, out ulong value)
        where T : unmanaged
    {
        value = Width<T>.Get(ref cpu.Register<T>(op->Third));
        return true;
    }
}

internal readonly unsafe struct Immediate : IOperand
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Read<T>(Cpu cpu, Op* op, out ulong value)
        where T : unmanaged
    {
        value = op->Immediate & Width<T>.Mask;
        return true;
    }
}

internal readonly unsafe struct Memory<TAddress> : ITarget
    where TAddress : struct, IAddress
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Read<T>(Cpu cpu, Op* op, out ulong value)
        where T : unmanaged
    {
        if (TAddress.TryLinear(cpu, op, TAddress.Offset(cpu, op), false, out ulong address))
            return cpu.Load<T>(address, out value);
        value = 0;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Write<T>(Cpu cpu, Op* op, ulong value)
        where T : unmanaged =>
        TAddress.TryLinear(cpu, op, TAddress.Offset(cpu, op), true, out ulong address)
        && cpu.Store<T>(address, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T Open<T>(Cpu cpu, Op* op)
        where T : unmanaged
    {
        if (TAddress.TryLinear(cpu, op, TAddress.Offset(cpu, op), true, out ulong address))
            return ref cpu.Open<T>(address);
        return ref Unsafe.NullRef<T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Close<T>(Cpu cpu, Op* op, ref T place, ulong value)
        where T : unmanaged => cpu.Close(ref place, value);
}

/// <summary>Base and displacement, in a flat segment.</summary>
internal readonly unsafe struct Based : IAddress
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Offset(Cpu cpu, Op* op) => cpu.Register<uint>(op->Base) + (uint)op->Displacement;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryLinear(Cpu cpu, Op* op, ulong offset, bool isWrite, out ulong address)
    {
        address = offset;
        return true;
    }
}

/// <summary>Base, scaled index and displacement, in a flat segment.</summary>
internal readonly unsafe struct Indexed : IAddress
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Offset(Cpu cpu, Op* op) =>
        cpu.Register<uint>(op->Base) + (cpu.Register<uint>(op->Index) << op->Scale) + (uint)op->Displacement;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryLinear(Cpu cpu, Op* op, ulong offset, bool isWrite, out ulong address)
    {
        address = offset;
        return true;
    }
}

/// <summary>Base and displacement, in 64-bit mode.</summary>
internal readonly unsafe struct Based64 : IAddress
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Offset(Cpu cpu, Op* op) => cpu.Register<ulong>(op->Base) + (ulong)op->Displacement;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryLinear(Cpu cpu, Op* op, ulong offset, bool isWrite, out ulong address)
    {
        address = offset;
        return true;
    }
}

/// <summary>Base, scaled index and displacement, in 64-bit mode.</summary>
internal readonly unsafe struct Indexed64 : IAddress
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Offset(Cpu cpu, Op* op) =>
        cpu.Register<ulong>(op->Base) + (cpu.Register<ulong>(op->Index) << op->Scale) + (ulong)op->Displacement;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryLinear(Cpu cpu, Op* op, ulong offset, bool isWrite, out ulong address)
    {
        address = offset;
        return true;
    }
}

/// <summary>Displacement from the next instruction, in 64-bit mode.</summary>
internal readonly unsafe struct Relative : IAddress
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Offset(Cpu cpu, Op* op) => op->NextAddress + (ulong)op->Displacement;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryLinear(Cpu cpu, Op* op, ulong offset, bool isWrite, out ulong address)
    {
        address = offset;
        return true;
    }
}

/// <summary>Any address there is: shorter ones than the mode's, and those in a segment that has to be looked at.</summary>
internal readonly unsafe struct Segmented : IAddress
{
    public static ulong Offset(Cpu cpu, Op* op)
    {
        ulong first = op->Base switch
        {
            Cpu.NextAddressBase => op->NextAddress,
            Cpu.ImmediateBase => op->Immediate,
            _ => cpu.Register<ulong>(op->Base),
        };
        return (first + (cpu.Register<ulong>(op->Index) << op->Scale) + (ulong)op->Displacement) & op->AddressMask;
    }

    public static bool TryLinear(Cpu cpu, Op* op, ulong offset, bool isWrite, out ulong address) =>
        cpu.TryLinear(op->Segment, offset, isWrite, out address);
}
