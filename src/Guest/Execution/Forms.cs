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

/// <summary>An instruction on registers with one more operand, which it only reads.</summary>
internal unsafe interface IReader
{
    static abstract Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand;
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
            sizeof(ulong) => One<TForm, ulong>(shape),
            _ => null,
        };

    public static Handler One<TForm, T>(in Shape shape)
        where TForm : struct, IOneOperand
        where T : unmanaged => shape.KindOf(0) switch
        {
            OperandKind.Register => TForm.For<T, TargetRegister>(),
            OperandKind.Based => TForm.For<T, Memory<Based>>(),
            OperandKind.Indexed => TForm.For<T, Memory<Indexed>>(),
            OperandKind.Based64 => TForm.For<T, Memory<Based64>>(),
            OperandKind.Indexed64 => TForm.For<T, Memory<Indexed64>>(),
            OperandKind.Relative => TForm.For<T, Memory<Relative>>(),
            OperandKind.Segmented => TForm.For<T, Memory<Segmented>>(),
            _ => null,
        };

    public static Handler Two<TForm>(in Shape shape)
        where TForm : struct, ITwoOperands => shape.WidthOf(0) switch
        {
            sizeof(byte) => Two<TForm, byte>(shape),
            sizeof(ushort) => Two<TForm, ushort>(shape),
            sizeof(uint) => Two<TForm, uint>(shape),
            sizeof(ulong) => Two<TForm, ulong>(shape),
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
            OperandKind.Based64 => TForm.For<T, TargetRegister, Memory<Based64>>(),
            OperandKind.Indexed64 => TForm.For<T, TargetRegister, Memory<Indexed64>>(),
            OperandKind.Relative => TForm.For<T, TargetRegister, Memory<Relative>>(),
            OperandKind.Segmented => TForm.For<T, TargetRegister, Memory<Segmented>>(),
            _ => null,
        };

    /// <summary>By the width of the first operand, with the second or third as the one that may be memory.</summary>
    public static Handler Read<TForm>(in Shape shape, int operand)
        where TForm : struct, IReader =>
        shape.WidthOf(0) == sizeof(ulong) ? Read<TForm, ulong>(shape, operand) : Read<TForm, uint>(shape, operand);

    public static Handler Read<TForm, T>(in Shape shape, int operand)
        where TForm : struct, IReader
        where T : unmanaged => shape.KindOf(operand) switch
        {
            OperandKind.Register when operand == 1 => TForm.For<T, SourceRegister>(),
            OperandKind.Register => TForm.For<T, ThirdRegister>(),
            OperandKind.Based => TForm.For<T, Memory<Based>>(),
            OperandKind.Indexed => TForm.For<T, Memory<Indexed>>(),
            OperandKind.Based64 => TForm.For<T, Memory<Based64>>(),
            OperandKind.Indexed64 => TForm.For<T, Memory<Indexed64>>(),
            OperandKind.Relative => TForm.For<T, Memory<Relative>>(),
            OperandKind.Segmented => TForm.For<T, Memory<Segmented>>(),
            _ => null,
        };

    public static Handler Address<TForm, T>(in Shape shape)
        where TForm : struct, IAddressed
        where T : unmanaged => shape.MemoryKind switch
        {
            OperandKind.Based => TForm.For<T, Based>(),
            OperandKind.Indexed => TForm.For<T, Indexed>(),
            OperandKind.Based64 => TForm.For<T, Based64>(),
            OperandKind.Indexed64 => TForm.For<T, Indexed64>(),
            OperandKind.Relative => TForm.For<T, Relative>(),
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
            OperandKind.Based64 => TForm.For<T, Memory<Based64>, TSource>(),
            OperandKind.Indexed64 => TForm.For<T, Memory<Indexed64>, TSource>(),
            OperandKind.Relative => TForm.For<T, Memory<Relative>, TSource>(),
            OperandKind.Segmented => TForm.For<T, Memory<Segmented>, TSource>(),
            _ => null,
        };
}
