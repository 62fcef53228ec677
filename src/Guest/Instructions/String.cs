namespace ActorKernel.Guest;

/// <summary>One element of a string instruction.</summary>
internal interface IStringStep
{
    /// <summary>Takes from the segment at (E)SI.</summary>
    static abstract bool HasSource { get; }

    /// <summary>Takes from or puts to ES at (E)DI.</summary>
    static abstract bool HasTarget { get; }

    static abstract bool Writes { get; }

    /// <summary>Sets flags by comparing; with a prefix it goes on only while they are equal, or while not.</summary>
    static abstract bool Compares { get; }

    /// <summary>False with the trap set if the element cannot be reached; then nothing happened.</summary>
    static abstract bool Step<T>(Cpu cpu, ulong source, ulong target, ref ComparedPair pair)
        where T : unmanaged;
}

/// <summary>What was compared last: flags come from it only when the instruction is through.</summary>
internal struct ComparedPair
{
    public ulong Left;
    public ulong Right;
}

/// <summary>The prefix of a string instruction.</summary>
internal interface IRepeat
{
    static abstract bool IsRepeated { get; }

    static abstract bool GoesOn(in ComparedPair pair);
}

internal readonly struct Once : IRepeat
{
    public static bool IsRepeated => false;

    public static bool GoesOn(in ComparedPair pair) => false;
}

/// <summary>rep, and repe for those that compare.</summary>
internal readonly struct WhileEqual : IRepeat
{
    public static bool IsRepeated => true;

    public static bool GoesOn(in ComparedPair pair) => pair.Left == pair.Right;
}

internal readonly struct WhileUnequal : IRepeat
{
    public static bool IsRepeated => true;

    public static bool GoesOn(in ComparedPair pair) => pair.Left != pair.Right;
}

/// <summary>movs, stos, lods, scas, cmps with their prefixes.</summary>
/// <remarks>
/// A fault leaves count and indexes at the element that faulted and the flags as before the instruction (SDM volume 2,
/// REP), so that it can be started again. With a prefix it is one instruction, however many elements.
/// </remarks>
internal static unsafe class Strings
{
    public static Op* Run<TStep, T, TRepeat>(Cpu cpu, Op* op)
        where TStep : struct, IStringStep
        where T : unmanaged
        where TRepeat : struct, IRepeat
    {
        ref Registers registers = ref cpu.Registers;
        ulong mask = op->AddressMask;
        ulong step = cpu.IsDescending ? (ulong)-Width<T>.Bytes : (ulong)Width<T>.Bytes;
        if (TRepeat.IsRepeated && mask == uint.MaxValue && cpu.Is64)
            Shorten<TStep>(ref registers);
        if (TRepeat.IsRepeated && (registers.Rcx & mask) == 0)
            return op + 1;

        ComparedPair pair = default;
        do
        {
            ulong source = 0;
            ulong target = 0;
            bool isReached =
                (!TStep.HasSource || cpu.TryLinear(op->Segment, registers.Rsi & mask, false, out source))
                && (!TStep.HasTarget || cpu.TryLinear(Segment.Es, registers.Rdi & mask, TStep.Writes, out target))
                && TStep.Step<T>(cpu, source, target, ref pair);
            if (!isReached)
                return cpu.Fault(op);
            if (TStep.HasSource)
                SetRegister(ref registers.Rsi, registers.Rsi + step, mask);
            if (TStep.HasTarget)
                SetRegister(ref registers.Rdi, registers.Rdi + step, mask);
            if (TRepeat.IsRepeated)
                SetRegister(ref registers.Rcx, registers.Rcx - 1, mask);
        }
        while (TRepeat.IsRepeated && (registers.Rcx & mask) != 0 && (!TStep.Compares || TRepeat.GoesOn(pair)));

        if (TStep.Compares)
            cpu.Subtract<T>(pair.Left, pair.Right);
        return op + 1;
    }

    /// <summary>
    /// Addresses of 32 bits in 64-bit mode: even if there is no element, the count loses its upper half, and so do
    /// the indexes of an instruction that writes, as on Intel's processors.
    /// </summary>
    private static void Shorten<TStep>(ref Registers registers)
        where TStep : struct, IStringStep
    {
        registers.Rcx = (uint)registers.Rcx;
        if (TStep.Writes && TStep.HasSource)
            registers.Rsi = (uint)registers.Rsi;
        if (TStep.Writes && TStep.HasTarget)
            registers.Rdi = (uint)registers.Rdi;
    }

    /// <summary>A counter or index of as many bits as an address: of 32, the others become zero.</summary>
    public static void SetRegister(ref ulong register, ulong value, ulong mask) =>
        register = mask == ushort.MaxValue ? (register & ~mask) | (value & mask) : value & mask;
}

internal readonly struct MoveString : IStringStep
{
    public static bool HasSource => true;

    public static bool HasTarget => true;

    public static bool Writes => true;

    public static bool Compares => false;

    public static bool Step<T>(Cpu cpu, ulong source, ulong target, ref ComparedPair pair)
        where T : unmanaged => cpu.Load<T>(source, out ulong value) && cpu.Store<T>(target, value);
}

internal readonly struct StoreString : IStringStep
{
    public static bool HasSource => false;

    public static bool HasTarget => true;

    public static bool Writes => true;

    public static bool Compares => false;

    public static bool Step<T>(Cpu cpu, ulong source, ulong target, ref ComparedPair pair)
        where T : unmanaged => cpu.Store<T>(target, cpu.Registers.Rax);
}

internal readonly struct LoadString : IStringStep
{
    public static bool HasSource => true;

    public static bool HasTarget => false;

    public static bool Writes => false;

    public static bool Compares => false;

    public static bool Step<T>(Cpu cpu, ulong source, ulong target, ref ComparedPair pair)
        where T : unmanaged
    {
        if (!cpu.Load<T>(source, out ulong value))
            return false;
        cpu.SetRegister<T>(0, value);
        return true;
    }
}

internal readonly struct ScanString : IStringStep
{
    public static bool HasSource => false;

    public static bool HasTarget => true;

    public static bool Writes => false;

    public static bool Compares => true;

    public static bool Step<T>(Cpu cpu, ulong source, ulong target, ref ComparedPair pair)
        where T : unmanaged
    {
        pair.Left = cpu.Registers.Rax & Width<T>.Mask;
        return cpu.Load<T>(target, out pair.Right);
    }
}

internal readonly struct CompareString : IStringStep
{
    public static bool HasSource => true;

    public static bool HasTarget => true;

    public static bool Writes => false;

    public static bool Compares => true;

    public static bool Step<T>(Cpu cpu, ulong source, ulong target, ref ComparedPair pair)
        where T : unmanaged => cpu.Load<T>(target, out pair.Right) && cpu.Load<T>(source, out pair.Left);
}
