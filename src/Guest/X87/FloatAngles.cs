namespace ActorKernel.Guest;

/// <summary>fsin, fcos, fsincos and fptan. An angle from 2^63 on is left alone, which C2 says.</summary>
internal static unsafe class FloatAngles
{
    private const int FirstTooLarge = 63;

    public static Op* Sine(Cpu cpu, Op* op) => One<Yes>(cpu, op);

    public static Op* Cosine(Cpu cpu, Op* op) => One<No>(cpu, op);

    public static Op* Both(Cpu cpu, Op* op) => Two<Yes>(cpu, op);

    public static Op* Tangent(Cpu cpu, Op* op) => Two<No>(cpu, op);

    private static Op* One<TSine>(Cpu cpu, Op* op)
        where TSine : struct, IChoice
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        cpu.ClearC2();
        if (cpu.IsEmpty(0))
        {
            cpu.Underflow(0);
            return cpu.EndFloat(op);
        }

        Unpacked x = Unpacked.From(cpu.St(0));
        if (LeavesAlone(cpu, x))
            return cpu.EndFloat(op);
        FloatContext context = cpu.FullContext;
        (Extended sine, Extended cosine) = SineAndCosine(x, ref context, TSine.Is, !TSine.Is);
        if (cpu.Conclude(context))
            cpu.St(0) = TSine.Is ? sine : cosine;
        return cpu.EndFloat(op);
    }

    /// <summary>fsincos, and fptan, which pushes a one.</summary>
    private static Op* Two<TSine>(Cpu cpu, Op* op)
        where TSine : struct, IChoice
    {
        if (!cpu.BeginFloat())
            return cpu.Fault(op);
        cpu.ClearC2();
        if (cpu.IsEmpty(0) || !cpu.IsEmpty(-1))
        {
            if (cpu.RaiseStackFault(isOverflow: !cpu.IsEmpty(0)))
            {
                cpu.Set(0, Extended.DefaultNan);
                cpu.Push(Extended.DefaultNan);
            }

            return cpu.EndFloat(op);
        }

        Unpacked x = Unpacked.From(cpu.St(0));
        if (LeavesAlone(cpu, x))
            return cpu.EndFloat(op);
        FloatContext context = cpu.FullContext;
        (Extended first, Extended pushed) = TSine.Is
            ? SineAndCosine(x, ref context, true, true)
            : TangentAndOne(x, ref context);
        if (cpu.Conclude(context))
        {
            cpu.St(0) = first;
            cpu.Push(pushed);
        }

        return cpu.EndFloat(op);
    }

    private static bool LeavesAlone(Cpu cpu, in Unpacked x)
    {
        bool isTooLarge = x.Kind == FloatKind.Finite && x.Exponent >= FirstTooLarge;
        if (isTooLarge)
            cpu.X87.Status |= Cpu.C2;
        return isTooLarge;
    }

    private static (Extended Sine, Extended Cosine) SineAndCosine(
        in Unpacked x, ref FloatContext context, bool wantsSine, bool wantsCosine)
    {
        if (Refuse(x, ref context) is Extended nan)
            return (nan, nan);
        if (x.IsZero)
            return (Extended.Zero(x.IsNegative), Extended.From(Unpacked.From(1)));
        (Exact sine, Exact cosine) = Transcendental.SineAndCosine(x);
        Extended second = wantsCosine ? Transcendental.Round(cosine, false, ref context) : default;
        Extended first = wantsSine ? Transcendental.Round(sine, false, ref context) : default;
        return (first, second);
    }

    private static (Extended Tangent, Extended One) TangentAndOne(in Unpacked x, ref FloatContext context)
    {
        if (Refuse(x, ref context) is Extended nan)
            return (nan, nan);
        Extended one = Extended.From(Unpacked.From(1));
        if (x.IsZero)
            return (Extended.From(x), one);
        (Exact sine, Exact cosine) = Transcendental.SineAndCosine(x);
        return (Transcendental.Round(Wide.Divide(sine, cosine), false, ref context), one);
    }

    private static Extended? Refuse(in Unpacked x, ref FloatContext context)
    {
        if (ExtendedFloat.Refuse(x, x, ref context) is Extended nan)
            return nan;
        if (x.IsInfinity)
            return ExtendedFloat.Invalid(ref context);
        ExtendedFloat.NoteDenormals(x, x, ref context);
        return null;
    }
}
