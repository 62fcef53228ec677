using System.Numerics;

namespace ActorKernel.Guest;

/// <summary>BMI1, BMI2 and ADX. AF and PF, which most leave undefined, are as after logic on the result.</summary>
internal static unsafe class BitFields
{
    public static Handler AndNot(in Shape shape) => Forms.Read<AndNotForm>(shape, 2);

    public static Handler Extract(in Shape shape) => Forms.Read<ExtractForm>(shape, 1);

    public static Handler LowestBit<TOperation>(in Shape shape)
        where TOperation : struct, ILowestBit => Forms.Read<LowestBitForm<TOperation>>(shape, 1);

    public static Handler ZeroHigh(in Shape shape) => Forms.Read<ZeroHighForm>(shape, 1);

    public static Handler Deposit(in Shape shape) => Forms.Read<DepositForm>(shape, 2);

    public static Handler Gather(in Shape shape) => Forms.Read<GatherForm>(shape, 2);

    public static Handler Rotate(in Shape shape) => Forms.Read<RotateForm>(shape, 1);

    public static Handler Shift<TShift>(in Shape shape)
        where TShift : struct, IPlainShift => Forms.Read<PlainShiftForm<TShift>>(shape, 1);

    public static Handler MultiplyOnly(in Shape shape) => Forms.Read<MultiplyOnlyForm>(shape, 2);
}

internal readonly unsafe struct AndNotForm : IReader
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<T>(cpu, op, out ulong value))
            return cpu.Fault(op);
        ulong result = ~Width<T>.Get(ref cpu.Register<T>(op->Source)) & value;
        cpu.SetResult<T>(result);
        cpu.SetRegister<T>(op->Target, result);
        return op + 1;
    }
}

/// <summary>bextr: start and length are the low two bytes of the third operand.</summary>
internal readonly unsafe struct ExtractForm : IReader
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<T>(cpu, op, out ulong value))
            return cpu.Fault(op);
        int start = cpu.Register<byte>(op->Third);
        int length = cpu.Register<ushort>(op->Third) >> 8;
        ulong shifted = start >= Width<T>.Bits ? 0 : value >> start;
        ulong result = length >= Width<T>.Bits ? shifted : shifted & ((1UL << length) - 1);
        cpu.SetResult<T>(result);
        cpu.SetRegister<T>(op->Target, result);
        return op + 1;
    }
}

/// <summary>What is done about the lowest bit that is set.</summary>
internal interface ILowestBit
{
    /// <summary>CF is on for a source of zero, else off; or the other way round.</summary>
    static abstract bool CarryOfZero { get; }

    static abstract ulong Apply(ulong value);
}

internal readonly struct IsolateLowest : ILowestBit
{
    public static bool CarryOfZero => false;

    public static ulong Apply(ulong value) => value & (0 - value);
}

internal readonly struct MaskUpToLowest : ILowestBit
{
    public static bool CarryOfZero => true;

    public static ulong Apply(ulong value) => value ^ (value - 1);
}

internal readonly struct ResetLowest : ILowestBit
{
    public static bool CarryOfZero => true;

    public static ulong Apply(ulong value) => value & (value - 1);
}

internal readonly unsafe struct LowestBitForm<TOperation> : IReader
    where TOperation : struct, ILowestBit
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<T>(cpu, op, out ulong value))
            return cpu.Fault(op);
        ulong result = TOperation.Apply(value);
        cpu.SetResult<T>(result);
        cpu.SetCarry((value == 0) == TOperation.CarryOfZero);
        cpu.SetRegister<T>(op->Target, result);
        return op + 1;
    }
}

internal readonly unsafe struct ZeroHighForm : IReader
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<T>(cpu, op, out ulong value))
            return cpu.Fault(op);
        int count = cpu.Register<byte>(op->Third);
        ulong result = count >= Width<T>.Bits ? value : value & ((1UL << count) - 1);
        cpu.SetResult<T>(result);
        cpu.SetCarry(count >= Width<T>.Bits);
        cpu.SetRegister<T>(op->Target, result);
        return op + 1;
    }
}

