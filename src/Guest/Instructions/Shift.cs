using System.Runtime.CompilerServices;

namespace ActorKernel.Guest;

/// <summary>A shift or rotation by 1 to 31 places, or 63 of a 64-bit value.</summary>
internal interface IShift
{
    static abstract ulong Apply<T>(Cpu cpu, ulong value, int count)
        where T : unmanaged;
}

/// <summary>target = target shifted by the low five bits of the source, or six; by none, flags stay too.</summary>
internal readonly unsafe struct ShiftBy<TShift> : ITwoOperands
    where TShift : struct, IShift
{
    public static Handler For<T, TTarget, TSource>()
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand => &Run<T, TTarget, TSource>;

    /// <summary>What of a count is looked at.</summary>
    public static int CountMask<T>()
        where T : unmanaged => Width<T>.Bits == 64 ? 63 : 31;

    private static Op* Run<T, TTarget, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand
    {
        if (!TSource.Read<byte>(cpu, op, out ulong source))
            return cpu.Fault(op);
        ref T place = ref TTarget.Open<T>(cpu, op);
        if (Unsafe.IsNullRef(ref place))
            return cpu.Fault(op);
        int count = (int)source & CountMask<T>();
        ulong value = Width<T>.Get(ref place);
        TTarget.Close(cpu, op, ref place, count == 0 ? value : TShift.Apply<T>(cpu, value, count));
        return op + 1;
    }
}

internal readonly struct ShiftLeft : IShift
{
    public static ulong Apply<T>(Cpu cpu, ulong value, int count)
        where T : unmanaged
    {
        ulong shifted = value << count;
        bool carry = Width<T>.Bits == 64 ? (value >> (64 - count)) % 2 != 0 : ((shifted >> Width<T>.Bits) & 1) != 0;
        cpu.SetResult<T>(shifted);
        cpu.SetCarryAndOverflow(carry, carry != Width<T>.IsNegative(shifted));
        return shifted;
    }
}

internal readonly struct ShiftRight : IShift
{
    public static ulong Apply<T>(Cpu cpu, ulong value, int count)
        where T : unmanaged
    {
        ulong last = value >> (count - 1); // one place to go
        cpu.SetResult<T>(last >> 1);
        cpu.SetCarryAndOverflow((last & 1) != 0, Width<T>.IsNegative(last));
        return last >> 1;
    }
}

internal readonly struct ShiftArithmeticRight : IShift
{
    public static ulong Apply<T>(Cpu cpu, ulong value, int count)
        where T : unmanaged
    {
        long last = Width<T>.SignExtend(value) >> (count - 1);
        cpu.SetResult<T>((ulong)(last >> 1));
        cpu.SetCarryAndOverflow((last & 1) != 0, false);
        return (ulong)(last >> 1);
    }
}

internal readonly struct RotateLeft : IShift
{
    public static ulong Apply<T>(Cpu cpu, ulong value, int count)
        where T : unmanaged
    {
        int places = count % Width<T>.Bits;
        ulong rotated = ((value << places) | (value >> (Width<T>.Bits - places))) & Width<T>.Mask;
        bool carry = (rotated & 1) != 0;
        cpu.SetCarryAndOverflow(carry, carry != Width<T>.IsNegative(rotated));
        return rotated;
    }
}

internal readonly struct RotateRight : IShift
{
    public static ulong Apply<T>(Cpu cpu, ulong value, int count)
        where T : unmanaged
    {
        int places = count % Width<T>.Bits;
        ulong rotated = ((value >> places) | (value << (Width<T>.Bits - places))) & Width<T>.Mask;
        bool carry = Width<T>.IsNegative(rotated);
        cpu.SetCarryAndOverflow(carry, carry != Width<T>.IsNegative(rotated << 1));
        return rotated;
    }
}

/// <summary>Rotates through CF: the value has one bit more.</summary>
internal readonly struct RotateCarryLeft : IShift
{
    public static ulong Apply<T>(Cpu cpu, ulong value, int count)
        where T : unmanaged
    {
        int bits = Width<T>.Bits + 1;
        int places = count % bits;
        if (places == 0)
            return value; // all the way round, flags and all
        ulong rotated = (value << places) | (cpu.CarryIn << (places - 1)) | ShiftOut(value, bits - places);
        bool carry = ((value >> (Width<T>.Bits - places)) & 1) != 0;
        cpu.SetCarryAndOverflow(carry, carry != Width<T>.IsNegative(rotated));
        return rotated & Width<T>.Mask;
    }

    /// <summary>A shift to the right by up to 64, which leaves nothing.</summary>
    internal static ulong ShiftOut(ulong value, int count) => count == 64 ? 0 : value >> count;
}

