using Iced.Intel;

namespace ActorKernel.Guest;

/// <summary>Handlers that depend on more than the kinds of two operands.</summary>
internal static unsafe class Choices
{
    public static Handler Move(in Shape shape)
    {
        if (IsSegment(shape, 0))
            return Forms.Two<LoadSegment, ushort>(shape);
        if (IsSegment(shape, 1))
            return Forms.One<StoreSegment>(shape);
        bool isControl = IsControl(shape, 0) || IsControl(shape, 1);
        return isControl ? &Interrupts.PrivilegedOnly : Forms.Two<Move>(shape);
    }

    public static Handler ZeroExtend(in Shape shape) => shape.WidthOf(1) == 1
        ? Forms.Two<Widen<byte, Unsigned>>(shape)
        : Forms.Two<Widen<ushort, Unsigned>>(shape);

    public static Handler SignExtend(in Shape shape) => shape.WidthOf(1) == 1
        ? Forms.Two<Widen<byte, Signed>>(shape)
        : Forms.Two<Widen<ushort, Signed>>(shape);

    public static Handler LoadAddress(in Shape shape) => AddressByWidth<LoadAddress>(shape, 0);

    public static Handler CompareExchangePair(in Shape shape) => Forms.Address<CompareExchangePair, ulong>(shape);

    public static Handler Multiply(in Shape shape) => shape.Instruction.OpCount switch
    {
        1 => Forms.One<Multiply<Signed>>(shape),
        2 => Forms.Two<MultiplyInto<TargetRegister>>(shape),
        _ => Forms.Two<MultiplyInto<Immediate>>(shape),
    };

    public static Handler DoubleLeft(in Shape shape) => shape.Instruction.Op2Kind == OpKind.Register
        ? Forms.Two<DoubleShift<DoubleLeft, ThirdRegister>>(shape)
        : Forms.Two<DoubleShift<DoubleLeft, Immediate>>(shape);

    public static Handler DoubleRight(in Shape shape) => shape.Instruction.Op2Kind == OpKind.Register
        ? Forms.Two<DoubleShift<DoubleRight, ThirdRegister>>(shape)
        : Forms.Two<DoubleShift<DoubleRight, Immediate>>(shape);

    public static Handler SwapBytes(in Shape shape) => shape.WidthOf(0) switch
    {
        sizeof(ulong) => &FixedMoves.SwapBytes<ulong>,
        sizeof(uint) => &FixedMoves.SwapBytes<uint>,
        _ => &FixedMoves.SwapBytes<ushort>,
    };

    public static Handler WidenDword(in Shape shape) => shape.Instruction.Code switch
    {
        Code.Movsxd_r64_rm32 => Forms.Two<Widen<uint, Signed>, ulong>(shape),
        Code.Movsxd_r32_rm32 => Forms.Two<Move, uint>(shape),
        _ => Forms.Two<Move, ushort>(shape),
    };

    public static Handler CompareExchangeWidePair(in Shape shape) =>
        Forms.Address<CompareExchangeWidePair, ulong>(shape);

    public static Handler TestBit(in Shape shape) => IsBitString(shape)
        ? AddressByWidth<TestBitString>(shape, 0)
        : Forms.Two<TestBit>(shape);

    public static Handler ChangeBit<TChange>(in Shape shape)
        where TChange : struct, IBitChange => IsBitString(shape)
            ? AddressByWidth<ChangeBitString<TChange>>(shape, 0)
            : Forms.Two<ChangeBit<TChange>>(shape);

    public static Handler Bound(in Shape shape) => AddressByWidth<CheckBounds>(shape, 0);

    public static Handler StoreTable(in Shape shape) => shape.Is64
        ? Forms.Address<StoreTable, ulong>(shape)
        : Forms.Address<StoreTable, uint>(shape);

    public static Handler FarLoad<TSegment>(in Shape shape)
        where TSegment : struct, ISegment => AddressByWidth<LoadFarPointer<TSegment>>(shape, 0);

    public static Handler Push(in Shape shape)
    {
        int bytes = -shape.Instruction.StackPointerIncrement;
        if (IsSegment(shape, 0))
        {
            return bytes switch
            {
                sizeof(ulong) => &StackFrames.PushSelector<ulong>,
                sizeof(uint) => &StackFrames.PushSelector<uint>,
                _ => &StackFrames.PushSelector<ushort>,
            };
        }

        if (shape.KindOf(0) != OperandKind.Immediate)
            return Forms.One<Push>(shape);
        return bytes switch
        {
            sizeof(ulong) => &StackFrames.PushImmediate<ulong>,
            sizeof(uint) => &StackFrames.PushImmediate<uint>,
            _ => &StackFrames.PushImmediate<ushort>,
        };
    }

    public static Handler Pop(in Shape shape)
    {
        if (!IsSegment(shape, 0))
            return Forms.One<Pop>(shape);
        return shape.Instruction.StackPointerIncrement switch
        {
            sizeof(ulong) => &StackFrames.PopSelector<ulong>,
            sizeof(uint) => &StackFrames.PopSelector<uint>,
            _ => &StackFrames.PopSelector<ushort>,
        };
    }

