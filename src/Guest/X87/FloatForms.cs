using Iced.Intel;

namespace ActorKernel.Guest;

/// <summary>From the kinds of the operands, the x87 handler made for just these.</summary>
internal static unsafe class FloatForms
{
    /// <summary>fadd and its like: with a number in memory, or of two registers.</summary>
    public static Handler Arithmetic(in Shape shape) => shape.HasMemory
        ? shape.WidthOf(0) == sizeof(uint)
            ? &FloatArithmetic.WithMemory<FloatMemory<SingleFormat>>
            : &FloatArithmetic.WithMemory<FloatMemory<DoubleFormat>>
        : &FloatArithmetic.WithRegister;

    /// <summary>fiadd and its like.</summary>
    public static Handler IntegerArithmetic(in Shape shape) => shape.WidthOf(0) == sizeof(ushort)
        ? &FloatArithmetic.WithMemory<IntegerMemory<ushort>>
        : &FloatArithmetic.WithMemory<IntegerMemory<uint>>;

    public static Handler Compare<TPops>(in Shape shape)
        where TPops : struct, IChoice => shape.HasMemory
            ? shape.WidthOf(0) == sizeof(uint)
                ? &FloatComparisons.WithMemory<FloatMemory<SingleFormat>, TPops>
                : &FloatComparisons.WithMemory<FloatMemory<DoubleFormat>, TPops>
            : &FloatComparisons.Ordered<TPops>;

    public static Handler CompareInteger<TPops>(in Shape shape)
        where TPops : struct, IChoice => shape.WidthOf(0) == sizeof(ushort)
            ? &FloatComparisons.WithMemory<IntegerMemory<ushort>, TPops>
            : &FloatComparisons.WithMemory<IntegerMemory<uint>, TPops>;

    public static Handler Load(in Shape shape) => shape.Instruction.MemorySize switch
    {
        _ when !shape.HasMemory => &FloatMoves.LoadRegister,
        MemorySize.Float32 => &FloatMoves.Load<FloatMemory<SingleFormat>>,
        MemorySize.Float64 => &FloatMoves.Load<FloatMemory<DoubleFormat>>,
        _ => &FloatMoves.LoadExtended,
    };

    public static Handler LoadInteger(in Shape shape) => shape.WidthOf(0) switch
    {
        sizeof(ushort) => &FloatMoves.Load<IntegerMemory<ushort>>,
        sizeof(uint) => &FloatMoves.Load<IntegerMemory<uint>>,
        _ => &FloatMoves.Load<IntegerMemory<ulong>>,
    };

    public static Handler Store<TPops>(in Shape shape)
        where TPops : struct, IChoice => shape.Instruction.MemorySize switch
        {
            _ when !shape.HasMemory => &FloatMoves.StoreRegister<TPops>,
            MemorySize.Float32 => &FloatMoves.Store<FloatTarget<SingleFormat>, TPops>,
            MemorySize.Float64 => &FloatMoves.Store<FloatTarget<DoubleFormat>, TPops>,
            _ => &FloatMoves.Store<ExtendedTarget, TPops>,
        };

    public static Handler StoreInteger<TTruncates, TPops>(in Shape shape)
        where TTruncates : struct, IChoice
        where TPops : struct, IChoice => shape.WidthOf(0) switch
        {
            sizeof(ushort) => &FloatMoves.Store<IntegerTarget<ushort, TTruncates>, TPops>,
            sizeof(uint) => &FloatMoves.Store<IntegerTarget<uint, TTruncates>, TPops>,
            _ => &FloatMoves.Store<IntegerTarget<ulong, TTruncates>, TPops>,
        };

    public static Handler StoreStatus(in Shape shape) =>
        shape.HasMemory ? &FloatControl.StoreStatus : &FloatControl.StoreStatusInAx;

    public static Handler StoreEnvironment(in Shape shape) => shape.Instruction.MemorySize == MemorySize.FpuEnv14
        ? &FloatEnvironment.Store<ushort>
        : &FloatEnvironment.Store<uint>;

    public static Handler LoadEnvironment(in Shape shape) => shape.Instruction.MemorySize == MemorySize.FpuEnv14
        ? &FloatEnvironment.Load<ushort>
        : &FloatEnvironment.Load<uint>;

    public static Handler Save(in Shape shape) => shape.Instruction.MemorySize == MemorySize.FpuState94
        ? &FloatEnvironment.Save<ushort>
        : &FloatEnvironment.Save<uint>;

    public static Handler Restore(in Shape shape) => shape.Instruction.MemorySize == MemorySize.FpuState94
        ? &FloatEnvironment.Restore<ushort>
        : &FloatEnvironment.Restore<uint>;
}
