using System.Runtime.Intrinsics;
using Vector = System.Runtime.Intrinsics.Vector128<byte>;

namespace ActorKernel.Guest;

/// <summary>Where an instruction takes sixteen bytes from. Each way to fail sets the trap.</summary>
internal unsafe interface IVectorSource
{
    static abstract bool Read(Cpu cpu, Op* op, out Vector value);
}

internal readonly unsafe struct SourceVector : IVectorSource
{
    public static bool Read(Cpu cpu, Op* op, out Vector value)
    {
        value = cpu.Register<Vector>(op->Source);
        return true;
    }
}

/// <summary>The count of a shift.</summary>
internal readonly unsafe struct ImmediateVector : IVectorSource
{
    public static bool Read(Cpu cpu, Op* op, out Vector value)
    {
        value = Vector128.CreateScalar(op->Immediate & byte.MaxValue).AsByte();
        return true;
    }
}

/// <summary>Memory at a multiple of 16: any other address is a protection fault (SDM volume 2, table 2-22).</summary>
internal readonly unsafe struct AlignedMemory : IVectorSource
{
    public static bool Read(Cpu cpu, Op* op, out Vector value)
    {
        value = default;
        return cpu.TryAligned(op, false, out ulong address) && cpu.LoadVector(address, out value);
    }
}

internal readonly unsafe struct AnyMemory : IVectorSource
{
    public static bool Read(Cpu cpu, Op* op, out Vector value)
    {
        value = default;
        return Segmented.TryLinear(cpu, op, Segmented.Offset(cpu, op), false, out ulong address)
            && cpu.LoadVector(address, out value);
    }
}

/// <summary>Eight bytes of memory, below zeros.</summary>
internal readonly unsafe struct HalfMemory : IVectorSource
{
    public static bool Read(Cpu cpu, Op* op, out Vector value)
    {
        bool isRead = Memory<Segmented>.Read<ulong>(cpu, op, out ulong low);
        value = Vector128.CreateScalar(low).AsByte();
        return isRead;
    }
}

/// <summary>An instruction that reads sixteen bytes.</summary>
internal unsafe interface IVectorReader
{
    static abstract Handler For<TSource>()
        where TSource : struct, IVectorSource;
}

internal sealed unsafe partial class Cpu
{
    /// <summary>Offset of the first vector register.</summary>
    public static int VectorOffset { get; } = OffsetOfVectors();

    /// <summary>Offset of the first of MMX's registers, which are sixteen bytes apart.</summary>
    public static int StackOffset { get; } = OffsetOfStack();

    public bool TryAligned(Op* op, bool isWrite, out ulong address)
    {
        if (!TryOperand(op, isWrite, out address))
            return false;
        if (address % (ulong)sizeof(Vector) == 0)
            return true;
        Trap = Trap.GeneralProtection(0);
        return false;
    }

    public bool LoadVector(ulong address, out Vector value)
    {
        value = default;
        if (!Load<ulong>(address, out ulong low)
            || !Load<ulong>((address + sizeof(ulong)) & AddressMask, out ulong high))
            return false;
        value = Vector128.Create(low, high).AsByte();
        return true;
    }

    public bool StoreVector(ulong address, Vector value)
    {
        ulong upper = (address + sizeof(ulong)) & AddressMask;
        bool isOnePage = address % AddressSpace.PageSize <= AddressSpace.PageSize - (ulong)sizeof(Vector);
        return (isOnePage || (Probe(address) && Probe((address + (ulong)sizeof(Vector) - 1) & AddressMask & PageMask)))
            && Store<ulong>(address, value.AsUInt64()[0])
            && Store<ulong>(upper, value.AsUInt64()[1]);
    }

    /// <summary>Notes what a calculation raised. False, with the trap set, if that is to be trapped.</summary>
    /// <remarks>Where an exception found before the operation is trapped, those found after it are not noted.</remarks>
    public bool Commit(in FloatContext context)
    {
        FloatFlags trapped = context.Raised & ~context.Masked;
        bool isBefore = (trapped & FloatFlags.Before) != FloatFlags.None;
        file.Registers.Mxcsr |= (uint)(isBefore ? context.Raised & FloatFlags.Before : context.Raised);
        if (trapped == FloatFlags.None)
            return true;
        Trap = Trap.Exception(Vectors.SimdFloatingPoint);
        return false;
    }

    private static int OffsetOfVectors()
    {
        Registers registers = default;
        return (int)((byte*)&registers.Xmm - (byte*)&registers);
    }

    private static int OffsetOfStack()
    {
        Registers registers = default;
        return (int)((byte*)&registers.X87.Stack - (byte*)&registers);
    }
}
