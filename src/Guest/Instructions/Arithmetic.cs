using System.Runtime.CompilerServices;

namespace ActorKernel.Guest;

/// <summary>From two values and CF a third, and flags.</summary>
internal interface IBinary
{
    static abstract ulong Apply<T>(Cpu cpu, ulong target, ulong source)
        where T : unmanaged;
}

/// <summary>From one value another, and flags.</summary>
internal interface IUnary
{
    static abstract ulong Apply<T>(Cpu cpu, ulong value)
        where T : unmanaged;
}

/// <summary>target = target op source.</summary>
internal readonly unsafe struct Change<TOperation> : ITwoOperands
    where TOperation : struct, IBinary
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
        if (!TSource.Read<T>(cpu, op, out ulong source))
            return cpu.Fault(op);
        ref T place = ref TTarget.Open<T>(cpu, op);
        if (Unsafe.IsNullRef(ref place))
            return cpu.Fault(op);
        TTarget.Close(cpu, op, ref place, TOperation.Apply<T>(cpu, Width<T>.Get(ref place), source));
        return op + 1;
    }
}

/// <summary>Only the flags of target op source.</summary>
internal readonly unsafe struct Compare<TOperation, TNext> : ITwoOperands
    where TOperation : struct, IBinary
    where TNext : struct, INext
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
        if (!TSource.Read<T>(cpu, op, out ulong source) || !TTarget.Read<T>(cpu, op, out ulong target))
            return cpu.Fault(op);
        TOperation.Apply<T>(cpu, target, source);
        return TNext.After(cpu, op);
    }
}

/// <summary>target = op target.</summary>
internal readonly unsafe struct ChangeOne<TOperation> : IOneOperand
    where TOperation : struct, IUnary
{
    public static Handler For<T, TTarget>()
        where T : unmanaged
        where TTarget : struct, ITarget => &Run<T, TTarget>;

    private static Op* Run<T, TTarget>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget
    {
        ref T place = ref TTarget.Open<T>(cpu, op);
        if (Unsafe.IsNullRef(ref place))
            return cpu.Fault(op);
        TTarget.Close(cpu, op, ref place, TOperation.Apply<T>(cpu, Width<T>.Get(ref place)));
        return op + 1;
    }
}

/// <summary>target, source = target + source, target.</summary>
internal readonly unsafe struct ExchangeAdd : ITwoOperands
{
    public static Handler For<T, TTarget, TSource>()
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand => &Run<T, TTarget>;

    private static Op* Run<T, TTarget>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget
    {
        ref T place = ref TTarget.Open<T>(cpu, op);
        if (Unsafe.IsNullRef(ref place))
            return cpu.Fault(op);
        ulong old = Width<T>.Get(ref place);
        ulong sum = cpu.Add<T>(old, Width<T>.Get(ref cpu.Register<T>(op->Source)));
        cpu.SetRegister<T>(op->Source, old); // before the target, which wins where both are the same register
        TTarget.Close(cpu, op, ref place, sum);
        return op + 1;
    }
}

internal readonly struct Add : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply<T>(Cpu cpu, ulong target, ulong source)
        where T : unmanaged => cpu.Add<T>(target, source);
}

internal readonly struct AddWithCarry : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply<T>(Cpu cpu, ulong target, ulong source)
        where T : unmanaged => cpu.Add<T>(target, source, cpu.CarryIn);
}

internal readonly struct Subtract : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply<T>(Cpu cpu, ulong target, ulong source)
        where T : unmanaged => cpu.Subtract<T>(target, source);
}

internal readonly struct SubtractWithBorrow : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply<T>(Cpu cpu, ulong target, ulong source)
        where T : unmanaged => cpu.Subtract<T>(target, source, cpu.CarryIn);
}

internal readonly struct Increment : IUnary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply<T>(Cpu cpu, ulong value)
        where T : unmanaged
    {
        bool carry = cpu.Carry;
        ulong sum = cpu.Add<T>(value, 1);
        cpu.SetCarry(carry);
        return sum;
    }
}

internal readonly struct Decrement : IUnary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply<T>(Cpu cpu, ulong value)
        where T : unmanaged
    {
        bool carry = cpu.Carry;
        ulong difference = cpu.Subtract<T>(value, 1);
        cpu.SetCarry(carry);
        return difference;
    }
}

internal readonly struct Negate : IUnary
{
    public static ulong Apply<T>(Cpu cpu, ulong value)
        where T : unmanaged => cpu.Subtract<T>(0, value);
}
