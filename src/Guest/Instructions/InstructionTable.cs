using Iced.Intel;

namespace ActorKernel.Guest;

/// <summary>The instructions there are, one row each. What has no row is an invalid opcode.</summary>
/// <remarks>
/// A row gives either the handler itself, or who chooses it by the operands: <see cref="Forms"/> where their widths and
/// kinds are all there is to it, <see cref="Choices"/> where not.
/// </remarks>
internal static unsafe class InstructionTable
{
    private readonly struct Row
    {
        public readonly Mnemonic Mnemonic;
        public readonly Handler Handler;
        public readonly delegate*<in Shape, Handler> Chooser;

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
    }

    private static readonly Row[] rows = Index(
    [
        // Arithmetic
        new(Mnemonic.Add, &Forms.Two<Change<Add>>),
        new(Mnemonic.Adc, &Forms.Two<Change<AddWithCarry>>),
        new(Mnemonic.Sub, &Forms.Two<Change<Subtract>>),
        new(Mnemonic.Sbb, &Forms.Two<Change<SubtractWithBorrow>>),
        new(Mnemonic.Cmp, &Forms.Two<Compare<Subtract, NextOp>>),
        new(Mnemonic.Inc, &Forms.One<ChangeOne<Increment>>),
        new(Mnemonic.Dec, &Forms.One<ChangeOne<Decrement>>),
        new(Mnemonic.Neg, &Forms.One<ChangeOne<Negate>>),
        new(Mnemonic.Xadd, &Forms.Two<ExchangeAdd>),
        new(Mnemonic.Mul, &Forms.One<Multiply<Unsigned>>),
        new(Mnemonic.Imul, &Choices.Multiply),
        new(Mnemonic.Mulx, &BitFields.MultiplyOnly),
        new(Mnemonic.Adcx, &Forms.Two<AddFlag<CarryOnly>>),
        new(Mnemonic.Adox, &Forms.Two<AddFlag<OverflowOnly>>),
        new(Mnemonic.Div, &Forms.One<Divide<Unsigned>>),
        new(Mnemonic.Idiv, &Forms.One<Divide<Signed>>),
        new(Mnemonic.Daa, &Decimals.AdjustAfterAddition),
        new(Mnemonic.Das, &Decimals.AdjustAfterSubtraction),
        new(Mnemonic.Aaa, &Decimals.AsciiAfterAddition),
        new(Mnemonic.Aas, &Decimals.AsciiAfterSubtraction),
        new(Mnemonic.Aam, &Decimals.AsciiAfterMultiplication),
        new(Mnemonic.Aad, &Decimals.AsciiBeforeDivision),

        // Logic
        new(Mnemonic.And, &Forms.Two<Change<And>>),
        new(Mnemonic.Or, &Forms.Two<Change<Or>>),
        new(Mnemonic.Xor, &Forms.Two<Change<ExclusiveOr>>),
        new(Mnemonic.Test, &Forms.Two<Compare<And, NextOp>>),
        new(Mnemonic.Not, &Forms.One<ChangeOne<Invert>>),

        // Shifts
        new(Mnemonic.Shl, &Forms.Two<ShiftBy<ShiftLeft>>),
        new(Mnemonic.Sal, &Forms.Two<ShiftBy<ShiftLeft>>),
        new(Mnemonic.Shr, &Forms.Two<ShiftBy<ShiftRight>>),
        new(Mnemonic.Sar, &Forms.Two<ShiftBy<ShiftArithmeticRight>>),
        new(Mnemonic.Rol, &Forms.Two<ShiftBy<RotateLeft>>),
        new(Mnemonic.Ror, &Forms.Two<ShiftBy<RotateRight>>),
        new(Mnemonic.Rcl, &Forms.Two<ShiftBy<RotateCarryLeft>>),
        new(Mnemonic.Rcr, &Forms.Two<ShiftBy<RotateCarryRight>>),
        new(Mnemonic.Shld, &Choices.DoubleLeft),
        new(Mnemonic.Shrd, &Choices.DoubleRight),

        // Bits
        new(Mnemonic.Bt, &Choices.TestBit),
        new(Mnemonic.Bts, &Choices.ChangeBit<SetBit>),
        new(Mnemonic.Btr, &Choices.ChangeBit<ResetBit>),
        new(Mnemonic.Btc, &Choices.ChangeBit<ComplementBit>),
        new(Mnemonic.Bsf, &Forms.Two<Scan<ScanForward>>),
        new(Mnemonic.Bsr, &Forms.Two<Scan<ScanReverse>>),
        new(Mnemonic.Tzcnt, &Forms.Two<Scan<CountTrailing>>),
        new(Mnemonic.Lzcnt, &Forms.Two<Scan<CountLeading>>),
        new(Mnemonic.Popcnt, &Forms.Two<Scan<CountOnes>>),
        new(Mnemonic.Andn, &BitFields.AndNot),
        new(Mnemonic.Bextr, &BitFields.Extract),
        new(Mnemonic.Blsi, &BitFields.LowestBit<IsolateLowest>),
        new(Mnemonic.Blsmsk, &BitFields.LowestBit<MaskUpToLowest>),
        new(Mnemonic.Blsr, &BitFields.LowestBit<ResetLowest>),
        new(Mnemonic.Bzhi, &BitFields.ZeroHigh),
        new(Mnemonic.Pdep, &BitFields.Deposit),
        new(Mnemonic.Pext, &BitFields.Gather),
        new(Mnemonic.Rorx, &BitFields.Rotate),
        new(Mnemonic.Sarx, &BitFields.Shift<ShiftArithmeticRightOnly>),
        new(Mnemonic.Shlx, &BitFields.Shift<ShiftLeftOnly>),
        new(Mnemonic.Shrx, &BitFields.Shift<ShiftRightOnly>),

        // Moves
        new(Mnemonic.Mov, &Choices.Move),
        new(Mnemonic.Movzx, &Choices.ZeroExtend),
        new(Mnemonic.Movsx, &Choices.SignExtend),
        new(Mnemonic.Movsxd, &Choices.WidenDword),
        new(Mnemonic.Movbe, &Forms.Two<MoveSwapped>),
        new(Mnemonic.Lea, &Choices.LoadAddress),
        new(Mnemonic.Xchg, &Forms.Two<Exchange>),
        new(Mnemonic.Cmpxchg, &Forms.Two<CompareExchange>),
        new(Mnemonic.Cmpxchg8b, &Choices.CompareExchangePair),
        new(Mnemonic.Cmpxchg16b, &Choices.CompareExchangeWidePair),
        new(Mnemonic.Bswap, &Choices.SwapBytes),
        new(Mnemonic.Cbw, &FixedMoves.WidenAccumulator<ushort, byte>),
        new(Mnemonic.Cwde, &FixedMoves.WidenAccumulator<uint, ushort>),
        new(Mnemonic.Cdqe, &FixedMoves.WidenAccumulator<ulong, uint>),
        new(Mnemonic.Cwd, &FixedMoves.SpreadSign<ushort>),
        new(Mnemonic.Cdq, &FixedMoves.SpreadSign<uint>),
        new(Mnemonic.Cqo, &FixedMoves.SpreadSign<ulong>),
        new(Mnemonic.Xlatb, &FixedMoves.Translate),

        // Stack
        new(Mnemonic.Push, &Choices.Push),
        new(Mnemonic.Pop, &Choices.Pop),
        new(Mnemonic.Pusha, &StackFrames.PushAll<ushort>),
        new(Mnemonic.Pushad, &StackFrames.PushAll<uint>),
        new(Mnemonic.Popa, &StackFrames.PopAll<ushort>),
        new(Mnemonic.Popad, &StackFrames.PopAll<uint>),
        new(Mnemonic.Pushf, &StackFrames.PushFlags<ushort>),
        new(Mnemonic.Pushfd, &StackFrames.PushFlags<uint>),
        new(Mnemonic.Pushfq, &StackFrames.PushFlags<ulong>),
        new(Mnemonic.Popf, &StackFrames.PopFlags<ushort>),
        new(Mnemonic.Popfd, &StackFrames.PopFlags<uint>),
        new(Mnemonic.Popfq, &StackFrames.PopFlags<ulong>),
        new(Mnemonic.Enter, &Choices.Enter),
        new(Mnemonic.Leave, &Choices.Leave),

        // Branches
        new(Mnemonic.Jmp, &Choices.Jump),
        new(Mnemonic.Call, &Choices.Call),
        new(Mnemonic.Ret, &Choices.Return),
        new(Mnemonic.Retf, &Choices.FarReturn),
        new(Mnemonic.Iret, &SelectorMoves.InterruptReturn<ushort>),
        new(Mnemonic.Iretd, &SelectorMoves.InterruptReturn<uint>),
        new(Mnemonic.Iretq, &SelectorMoves.InterruptReturn<ulong>),
        new(Mnemonic.Jcxz, &Branches.JumpIfCountZero),
        new(Mnemonic.Jecxz, &Branches.JumpIfCountZero),
        new(Mnemonic.Jrcxz, &Branches.JumpIfCountZero),
        new(Mnemonic.Loop, &Branches.Loop<Always>),
        new(Mnemonic.Loope, &Branches.Loop<IsEqual>),
        new(Mnemonic.Loopne, &Branches.Loop<Not<IsEqual>>),

        // Strings
        new(Mnemonic.Movsb, &Choices.String<MoveString, byte>),
        new(Mnemonic.Movsw, &Choices.String<MoveString, ushort>),
        new(Mnemonic.Movsd, &Choices.MoveStringDword),
        new(Mnemonic.Movsq, &Choices.String<MoveString, ulong>),
        new(Mnemonic.Stosb, &Choices.String<StoreString, byte>),
        new(Mnemonic.Stosw, &Choices.String<StoreString, ushort>),
        new(Mnemonic.Stosd, &Choices.String<StoreString, uint>),
        new(Mnemonic.Stosq, &Choices.String<StoreString, ulong>),
        new(Mnemonic.Lodsb, &Choices.String<LoadString, byte>),
        new(Mnemonic.Lodsw, &Choices.String<LoadString, ushort>),
        new(Mnemonic.Lodsd, &Choices.String<LoadString, uint>),
        new(Mnemonic.Lodsq, &Choices.String<LoadString, ulong>),
        new(Mnemonic.Scasb, &Choices.String<ScanString, byte>),
        new(Mnemonic.Scasw, &Choices.String<ScanString, ushort>),
        new(Mnemonic.Scasd, &Choices.String<ScanString, uint>),
        new(Mnemonic.Scasq, &Choices.String<ScanString, ulong>),
        new(Mnemonic.Cmpsb, &Choices.String<CompareString, byte>),
        new(Mnemonic.Cmpsw, &Choices.String<CompareString, ushort>),
        new(Mnemonic.Cmpsd, &Choices.CompareStringDword),
        new(Mnemonic.Cmpsq, &Choices.String<CompareString, ulong>),

        // Flags
        new(Mnemonic.Clc, &FlagBits.ClearCarry),
        new(Mnemonic.Stc, &FlagBits.SetCarry),
        new(Mnemonic.Cmc, &FlagBits.ComplementCarry),
        new(Mnemonic.Cld, &FlagBits.ClearDirection),
        new(Mnemonic.Std, &FlagBits.SetDirection),
        new(Mnemonic.Lahf, &FlagBits.LoadAh),
        new(Mnemonic.Sahf, &FlagBits.StoreAh),
        new(Mnemonic.Salc, &FlagBits.SpreadCarry),

        // Segments
        new(Mnemonic.Lds, &Choices.FarLoad<SegmentDs>),
        new(Mnemonic.Les, &Choices.FarLoad<SegmentEs>),
        new(Mnemonic.Lss, &Choices.FarLoad<SegmentSs>),
        new(Mnemonic.Lfs, &Choices.FarLoad<SegmentFs>),
        new(Mnemonic.Lgs, &Choices.FarLoad<SegmentGs>),
        new(Mnemonic.Arpl, &Forms.Two<AdjustPrivilege, ushort>),
        new(Mnemonic.Verr, &Forms.One<Verify<CanRead>, ushort>),
        new(Mnemonic.Verw, &Forms.One<Verify<CanWrite>, ushort>),
        new(Mnemonic.Lar, &Forms.Two<Ask<AccessRights>>),
        new(Mnemonic.Lsl, &Forms.Two<Ask<SegmentLimit>>),

        // Traps
        new(Mnemonic.Int, &Interrupts.Enter),
        new(Mnemonic.Int3, &Interrupts.Breakpoint),
        new(Mnemonic.Into, &Interrupts.EnterIfOverflow),
        new(Mnemonic.Int1, &Interrupts.Debug),
        new(Mnemonic.Bound, &Choices.Bound),
        new(Mnemonic.Syscall, &Interrupts.SystemCall),

        // The processor
        new(Mnemonic.Cpuid, &Processor.Identify),
        new(Mnemonic.Rdtsc, &Processor.ReadTimeStamp),
        new(Mnemonic.Rdtscp, &Processor.ReadTimeStampAndNumber),
        new(Mnemonic.Sldt, &Forms.One<StoreSystemWord<NoSelector>>),
        new(Mnemonic.Str, &Forms.One<StoreSystemWord<NoSelector>>),
        new(Mnemonic.Smsw, &Forms.One<StoreSystemWord<StatusWord>>),
        new(Mnemonic.Sgdt, &Choices.StoreTable),
        new(Mnemonic.Sidt, &Choices.StoreTable),

        // Without effect
        new(Mnemonic.Nop, &Processor.Nothing),
        new(Mnemonic.Reservednop, &Processor.Nothing),
        new(Mnemonic.Pause, &Processor.Nothing),

        // The kernel's alone
        new(Mnemonic.Cli, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Sti, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Hlt, &Interrupts.PrivilegedOnly),
        new(Mnemonic.In, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Insb, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Insw, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Insd, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Out, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Outsb, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Outsw, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Outsd, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Lgdt, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Lidt, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Lldt, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Ltr, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Lmsw, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Clts, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Invd, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Wbinvd, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Invlpg, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Rdmsr, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Wrmsr, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Rdpmc, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Sysenter, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Sysexit, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Sysret, &Interrupts.PrivilegedOnly),
        new(Mnemonic.Swapgs, &Interrupts.PrivilegedOnly),
    ]);

