using System.Numerics;
using System.Runtime.Intrinsics;
using Vector = System.Runtime.Intrinsics.Vector128<byte>;

namespace ActorKernel.Guest;

/// <summary>A register from a whole vector.</summary>
internal readonly unsafe struct LoadVector : IVectorReader
{
    public static Handler For<TSource>()
        where TSource : struct, IVectorSource => &Run<TSource>;

    private static Op* Run<TSource>(Cpu cpu, Op* op)
        where TSource : struct, IVectorSource
    {
        if (!TSource.Read(cpu, op, out Vector value))
            return cpu.Fault(op);
        cpu.Register<Vector>(op->Target) = value;
        return op + 1;
    }
}

/// <summary>The function of the row, of target and source.</summary>
internal readonly unsafe struct VectorOperation : IVectorReader
{
    public static Handler For<TSource>()
        where TSource : struct, IVectorSource => &Run<TSource>;

    private static Op* Run<TSource>(Cpu cpu, Op* op)
        where TSource : struct, IVectorSource
    {
        if (!TSource.Read(cpu, op, out Vector value))
            return cpu.Fault(op);
        ref Vector target = ref cpu.Register<Vector>(op->Target);
        target = ((delegate*<Vector, Vector, Vector>)op->Function)(target, value);
        return op + 1;
    }
}

/// <summary>The function of the row, of target, source and constant.</summary>
internal readonly unsafe struct VectorImmediateOperation : IVectorReader
{
    public static Handler For<TSource>()
        where TSource : struct, IVectorSource => &Run<TSource>;

    private static Op* Run<TSource>(Cpu cpu, Op* op)
        where TSource : struct, IVectorSource
    {
        if (!TSource.Read(cpu, op, out Vector value))
            return cpu.Fault(op);
        ref Vector target = ref cpu.Register<Vector>(op->Target);
        target = ((delegate*<Vector, Vector, int, Vector>)op->Function)(target, value, (byte)op->Immediate);
        return op + 1;
    }
}

/// <summary>pblendvb, blendvps, blendvpd: the highest bit of each element of xmm0 chooses.</summary>
internal readonly unsafe struct BlendByRegister<T> : IVectorReader
    where T : unmanaged, IBinaryInteger<T>
{
    public static Handler For<TSource>()
        where TSource : struct, IVectorSource => &Run<TSource>;

    private static Op* Run<TSource>(Cpu cpu, Op* op)
        where TSource : struct, IVectorSource
    {
        if (!TSource.Read(cpu, op, out Vector value))
            return cpu.Fault(op);
        ref Vector target = ref cpu.Register<Vector>(op->Target);
        Vector mask = Vector128.LessThan(cpu.Register<Vector>(Cpu.VectorOffset).As<byte, T>(), Vector128<T>.Zero).AsByte();
        target = Vector128.ConditionalSelect(mask, value, target);
        return op + 1;
    }
}

/// <summary>ptest.</summary>
internal readonly unsafe struct TestVector : IVectorReader
{
    public static Handler For<TSource>()
        where TSource : struct, IVectorSource => &Run<TSource>;

    private static Op* Run<TSource>(Cpu cpu, Op* op)
        where TSource : struct, IVectorSource
    {
        if (!TSource.Read(cpu, op, out Vector value))
            return cpu.Fault(op);
        Vector target = cpu.Register<Vector>(op->Target);
        cpu.StatusFlags = ((target & value) == Vector.Zero ? Flags.Zero : Flags.None)
            | ((~target & value) == Vector.Zero ? Flags.Carry : Flags.None);
        return op + 1;
    }
}

/// <summary>A value into the low end of a register, with zeros above.</summary>
internal readonly unsafe struct LoadScalar : IReader
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
        cpu.Register<Vector>(op->Target) = Vector128.CreateScalar(value).AsByte();
        return op + 1;
    }
}

/// <summary>A value into a register's low end, or its high half, of which the rest stays.</summary>
internal readonly unsafe struct MergeScalar : IReader
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
        Width<T>.Set(ref cpu.Register<T>(op->Target), value);
        return op + 1;
    }
}

internal readonly unsafe struct MergeHigh : IReader
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<TSource>;

    private static Op* Run<TSource>(Cpu cpu, Op* op)
        where TSource : struct, IOperand
    {
        if (!TSource.Read<ulong>(cpu, op, out ulong value))
            return cpu.Fault(op);
        cpu.Register<ulong>(op->Target + sizeof(ulong)) = value;
        return op + 1;
    }
}

