using Iced.Intel;

namespace ActorKernel.Guest;

/// <summary>From the kinds of the operands, the handler made for just these.</summary>
internal static unsafe class VectorForms
{
    /// <summary>The second operand has sixteen bytes, in memory at a multiple of that; or is the count of a shift.</summary>
    public static Handler Aligned<TForm>(in Shape shape)
        where TForm : struct, IVectorReader => shape.KindOf(1) switch
        {
            OperandKind.Register => TForm.For<SourceVector>(),
            OperandKind.Immediate => TForm.For<ImmediateVector>(),
            _ => TForm.For<AlignedMemory>(),
        };

    /// <summary>The second operand has sixteen bytes, anywhere in memory.</summary>
    public static Handler Unaligned<TForm>(in Shape shape)
        where TForm : struct, IVectorReader =>
        shape.KindOf(1) == OperandKind.Register ? TForm.For<SourceVector>() : TForm.For<AnyMemory>();

    /// <summary>Of the second operand eight bytes are looked at.</summary>
    public static Handler Half<TForm>(in Shape shape)
        where TForm : struct, IVectorReader =>
        shape.KindOf(1) == OperandKind.Register ? TForm.For<SourceVector>() : TForm.For<HalfMemory>();

    public static Handler Single<TForm>(in Shape shape)
        where TForm : struct, IReader => Forms.Read<TForm, uint>(shape, 1);

    public static Handler Double<TForm>(in Shape shape)
        where TForm : struct, IReader => Forms.Read<TForm, ulong>(shape, 1);

    public static Handler MoveAligned(in Shape shape) => shape.KindOf(0) == OperandKind.Register
        ? Aligned<LoadVector>(shape)
        : &VectorElements.StoreAligned;

    public static Handler MoveUnaligned(in Shape shape)
    {
        return shape.KindOf(0) == OperandKind.Register ? Unaligned<LoadVector>(shape) : &VectorElements.StoreAnywhere;
    }

    /// <summary>movss and movsd: from memory with zeros above, from a register without.</summary>
    public static Handler MoveScalar<T>(in Shape shape)
        where T : unmanaged
    {
        if (shape.KindOf(0) != OperandKind.Register)
            return Forms.Two<Move, T>(shape);
        return shape.KindOf(1) == OperandKind.Register
            ? Forms.Read<MergeScalar, T>(shape, 1)
            : Forms.Read<LoadScalar, T>(shape, 1);
    }

    /// <summary>movd and movq.</summary>
    public static Handler MoveZeroed<T>(in Shape shape)
        where T : unmanaged
    {
        bool isToVector = shape.KindOf(0) == OperandKind.Register && shape.Instruction.Op0Register.IsXMM();
        return isToVector ? Forms.Read<LoadScalar, T>(shape, 1) : Forms.Two<Move, T>(shape);
    }

    public static Handler MoveLow(in Shape shape) => shape.KindOf(0) == OperandKind.Register
        ? Forms.Read<MergeScalar, ulong>(shape, 1)
        : Forms.Two<Move, ulong>(shape);

    public static Handler MoveHigh(in Shape shape) => shape.KindOf(0) == OperandKind.Register
        ? Forms.Read<MergeHigh, ulong>(shape, 1)
        : Forms.One<StoreHigh, ulong>(shape);

    public static Handler HighToLow(in Shape shape) => &VectorElements.HighToLow;

    public static Handler LowToHigh(in Shape shape) => &VectorElements.LowToHigh;

    public static Handler StoreMasked(in Shape shape) => &VectorElements.StoreMasked;

    public static Handler SignsOfBytes(in Shape shape) => &VectorElements.SignsOfBytes;

    public static Handler SignsOfSingles(in Shape shape) => &VectorElements.SignsOfSingles;

    public static Handler SignsOfDoubles(in Shape shape) => &VectorElements.SignsOfDoubles;

    public static Handler LoadControl(in Shape shape) => &VectorElements.LoadControl;

    public static Handler StoreControl(in Shape shape) => &VectorElements.StoreControl;

    public static Handler Fence(in Shape shape) => &Processor.Nothing;

    public static Handler Widen<TAll, TNarrow, TWide, TSign>(in Shape shape)
        where TAll : unmanaged
        where TNarrow : unmanaged
        where TWide : unmanaged
        where TSign : struct, ISignedness => Forms.Read<WidenElements<TNarrow, TWide, TSign>, TAll>(shape, 1);

    public static Handler Insert<T>(in Shape shape)
        where T : unmanaged => Forms.Read<InsertElement, T>(shape, 1);

    public static Handler InsertSingle(in Shape shape) => Forms.Read<InsertSingle, uint>(shape, 1);

    public static Handler Crc(in Shape shape) => shape.WidthOf(1) switch
    {
        sizeof(byte) => Forms.Read<AddToCrc, byte>(shape, 1),
        sizeof(ushort) => Forms.Read<AddToCrc, ushort>(shape, 1),
        sizeof(uint) => Forms.Read<AddToCrc, uint>(shape, 1),
        _ => Forms.Read<AddToCrc, ulong>(shape, 1),
    };

    public static Handler FromGeneral<TFormat>(in Shape shape)
        where TFormat : struct, IFloatFormat => shape.WidthOf(1) == sizeof(ulong)
            ? Forms.Read<FromGeneral<TFormat>, ulong>(shape, 1)
            : Forms.Read<FromGeneral<TFormat>, uint>(shape, 1);

    public static Handler SingleToGeneral<TTruncates>(in Shape shape)
        where TTruncates : struct, ISignedness => shape.WidthOf(0) == sizeof(ulong)
            ? Forms.Read<ToGeneral<SingleFormat, ulong, TTruncates>, uint>(shape, 1)
            : Forms.Read<ToGeneral<SingleFormat, uint, TTruncates>, uint>(shape, 1);

    public static Handler DoubleToGeneral<TTruncates>(in Shape shape)
        where TTruncates : struct, ISignedness => shape.WidthOf(0) == sizeof(ulong)
            ? Forms.Read<ToGeneral<DoubleFormat, ulong, TTruncates>, ulong>(shape, 1)
            : Forms.Read<ToGeneral<DoubleFormat, uint, TTruncates>, ulong>(shape, 1);
}
