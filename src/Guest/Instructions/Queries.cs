namespace ActorKernel.Guest;

/// <summary>A register of the system that user code may read; always the same value here.</summary>
internal interface ISystemWord
{
    static abstract ulong Value { get; }
}

/// <summary>The local descriptor table and the task register: none.</summary>
internal readonly struct NoSelector : ISystemWord
{
    public static ulong Value => 0;
}

/// <summary>The machine status word: protected mode, and the bit that has been constant since the 486.</summary>
internal readonly struct StatusWord : ISystemWord
{
    public static ulong Value => 0x11;
}

/// <summary>sldt, str, smsw: 16 bits in memory, extended in a register.</summary>
internal readonly unsafe struct StoreSystemWord<TWord> : IOneOperand
    where TWord : struct, ISystemWord
{
    public static Handler For<T, TTarget>()
        where T : unmanaged
        where TTarget : struct, ITarget => &Run<T, TTarget>;

    private static Op* Run<T, TTarget>(Cpu cpu, Op* op)
        where T : unmanaged
        where TTarget : struct, ITarget =>
        TTarget.Write<T>(cpu, op, TWord.Value) ? op + 1 : cpu.Fault(op);
}

/// <summary>sgdt and sidt: limit and base of zero, whatever the machine's tables.</summary>
internal readonly unsafe struct StoreTable : IAddressed
{
    public static Handler For<T, TAddress>()
        where T : unmanaged
        where TAddress : struct, IAddress => &Run<T, TAddress>;

    private static Op* Run<T, TAddress>(Cpu cpu, Op* op)
        where T : unmanaged
        where TAddress : struct, IAddress
    {
        ulong offset = TAddress.Offset(cpu, op);
        ulong baseOffset = (offset + sizeof(ushort)) & op->AddressMask;
        return TAddress.TryLinear(cpu, op, offset, true, out ulong limitAddress)
            && TAddress.TryLinear(cpu, op, baseOffset, true, out ulong baseAddress)
            && cpu.Probe(limitAddress)
            && cpu.Probe((limitAddress + 1) & cpu.AddressMask)
            && cpu.Store<T>(baseAddress, 0)
            && cpu.Store<ushort>(limitAddress, 0)
            ? op + 1
            : cpu.Fault(op);
    }
}

/// <summary>What a user can find out about a selector, in ZF and a register.</summary>
internal interface ISelectorQuery
{
    /// <summary>Whether the descriptor is one the instruction answers for.</summary>
    static abstract bool Accepts(Cpu cpu, ushort selector);

    /// <summary>The answer, or null for an instruction that gives only ZF.</summary>
    static abstract ulong? Answer(ushort selector);
}

internal readonly struct CanRead : ISelectorQuery
{
    public static bool Accepts(Cpu cpu, ushort selector) =>
        Cpu.IsSame(selector, Selectors.UserData) || Cpu.IsSame(selector, cpu.UserCode);

    public static ulong? Answer(ushort selector) => null;
}

internal readonly struct CanWrite : ISelectorQuery
{
    public static bool Accepts(Cpu cpu, ushort selector) => Cpu.IsSame(selector, Selectors.UserData);

    public static ulong? Answer(ushort selector) => null;
}

/// <summary>lar: flat 4 GiB segments of privilege 3, accessed.</summary>
internal readonly struct AccessRights : ISelectorQuery
{
    public static bool Accepts(Cpu cpu, ushort selector) => CanRead.Accepts(cpu, selector);

    public static ulong? Answer(ushort selector) =>
        Cpu.IsSame(selector, Selectors.UserData) ? 0x00cf_f300u
        : Cpu.IsSame(selector, Selectors.UserCode) ? 0x00cf_fb00u
        : 0x00af_fb00u;
}

internal readonly struct SegmentLimit : ISelectorQuery
{
    public static bool Accepts(Cpu cpu, ushort selector) => CanRead.Accepts(cpu, selector);

    public static ulong? Answer(ushort selector) => uint.MaxValue;
}

/// <summary>verr and verw, whose selector is the first operand.</summary>
internal readonly unsafe struct Verify<TQuery> : IOneOperand
    where TQuery : struct, ISelectorQuery
{
    public static Handler For<T, TTarget>()
        where T : unmanaged
        where TTarget : struct, ITarget => &Run<TTarget>;

    private static Op* Run<TTarget>(Cpu cpu, Op* op)
        where TTarget : struct, ITarget
    {
        if (!TTarget.Read<ushort>(cpu, op, out ulong selector))
            return cpu.Fault(op);
        cpu.SetZero(TQuery.Accepts(cpu, (ushort)selector));
        return op + 1;
    }
}

/// <summary>lar and lsl, whose selector is the second operand.</summary>
internal readonly unsafe struct Ask<TQuery> : ITwoOperands
    where TQuery : struct, ISelectorQuery
{
    public static Handler For<T, TTarget, TSource>()
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand => &Run<T, TSource>;

    private static Op* Run<T, TSource>(Cpu cpu, Op* op)
        where T : unmanaged
        where TSource : struct, IOperand
    {
        if (!TSource.Read<ushort>(cpu, op, out ulong selector))
            return cpu.Fault(op);
        bool accepts = TQuery.Accepts(cpu, (ushort)selector);
        if (accepts && TQuery.Answer((ushort)selector) is ulong answer)
            cpu.SetRegister<T>(op->Target, answer);
        cpu.SetZero(accepts);
        return op + 1;
    }
}

/// <summary>arpl: raises the target's requested privilege to the source's, and writes only if that changes it.</summary>
internal readonly unsafe struct AdjustPrivilege : ITwoOperands
{
    private const ulong Privilege = 3;

    public static Handler For<T, TTarget, TSource>()
        where T : unmanaged
        where TTarget : struct, ITarget
        where TSource : struct, IOperand => &Run<TTarget, TSource>;

    private static Op* Run<TTarget, TSource>(Cpu cpu, Op* op)
        where TTarget : struct, ITarget
        where TSource : struct, IOperand
    {
        TSource.Read<ushort>(cpu, op, out ulong source);
        if (!TTarget.Read<ushort>(cpu, op, out ulong target))
            return cpu.Fault(op);
        bool isRaised = (target & Privilege) < (source & Privilege);
        ulong raised = (target & ~Privilege) | (source & Privilege);
        if (isRaised && !TTarget.Write<ushort>(cpu, op, raised))
            return cpu.Fault(op);
        cpu.SetZero(isRaised);
        return op + 1;
    }
}
