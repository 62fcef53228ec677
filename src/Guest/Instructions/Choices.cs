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

    public static Handler LoadAddress(in Shape shape) => shape.WidthOf(0) == sizeof(ushort)
        ? Forms.Address<LoadAddress, ushort>(shape)
        : Forms.Address<LoadAddress, uint>(shape);

    public static Handler CompareExchangePair(in Shape shape) => Forms.Address<CompareExchangePair, ulong>(shape);

    public static Handler Multiply(in Shape shape) => shape.Instruction.OpCount switch
    {
        1 => Forms.One<Multiply<Signed>>(shape),
        2 => Forms.Two<MultiplyInto<TargetRegister>>(shape),
        _ => Forms.Two<MultiplyInto<Immediate>>(shape),
    };

    public static Handler DoubleLeft(in Shape shape) => shape.Instruction.Op2Kind == OpKind.Register
        ? Forms.Two<DoubleShift<DoubleLeft, CountRegister>>(shape)
        : Forms.Two<DoubleShift<DoubleLeft, Immediate>>(shape);

    public static Handler DoubleRight(in Shape shape) => shape.Instruction.Op2Kind == OpKind.Register
        ? Forms.Two<DoubleShift<DoubleRight, CountRegister>>(shape)
        : Forms.Two<DoubleShift<DoubleRight, Immediate>>(shape);

    public static Handler SwapBytes(in Shape shape) =>
        shape.WidthOf(0) == sizeof(uint) ? &FixedMoves.SwapBytes<uint> : &FixedMoves.SwapBytes<ushort>;

    public static Handler TestBit(in Shape shape) => IsBitString(shape)
        ? AddressByWidth<TestBitString>(shape, 0)
        : Forms.Two<TestBit>(shape);

    public static Handler ChangeBit<TChange>(in Shape shape)
        where TChange : struct, IBitChange => IsBitString(shape)
            ? AddressByWidth<ChangeBitString<TChange>>(shape, 0)
            : Forms.Two<ChangeBit<TChange>>(shape);

    public static Handler Bound(in Shape shape) => AddressByWidth<CheckBounds>(shape, 0);

    public static Handler StoreTable(in Shape shape) => Forms.Address<StoreTable, uint>(shape);

    public static Handler FarLoad<TSegment>(in Shape shape)
        where TSegment : struct, ISegment => AddressByWidth<LoadFarPointer<TSegment>>(shape, 0);

    public static Handler Push(in Shape shape)
    {
        bool isWord = shape.Instruction.StackPointerIncrement == -sizeof(ushort);
        if (IsSegment(shape, 0))
            return isWord ? &StackFrames.PushSelector<ushort> : &StackFrames.PushSelector<uint>;
        if (shape.KindOf(0) == OperandKind.Immediate)
            return isWord ? &StackFrames.PushImmediate<ushort> : &StackFrames.PushImmediate<uint>;
        return Forms.One<Push>(shape);
    }

    public static Handler Pop(in Shape shape)
    {
        bool isWord = shape.Instruction.StackPointerIncrement == sizeof(ushort);
        if (IsSegment(shape, 0))
            return isWord ? &StackFrames.PopSelector<ushort> : &StackFrames.PopSelector<uint>;
        return Forms.One<Pop>(shape);
    }

    public static Handler Enter(in Shape shape) =>
        shape.Instruction.Code == Code.Enterw_imm16_imm8 ? &StackFrames.Enter<ushort> : &StackFrames.Enter<uint>;

    public static Handler Leave(in Shape shape) =>
        shape.Instruction.Code == Code.Leavew ? &StackFrames.Leave<ushort> : &StackFrames.Leave<uint>;

    public static Handler Jump(in Shape shape) => shape.Instruction.Op0Kind switch
    {
        OpKind.NearBranch16 or OpKind.NearBranch32 => &Branches.Jump,
        OpKind.FarBranch16 => &SelectorMoves.FarJump<ushort>,
        OpKind.FarBranch32 => &SelectorMoves.FarJump<uint>,
        _ => shape.Instruction.Code switch
        {
            Code.Jmp_m1616 => Forms.Address<FarJumpTo, ushort>(shape),
            Code.Jmp_m1632 => Forms.Address<FarJumpTo, uint>(shape),
            _ => Forms.One<JumpTo>(shape),
        },
    };

    public static Handler Call(in Shape shape) => shape.Instruction.Op0Kind switch
    {
        OpKind.NearBranch16 => &Branches.Call<ushort>,
        OpKind.NearBranch32 => &Branches.Call<uint>,
        OpKind.FarBranch16 => &SelectorMoves.FarCall<ushort>,
        OpKind.FarBranch32 => &SelectorMoves.FarCall<uint>,
        _ => shape.Instruction.Code switch
        {
            Code.Call_m1616 => Forms.Address<FarCallTo, ushort>(shape),
            Code.Call_m1632 => Forms.Address<FarCallTo, uint>(shape),
            _ => Forms.One<CallTo>(shape),
        },
    };

    public static Handler Return(in Shape shape) => shape.Instruction.Code is Code.Retnw or Code.Retnw_imm16
        ? &Branches.Return<ushort>
        : &Branches.Return<uint>;

    public static Handler FarReturn(in Shape shape) => shape.Instruction.Code is Code.Retfw or Code.Retfw_imm16
        ? &SelectorMoves.FarReturn<ushort>
        : &SelectorMoves.FarReturn<uint>;

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
        where TForm : struct, IAddressed =>
        (shape.KindOf(operand) == OperandKind.Register ? shape.WidthOf(operand) : shape.WidthOf(1)) == sizeof(ushort)
            ? Forms.Address<TForm, ushort>(shape)
            : Forms.Address<TForm, uint>(shape);

    /// <summary>A bit number in a register reaches beyond the memory operand.</summary>
    private static bool IsBitString(in Shape shape) =>
        shape.KindOf(0) != OperandKind.Register && shape.KindOf(1) == OperandKind.Register;

    private static bool IsSegment(in Shape shape, int operand) =>
        shape.KindOf(operand) == OperandKind.Register && shape.Instruction.GetOpRegister(operand).IsSegmentRegister();

    private static bool IsControl(in Shape shape, int operand) => shape.KindOf(operand) == OperandKind.Register
        && (shape.Instruction.GetOpRegister(operand).IsCR() || shape.Instruction.GetOpRegister(operand).IsDR());
}