    public static Handler Enter(in Shape shape) => shape.Instruction.Code switch
    {
        Code.Enterq_imm16_imm8 => &StackFrames.Enter<ulong>,
        Code.Enterd_imm16_imm8 => &StackFrames.Enter<uint>,
        _ => &StackFrames.Enter<ushort>,
    };

    public static Handler Leave(in Shape shape) => shape.Instruction.Code switch
    {
        Code.Leaveq => &StackFrames.Leave<ulong>,
        Code.Leaved => &StackFrames.Leave<uint>,
        _ => &StackFrames.Leave<ushort>,
    };

    public static Handler Jump(in Shape shape) => shape.Instruction.Op0Kind switch
    {
        OpKind.NearBranch16 or OpKind.NearBranch32 or OpKind.NearBranch64 => &Branches.Jump,
        OpKind.FarBranch16 => &SelectorMoves.FarJump<ushort>,
        OpKind.FarBranch32 => &SelectorMoves.FarJump<uint>,
        _ => shape.Instruction.Code switch
        {
            Code.Jmp_m1616 => Forms.Address<FarJumpTo, ushort>(shape),
            Code.Jmp_m1632 => Forms.Address<FarJumpTo, uint>(shape),
            Code.Jmp_m1664 => Forms.Address<FarJumpTo, ulong>(shape),
            _ => Forms.One<JumpTo>(shape),
        },
    };

    public static Handler Call(in Shape shape) => shape.Instruction.Op0Kind switch
    {
        OpKind.NearBranch16 => &Branches.Call<ushort>,
        OpKind.NearBranch32 => &Branches.Call<uint>,
        OpKind.NearBranch64 => &Branches.Call<ulong>,
        OpKind.FarBranch16 => &SelectorMoves.FarCall<ushort>,
        OpKind.FarBranch32 => &SelectorMoves.FarCall<uint>,
        _ => shape.Instruction.Code switch
        {
            Code.Call_m1616 => Forms.Address<FarCallTo, ushort>(shape),
            Code.Call_m1632 => Forms.Address<FarCallTo, uint>(shape),
            Code.Call_m1664 => Forms.Address<FarCallTo, ulong>(shape),
            _ => Forms.One<CallTo>(shape),
        },
    };

    public static Handler Return(in Shape shape) => shape.Instruction.Code switch
    {
        Code.Retnq or Code.Retnq_imm16 => &Branches.Return<ulong>,
        Code.Retnd or Code.Retnd_imm16 => &Branches.Return<uint>,
        _ => &Branches.Return<ushort>,
    };

    public static Handler FarReturn(in Shape shape) => shape.Instruction.Code switch
    {
        Code.Retfq or Code.Retfq_imm16 => &SelectorMoves.FarReturn<ulong>,
        Code.Retfd or Code.Retfd_imm16 => &SelectorMoves.FarReturn<uint>,
        _ => &SelectorMoves.FarReturn<ushort>,
    };

    public static Handler MoveStringDword(in Shape shape) =>
        shape.Instruction.Code == Code.Movsd_m32_m32 ? String<MoveString, uint>(shape) : null;

    public static Handler CompareStringDword(in Shape shape) =>
        shape.Instruction.Code == Code.Cmpsd_m32_m32 ? String<CompareString, uint>(shape) : null;

    public static Handler String<TStep, T>(in Shape shape)
        where TStep : struct, IStringStep
        where T : unmanaged
    {
        if (shape.Instruction.HasRepnePrefix)
            return &Strings.Run<TStep, T, WhileUnequal>;
        return shape.Instruction.HasRepePrefix ? &Strings.Run<TStep, T, WhileEqual> : &Strings.Run<TStep, T, Once>;
    }

    private static Handler AddressByWidth<TForm>(in Shape shape, int operand)
        where TForm : struct, IAddressed
    {
        bool isRegister = shape.KindOf(operand) == OperandKind.Register;
        return (isRegister ? shape.WidthOf(operand) : shape.WidthOf(1)) switch
        {
            sizeof(ulong) => Forms.Address<TForm, ulong>(shape),
            sizeof(uint) => Forms.Address<TForm, uint>(shape),
            _ => Forms.Address<TForm, ushort>(shape),
        };
    }

    /// <summary>A bit number in a register reaches beyond the memory operand.</summary>
    private static bool IsBitString(in Shape shape) =>
        shape.KindOf(0) != OperandKind.Register && shape.KindOf(1) == OperandKind.Register;

    private static bool IsSegment(in Shape shape, int operand) =>
        shape.KindOf(operand) == OperandKind.Register && shape.Instruction.GetOpRegister(operand).IsSegmentRegister();

    private static bool IsControl(in Shape shape, int operand) => shape.KindOf(operand) == OperandKind.Register
        && (shape.Instruction.GetOpRegister(operand).IsCR() || shape.Instruction.GetOpRegister(operand).IsDR());
}
