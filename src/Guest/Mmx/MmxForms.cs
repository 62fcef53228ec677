using System.Runtime.Intrinsics;
using Vector = System.Runtime.Intrinsics.Vector128<byte>;

namespace ActorKernel.Guest;

/// <summary>How the eight bytes of two MMX operands are laid into vectors, so that one function serves both.</summary>
internal interface IMmxLayout
{
    static abstract Vector Target(ulong target, ulong source);

    static abstract Vector Source(ulong target, ulong source);

    static abstract ulong Result(Vector result);
}

/// <summary>Each element for itself.</summary>
internal readonly struct MmxLow : IMmxLayout
{
    public static Vector Target(ulong target, ulong source) => Vector128.CreateScalar(target).AsByte();

    public static Vector Source(ulong target, ulong source) => Vector128.CreateScalar(source).AsByte();

    public static ulong Result(Vector result) => result.AsUInt64()[0];
}

/// <summary>The upper elements of both are interleaved: as the lower ones are, seen from above.</summary>
internal readonly struct MmxHigh : IMmxLayout
{
    public static Vector Target(ulong target, ulong source) => Vector128.CreateScalar(target).AsByte();

    public static Vector Source(ulong target, ulong source) => Vector128.CreateScalar(source).AsByte();

    public static ulong Result(Vector result) => result.AsUInt64()[1];
}

/// <summary>The target's elements give the lower half of the result, the source's the upper.</summary>
internal readonly struct MmxJoined : IMmxLayout
{
    public static Vector Target(ulong target, ulong source) => Vector128.Create(target, source).AsByte();

    public static Vector Source(ulong target, ulong source) => Vector.Zero;

    public static ulong Result(Vector result) => result.AsUInt64()[0];
}

/// <summary>An index may have a bit too many.</summary>
internal readonly struct MmxDoubled : IMmxLayout
{
    public static Vector Target(ulong target, ulong source) => Vector128.Create(target, target).AsByte();

    public static Vector Source(ulong target, ulong source) => Vector128.CreateScalar(source).AsByte();

    public static ulong Result(Vector result) => result.AsUInt64()[0];
}

/// <summary>Bytes of both in a row, the source's first.</summary>
internal readonly struct MmxRow : IMmxLayout
{
    public static Vector Target(ulong target, ulong source) => Vector.Zero;

    public static Vector Source(ulong target, ulong source) => Vector128.Create(source, target).AsByte();

    public static ulong Result(Vector result) => result.AsUInt64()[0];
}

/// <summary>The function of the row, of two MMX operands.</summary>
internal readonly unsafe struct MmxOperation<TLayout> : IReader
    where TLayout : struct, IMmxLayout
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!cpu.BeginFloat() || !TSource.Read<T>(cpu, op, out ulong value))
            return cpu.Fault(op);
        ulong target = cpu.Register<ulong>(op->Target);
        Vector result = ((delegate*<Vector, Vector, Vector>)op->Function)(
            TLayout.Target(target, value), TLayout.Source(target, value));
        cpu.SetMmx(op->Target, TLayout.Result(result));
        return op + 1;
    }
}

/// <summary>The function of the row, of two MMX operands and a constant.</summary>
internal readonly unsafe struct MmxImmediateOperation<TLayout> : IReader
    where TLayout : struct, IMmxLayout
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!cpu.BeginFloat() || !TSource.Read<T>(cpu, op, out ulong value))
            return cpu.Fault(op);
        ulong target = cpu.Register<ulong>(op->Target);
        Vector result = ((delegate*<Vector, Vector, int, Vector>)op->Function)(
            TLayout.Target(target, value), TLayout.Source(target, value), (byte)op->Immediate);
        cpu.SetMmx(op->Target, TLayout.Result(result));
        return op + 1;
    }
}

internal sealed unsafe partial class Cpu
{
    /// <summary>Every MMX instruction but emms makes all of the x87's registers used ones, from the first on.</summary>
    public void EnterMmx()
    {
        Top = 0;
        X87.Used = byte.MaxValue;
    }

    /// <summary>A register of MMX becomes a NaN of the x87 (SDM volume 1, 9.5.1).</summary>
    public void SetMmx(int offset, ulong value)
    {
        EnterMmx();
        Register<Extended>(offset) = new(value, ushort.MaxValue);
    }
}