internal readonly struct RotateCarryRight : IShift
{
    public static ulong Apply<T>(Cpu cpu, ulong value, int count)
        where T : unmanaged
    {
        int bits = Width<T>.Bits + 1;
        int places = count % bits;
        if (places == 0)
            return value; // all the way round, flags and all
        ulong rotated = RotateCarryLeft.ShiftOut(value, places)
            | (cpu.CarryIn << (Width<T>.Bits - places))
            | (places == 1 ? 0 : value << (bits - places));
        bool carry = ((value >> (places - 1)) & 1) != 0;
        cpu.SetCarryAndOverflow(carry, Width<T>.IsNegative(rotated) != Width<T>.IsNegative(rotated << 1));
        return rotated & Width<T>.Mask;
    }
}

/// <summary>shld and shrd: bits of the source register come in where the target's go out.</summary>
internal readonly unsafe struct DoubleShift<TDirection, TCount> : ITwoOperands
    where TDirection : struct, IDoubleShift
    where TCount : struct, IOperand
{
    public static Handler For<T, TTarget, TSource>()
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand => &Run<T, TTarget>;

    private static Op* Run<T, TTarget>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget
    {
        TCount.Read<byte>(cpu, op, out ulong given);
        ref T place = ref TTarget.Open<T>(cpu, op);
        if (Unsafe.IsNullRef(ref place))
            return cpu.Fault(op);
        int count = (int)given & ShiftBy<ShiftLeft>.CountMask<T>();
        ulong value = Width<T>.Get(ref place);
        ulong source = Width<T>.Get(ref cpu.Register<T>(op->Source));
        ulong shifted = count == 0 ? value : TDirection.Apply<T>(cpu, value, source, count);
        TTarget.Close(cpu, op, ref place, shifted);
        return op + 1;
    }
}

internal interface IDoubleShift
{
    static abstract ulong Apply<T>(Cpu cpu, ulong value, ulong source, int count)
        where T : unmanaged;
}

/// <remarks>
/// A 16-bit shift by more than 16, which is undefined, goes on with the target's own bits, as AMD's do.
/// </remarks>
internal readonly struct DoubleLeft : IDoubleShift
{
    public static ulong Apply<T>(Cpu cpu, ulong value, ulong source, int count)
        where T : unmanaged
    {
        if (Width<T>.Bits == 64)
            return Apply64(cpu, value, source, count);
        UInt128 row = Row<T>(value, source, value);
        int bits = Width<T>.Bits;
        ulong shifted = (ulong)(row >> ((2 * bits) - count)) & Width<T>.Mask;
        bool carry = ((ulong)(row >> ((3 * bits) - count)) & 1) != 0;
        cpu.SetResult<T>(shifted);
        cpu.SetCarryAndOverflow(carry, carry != Width<T>.IsNegative(shifted));
        return shifted;
    }

    private static ulong Apply64(Cpu cpu, ulong value, ulong source, int count)
    {
        ulong shifted = (value << count) | (source >> (64 - count));
        bool carry = ((value >> (64 - count)) & 1) != 0;
        cpu.SetResult<ulong>(shifted);
        cpu.SetCarryAndOverflow(carry, carry != Width<ulong>.IsNegative(shifted));
        return shifted;
    }

    internal static UInt128 Row<T>(ulong high, ulong middle, ulong low)
        where T : unmanaged =>
        ((UInt128)high << (2 * Width<T>.Bits)) | ((UInt128)middle << Width<T>.Bits) | low;
}

internal readonly struct DoubleRight : IDoubleShift
{
    public static ulong Apply<T>(Cpu cpu, ulong value, ulong source, int count)
        where T : unmanaged
    {
        UInt128 last = Width<T>.Bits == 64
            ? new UInt128(source, value) >> (count - 1)
            : DoubleLeft.Row<T>(value, source, value) >> (count - 1);
        ulong shifted = (ulong)(last >> 1) & Width<T>.Mask;
        cpu.SetResult<T>(shifted);
        bool turnsSign = Width<T>.IsNegative(shifted) != Width<T>.IsNegative((ulong)last);
        cpu.SetCarryAndOverflow(((ulong)last & 1) != 0, turnsSign);
        return shifted;
    }
}
