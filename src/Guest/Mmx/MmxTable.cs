using Iced.Intel;
using Vector = System.Runtime.Intrinsics.Vector128<byte>;

namespace ActorKernel.Guest;

/// <summary>The instructions on MMX's registers, one row each: those of MMX itself and of SSE to SSSE3.</summary>
/// <remarks>As in <see cref="VectorTable"/>, whose functions these are too.</remarks>
internal static unsafe class MmxTable
{
    private readonly struct Row
    {
        public readonly Mnemonic Mnemonic;
        public readonly delegate*<in Shape, Handler> Chooser;
        public readonly void* Function;

        public Row(Mnemonic mnemonic, delegate*<in Shape, Handler> chooser, void* function = null)
        {
            Mnemonic = mnemonic;
            Chooser = chooser;
            Function = function;
        }

        public Row(Mnemonic mnemonic, delegate*<Vector, Vector, Vector> function)
            : this(mnemonic, &Two<MmxOperation<MmxLow>>, function)
        {
        }

        public Row(
            Mnemonic mnemonic, delegate*<in Shape, Handler> chooser, delegate*<Vector, Vector, Vector> function)
            : this(mnemonic, chooser, (void*)function)
        {
        }

        public Row(
            Mnemonic mnemonic, delegate*<in Shape, Handler> chooser, delegate*<Vector, Vector, int, Vector> function)
            : this(mnemonic, chooser, (void*)function)
        {
        }

        public Row(
            Mnemonic mnemonic,
            delegate*<in Shape, Handler> chooser,
            delegate*<ulong, ref FloatContext, ulong> function)
            : this(mnemonic, chooser, (void*)function)
        {
        }
    }

