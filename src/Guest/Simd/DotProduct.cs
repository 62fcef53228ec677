using Vector = System.Runtime.Intrinsics.Vector128<byte>;

namespace ActorKernel.Guest;

/// <summary>dpps and dppd: products chosen by the constant's high bits, their sum to where its low bits say.</summary>
/// <remarks>
/// An exception that is trapped ends the instruction after the step it came of (SDM volume 2, DPPS). Of several NaNs the
/// manual does not say which one comes out: each place adds in its own order, as Intel's processors do.
/// </remarks>
internal readonly unsafe struct DotProduct<TFormat> : IVectorReader
    where TFormat : struct, IFloatFormat
{
    public static Handler For<TSource>()
        where TSource : struct, IVectorSource => &Run<TSource>;

    private static Op* Run<TSource>(Cpu cpu, Op* op)
        where TSource : struct, IVectorSource
    {
        if (!TSource.Read(cpu, op, out Vector value))
            return cpu.Fault(op);
        int count = Lanes<TFormat>.Count;
        Vector target = cpu.Register<Vector>(op->Target);
        ulong* sums = stackalloc ulong[4];
        ulong* next = stackalloc ulong[4];
        FloatContext context = new(cpu.Registers.Mxcsr);
        for (int i = 0; i < count; i++)
        {
            sums[i] = ((op->Immediate >> (4 + i)) & 1) != 0
                ? SoftFloat<TFormat>.Multiply(Lanes<TFormat>.Get(target, i), Lanes<TFormat>.Get(value, i), ref context)
                : 0;
        }

        if (!cpu.Commit(context))
            return cpu.Fault(op);
        for (int distance = 1; distance < count; distance *= 2)
        {
            context.Raised = FloatFlags.None;
            for (int i = 0; i < count; i++)
            {
                bool isSwapped = count == 4 && distance == 1;
                (int first, int second) = isSwapped ? (i ^ distance, i) : (i, i ^ distance);
                next[i] = SoftFloat<TFormat>.Add(sums[first], sums[second], ref context);
            }

            if (!cpu.Commit(context))
                return cpu.Fault(op);
            new ReadOnlySpan<ulong>(next, count).CopyTo(new(sums, count));
        }

        Vector result = default;
        for (int i = 0; i < count; i++)
            result = Lanes<TFormat>.With(result, i, ((op->Immediate >> i) & 1) != 0 ? sums[i] : 0);
        cpu.Register<Vector>(op->Target) = result;
        return op + 1;
    }
}