    /// <summary>The handler for a decoded instruction, or null for an invalid opcode.</summary>
    public static Handler Choose(in Shape shape)
    {
        ConditionCode condition = shape.Instruction.ConditionCode;
        switch (shape.Instruction.Mnemonic)
        {
            case >= Mnemonic.Ja and <= Mnemonic.Js when shape.Instruction.IsJccShortOrNear:
                return Conditions.Choose<JumpForm>(condition, shape);
            case >= Mnemonic.Seta and <= Mnemonic.Sets:
                return Conditions.Choose<SetForm>(condition, shape);
            case >= Mnemonic.Cmova and <= Mnemonic.Cmovs:
                return Conditions.Choose<MoveForm>(condition, shape);
        }

        Row row = rows[(int)shape.Instruction.Mnemonic];
        return row.Chooser is not null ? row.Chooser(shape) : row.Handler;
    }

    /// <summary>A handler for a comparison and the branch by it in one, or null for another instruction.</summary>
    public static Handler ChooseFused(in Shape first, ConditionCode condition) => first.Instruction.Mnemonic switch
    {
        Mnemonic.Cmp => Conditions.Choose<CompareAndJump<Subtract>>(condition, first),
        Mnemonic.Test => Conditions.Choose<CompareAndJump<And>>(condition, first),
        _ => null,
    };

    private static Row[] Index(ReadOnlySpan<Row> given)
    {
        Row[] indexed = new Row[Enum.GetValues<Mnemonic>().Length];
        foreach (Row row in given)
            indexed[(int)row.Mnemonic] = row;
        return indexed;
    }
}
