using Iced.Intel;

namespace ActorKernel.Guest;

/// <summary>The instructions of the x87, one row each.</summary>
/// <remarks>
/// A row has the handler, or who chooses it by the operands; and, where many instructions share a handler, what it is to
/// calculate: that goes into the decoded instruction.
/// </remarks>
internal static unsafe class FloatTable
{
    private readonly struct Row
    {
        public readonly Mnemonic Mnemonic;
        public readonly Handler Handler;
        public readonly delegate*<in Shape, Handler> Chooser;
        public readonly void* Function;

        public Row(Mnemonic mnemonic, Handler handler)
        {
            Mnemonic = mnemonic;
            Handler = handler;
        }

        public Row(Mnemonic mnemonic, delegate*<in Shape, Handler> chooser)
        {
            Mnemonic = mnemonic;
            Chooser = chooser;
        }

        public Row(
            Mnemonic mnemonic,
            delegate*<in Shape, Handler> chooser,
            delegate*<Unpacked, Unpacked, ref FloatContext, Extended> function)
            : this(mnemonic, chooser) => Function = function;

        public Row(
            Mnemonic mnemonic, Handler handler, delegate*<Unpacked, Unpacked, ref FloatContext, Extended> function)
            : this(mnemonic, handler) => Function = function;

        public Row(Mnemonic mnemonic, delegate*<Unpacked, ref FloatContext, Extended> function)
            : this(mnemonic, &FloatArithmetic.OfTop) => Function = function;

        public Row(Mnemonic mnemonic, delegate*<Rounding, Extended> function)
            : this(mnemonic, &FloatMoves.LoadConstant) => Function = function;
    }

