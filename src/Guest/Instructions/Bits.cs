using System.Numerics;
using System.Runtime.CompilerServices;

namespace ActorKernel.Guest;

/// <summary>What becomes of the tested bit.</summary>
internal interface IBitChange
{
    static abstract ulong Apply(ulong value, ulong bit);
}

internal readonly struct SetBit : IBitChange
{
    public static ulong Apply(ulong value, ulong bit) => value | bit;
}

internal readonly struct ResetBit : IBitChange
{
    public static ulong Apply(ulong value, ulong bit) => value & ~bit;
}

internal readonly struct ComplementBit : IBitChange
{
    public static ulong Apply(ulong value, ulong bit) => value ^ bit;
}

/// <summary>bt: CF is the bit; the other flags stay.</summary>
internal readonly unsafe struct TestBit : ITwoOperands
{
    public static Handler For<T, TTarget, TSource>()
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand => &Run<T, TTarget, TSource>;

    private static Op* Run<T, TTarget, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand
    {
        TSource.Read<T>(cpu, op, out ulong number);
        if (!TTarget.Read<T>(cpu, op, out ulong value))
            return cpu.Fault(op);
        cpu.SetCarry(((value >> (int)(number % (uint)Width<T>.Bits)) & 1) != 0);
        return op + 1;
    }
}

/// <summary>bts, btr, btc, with the bit in a register or its number a constant.</summary>
internal readonly unsafe struct ChangeBit<TChange> : ITwoOperands
    where TChange : struct, IBitChange
{
    public static Handler For<T, TTarget, TSource>()
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand => &Run<T, TTarget, TSource>;

    private static Op* Run<T, TTarget, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand
    {
        TSource.Read<T>(cpu, op, out ulong number);
        ref T place = ref TTarget.Open<T>(cpu, op);
        if (Unsafe.IsNullRef(ref place))
            return cpu.Fault(op);
        ulong value = Width<T>.Get(ref place);
        ulong bit = 1UL << (int)(number % (uint)Width<T>.Bits);
        cpu.SetCarry((value & bit) != 0);
        TTarget.Close(cpu, op, ref place, TChange.Apply(value, bit));
        return op + 1;
    }
}

/// <summary>bt with a bit string in memory: the number in the register reaches to both sides of the address.</summary>
internal readonly unsafe struct TestBitString : IAddressed
{
    public static Handler For<T, TAddress>()
        where T : unmanaged
        where TAddress : struct, IAddress => &Run<T, TAddress>;

    private static Op* Run<T, TAddress>(Cpu cpu, Op* op)
        where T : unmanaged
        where TAddress : struct, IAddress
    {
        ulong offset = Offset<T, TAddress>(cpu, op, out ulong bit);
        if (!TAddress.TryLinear(cpu, op, offset, false, out ulong address) || !cpu.Load<T>(address, out ulong value))
            return cpu.Fault(op);
        cpu.SetCarry((value & bit) != 0);
        return op + 1;
    }

    /// <summary>The offset of the element with the bit, and the bit in it.</summary>
    public static ulong Offset<T, TAddress>(Cpu cpu, Op* op, out ulong bit)
        where T : unmanaged
        where TAddress : struct, IAddress
    {
        long number = Width<T>.SignExtend(Width<T>.Get(ref cpu.Register<T>(op->Source)));
        bit = 1UL << (int)(number & (Width<T>.Bits - 1));
        long elements = number >> BitOperations.Log2((uint)Width<T>.Bits);
        return (TAddress.Offset(cpu, op) + (ulong)(elements * Width<T>.Bytes)) & op->AddressMask;
    }
}

internal readonly unsafe struct ChangeBitString<TChange> : IAddressed
    where TChange : struct, IBitChange
{
    public static Handler For<T, TAddress>()
        where T : unmanaged
        where TAddress : struct, IAddress => &Run<T, TAddress>;

    private static Op* Run<T, TAddress>(Cpu cpu, Op* op)
        where T : unmanaged
        where TAddress : struct, IAddress
    {
        ulong offset = TestBitString.Offset<T, TAddress>(cpu, op, out ulong bit);
        if (!TAddress.TryLinear(cpu, op, offset, true, out ulong address))
            return cpu.Fault(op);
        ref T place = ref cpu.Open<T>(address);
        if (Unsafe.IsNullRef(ref place))
            return cpu.Fault(op);
        ulong value = Width<T>.Get(ref place);
        cpu.SetCarry((value & bit) != 0);
        cpu.Close(ref place, TChange.Apply(value, bit));
        return op + 1;
    }
}

/// <summary>A register from the bits of a source.</summary>
internal interface IBitScan
{
    /// <param name="cpu">Whose flags to set.</param>
    /// <param name="value">To be looked through.</param>
    /// <returns>Null to leave the register, all of it.</returns>
    static abstract ulong? Apply<T>(Cpu cpu, ulong value)
        where T : unmanaged;
}

internal readonly unsafe struct Scan<TScan> : ITwoOperands
    where TScan : struct, IBitScan
{
    public static Handler For<T, TTarget, TSource>()
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<T>(cpu, op, out ulong value))
            return cpu.Fault(op);
        ulong? found = TScan.Apply<T>(cpu, value);
        if (found is not null)
            cpu.SetRegister<T>(op->Target, found.Value);
        return op + 1;
    }
}

/// <summary>bsf: of 0 the register stays; flags are those of the source.</summary>
internal readonly struct ScanForward : IBitScan
{
    public static ulong? Apply<T>(Cpu cpu, ulong value)
        where T : unmanaged
    {
        cpu.SetResult<T>(value);
        return value == 0 ? null : ulong.TrailingZeroCount(value);
    }
}

internal readonly struct ScanReverse : IBitScan
{
    public static ulong? Apply<T>(Cpu cpu, ulong value)
        where T : unmanaged
    {
        cpu.SetResult<T>(value);
        return value == 0 ? null : ulong.Log2(value);
    }
}

internal readonly struct CountTrailing : IBitScan
{
    public static ulong? Apply<T>(Cpu cpu, ulong value)
        where T : unmanaged
    {
        ulong count = value == 0 ? (ulong)Width<T>.Bits : ulong.TrailingZeroCount(value);
        cpu.SetResult<T>(count);
        cpu.SetCarry(value == 0);
        return count;
    }
}

internal readonly struct CountLeading : IBitScan
{
    public static ulong? Apply<T>(Cpu cpu, ulong value)
        where T : unmanaged
    {
        ulong count = ulong.LeadingZeroCount(value) - (ulong)(64 - Width<T>.Bits);
        cpu.SetResult<T>(count);
        cpu.SetCarry(value == 0);
        return count;
    }
}

/// <summary>popcnt: ZF is of the source, all other flags are off, SF and PF too.</summary>
internal readonly struct CountOnes : IBitScan
{
    public static ulong? Apply<T>(Cpu cpu, ulong value)
        where T : unmanaged
    {
        cpu.StatusFlags = value == 0 ? Flags.Zero : Flags.None;
        return ulong.PopCount(value);
    }
}