/// <summary>pinsrb, pinsrw, pinsrd, pinsrq.</summary>
internal readonly unsafe struct InsertElement : IReader
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
        Width<T>.Set(ref cpu.Register<T>(op->Target + VectorElements.Place<T>(op->Immediate)), value);
        return op + 1;
    }
}

/// <summary>insertps: one element from the source, and zeros by a mask.</summary>
internal readonly unsafe struct InsertSingle : IReader
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<TSource>;

    private static Op* Run<TSource>(Cpu cpu, Op* op)
        where TSource : struct, IOperand
    {
        if (!TSource.Read<uint>(cpu, op, out ulong value))
            return cpu.Fault(op);
        if (typeof(TSource) == typeof(SourceRegister))
            value = cpu.Register<uint>(op->Source + VectorElements.Place<uint>(op->Immediate >> 6));
        cpu.Register<uint>(op->Target + VectorElements.Place<uint>(op->Immediate >> 4)) = (uint)value;
        for (int i = 0; i < 4; i++)
        {
            if (((op->Immediate >> i) & 1) != 0)
                cpu.Register<uint>(op->Target + (i * sizeof(uint))) = 0;
        }

        return op + 1;
    }
}

/// <summary>pextrb, pextrw, pextrd, pextrq, extractps to memory; of their width.</summary>
internal readonly unsafe struct ExtractElement : IOneOperand
{
    public static Handler For<T, TTarget>()
        where T : unmanaged
        where TTarget : struct, ITarget => &Run<T, TTarget>;

    private static Op* Run<T, TTarget>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget
    {
        ulong value = Width<T>.Get(ref cpu.Register<T>(op->Source + VectorElements.Place<T>(op->Immediate)));
        if (typeof(TTarget) == typeof(TargetRegister))
        {
            cpu.Register<ulong>(op->Target) = value; // with zeros above, whatever the width
            return op + 1;
        }

        return TTarget.Write<T>(cpu, op, value) ? op + 1 : cpu.Fault(op);
    }
}

/// <summary>movlps, movhps and the like, to memory.</summary>
internal readonly unsafe struct StoreHigh : IOneOperand
{
    public static Handler For<T, TTarget>()
        where T : unmanaged
        where TTarget : struct, ITarget => &Run<TTarget>;

    private static Op* Run<TTarget>(Cpu cpu, Op* op)
        where TTarget : struct, ITarget =>
        TTarget.Write<ulong>(cpu, op, cpu.Register<ulong>(op->Source + sizeof(ulong))) ? op + 1 : cpu.Fault(op);
}

/// <summary>pmovzx and pmovsx: narrow elements from the low end of the source.</summary>
internal readonly unsafe struct WidenElements<TNarrow, TWide, TSign> : IReader
    where TNarrow : unmanaged
    where TWide : unmanaged
    where TSign : struct, ISignedness
{
    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<T>(cpu, op, out ulong narrow))
            return cpu.Fault(op);
        for (int i = 0; i < sizeof(Vector) / Width<TWide>.Bytes; i++)
        {
            ulong element = (narrow >> (i * Width<TNarrow>.Bits)) & Width<TNarrow>.Mask;
            ulong wide = TSign.IsSigned ? (ulong)Width<TNarrow>.SignExtend(element) : element;
            Width<TWide>.Set(ref cpu.Register<TWide>(op->Target + (i * Width<TWide>.Bytes)), wide);
        }

        return op + 1;
    }
}

/// <summary>crc32, by the polynomial of iSCSI.</summary>
internal readonly unsafe struct AddToCrc : IReader
{
    private const uint Polynomial = 0x82f6_3b78;

    public static Handler For<T, TSource>()
        where T : unmanaged
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<T>(cpu, op, out ulong value))
            return cpu.Fault(op);
        uint crc = cpu.Register<uint>(op->Target);
        for (int i = 0; i < Width<T>.Bytes; i++, value >>= 8)
        {
            crc ^= (byte)value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) != 0 ? Polynomial : 0);
        }

        cpu.SetRegister<uint>(op->Target, crc);
        return op + 1;
    }
}

/// <summary>Instructions on whole vector registers without a form of their own.</summary>
internal static unsafe class VectorElements
{
    /// <summary>What ldmxcsr may set: the rest is reserved.</summary>
    private const uint MxcsrMask = 0xffff;

    /// <summary>The offset of an element of a vector register, of those there are.</summary>
    public static int Place<T>(ulong number)
        where T : unmanaged => (int)(number * (ulong)Width<T>.Bytes) & (sizeof(Vector) - 1);