/// <summary>pdep: the low bits of the second operand go where the mask, the third, has its bits.</summary>
internal readonly unsafe struct DepositForm : IReader
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<T>(cpu, op, out ulong mask))
            return cpu.Fault(op);
        ulong value = Width<T>.Get(ref cpu.Register<T>(op->Source));
        ulong result = 0;
        for (; mask != 0; mask &= mask - 1, value >>= 1)
            result |= (value & 1) << BitOperations.TrailingZeroCount(mask);
        cpu.SetRegister<T>(op->Target, result);
        return op + 1;
    }
}

internal readonly unsafe struct GatherForm : IReader
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<T>(cpu, op, out ulong mask))
            return cpu.Fault(op);
        ulong value = Width<T>.Get(ref cpu.Register<T>(op->Source));
        ulong result = 0;
        for (int i = 0; mask != 0; mask &= mask - 1, i++)
            result |= ((value >> BitOperations.TrailingZeroCount(mask)) & 1) << i;
        cpu.SetRegister<T>(op->Target, result);
        return op + 1;
    }
}

internal readonly unsafe struct RotateForm : IReader
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<T>(cpu, op, out ulong value))
            return cpu.Fault(op);
        int count = (int)op->Immediate;
        ulong result = Width<T>.Bits == 64
            ? BitOperations.RotateRight(value, count)
            : BitOperations.RotateRight((uint)value, count);
        cpu.SetRegister<T>(op->Target, result);
        return op + 1;
    }
}

/// <summary>A shift without flags.</summary>
internal interface IPlainShift
{
    static abstract ulong Apply<T>(ulong value, int count)
        where T : unmanaged;
}

internal readonly struct ShiftLeftOnly : IPlainShift
{
    public static ulong Apply<T>(ulong value, int count)
        where T : unmanaged => value << count;
}

internal readonly struct ShiftRightOnly : IPlainShift
{
    public static ulong Apply<T>(ulong value, int count)
        where T : unmanaged => value >> count;
}

internal readonly struct ShiftArithmeticRightOnly : IPlainShift
{
    public static ulong Apply<T>(ulong value, int count)
        where T : unmanaged => (ulong)(Width<T>.SignExtend(value) >> count);
}

internal readonly unsafe struct PlainShiftForm<TShift> : IReader
    where TShift : struct, IPlainShift
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<T>(cpu, op, out ulong value))
            return cpu.Fault(op);
        int count = cpu.Register<byte>(op->Third) & (Width<T>.Bits - 1);
        cpu.SetRegister<T>(op->Target, TShift.Apply<T>(value, count));
        return op + 1;
    }
}

/// <summary>mulx: of one register twice, the high half stays.</summary>
internal readonly unsafe struct MultiplyOnlyForm : IReader
{
    private const int Rdx = 2 * sizeof(ulong);

    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<T>(cpu, op, out ulong value))
            return cpu.Fault(op);
        ulong high = Math.BigMul(value, Width<T>.Get(ref cpu.Register<T>(Rdx)), out ulong low);
        cpu.SetRegister<T>(op->Source, low);
        cpu.SetRegister<T>(op->Target, Width<T>.Bits == 64 ? high : low >> 32);
        return op + 1;
    }
}

/// <summary>The one flag that adcx or adox takes and gives.</summary>
internal interface ICarryFlag
{
    static abstract bool Get(Cpu cpu);

    static abstract void Set(Cpu cpu, bool carry);
}

internal readonly struct CarryOnly : ICarryFlag
{
    public static bool Get(Cpu cpu) => cpu.Carry;

    public static void Set(Cpu cpu, bool carry) => cpu.SetCarry(carry);
}

internal readonly struct OverflowOnly : ICarryFlag
{
    public static bool Get(Cpu cpu) => cpu.Overflow;

    public static void Set(Cpu cpu, bool carry) => cpu.SetCarryAndOverflow(cpu.Carry, carry);
}

internal readonly unsafe struct AddFlag<TFlag> : ITwoOperands
    where TFlag : struct, ICarryFlag
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
        UInt128 sum = (UInt128)Width<T>.Get(ref cpu.Register<T>(op->Target)) + value + (TFlag.Get(cpu) ? 1UL : 0);
        cpu.SetRegister<T>(op->Target, (ulong)sum);
        TFlag.Set(cpu, (sum >> Width<T>.Bits) != UInt128.Zero);
        return op + 1;
    }
}
