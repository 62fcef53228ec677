namespace ActorKernel.Guest;

/// <summary>An instruction with one operand that may be a register or memory.</summary>
internal unsafe interface IOneOperand
{
    static abstract Handler For<T, TTarget>()
        where T : unmanaged
        where TTarget : struct, ITarget;
}

/// <summary>An instruction with two operands, of which one at most is memory.</summary>
internal unsafe interface ITwoOperands
{
    static abstract Handler For<T, TTarget, TSource>()
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand;
}

/// <summary>An instruction whose one memory operand is an address more than a value.</summary>
internal unsafe interface IAddressed
{
    static abstract Handler For<T, TAddress>()
        where T : unmanaged
        where TAddress : struct, IAddress;
}

/// <summary>From the widths and kinds of the operands, the handler made for just these.</summary>
internal static unsafe class Forms
{
    public static Handler One<TForm>(in Shape shape)
        where TForm : struct, IOneOperand => shape.WidthOf(0) switch
        {
            sizeof(byte) => One<TForm, byte>(shape),
            sizeof(ushort) => One<TForm, ushort>(shape),
            sizeof(uint) => One<TForm, uint>(shape),
            _ => null,
        };

    public static Handler One<TForm, T>(in Shape shape)
        where TForm : struct, IOneOperand
        where T : unmanaged => shape.KindOf(0) switch
        {
            OperandKind.Register => TForm.For<T, TargetRegister>(),
            OperandKind.Based => TForm.For<T, Memory<Based>>(),
            OperandKind.Indexed => TForm.For<T, Memory<Indexed>>(),
            OperandKind.Segmented => TForm.For<T, Memory<Segmented>>(),
            _ => null,
        };

    public static Handler Two<TForm>(in Shape shape)
        where TForm : struct, ITwoOperands => shape.WidthOf(0) switch
        {
            sizeof(byte) => Two<TForm, byte>(shape),
            sizeof(ushort) => Two<TForm, ushort>(shape),
            sizeof(uint) => Two<TForm, uint>(shape),
            _ => null,
        };

    public static Handler Two<TForm, T>(in Shape shape)
        where TForm : struct, ITwoOperands
        where T : unmanaged => shape.KindOf(1) switch
        {
            OperandKind.Register => WithSource<TForm, T, SourceRegister>(shape),
            OperandKind.Immediate => WithSource<TForm, T, Immediate>(shape),
            OperandKind.Based => TForm.For<T, TargetRegister, Memory<Based>>(),
            OperandKind.Indexed => TForm.For<T, TargetRegister, Memory<Indexed>>(),
            OperandKind.Segmented => TForm.For<T, TargetRegister, Memory<Segmented>>(),
            _ => null,
        };

    public static Handler Address<TForm, T>(in Shape shape)
        where TForm : struct, IAddressed
        where T : unmanaged => shape.MemoryKind switch
        {
            OperandKind.Based => TForm.For<T, Based>(),
            OperandKind.Indexed => TForm.For<T, Indexed>(),
            _ => TForm.For<T, Segmented>(),
        };

    private static Handler WithSource<TForm, T, TSource>(in Shape shape)
        where TForm : struct, ITwoOperands
        where T : unmanaged
        where TSource : struct, IOperand => shape.KindOf(0) switch
        {
            OperandKind.Register => TForm.For<T, TargetRegister, TSource>(),
            OperandKind.Based => TForm.For<T, Memory<Based>, TSource>(),
            OperandKind.Indexed => TForm.For<T, Memory<Indexed>, TSource>(),
            OperandKind.Segmented => TForm.For<T, Memory<Segmented>, TSource>(),
            _ => null,
        };
}