    private static readonly Row[] rows = Index(
    [
        // Moves
        new(Mnemonic.Fld, &FloatForms.Load),
        new(Mnemonic.Fild, &FloatForms.LoadInteger),
        new(Mnemonic.Fbld, &FloatMoves.LoadDecimal),
        new(Mnemonic.Fst, &FloatForms.Store<No>),
        new(Mnemonic.Fstp, &FloatForms.Store<Yes>),
        new(Mnemonic.Fstpnce, &FloatMoves.StoreUnchecked),
        new(Mnemonic.Fist, &FloatForms.StoreInteger<No, No>),
        new(Mnemonic.Fistp, &FloatForms.StoreInteger<No, Yes>),
        new(Mnemonic.Fisttp, &FloatForms.StoreInteger<Yes, Yes>),
        new(Mnemonic.Fbstp, &FloatMoves.Store<DecimalTarget, Yes>),
        new(Mnemonic.Fxch, &FloatMoves.Exchange),
        new(Mnemonic.Fcmovb, &FloatMoves.MoveIf<IsBelow>),
        new(Mnemonic.Fcmove, &FloatMoves.MoveIf<IsEqual>),
        new(Mnemonic.Fcmovbe, &FloatMoves.MoveIf<IsBelowOrEqual>),
        new(Mnemonic.Fcmovu, &FloatMoves.MoveIf<IsParity>),
        new(Mnemonic.Fcmovnb, &FloatMoves.MoveIf<Not<IsBelow>>),
        new(Mnemonic.Fcmovne, &FloatMoves.MoveIf<Not<IsEqual>>),
        new(Mnemonic.Fcmovnbe, &FloatMoves.MoveIf<Not<IsBelowOrEqual>>),
        new(Mnemonic.Fcmovnu, &FloatMoves.MoveIf<Not<IsParity>>),

        // Constants
        new(Mnemonic.Fldz, &Transcendental.Zero),
        new(Mnemonic.Fld1, &Transcendental.One),
        new(Mnemonic.Fldpi, &Transcendental.ConstantPi),
        new(Mnemonic.Fldl2e, &Transcendental.ConstantLogOfE),
        new(Mnemonic.Fldl2t, &Transcendental.ConstantLogOf10),
        new(Mnemonic.Fldlg2, &Transcendental.ConstantDecimalLogOf2),
        new(Mnemonic.Fldln2, &Transcendental.ConstantNaturalLogOf2),

        // Arithmetic
        new(Mnemonic.Fadd, &FloatForms.Arithmetic, &ExtendedFloat.Add),
        new(Mnemonic.Faddp, &FloatArithmetic.WithRegisterAndPop, &ExtendedFloat.Add),
        new(Mnemonic.Fiadd, &FloatForms.IntegerArithmetic, &ExtendedFloat.Add),
        new(Mnemonic.Fsub, &FloatForms.Arithmetic, &ExtendedFloat.Subtract),
        new(Mnemonic.Fsubp, &FloatArithmetic.WithRegisterAndPop, &ExtendedFloat.Subtract),
        new(Mnemonic.Fisub, &FloatForms.IntegerArithmetic, &ExtendedFloat.Subtract),
        new(Mnemonic.Fsubr, &FloatForms.Arithmetic, &ExtendedFloat.SubtractFrom),
        new(Mnemonic.Fsubrp, &FloatArithmetic.WithRegisterAndPop, &ExtendedFloat.SubtractFrom),
        new(Mnemonic.Fisubr, &FloatForms.IntegerArithmetic, &ExtendedFloat.SubtractFrom),
        new(Mnemonic.Fmul, &FloatForms.Arithmetic, &ExtendedFloat.Multiply),
        new(Mnemonic.Fmulp, &FloatArithmetic.WithRegisterAndPop, &ExtendedFloat.Multiply),
        new(Mnemonic.Fimul, &FloatForms.IntegerArithmetic, &ExtendedFloat.Multiply),
        new(Mnemonic.Fdiv, &FloatForms.Arithmetic, &ExtendedFloat.Divide),
        new(Mnemonic.Fdivp, &FloatArithmetic.WithRegisterAndPop, &ExtendedFloat.Divide),
        new(Mnemonic.Fidiv, &FloatForms.IntegerArithmetic, &ExtendedFloat.Divide),
        new(Mnemonic.Fdivr, &FloatForms.Arithmetic, &ExtendedFloat.DivideInto),
        new(Mnemonic.Fdivrp, &FloatArithmetic.WithRegisterAndPop, &ExtendedFloat.DivideInto),
        new(Mnemonic.Fidivr, &FloatForms.IntegerArithmetic, &ExtendedFloat.DivideInto),
        new(Mnemonic.Fsqrt, &ExtendedFloat.SquareRoot),
        new(Mnemonic.Frndint, &ExtendedFloat.RoundToInteger),
        new(Mnemonic.Fabs, &FloatMoves.SetSign<No>),
        new(Mnemonic.Fchs, &FloatMoves.SetSign<Yes>),
        new(Mnemonic.Fscale, &FloatArithmetic.Scale),
        new(Mnemonic.Fxtract, &FloatParts.Extract),
        new(Mnemonic.Fprem, &FloatParts.Remainder<No>),
        new(Mnemonic.Fprem1, &FloatParts.Remainder<Yes>),

        // Functions
        new(Mnemonic.F2xm1, &Transcendental.PowerOf2Minus1),
        new(Mnemonic.Fyl2x, &FloatArithmetic.OfTwo, &Transcendental.Logarithm),
        new(Mnemonic.Fyl2xp1, &FloatArithmetic.OfTwo, &Transcendental.LogarithmPlus1),
        new(Mnemonic.Fpatan, &FloatArithmetic.OfTwo, &Transcendental.ArcTangent),
        new(Mnemonic.Fptan, &FloatAngles.Tangent),
        new(Mnemonic.Fsin, &FloatAngles.Sine),
        new(Mnemonic.Fcos, &FloatAngles.Cosine),
        new(Mnemonic.Fsincos, &FloatAngles.Both),

        // Comparisons
        new(Mnemonic.Fcom, &FloatForms.Compare<No>),
        new(Mnemonic.Fcomp, &FloatForms.Compare<Yes>),
        new(Mnemonic.Fcompp, &FloatComparisons.OrderedAndPopBoth),
        new(Mnemonic.Ficom, &FloatForms.CompareInteger<No>),
        new(Mnemonic.Ficomp, &FloatForms.CompareInteger<Yes>),
        new(Mnemonic.Fucom, &FloatComparisons.Quiet<No>),
        new(Mnemonic.Fucomp, &FloatComparisons.Quiet<Yes>),
        new(Mnemonic.Fucompp, &FloatComparisons.QuietAndPopBoth),
        new(Mnemonic.Fcomi, &FloatComparisons.ToFlags<No, No>),
        new(Mnemonic.Fcomip, &FloatComparisons.ToFlags<No, Yes>),
        new(Mnemonic.Fucomi, &FloatComparisons.ToFlags<Yes, No>),
        new(Mnemonic.Fucomip, &FloatComparisons.ToFlags<Yes, Yes>),
        new(Mnemonic.Ftst, &FloatComparisons.WithZero),
        new(Mnemonic.Fxam, &FloatComparisons.Examine),

        // Control
        new(Mnemonic.Fninit, &FloatControl.Initialize),
        new(Mnemonic.Fnclex, &FloatControl.ClearExceptions),
        new(Mnemonic.Fldcw, &FloatControl.LoadControl),
        new(Mnemonic.Fnstcw, &FloatControl.StoreControl),
        new(Mnemonic.Fnstsw, &FloatForms.StoreStatus),
        new(Mnemonic.Fldenv, &FloatForms.LoadEnvironment),
        new(Mnemonic.Fnstenv, &FloatForms.StoreEnvironment),
        new(Mnemonic.Fnsave, &FloatForms.Save),
        new(Mnemonic.Frstor, &FloatForms.Restore),
        new(Mnemonic.Fxsave, &ExtendedState.Save<No>),
        new(Mnemonic.Fxsave64, &ExtendedState.Save<Yes>),
        new(Mnemonic.Fxrstor, &ExtendedState.Restore<No>),
        new(Mnemonic.Fxrstor64, &ExtendedState.Restore<Yes>),
        new(Mnemonic.Fincstp, &FloatControl.MoveTop<Yes>),
        new(Mnemonic.Fdecstp, &FloatControl.MoveTop<No>),
        new(Mnemonic.Ffree, &FloatControl.Free<No>),
        new(Mnemonic.Ffreep, &FloatControl.Free<Yes>),
        new(Mnemonic.Fnop, &FloatControl.Nothing),
        new(Mnemonic.Fneni, &Processor.Nothing),
        new(Mnemonic.Fndisi, &Processor.Nothing),
        new(Mnemonic.Fnsetpm, &Processor.Nothing),
        new(Mnemonic.Wait, &FloatControl.Wait),
        new(Mnemonic.Emms, &FloatControl.EmptyAll),
    ]);

    /// <summary>The handler for a decoded instruction and what it needs to know, or null if it is none of the x87's.</summary>
    public static Handler Choose(in Shape shape, out void* function)
    {
        Row row = rows[(int)shape.Instruction.Mnemonic];
        function = row.Function;
        return row.Chooser is not null ? row.Chooser(shape) : row.Handler;
    }

    private static Row[] Index(ReadOnlySpan<Row> given)
    {
        Row[] indexed = new Row[Enum.GetValues<Mnemonic>().Length];
        foreach (Row row in given)
            indexed[(int)row.Mnemonic] = row;
        return indexed;
    }
}