    private static readonly Row[] rows = Index(
    [
        // Moves
        new(Mnemonic.Movd, &Move<uint>),
        new(Mnemonic.Movq, &Move<ulong>),
        new(Mnemonic.Movntq, &Move<ulong>),
        new(Mnemonic.Movdq2q, &Move<ulong>),
        new(Mnemonic.Movq2dq, &ToVector),
        new(Mnemonic.Maskmovq, &StoreMasked),
        new(Mnemonic.Pmovmskb, &SignsOfBytes),
        new(Mnemonic.Pinsrw, &Insert),
        new(Mnemonic.Pextrw, &Extract),
        new(Mnemonic.Pshufb, &Two<MmxOperation<MmxDoubled>>, &Shuffles.ShuffleBytes),
        new(Mnemonic.Pshufw, &Two<MmxImmediateOperation<MmxLow>>, &Shuffles.ShuffleLowWords),
        new(Mnemonic.Palignr, &Two<MmxImmediateOperation<MmxRow>>, &Shuffles.AlignRight),
        new(Mnemonic.Punpcklbw, &Shuffles.UnpackLowBytes),
        new(Mnemonic.Punpcklwd, &Shuffles.UnpackLowWords),
        new(Mnemonic.Punpckldq, &Shuffles.UnpackLowDwords),
        new(Mnemonic.Punpckhbw, &Two<MmxOperation<MmxHigh>>, &Shuffles.UnpackLowBytes),
        new(Mnemonic.Punpckhwd, &Two<MmxOperation<MmxHigh>>, &Shuffles.UnpackLowWords),
        new(Mnemonic.Punpckhdq, &Two<MmxOperation<MmxHigh>>, &Shuffles.UnpackLowDwords),
        new(Mnemonic.Packsswb, &Two<MmxOperation<MmxJoined>>, &Shuffles.PackSignedWords),
        new(Mnemonic.Packuswb, &Two<MmxOperation<MmxJoined>>, &Shuffles.PackUnsignedWords),
        new(Mnemonic.Packssdw, &Two<MmxOperation<MmxJoined>>, &Shuffles.PackSignedDwords),

        // Integers
        new(Mnemonic.Paddb, &PackedIntegers.AddBytes),
        new(Mnemonic.Paddw, &PackedIntegers.AddWords),
        new(Mnemonic.Paddd, &PackedIntegers.AddDwords),
        new(Mnemonic.Paddq, &PackedIntegers.AddQwords),
        new(Mnemonic.Psubb, &PackedIntegers.SubtractBytes),
        new(Mnemonic.Psubw, &PackedIntegers.SubtractWords),
        new(Mnemonic.Psubd, &PackedIntegers.SubtractDwords),
        new(Mnemonic.Psubq, &PackedIntegers.SubtractQwords),
        new(Mnemonic.Paddsb, &PackedIntegers.AddSignedBytes),
        new(Mnemonic.Paddsw, &PackedIntegers.AddSignedWords),
        new(Mnemonic.Paddusb, &PackedIntegers.AddUnsignedBytes),
        new(Mnemonic.Paddusw, &PackedIntegers.AddUnsignedWords),
        new(Mnemonic.Psubsb, &PackedIntegers.SubtractSignedBytes),
        new(Mnemonic.Psubsw, &PackedIntegers.SubtractSignedWords),
        new(Mnemonic.Psubusb, &PackedIntegers.SubtractUnsignedBytes),
        new(Mnemonic.Psubusw, &PackedIntegers.SubtractUnsignedWords),
        new(Mnemonic.Phaddw, &Two<MmxOperation<MmxJoined>>, &PackedIntegers.AddPairsOfWords),
        new(Mnemonic.Phaddd, &Two<MmxOperation<MmxJoined>>, &PackedIntegers.AddPairsOfDwords),
        new(Mnemonic.Phaddsw, &Two<MmxOperation<MmxJoined>>, &PackedIntegers.AddPairsSaturated),
        new(Mnemonic.Phsubw, &Two<MmxOperation<MmxJoined>>, &PackedIntegers.SubtractPairsOfWords),
        new(Mnemonic.Phsubd, &Two<MmxOperation<MmxJoined>>, &PackedIntegers.SubtractPairsOfDwords),
        new(Mnemonic.Phsubsw, &Two<MmxOperation<MmxJoined>>, &PackedIntegers.SubtractPairsSaturated),
        new(Mnemonic.Pmullw, &PackedIntegers.MultiplyLowWords),
        new(Mnemonic.Pmulhw, &PackedIntegers.MultiplyHighWords),
        new(Mnemonic.Pmulhuw, &PackedIntegers.MultiplyHighUnsignedWords),
        new(Mnemonic.Pmulhrsw, &PackedIntegers.MultiplyRoundedWords),
        new(Mnemonic.Pmuludq, &PackedIntegers.MultiplyUnsignedDwords),
        new(Mnemonic.Pmaddwd, &PackedIntegers.MultiplyAddWords),
        new(Mnemonic.Pmaddubsw, &PackedIntegers.MultiplyAddBytes),
        new(Mnemonic.Psadbw, &PackedIntegers.SumDifferences),
        new(Mnemonic.Pavgb, &PackedIntegers.AverageBytes),
        new(Mnemonic.Pavgw, &PackedIntegers.AverageWords),
        new(Mnemonic.Psignb, &PackedIntegers.SignBytes),
        new(Mnemonic.Psignw, &PackedIntegers.SignWords),
        new(Mnemonic.Psignd, &PackedIntegers.SignDwords),
        new(Mnemonic.Pabsb, &PackedIntegers.AbsoluteBytes),
        new(Mnemonic.Pabsw, &PackedIntegers.AbsoluteWords),
        new(Mnemonic.Pabsd, &PackedIntegers.AbsoluteDwords),
        new(Mnemonic.Pminub, &PackedIntegers.LeastUnsignedBytes),
        new(Mnemonic.Pminsw, &PackedIntegers.LeastSignedWords),
        new(Mnemonic.Pmaxub, &PackedIntegers.GreatestUnsignedBytes),
        new(Mnemonic.Pmaxsw, &PackedIntegers.GreatestSignedWords),
        new(Mnemonic.Pcmpeqb, &PackedIntegers.EqualBytes),
        new(Mnemonic.Pcmpeqw, &PackedIntegers.EqualWords),
        new(Mnemonic.Pcmpeqd, &PackedIntegers.EqualDwords),
        new(Mnemonic.Pcmpgtb, &PackedIntegers.GreaterBytes),
        new(Mnemonic.Pcmpgtw, &PackedIntegers.GreaterWords),
        new(Mnemonic.Pcmpgtd, &PackedIntegers.GreaterDwords),
        new(Mnemonic.Psllw, &PackedIntegers.ShiftLeftWords),
        new(Mnemonic.Pslld, &PackedIntegers.ShiftLeftDwords),
        new(Mnemonic.Psllq, &PackedIntegers.ShiftLeftQwords),
        new(Mnemonic.Psrlw, &PackedIntegers.ShiftRightWords),
        new(Mnemonic.Psrld, &PackedIntegers.ShiftRightDwords),
        new(Mnemonic.Psrlq, &PackedIntegers.ShiftRightQwords),
        new(Mnemonic.Psraw, &PackedIntegers.ShiftSignedWords),
        new(Mnemonic.Psrad, &PackedIntegers.ShiftSignedDwords),

        // Logic
        new(Mnemonic.Pand, &PackedIntegers.And),
        new(Mnemonic.Pandn, &PackedIntegers.AndNot),
        new(Mnemonic.Por, &PackedIntegers.Or),
        new(Mnemonic.Pxor, &PackedIntegers.ExclusiveOr),

        // Conversions
        new(Mnemonic.Cvtpi2ps, &FromIntegers<SingleFormat>),
        new(Mnemonic.Cvtpi2pd, &FromIntegers<DoubleFormat>),
        new(Mnemonic.Cvtps2pi, &VectorForms.Half<ConvertToMmx<SingleFormat>>, &FloatOperations<SingleFormat>.ToInteger),
        new(Mnemonic.Cvttps2pi, &VectorForms.Half<ConvertToMmx<SingleFormat>>, &FloatOperations<SingleFormat>.Truncate),
        new(Mnemonic.Cvtpd2pi, &VectorForms.Aligned<ConvertToMmx<DoubleFormat>>, &FloatOperations<DoubleFormat>.ToInteger),
        new(Mnemonic.Cvttpd2pi, &VectorForms.Aligned<ConvertToMmx<DoubleFormat>>, &FloatOperations<DoubleFormat>.Truncate),
    ]);

