using Iced.Intel;
using Vector = System.Runtime.Intrinsics.Vector128<byte>;

namespace ActorKernel.Guest;

/// <summary>The instructions of SSE to SSE4.2, one row each, for processors that have them.</summary>
/// <remarks>
/// A row has who chooses its handler by the operands and, where many instructions share a handler, what it is to do
/// with the values: that goes into the decoded instruction.
/// </remarks>
internal static unsafe class VectorTable
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
            : this(mnemonic, &VectorForms.Aligned<VectorOperation>, function)
        {
        }

        public Row(Mnemonic mnemonic, delegate*<Vector, Vector, int, Vector> function)
            : this(mnemonic, &VectorForms.Aligned<VectorImmediateOperation>, function)
        {
        }

        public Row(
            Mnemonic mnemonic,
            delegate*<in Shape, Handler> chooser,
            delegate*<ulong, ulong, ref FloatContext, ulong> function)
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
        new(Mnemonic.Movaps, &VectorForms.MoveAligned),
        new(Mnemonic.Movapd, &VectorForms.MoveAligned),
        new(Mnemonic.Movdqa, &VectorForms.MoveAligned),
        new(Mnemonic.Movntps, &VectorForms.MoveAligned),
        new(Mnemonic.Movntpd, &VectorForms.MoveAligned),
        new(Mnemonic.Movntdq, &VectorForms.MoveAligned),
        new(Mnemonic.Movntdqa, &VectorForms.MoveAligned),
        new(Mnemonic.Movups, &VectorForms.MoveUnaligned),
        new(Mnemonic.Movupd, &VectorForms.MoveUnaligned),
        new(Mnemonic.Movdqu, &VectorForms.MoveUnaligned),
        new(Mnemonic.Lddqu, &VectorForms.MoveUnaligned),
        new(Mnemonic.Movss, &VectorForms.MoveScalar<uint>),
        new(Mnemonic.Movsd, &VectorForms.MoveScalar<ulong>),
        new(Mnemonic.Movd, &VectorForms.MoveZeroed<uint>),
        new(Mnemonic.Movq, &VectorForms.MoveZeroed<ulong>),
        new(Mnemonic.Movlps, &VectorForms.MoveLow),
        new(Mnemonic.Movlpd, &VectorForms.MoveLow),
        new(Mnemonic.Movhps, &VectorForms.MoveHigh),
        new(Mnemonic.Movhpd, &VectorForms.MoveHigh),
        new(Mnemonic.Movhlps, &VectorForms.HighToLow),
        new(Mnemonic.Movlhps, &VectorForms.LowToHigh),
        new(Mnemonic.Movnti, &Forms.Two<Move>),
        new(Mnemonic.Maskmovdqu, &VectorForms.StoreMasked),
        new(Mnemonic.Movmskps, &VectorForms.SignsOfSingles),
        new(Mnemonic.Movmskpd, &VectorForms.SignsOfDoubles),
        new(Mnemonic.Pmovmskb, &VectorForms.SignsOfBytes),
        new(Mnemonic.Movshdup, &Shuffles.DuplicateHighSingles),
        new(Mnemonic.Movsldup, &Shuffles.DuplicateLowSingles),
        new(Mnemonic.Movddup, &VectorForms.Half<VectorOperation>, (delegate*<Vector, Vector, Vector>)&Shuffles.DuplicateLowDouble),
        new(Mnemonic.Pmovzxbw, &VectorForms.Widen<ulong, byte, ushort, Unsigned>),
        new(Mnemonic.Pmovzxbd, &VectorForms.Widen<uint, byte, uint, Unsigned>),
        new(Mnemonic.Pmovzxbq, &VectorForms.Widen<ushort, byte, ulong, Unsigned>),
        new(Mnemonic.Pmovzxwd, &VectorForms.Widen<ulong, ushort, uint, Unsigned>),
        new(Mnemonic.Pmovzxwq, &VectorForms.Widen<uint, ushort, ulong, Unsigned>),
        new(Mnemonic.Pmovzxdq, &VectorForms.Widen<ulong, uint, ulong, Unsigned>),
        new(Mnemonic.Pmovsxbw, &VectorForms.Widen<ulong, byte, ushort, Signed>),
        new(Mnemonic.Pmovsxbd, &VectorForms.Widen<uint, byte, uint, Signed>),
        new(Mnemonic.Pmovsxbq, &VectorForms.Widen<ushort, byte, ulong, Signed>),
        new(Mnemonic.Pmovsxwd, &VectorForms.Widen<ulong, ushort, uint, Signed>),
        new(Mnemonic.Pmovsxwq, &VectorForms.Widen<uint, ushort, ulong, Signed>),
        new(Mnemonic.Pmovsxdq, &VectorForms.Widen<ulong, uint, ulong, Signed>),

        // Elements
        new(Mnemonic.Pinsrb, &VectorForms.Insert<byte>),
        new(Mnemonic.Pinsrw, &VectorForms.Insert<ushort>),
        new(Mnemonic.Pinsrd, &VectorForms.Insert<uint>),
        new(Mnemonic.Pinsrq, &VectorForms.Insert<ulong>),
        new(Mnemonic.Insertps, &VectorForms.InsertSingle),
        new(Mnemonic.Pextrb, &Forms.One<ExtractElement, byte>),
        new(Mnemonic.Pextrw, &Forms.One<ExtractElement, ushort>),
        new(Mnemonic.Pextrd, &Forms.One<ExtractElement, uint>),
        new(Mnemonic.Pextrq, &Forms.One<ExtractElement, ulong>),
        new(Mnemonic.Extractps, &Forms.One<ExtractElement, uint>),
        new(Mnemonic.Pshufb, &Shuffles.ShuffleBytes),
        new(Mnemonic.Pshufd, &Shuffles.ShuffleDwords),
        new(Mnemonic.Pshuflw, &Shuffles.ShuffleLowWords),
        new(Mnemonic.Pshufhw, &Shuffles.ShuffleHighWords),
        new(Mnemonic.Shufps, &Shuffles.ShuffleSingles),
        new(Mnemonic.Shufpd, &Shuffles.ShuffleDoubles),
        new(Mnemonic.Palignr, &Shuffles.AlignRight),
        new(Mnemonic.Pblendw, &Shuffles.BlendWords),
        new(Mnemonic.Blendps, &Shuffles.BlendSingles),
        new(Mnemonic.Blendpd, &Shuffles.BlendDoubles),
        new(Mnemonic.Pblendvb, &VectorForms.Aligned<BlendByRegister<sbyte>>),
        new(Mnemonic.Blendvps, &VectorForms.Aligned<BlendByRegister<int>>),
        new(Mnemonic.Blendvpd, &VectorForms.Aligned<BlendByRegister<long>>),
        new(Mnemonic.Punpcklbw, &Shuffles.UnpackLowBytes),
        new(Mnemonic.Punpcklwd, &Shuffles.UnpackLowWords),
        new(Mnemonic.Punpckldq, &Shuffles.UnpackLowDwords),
        new(Mnemonic.Punpcklqdq, &Shuffles.UnpackLowQwords),
        new(Mnemonic.Punpckhbw, &Shuffles.UnpackHighBytes),
        new(Mnemonic.Punpckhwd, &Shuffles.UnpackHighWords),
        new(Mnemonic.Punpckhdq, &Shuffles.UnpackHighDwords),
        new(Mnemonic.Punpckhqdq, &Shuffles.UnpackHighQwords),
        new(Mnemonic.Unpcklps, &Shuffles.UnpackLowDwords),
        new(Mnemonic.Unpckhps, &Shuffles.UnpackHighDwords),
        new(Mnemonic.Unpcklpd, &Shuffles.UnpackLowQwords),
        new(Mnemonic.Unpckhpd, &Shuffles.UnpackHighQwords),
        new(Mnemonic.Packsswb, &Shuffles.PackSignedWords),
        new(Mnemonic.Packuswb, &Shuffles.PackUnsignedWords),
        new(Mnemonic.Packssdw, &Shuffles.PackSignedDwords),
        new(Mnemonic.Packusdw, &Shuffles.PackUnsignedDwords),

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
        new(Mnemonic.Phaddw, &PackedIntegers.AddPairsOfWords),
        new(Mnemonic.Phaddd, &PackedIntegers.AddPairsOfDwords),
        new(Mnemonic.Phaddsw, &PackedIntegers.AddPairsSaturated),
        new(Mnemonic.Phsubw, &PackedIntegers.SubtractPairsOfWords),
        new(Mnemonic.Phsubd, &PackedIntegers.SubtractPairsOfDwords),
        new(Mnemonic.Phsubsw, &PackedIntegers.SubtractPairsSaturated),
        new(Mnemonic.Pmullw, &PackedIntegers.MultiplyLowWords),
        new(Mnemonic.Pmulhw, &PackedIntegers.MultiplyHighWords),
        new(Mnemonic.Pmulhuw, &PackedIntegers.MultiplyHighUnsignedWords),
        new(Mnemonic.Pmulhrsw, &PackedIntegers.MultiplyRoundedWords),
        new(Mnemonic.Pmulld, &PackedIntegers.MultiplyLowDwords),
        new(Mnemonic.Pmuludq, &PackedIntegers.MultiplyUnsignedDwords),
        new(Mnemonic.Pmuldq, &PackedIntegers.MultiplySignedDwords),
        new(Mnemonic.Pmaddwd, &PackedIntegers.MultiplyAddWords),
        new(Mnemonic.Pmaddubsw, &PackedIntegers.MultiplyAddBytes),
        new(Mnemonic.Psadbw, &PackedIntegers.SumDifferences),
        new(Mnemonic.Mpsadbw, &Shuffles.SumBlocks),
        new(Mnemonic.Pavgb, &PackedIntegers.AverageBytes),
        new(Mnemonic.Pavgw, &PackedIntegers.AverageWords),
        new(Mnemonic.Psignb, &PackedIntegers.SignBytes),
        new(Mnemonic.Psignw, &PackedIntegers.SignWords),
        new(Mnemonic.Psignd, &PackedIntegers.SignDwords),
        new(Mnemonic.Pabsb, &PackedIntegers.AbsoluteBytes),
        new(Mnemonic.Pabsw, &PackedIntegers.AbsoluteWords),
        new(Mnemonic.Pabsd, &PackedIntegers.AbsoluteDwords),
        new(Mnemonic.Pminub, &PackedIntegers.LeastUnsignedBytes),
        new(Mnemonic.Pminuw, &PackedIntegers.LeastUnsignedWords),
        new(Mnemonic.Pminud, &PackedIntegers.LeastUnsignedDwords),
        new(Mnemonic.Pminsb, &PackedIntegers.LeastSignedBytes),
        new(Mnemonic.Pminsw, &PackedIntegers.LeastSignedWords),
        new(Mnemonic.Pminsd, &PackedIntegers.LeastSignedDwords),
        new(Mnemonic.Pmaxub, &PackedIntegers.GreatestUnsignedBytes),
        new(Mnemonic.Pmaxuw, &PackedIntegers.GreatestUnsignedWords),
        new(Mnemonic.Pmaxud, &PackedIntegers.GreatestUnsignedDwords),
        new(Mnemonic.Pmaxsb, &PackedIntegers.GreatestSignedBytes),
        new(Mnemonic.Pmaxsw, &PackedIntegers.GreatestSignedWords),
        new(Mnemonic.Pmaxsd, &PackedIntegers.GreatestSignedDwords),
        new(Mnemonic.Phminposuw, &PackedIntegers.LeastPosition),
        new(Mnemonic.Pcmpeqb, &PackedIntegers.EqualBytes),
        new(Mnemonic.Pcmpeqw, &PackedIntegers.EqualWords),
        new(Mnemonic.Pcmpeqd, &PackedIntegers.EqualDwords),
        new(Mnemonic.Pcmpeqq, &PackedIntegers.EqualQwords),
        new(Mnemonic.Pcmpgtb, &PackedIntegers.GreaterBytes),
        new(Mnemonic.Pcmpgtw, &PackedIntegers.GreaterWords),
        new(Mnemonic.Pcmpgtd, &PackedIntegers.GreaterDwords),
        new(Mnemonic.Pcmpgtq, &PackedIntegers.GreaterQwords),
        new(Mnemonic.Psllw, &PackedIntegers.ShiftLeftWords),
        new(Mnemonic.Pslld, &PackedIntegers.ShiftLeftDwords),
        new(Mnemonic.Psllq, &PackedIntegers.ShiftLeftQwords),
        new(Mnemonic.Pslldq, &PackedIntegers.ShiftLeftBytes),
        new(Mnemonic.Psrlw, &PackedIntegers.ShiftRightWords),
        new(Mnemonic.Psrld, &PackedIntegers.ShiftRightDwords),
        new(Mnemonic.Psrlq, &PackedIntegers.ShiftRightQwords),
        new(Mnemonic.Psrldq, &PackedIntegers.ShiftRightBytes),
        new(Mnemonic.Psraw, &PackedIntegers.ShiftSignedWords),
        new(Mnemonic.Psrad, &PackedIntegers.ShiftSignedDwords),
        new(Mnemonic.Crc32, &VectorForms.Crc),

        // Logic
        new(Mnemonic.Pand, &PackedIntegers.And),
        new(Mnemonic.Pandn, &PackedIntegers.AndNot),
        new(Mnemonic.Por, &PackedIntegers.Or),
        new(Mnemonic.Pxor, &PackedIntegers.ExclusiveOr),
        new(Mnemonic.Andps, &PackedIntegers.And),
        new(Mnemonic.Andpd, &PackedIntegers.And),
        new(Mnemonic.Andnps, &PackedIntegers.AndNot),
        new(Mnemonic.Andnpd, &PackedIntegers.AndNot),
        new(Mnemonic.Orps, &PackedIntegers.Or),
        new(Mnemonic.Orpd, &PackedIntegers.Or),
        new(Mnemonic.Xorps, &PackedIntegers.ExclusiveOr),
        new(Mnemonic.Xorpd, &PackedIntegers.ExclusiveOr),
        new(Mnemonic.Ptest, &VectorForms.Aligned<TestVector>),

        // Numbers
        new(Mnemonic.Addps, &VectorForms.Aligned<PackedFloat<SingleFormat>>, &SoftFloat<SingleFormat>.Add),
        new(Mnemonic.Addpd, &VectorForms.Aligned<PackedFloat<DoubleFormat>>, &SoftFloat<DoubleFormat>.Add),
        new(Mnemonic.Addss, &VectorForms.Single<ScalarFloat<SingleFormat>>, &SoftFloat<SingleFormat>.Add),
        new(Mnemonic.Addsd, &VectorForms.Double<ScalarFloat<DoubleFormat>>, &SoftFloat<DoubleFormat>.Add),
        new(Mnemonic.Subps, &VectorForms.Aligned<PackedFloat<SingleFormat>>, &SoftFloat<SingleFormat>.Subtract),
        new(Mnemonic.Subpd, &VectorForms.Aligned<PackedFloat<DoubleFormat>>, &SoftFloat<DoubleFormat>.Subtract),
        new(Mnemonic.Subss, &VectorForms.Single<ScalarFloat<SingleFormat>>, &SoftFloat<SingleFormat>.Subtract),
        new(Mnemonic.Subsd, &VectorForms.Double<ScalarFloat<DoubleFormat>>, &SoftFloat<DoubleFormat>.Subtract),
        new(Mnemonic.Mulps, &VectorForms.Aligned<PackedFloat<SingleFormat>>, &SoftFloat<SingleFormat>.Multiply),
        new(Mnemonic.Mulpd, &VectorForms.Aligned<PackedFloat<DoubleFormat>>, &SoftFloat<DoubleFormat>.Multiply),
        new(Mnemonic.Mulss, &VectorForms.Single<ScalarFloat<SingleFormat>>, &SoftFloat<SingleFormat>.Multiply),
        new(Mnemonic.Mulsd, &VectorForms.Double<ScalarFloat<DoubleFormat>>, &SoftFloat<DoubleFormat>.Multiply),
        new(Mnemonic.Divps, &VectorForms.Aligned<PackedFloat<SingleFormat>>, &SoftFloat<SingleFormat>.Divide),
        new(Mnemonic.Divpd, &VectorForms.Aligned<PackedFloat<DoubleFormat>>, &SoftFloat<DoubleFormat>.Divide),
        new(Mnemonic.Divss, &VectorForms.Single<ScalarFloat<SingleFormat>>, &SoftFloat<SingleFormat>.Divide),
        new(Mnemonic.Divsd, &VectorForms.Double<ScalarFloat<DoubleFormat>>, &SoftFloat<DoubleFormat>.Divide),
        new(Mnemonic.Minps, &VectorForms.Aligned<PackedFloat<SingleFormat>>, &SoftFloat<SingleFormat>.Least),
        new(Mnemonic.Minpd, &VectorForms.Aligned<PackedFloat<DoubleFormat>>, &SoftFloat<DoubleFormat>.Least),
        new(Mnemonic.Minss, &VectorForms.Single<ScalarFloat<SingleFormat>>, &SoftFloat<SingleFormat>.Least),
        new(Mnemonic.Minsd, &VectorForms.Double<ScalarFloat<DoubleFormat>>, &SoftFloat<DoubleFormat>.Least),
        new(Mnemonic.Maxps, &VectorForms.Aligned<PackedFloat<SingleFormat>>, &SoftFloat<SingleFormat>.Greatest),
        new(Mnemonic.Maxpd, &VectorForms.Aligned<PackedFloat<DoubleFormat>>, &SoftFloat<DoubleFormat>.Greatest),
        new(Mnemonic.Maxss, &VectorForms.Single<ScalarFloat<SingleFormat>>, &SoftFloat<SingleFormat>.Greatest),
        new(Mnemonic.Maxsd, &VectorForms.Double<ScalarFloat<DoubleFormat>>, &SoftFloat<DoubleFormat>.Greatest),
        new(Mnemonic.Sqrtps, &VectorForms.Aligned<PackedFloat<SingleFormat>>, &FloatOperations<SingleFormat>.SquareRoot),
        new(Mnemonic.Sqrtpd, &VectorForms.Aligned<PackedFloat<DoubleFormat>>, &FloatOperations<DoubleFormat>.SquareRoot),
        new(Mnemonic.Sqrtss, &VectorForms.Single<ScalarFloat<SingleFormat>>, &FloatOperations<SingleFormat>.SquareRoot),
        new(Mnemonic.Sqrtsd, &VectorForms.Double<ScalarFloat<DoubleFormat>>, &FloatOperations<DoubleFormat>.SquareRoot),
        new(Mnemonic.Rcpps, &VectorForms.Aligned<PackedFloat<SingleFormat>>, &Approximations.Reciprocal),
        new(Mnemonic.Rcpss, &VectorForms.Single<ScalarFloat<SingleFormat>>, &Approximations.Reciprocal),
        new(Mnemonic.Rsqrtps, &VectorForms.Aligned<PackedFloat<SingleFormat>>, &Approximations.ReciprocalRoot),
        new(Mnemonic.Rsqrtss, &VectorForms.Single<ScalarFloat<SingleFormat>>, &Approximations.ReciprocalRoot),
        new(Mnemonic.Addsubps, &VectorForms.Aligned<PairedFloat<SingleFormat, Alternating>>),
        new(Mnemonic.Addsubpd, &VectorForms.Aligned<PairedFloat<DoubleFormat, Alternating>>),
        new(Mnemonic.Haddps, &VectorForms.Aligned<PairedFloat<SingleFormat, SumsOfNeighbours>>),
        new(Mnemonic.Haddpd, &VectorForms.Aligned<PairedFloat<DoubleFormat, SumsOfNeighbours>>),
        new(Mnemonic.Hsubps, &VectorForms.Aligned<PairedFloat<SingleFormat, DifferencesOfNeighbours>>),
        new(Mnemonic.Hsubpd, &VectorForms.Aligned<PairedFloat<DoubleFormat, DifferencesOfNeighbours>>),
        new(Mnemonic.Roundps, &VectorForms.Aligned<RoundPacked<SingleFormat>>),
        new(Mnemonic.Roundpd, &VectorForms.Aligned<RoundPacked<DoubleFormat>>),
        new(Mnemonic.Roundss, &VectorForms.Single<RoundScalar<SingleFormat>>),
        new(Mnemonic.Roundsd, &VectorForms.Double<RoundScalar<DoubleFormat>>),
        new(Mnemonic.Cmpps, &VectorForms.Aligned<ComparePacked<SingleFormat>>),
        new(Mnemonic.Cmppd, &VectorForms.Aligned<ComparePacked<DoubleFormat>>),
        new(Mnemonic.Cmpss, &VectorForms.Single<CompareScalar<SingleFormat>>),
        new(Mnemonic.Cmpsd, &VectorForms.Double<CompareScalar<DoubleFormat>>),
        new(Mnemonic.Comiss, &VectorForms.Single<CompareToFlags<SingleFormat, Signed>>),
        new(Mnemonic.Comisd, &VectorForms.Double<CompareToFlags<DoubleFormat, Signed>>),
        new(Mnemonic.Ucomiss, &VectorForms.Single<CompareToFlags<SingleFormat, Unsigned>>),
        new(Mnemonic.Ucomisd, &VectorForms.Double<CompareToFlags<DoubleFormat, Unsigned>>),

        new(Mnemonic.Dpps, &VectorForms.Aligned<DotProduct<SingleFormat>>),
        new(Mnemonic.Dppd, &VectorForms.Aligned<DotProduct<DoubleFormat>>),

        // Strings
        new(Mnemonic.Pcmpestri, &VectorForms.Unaligned<CompareStrings<LengthInRegister<uint>, Signed>>),
        new(Mnemonic.Pcmpestri64, &VectorForms.Unaligned<CompareStrings<LengthInRegister<ulong>, Signed>>),
        new(Mnemonic.Pcmpestrm, &VectorForms.Unaligned<CompareStrings<LengthInRegister<uint>, Unsigned>>),
        new(Mnemonic.Pcmpestrm64, &VectorForms.Unaligned<CompareStrings<LengthInRegister<ulong>, Unsigned>>),
        new(Mnemonic.Pcmpistri, &VectorForms.Unaligned<CompareStrings<LengthToZero, Signed>>),
        new(Mnemonic.Pcmpistrm, &VectorForms.Unaligned<CompareStrings<LengthToZero, Unsigned>>),

        // Conversions
        new(Mnemonic.Cvtsi2ss, &VectorForms.FromGeneral<SingleFormat>),
        new(Mnemonic.Cvtsi2sd, &VectorForms.FromGeneral<DoubleFormat>),
        new(Mnemonic.Cvtss2si, &VectorForms.SingleToGeneral<Unsigned>),
        new(Mnemonic.Cvttss2si, &VectorForms.SingleToGeneral<Signed>),
        new(Mnemonic.Cvtsd2si, &VectorForms.DoubleToGeneral<Unsigned>),
        new(Mnemonic.Cvttsd2si, &VectorForms.DoubleToGeneral<Signed>),
        new(Mnemonic.Cvtss2sd, &VectorForms.Single<ConvertScalar<ulong>>, &SoftFloat<DoubleFormat>.Convert<SingleFormat>),
        new(Mnemonic.Cvtsd2ss, &VectorForms.Double<ConvertScalar<uint>>, &SoftFloat<SingleFormat>.Convert<DoubleFormat>),
        new(Mnemonic.Cvtps2pd, &VectorForms.Half<ConvertPacked<uint, ulong>>, &SoftFloat<DoubleFormat>.Convert<SingleFormat>),
        new(Mnemonic.Cvtpd2ps, &VectorForms.Aligned<ConvertPacked<ulong, uint>>, &SoftFloat<SingleFormat>.Convert<DoubleFormat>),
        new(Mnemonic.Cvtdq2ps, &VectorForms.Aligned<ConvertPacked<uint, uint>>, &FloatOperations<SingleFormat>.FromInteger),
        new(Mnemonic.Cvtdq2pd, &VectorForms.Half<ConvertPacked<uint, ulong>>, &FloatOperations<DoubleFormat>.FromInteger),
        new(Mnemonic.Cvtps2dq, &VectorForms.Aligned<ConvertPacked<uint, uint>>, &FloatOperations<SingleFormat>.ToInteger),
        new(Mnemonic.Cvttps2dq, &VectorForms.Aligned<ConvertPacked<uint, uint>>, &FloatOperations<SingleFormat>.Truncate),
        new(Mnemonic.Cvtpd2dq, &VectorForms.Aligned<ConvertPacked<ulong, uint>>, &FloatOperations<DoubleFormat>.ToInteger),
        new(Mnemonic.Cvttpd2dq, &VectorForms.Aligned<ConvertPacked<ulong, uint>>, &FloatOperations<DoubleFormat>.Truncate),

        // Control
        new(Mnemonic.Ldmxcsr, &VectorForms.LoadControl),
        new(Mnemonic.Stmxcsr, &VectorForms.StoreControl),
        new(Mnemonic.Sfence, &VectorForms.Fence),
        new(Mnemonic.Lfence, &VectorForms.Fence),
        new(Mnemonic.Mfence, &VectorForms.Fence),
    ]);

    /// <summary>The handler for a decoded instruction and what it needs to know, or null for an invalid opcode.</summary>
    public static Handler Choose(in Shape shape, out void* function)
    {
        Row row = rows[(int)shape.Instruction.Mnemonic];
        function = row.Function;
        return row.Chooser is not null ? row.Chooser(shape) : null;
    }

    private static Row[] Index(ReadOnlySpan<Row> given)
    {
        Row[] indexed = new Row[Enum.GetValues<Mnemonic>().Length];
        foreach (Row row in given)
            indexed[(int)row.Mnemonic] = row;
        return indexed;
    }
}