    public static Op* StoreAligned(Cpu cpu, Op* op) =>
        cpu.TryAligned(op, true, out ulong address) && cpu.StoreVector(address, cpu.Register<Vector>(op->Source))
            ? op + 1
            : cpu.Fault(op);

    public static Op* StoreAnywhere(Cpu cpu, Op* op) =>
        Segmented.TryLinear(cpu, op, Segmented.Offset(cpu, op), true, out ulong address)
        && cpu.StoreVector(address, cpu.Register<Vector>(op->Source))
            ? op + 1
            : cpu.Fault(op);

    /// <summary>maskmovdqu: the bytes whose mask has the highest bit, to where DI, EDI or RDI points.</summary>
    public static Op* StoreMasked(Cpu cpu, Op* op)
    {
        Vector value = cpu.Register<Vector>(op->Source);
        uint mask = Vector128.ExtractMostSignificantBits(cpu.Register<Vector>(op->Third));
        ulong offset = cpu.Registers.Rdi & op->AddressMask;
        if (!cpu.TryLinear(op->Segment, offset, true, out ulong start))
            return cpu.Fault(op);
        Reach place = new(start - offset, offset, op->AddressMask);
        if (!place.IsWritable(cpu, sizeof(ulong)) || !place.IsWritable(cpu, 0)) // the upper half before the lower
            return cpu.Fault(op);

        for (int i = 0; i < sizeof(Vector); i++)
        {
            if (((mask >> i) & 1) != 0)
                cpu.Store<byte>(place.Address(cpu, i), value[i]);
        }

        return op + 1;
    }

    /// <summary>Where the bytes of maskmovdqu and maskmovq go, whose addresses wrap round at their own width.</summary>
    public readonly struct Reach(ulong segmentStart, ulong offset, ulong mask)
    {
        public ulong Address(Cpu cpu, int i) => (segmentStart + ((offset + (ulong)i) & mask)) & cpu.AddressMask;

        /// <summary>Eight bytes are one access, whatever the mask.</summary>
        /// <remarks>The manual lets bytes that the mask leaves out fault or not; on Intel's processors they do.</remarks>
        public bool IsWritable(Cpu cpu, int from)
        {
            ulong first = Address(cpu, from);
            ulong last = Address(cpu, from + sizeof(ulong) - 1);
            return cpu.Probe(first)
                && (first / AddressSpace.PageSize == last / AddressSpace.PageSize
                    || cpu.Probe(last & ~(ulong)(AddressSpace.PageSize - 1)));
        }
    }

    /// <summary>movhlps and movlhps.</summary>
    public static Op* HighToLow(Cpu cpu, Op* op)
    {
        cpu.Register<ulong>(op->Target) = cpu.Register<ulong>(op->Source + sizeof(ulong));
        return op + 1;
    }

    public static Op* LowToHigh(Cpu cpu, Op* op)
    {
        cpu.Register<ulong>(op->Target + sizeof(ulong)) = cpu.Register<ulong>(op->Source);
        return op + 1;
    }

    public static Op* SignsOfBytes(Cpu cpu, Op* op) =>
        SetSigns(cpu, op, Vector128.ExtractMostSignificantBits(cpu.Register<Vector>(op->Source)));

    public static Op* SignsOfSingles(Cpu cpu, Op* op) =>
        SetSigns(cpu, op, Vector128.ExtractMostSignificantBits(cpu.Register<Vector>(op->Source).AsUInt32()));

    public static Op* SignsOfDoubles(Cpu cpu, Op* op) =>
        SetSigns(cpu, op, Vector128.ExtractMostSignificantBits(cpu.Register<Vector>(op->Source).AsUInt64()));

    public static Op* LoadControl(Cpu cpu, Op* op)
    {
        if (!Memory<Segmented>.Read<uint>(cpu, op, out ulong value))
            return cpu.Fault(op);
        if ((value & ~(ulong)MxcsrMask) != 0)
            return cpu.ProtectionFault(op);
        cpu.Registers.Mxcsr = (uint)value;
        return op + 1;
    }

    public static Op* StoreControl(Cpu cpu, Op* op) =>
        Memory<Segmented>.Write<uint>(cpu, op, cpu.Registers.Mxcsr) ? op + 1 : cpu.Fault(op);

    private static Op* SetSigns(Cpu cpu, Op* op, uint signs)
    {
        cpu.Register<ulong>(op->Target) = signs;
        return op + 1;
    }
}
