using Iced.Intel;

namespace ActorKernel.Guest;

/// <summary>What kind of operand stands in a place, as far as its handler has to know.</summary>
internal enum OperandKind
{
    Register,
    Immediate,
    Based,
    Indexed,
    Based64,
    Indexed64,
    Relative,
    Segmented,
}

/// <summary>A decoded instruction, as the table's rows look at it to choose a handler.</summary>
/// <param name="Instruction">As Iced decoded it.</param>
/// <param name="IsFlat">DS and ES need not be looked at.</param>
/// <param name="Model">The processor that is to run it.</param>
internal readonly unsafe record struct Shape(Instruction Instruction, bool IsFlat, ProcessorModel Model)
{
    private const int Bits16 = 16;
    private const int Bits32 = 32;
    private const int Bits64 = 64;

    public bool Is64 => Model.Is64;

    /// <summary>The next instruction belongs to the same block.</summary>
    public bool GoesOn { get; init; }

    /// <summary>In bytes, of an operand in a register or memory.</summary>
    public int WidthOf(int operand) => Instruction.GetOpKind(operand) == OpKind.Register
        ? Instruction.GetOpRegister(operand).GetSize()
        : Instruction.MemorySize.GetSize();

    public OperandKind KindOf(int operand) => Instruction.GetOpKind(operand) switch
    {
        OpKind.Register => OperandKind.Register,
        OpKind.Memory => MemoryKind,
        _ => OperandKind.Immediate,
    };

    public bool HasMemory => Instruction.Op0Kind == OpKind.Memory || Instruction.Op1Kind == OpKind.Memory
        || Instruction.Op2Kind == OpKind.Memory;

    public OperandKind MemoryKind
    {
        get
        {
            if (AddressBits != NativeBits || !IsSegmentFlat || IsAbsolute)
                return OperandKind.Segmented;
            if (Instruction.MemoryBase == Register.RIP)
                return OperandKind.Relative;
            if (Is64)
                return Instruction.MemoryIndex == Register.None ? OperandKind.Based64 : OperandKind.Indexed64;
            return Instruction.MemoryIndex == Register.None ? OperandKind.Based : OperandKind.Indexed;
        }
    }

    /// <summary>All operands where the handlers expect them: op 0 as Target, op 1 as Source, op 2 as Third.</summary>
    public Op Operands()
    {
        Op op = new()
        {
            Target = RegisterOffset(0),
            Source = RegisterOffset(1),
            Third = RegisterOffset(2),
            Base = Offset(Instruction.MemoryBase),
            Index = Offset(Instruction.MemoryIndex),
            Scale = (byte)int.TrailingZeroCount(Instruction.MemoryIndexScale),
            Displacement = (int)Instruction.MemoryDisplacement32,
            Segment = SegmentOf(Instruction.MemorySegment),
            AddressShift = (byte)(Bits64 - AddressBits),
            CodeShift = (byte)(Bits64 - NativeBits),
        };
        if (Instruction.IsIPRelativeMemoryOperand)
        {
            op.Base = Cpu.NextAddressBase;
            op.Displacement = (int)(Instruction.IPRelativeMemoryAddress - Instruction.NextIP);
        }
        else if (IsAbsolute)
        {
            (op.Base, op.Displacement, op.Immediate) = (Cpu.ImmediateBase, 0, Instruction.MemoryDisplacement64);
            return op; // a move to or from the accumulator: there is no other immediate operand
        }

        for (int i = Instruction.OpCount - 1; i >= 0; i--) // the first one wins
        {
            OpKind kind = Instruction.GetOpKind(i);
            if (IsImmediate(kind))
                op.Immediate = Instruction.GetImmediate(i);
            else if (kind == OpKind.Immediate8_2nd)
                op.Third = (ushort)(Instruction.Immediate8_2nd % 32); // the nesting level of enter
            else if (kind is OpKind.NearBranch16 or OpKind.NearBranch32 or OpKind.NearBranch64)
                op.Immediate = Instruction.NearBranchTarget;
            else if (kind is OpKind.FarBranch16 or OpKind.FarBranch32)
                op.Immediate = FarBranchTarget;
            else if (kind == OpKind.Register && Instruction.GetOpRegister(i).IsSegmentRegister())
                op.Immediate = (ulong)SegmentOf(Instruction.GetOpRegister(i));
        }

        return op;
    }

    /// <summary>
    /// The offset of a register in the register file, that of the constant zero for none; for the x87's the distance from
    /// the top.
    /// </summary>
    public static ushort Offset(Register register)
    {
        if (register is >= Register.AH and <= Register.BH)
            return (ushort)(((register - Register.AH) * sizeof(ulong)) + 1);
        if (register.IsXMM())
            return (ushort)(Cpu.VectorOffset + ((register - Register.XMM0) * VectorRegisters.Count));
        if (register.IsMM())
            return (ushort)(Cpu.StackOffset + ((register - Register.MM0) * sizeof(Extended)));
        if (register.IsST())
            return (ushort)(register - Register.ST0);
        Register full = register.GetFullRegister();
        return full is >= Register.RAX and <= Register.R15
            ? (ushort)((full - Register.RAX) * sizeof(ulong))
            : Cpu.ZeroOffset;
    }

    public static Segment SegmentOf(Register register) =>
        register is >= Register.ES and <= Register.GS ? (Segment)(register - Register.ES) : Segment.Ds;

    /// <summary>Of addresses, indexes and count in a string, loop or memory instruction.</summary>
    private int AddressBits
    {
        get
        {
            switch (Instruction.Code)
            {
                case Code.Jcxz_rel8_16 or Code.Jcxz_rel8_32
                    or Code.Loop_rel8_16_CX or Code.Loop_rel8_32_CX
                    or Code.Loope_rel8_16_CX or Code.Loope_rel8_32_CX
                    or Code.Loopne_rel8_16_CX or Code.Loopne_rel8_32_CX:
                    return Bits16;
                case Code.Jecxz_rel8_64 or Code.Loop_rel8_64_ECX or Code.Loope_rel8_64_ECX or Code.Loopne_rel8_64_ECX:
                    return Bits32;
            }

            for (int i = 0; i < Instruction.OpCount; i++)
            {
                switch (Instruction.GetOpKind(i))
                {
                    case OpKind.MemorySegSI or OpKind.MemorySegDI or OpKind.MemoryESDI:
                        return Bits16;
                    case OpKind.MemorySegESI or OpKind.MemorySegEDI or OpKind.MemoryESEDI:
                        return Bits32;
                    case OpKind.Memory:
                        return MemoryAddressBits;
                }
            }

            return NativeBits;
        }
    }

    private int MemoryAddressBits => (Instruction.MemoryBase, Instruction.MemoryIndex) switch
    {
        (Register.None, Register.None) => Instruction.MemoryDisplSize * 8,
        (Register.None, Register index) => index.GetSize() * 8,
        (Register first, _) => first.GetSize() * 8,
    };

    private int NativeBits => Is64 ? Bits64 : Bits32;

    /// <summary>A memory operand whose address is a 64-bit constant.</summary>
    private bool IsAbsolute => HasMemory && AddressBits == Bits64
        && Instruction.MemoryBase == Register.None
        && (long)Instruction.MemoryDisplacement64 != (int)Instruction.MemoryDisplacement64;

    private bool IsSegmentFlat => Instruction.MemorySegment switch
    {
        Register.SS => true,
        Register.DS or Register.ES => IsFlat,
        Register.CS => Is64,
        _ => false,
    };

    /// <summary>The offset, and the selector above its 32 bits.</summary>
    private ulong FarBranchTarget => ((ulong)Instruction.FarBranchSelector << 32)
        | (Instruction.Op0Kind == OpKind.FarBranch16 ? Instruction.FarBranch16 : Instruction.FarBranch32);

    private ushort RegisterOffset(int operand) =>
        operand < Instruction.OpCount && Instruction.GetOpKind(operand) == OpKind.Register
            ? Offset(Instruction.GetOpRegister(operand))
            : Cpu.ZeroOffset;

    private static bool IsImmediate(OpKind kind) => kind
        is OpKind.Immediate8 or OpKind.Immediate16 or OpKind.Immediate32
        or OpKind.Immediate8to16 or OpKind.Immediate8to32
        or OpKind.Immediate8to64 or OpKind.Immediate32to64 or OpKind.Immediate64;
}