    /// <summary>The handler for a decoded instruction with an MMX register and what it needs to know; else null.</summary>
    public static Handler Choose(in Shape shape, out void* function)
    {
        Row row = rows[(int)shape.Instruction.Mnemonic];
        function = row.Function;
        return row.Chooser is not null && UsesMmx(shape) ? row.Chooser(shape) : null;
    }

    private static bool UsesMmx(in Shape shape)
    {
        for (int i = 0; i < shape.Instruction.OpCount; i++)
        {
            if (IsMmx(shape, i))
                return true;
        }

        return shape.Instruction.Mnemonic is Mnemonic.Cvtpi2ps or Mnemonic.Cvtpi2pd;
    }

    private static bool IsMmx(in Shape shape, int operand) =>
        shape.KindOf(operand) == OperandKind.Register && shape.Instruction.GetOpRegister(operand).IsMM();

    /// <summary>The second operand is a register, a constant or memory, of which some look at four bytes only.</summary>
    private static Handler Two<TForm>(in Shape shape)
        where TForm : struct, IReader => shape.KindOf(1) switch
        {
            OperandKind.Immediate => TForm.For<byte, Immediate>(),
            not OperandKind.Register when shape.WidthOf(1) == sizeof(uint) => Forms.Read<TForm, uint>(shape, 1),
            _ => Forms.Read<TForm, ulong>(shape, 1),
        };

    private static Handler Move<T>(in Shape shape)
        where T : unmanaged => IsMmx(shape, 0) ? Forms.Read<LoadMmx, T>(shape, 1) : Forms.One<StoreMmx, T>(shape);

    private static Handler Insert(in Shape shape) => Forms.Read<InsertMmx, ushort>(shape, 1);

    private static Handler Extract(in Shape shape) => &MmxElements.Extract;

    private static Handler SignsOfBytes(in Shape shape) => &MmxElements.SignsOfBytes;

    private static Handler ToVector(in Shape shape) => &MmxElements.ToVector;

    private static Handler StoreMasked(in Shape shape) => &MmxElements.StoreMasked;

    private static Handler FromIntegers<TFormat>(in Shape shape)
        where TFormat : struct, IFloatFormat => Forms.Read<ConvertFromMmx<TFormat>, ulong>(shape, 1);

    private static Row[] Index(ReadOnlySpan<Row> given)
    {
        Row[] indexed = new Row[Enum.GetValues<Mnemonic>().Length];
        foreach (Row row in given)
            indexed[(int)row.Mnemonic] = row;
        return indexed;
    }
}
