using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ActorKernel.Guest;
using Iced.Intel;

namespace ActorKernel.Fuzz;

/// <summary>An instruction with all that surrounds it.</summary>
internal sealed record Case(Instruction Instruction, byte[] Bytes, Registers Registers, uint PoolSeed)
{
    /// <summary>The instructions that follow the first.</summary>
    public IReadOnlyList<Instruction> More { get; init; } = [];

    /// <summary>After each instruction the flags that were left undefined, and not defined since.</summary>
    public required IReadOnlyList<RflagsBits> UndefinedAfter { get; init; }

    /// <summary>It goes elsewhere than to the next instruction, so that only a single step can end it.</summary>
    public bool IsStepped => More.Count == 0
        && Instruction.FlowControl is not (FlowControl.Next or FlowControl.Exception);

    public string Text => string.Join("; ", More.Prepend(Instruction));
}

/// <summary>Makes random cases of a form: operands, registers, and addresses that mostly lead somewhere.</summary>
/// <param name="is64">The mode.</param>
/// <param name="forms">Those that sequences are made of.</param>
internal sealed class Generator(bool is64, IReadOnlyList<Form> forms)
{
    private const int MostFollowers = 5;
    private const int CleanTarget = 96; // from Start: a branch in a sequence goes to where there are breakpoints only

    private const int Tries = 40;
    private const int StackPointer = 4;

    private readonly CodeBytes bytes = new();
    private readonly ulong mask = is64 ? ulong.MaxValue : uint.MaxValue;
    private Chance chance = new(0);
    private Registers registers;
    private bool isSequence;
    private bool isAligned; // a locked access over the edge of a cache line stops the whole host

    /// <summary>Null if no encoding was found.</summary>
    public Case? Make(Form form, ulong seed)
    {
        chance = new(seed);
        isSequence = false;
        for (int i = 0; i < Tries; i++)
        {
            Randomize();
            if (TryEncode(form, Layout.Start, out Instruction decoded))
            {
                return new(decoded, bytes.ToArray(), registers, (uint)chance.Next())
                {
                    UndefinedAfter = [decoded.RflagsUndefined],
                };
            }
        }

        return null;
    }

    /// <summary>The form, and a few others behind it; null if it cannot be in a sequence, or nothing was found.</summary>
    public Case? MakeSequence(Form form, ulong seed)
    {
        chance = new(seed);
        isSequence = true;
        if (!MayBeInSequence(form))
            return null;
        Randomize();
        List<Instruction> instructions = [];
        List<byte> all = [];
        RflagsBits undefined = RflagsBits.None;
        List<RflagsBits> undefinedAfter = [];
        int count = 2 + chance.Below(MostFollowers);
        for (int i = 0; i < Tries && instructions.Count < count; i++)
        {
            Form next = instructions.Count == 0 ? form : Follower(instructions.Count == count - 1);
            if (!MayBeInSequence(next) || !TryEncode(next, Layout.Start + (ulong)all.Count, out Instruction decoded)
                || (decoded.RflagsRead & undefined) != RflagsBits.None)
                continue;
            instructions.Add(decoded);
            all.AddRange(bytes.ToArray());
            RflagsBits defined = MayLeaveFlags(decoded) ? RflagsBits.None : decoded.RflagsModified & ~decoded.RflagsUndefined;
            undefined = (undefined & ~defined) | decoded.RflagsUndefined;
            undefinedAfter.Add(undefined);
            if (decoded.IsJccShort)
                break;
        }

        return instructions.Count < 2
            ? null
            : new(instructions[0], [.. all], registers, (uint)chance.Next())
            {
                More = instructions[1..],
                UndefinedAfter = undefinedAfter,
            };
    }

    /// <summary>Any form; as the last one a short branch, at times.</summary>
    private Form Follower(bool isLast)
    {
        if (isLast && chance.Percent(40))
            return new(Code.Jo_rel8_32 + (chance.Below(16) * (Code.Jno_rel8_32 - Code.Jo_rel8_32)) + (is64 ? 1 : 0), is64);
        return forms[chance.Below(forms.Count)];
    }

    /// <summary>Not what leaves results undefined, sets TF, or locks memory that might cross a cache line.</summary>
    private static bool MayBeInSequence(Form form) => !Comparison.IsTranscendental(form.Code.Mnemonic())
        && form.Code.Mnemonic() is not (Mnemonic.Popf or Mnemonic.Popfd or Mnemonic.Popfq or Mnemonic.Xchg or Mnemonic.Bswap
            or Mnemonic.Shld or Mnemonic.Shrd)
        && (form.Code.FlowControl() is FlowControl.Next || (form.Code.IsJccShort() && form.Info.OperandSize != 16));

    /// <summary>It changes no flags if a count is zero.</summary>
    private static bool MayLeaveFlags(in Instruction instruction) => instruction.HasRepPrefix || instruction.HasRepnePrefix
        || instruction.Mnemonic is Mnemonic.Shl or Mnemonic.Sal or Mnemonic.Shr or Mnemonic.Sar
            or Mnemonic.Rol or Mnemonic.Ror or Mnemonic.Rcl or Mnemonic.Rcr;

    private void Randomize()
    {
        registers = default;
        registers.Rip = Layout.Start;
        registers.Rflags = RandomFlags();
        for (int r = 0; r < (is64 ? 16 : 8); r++)
            this[r] = DefaultFor(r) & mask;
        registers.Mxcsr = RandomControl();
        foreach (ref Vector128<byte> vector in registers.Xmm[..(is64 ? 16 : 8)])
            chance.Numbers(MemoryMarshal.AsBytes(new Span<Vector128<byte>>(ref vector)));
        registers.X87 = RandomStack();
    }

    /// <summary>Makes a random instruction, and its bytes.</summary>
    private bool TryEncode(Form form, ulong address, out Instruction decoded)
    {
        Instruction instruction = Build(form);
        decoded = default;
        bytes.Clear();
        Encoder encoder = Encoder.Create(is64 ? 64 : 32, bytes);
        if (!encoder.TryEncode(instruction, address, out _, out _) || bytes.Count > 15)
            return false;
        DecoderOptions reserved = form.Code.Mnemonic() is Mnemonic.Nop or Mnemonic.Prefetchnta or Mnemonic.Prefetcht0
            or Mnemonic.Prefetcht1 or Mnemonic.Prefetcht2 ? DecoderOptions.None : DecoderOptions.ForceReservedNop;
        Decoder decoder = Decoder.Create(is64 ? 64 : 32, bytes.ToArray(), address, reserved);
        decoder.Decode(out decoded);
        return decoded.Code == form.Code;
    }

    private ref ulong this[int register] => ref System.Runtime.CompilerServices.Unsafe.Add(ref registers.Rax, register);

    private ulong RandomFlags()
    {
        Flags flags = Flags.AlwaysSet | Flags.Interrupt | ((Flags)chance.Next() & Flags.Status);
        return (ulong)(chance.Percent(20) ? flags | Flags.Direction : flags);
    }

    /// <summary>MXCSR: mostly with exceptions masked, in all ways to round, now and then with denormals as zeros.</summary>
    private uint RandomControl()
    {
        uint masks = chance.Percent(80) ? 0x1f80u : (uint)chance.Next() & 0x1f80;
        uint rounding = chance.Percent(50) ? 0 : (uint)chance.Below(4) << 13;
        uint zeros = chance.Percent(70) ? 0 : (uint)chance.Next() & 0x8040;
        return masks | rounding | zeros | ((uint)chance.Next() & 0x3f);
    }

    /// <summary>
    /// The x87: mostly with exceptions masked and some registers in use; now and then with one still to be taken.
    /// </summary>
    private FloatingPointRegisters RandomStack()
    {
        const int Pending = 0x8080;
        int masks = chance.Percent(75) ? 0x3f : chance.Below(64);
        int rounding = chance.Percent(50) ? 0 : chance.Below(4) << 10;
        int precision = chance.Percent(60) ? 3 << 8 : chance.Below(4) << 8;
        int raised = chance.Percent(50) ? 0 : chance.Below(128) & (chance.Percent(95) ? masks | 0x40 : 0x7f);
        int pending = (raised & ~masks & 0x3f) != 0 ? Pending : 0;
        FloatingPointRegisters x87 = new()
        {
            Control = (ushort)(0x40 | masks | rounding | precision),
            Status = (ushort)(raised | pending | (chance.Below(0x80) << 8)),
            Used = (byte)(chance.Percent(50) ? 0xff : chance.Percent(30) ? 0 : chance.Next()),
            InstructionPointer = (ulong)chance.Below(int.MaxValue),
            DataPointer = (ulong)chance.Below(int.MaxValue),
            Opcode = (ushort)chance.Below(0x800),
        };
        int top = (x87.Status >> 11) & 7;
        if (chance.Percent(50))
            x87.Used &= (byte)~(1 << ((top + 7) & 7)); // room for a push
        if (chance.Percent(70))
            x87.Used |= (byte)((1 << top) | (1 << ((top + 1) & 7)));
        for (int i = 0; i < FloatingPointStack.Count; i++)
        {
            (ulong significand, ushort signExponent) = chance.Extended();
            x87.Stack[i] = new(significand, signExponent);
        }

        return x87;
    }

    private ulong DefaultFor(int register) => register switch
    {
        StackPointer => Target(8),
        5 or 6 or 7 when chance.Percent(70) => Target(16),
        3 when chance.Percent(40) => Target(16),
        1 when chance.Percent(50) => (ulong)chance.Below(24),
        _ when chance.Percent(25) => Target(16),
        _ => chance.Integer(),
    };

    /// <summary>An address for an operand: mostly good, else over a page's edge or where nothing may be written.</summary>
    private ulong Target(int size)
    {
        ulong offset = (ulong)chance.Below((int)Layout.DataBytes - size);
        if (isAligned)
            return (chance.Percent(90) ? Layout.Data : Layout.DataEnd) + (offset & ~15UL);
        ulong about = (ulong)chance.Below(size + 3) - 1;
        switch (chance.Below(40))
        {
            case < 22: return Layout.Data + (offset & ~15UL);
            case < 30: return Layout.Data + offset;
            case < 33: return Layout.Data + Layout.Page - about;
            case < 35: return Layout.DataEnd - about;
            case 35: return Layout.Data - about;
            case 36: return Layout.Constants + (offset % (Layout.Page - 64));
            case 37: return Layout.Constants + Layout.Page - about;
            case 38: return is64 ? chance.Next() : (uint)chance.Next() & 0x7fff_ffff;
            default: return is64 ? 0x8000_0000_0000UL << chance.Below(16) : Layout.Constants - about;
        }
    }

    private Instruction Build(Form form)
    {
        Instruction instruction = new() { Code = form.Code };
        OpCodeInfo info = form.Info;
        bool hasMemory = false;
        bool isLocked = !isSequence && info.CanUseLockPrefix && chance.Percent(30);
        isAligned = isLocked || form.Code.Mnemonic() == Mnemonic.Xchg;
        for (int i = 0; i < info.OpCount; i++)
            hasMemory |= SetOperand(ref instruction, i, info);
        instruction.HasLockPrefix = isLocked && hasMemory;
        if (info.CanUseRepPrefix && chance.Percent(50))
            instruction.HasRepPrefix = true;
        else if (info.CanUseRepnePrefix && chance.Percent(50))
            instruction.HasRepnePrefix = true;
        return instruction;
    }

    /// <summary>Whether it is memory.</summary>
    private bool SetOperand(ref Instruction instruction, int i, OpCodeInfo info)
    {
        OpCodeOperandKind kind = info.GetOpKind(i);
        switch (kind)
        {
            case OpCodeOperandKind.mem or OpCodeOperandKind.mem_mpx or OpCodeOperandKind.mem_mib:
                Aim(ref instruction, i, info);
                return true;
            case OpCodeOperandKind.mem_offs:
                instruction.SetOpKind(i, OpKind.Memory);
                instruction.MemoryDisplacement64 = Target(8) & mask;
                instruction.MemoryDisplSize = is64 ? 8 : 4;
                return true;
            case OpCodeOperandKind.r8_or_mem or OpCodeOperandKind.r16_or_mem or OpCodeOperandKind.r32_or_mem
                or OpCodeOperandKind.r64_or_mem or OpCodeOperandKind.mm_or_mem or OpCodeOperandKind.xmm_or_mem
                when chance.Percent(55):
                Aim(ref instruction, i, info);
                return true;
            case OpCodeOperandKind.imm8 or OpCodeOperandKind.imm8_const_1:
                instruction.SetOpKind(i, i > 0 && IsSecondImmediate(info, i) ? OpKind.Immediate8_2nd : OpKind.Immediate8);
                ulong value = kind == OpCodeOperandKind.imm8_const_1 ? 1
                    : chance.Percent(40) ? (ulong)chance.Below(40) : (byte)chance.Next();
                instruction.SetImmediate(i, (int)value);
                return false;
            case OpCodeOperandKind.imm8sex16:
                SetImmediate(ref instruction, i, OpKind.Immediate8to16, (sbyte)chance.Integer());
                return false;
            case OpCodeOperandKind.imm8sex32:
                SetImmediate(ref instruction, i, OpKind.Immediate8to32, (sbyte)chance.Integer());
                return false;
            case OpCodeOperandKind.imm8sex64:
                SetImmediate(ref instruction, i, OpKind.Immediate8to64, (sbyte)chance.Integer());
                return false;
            case OpCodeOperandKind.imm16:
                SetImmediate(ref instruction, i, OpKind.Immediate16, (ushort)chance.Integer());
                return false;
            case OpCodeOperandKind.imm32:
                SetImmediate(ref instruction, i, OpKind.Immediate32, (uint)chance.Integer());
                return false;
            case OpCodeOperandKind.imm32sex64:
                SetImmediate(ref instruction, i, OpKind.Immediate32to64, (int)chance.Integer());
                return false;
            case OpCodeOperandKind.imm64:
                SetImmediate(ref instruction, i, OpKind.Immediate64, (long)chance.Integer());
                return false;
            case OpCodeOperandKind.br16_1 or OpCodeOperandKind.br32_1 or OpCodeOperandKind.br64_1:
                SetBranch(ref instruction, i, kind, isSequence
                    ? Layout.Start + CleanTarget + (ulong)chance.Below(30)
                    : Layout.Start + 2 + (ulong)(sbyte)chance.Next());
                return false;
            case OpCodeOperandKind.br16_2:
                SetBranch(ref instruction, i, kind, (ushort)chance.Next());
                return false;
            case OpCodeOperandKind.br32_4 or OpCodeOperandKind.br64_4:
                SetBranch(ref instruction, i, kind, (Layout.Start + (ulong)(int)chance.Integer()) & mask);
                return false;
            case OpCodeOperandKind.farbr2_2 or OpCodeOperandKind.farbr4_2:
                instruction.SetOpKind(i, kind == OpCodeOperandKind.farbr2_2 ? OpKind.FarBranch16 : OpKind.FarBranch32);
                instruction.FarBranchSelector = Selectors.UserCode;
                return false;
            case OpCodeOperandKind.seg_rSI or OpCodeOperandKind.es_rDI or OpCodeOperandKind.seg_rDI
                or OpCodeOperandKind.seg_rBX_al:
                SetString(ref instruction, i, kind);
                return true;
            default:
                instruction.SetOpKind(i, OpKind.Register);
                instruction.SetOpRegister(i, RegisterFor(kind));
                return false;
        }
    }

    private static bool IsSecondImmediate(OpCodeInfo info, int i) =>
        info.GetOpKind(i - 1) is OpCodeOperandKind.imm16 or OpCodeOperandKind.imm8;

    private static void SetImmediate(ref Instruction instruction, int i, OpKind kind, long value)
    {
        instruction.SetOpKind(i, kind);
        instruction.SetImmediate(i, value);
    }

    private void SetBranch(ref Instruction instruction, int i, OpCodeOperandKind kind, ulong target)
    {
        instruction.SetOpKind(i, kind switch
        {
            OpCodeOperandKind.br16_1 or OpCodeOperandKind.br16_2 => OpKind.NearBranch16,
            OpCodeOperandKind.br32_1 or OpCodeOperandKind.br32_4 => OpKind.NearBranch32,
            _ => OpKind.NearBranch64,
        });
        instruction.NearBranch64 = target & mask;
    }

    private void SetString(ref Instruction instruction, int i, OpCodeOperandKind kind)
    {
        int size = chance.Percent(85) ? (is64 ? 2 : 1) : (is64 ? 1 : 0); // of an address: 16, 32 or 64 bits
        if (kind == OpCodeOperandKind.seg_rBX_al)
        {
            instruction.SetOpKind(i, OpKind.Memory);
            instruction.MemoryBase = size switch { 0 => Register.BX, 1 => Register.EBX, _ => Register.RBX };
            instruction.MemoryIndex = Register.AL;
            return;
        }

        OpKind[] kinds = kind switch
        {
            OpCodeOperandKind.seg_rSI => [OpKind.MemorySegSI, OpKind.MemorySegESI, OpKind.MemorySegRSI],
            OpCodeOperandKind.es_rDI => [OpKind.MemoryESDI, OpKind.MemoryESEDI, OpKind.MemoryESRDI],
            _ => [OpKind.MemorySegDI, OpKind.MemorySegEDI, OpKind.MemorySegRDI],
        };
        if (i == 1)
            size = instruction.Op0Kind is OpKind.MemoryESDI or OpKind.MemorySegSI ? 0
                : instruction.Op0Kind is OpKind.MemoryESEDI or OpKind.MemorySegESI ? 1
                : instruction.Op0Kind is OpKind.MemoryESRDI or OpKind.MemorySegRSI ? 2 : size;
        instruction.SetOpKind(i, kinds[size]);
        if (size == 0)
        {
            this[6] = (this[6] & ~0xffffUL) | (Layout.Low + (ulong)chance.Below((int)Layout.DataBytes));
            this[7] = (this[7] & ~0xffffUL) | (Layout.Low + (ulong)chance.Below((int)Layout.DataBytes));
        }
    }

    /// <summary>Makes a memory operand, and registers that lead it to a target.</summary>
    private void Aim(ref Instruction instruction, int i, OpCodeInfo info)
    {
        instruction.SetOpKind(i, OpKind.Memory);
        int size = Math.Max(1, Math.Max(instruction.MemorySize.GetSize(), info.OperandSize / 8));
        ulong target = Target(size);
        if (!is64 && chance.Percent(10))
        {
            Aim16(ref instruction);
            return;
        }

        if (is64 && chance.Percent(8))
            instruction.SegmentPrefix = Register.GS;
        else if (!is64 && chance.Percent(8))
            instruction.SegmentPrefix = chance.Of<Register>([Register.ES, Register.SS, Register.GS, Register.DS]);
        if (instruction.SegmentPrefix == Register.GS && is64)
            target -= Layout.GsBase;
        if (is64 && chance.Percent(15) && (long)(target - Layout.Start) is > int.MinValue and < int.MaxValue)
        {
            instruction.MemoryBase = Register.RIP;
            instruction.MemoryDisplacement64 = target;
            instruction.MemoryDisplSize = 8;
            return;
        }

        bool isShort = is64 && chance.Percent(8); // addresses of 32 bits
        int baseNumber = chance.Below(is64 ? 16 : 8);
        int indexNumber = chance.Below(is64 ? 16 : 8);
        bool hasBase = chance.Percent(90);
        bool hasIndex = indexNumber != StackPointer && chance.Percent(40);
        ulong displacement = (ulong)chance.Below(4) switch
        {
            0 => 0UL,
            1 => (ulong)(sbyte)chance.Next(),
            _ => (ulong)(int)chance.Integer(),
        };
        int scale = 1 << chance.Below(4);
        Register first = is64 && !isShort ? Register.RAX : Register.EAX;
        if (hasIndex)
        {
            instruction.MemoryIndex = first + indexNumber;
            instruction.MemoryIndexScale = scale;
        }

        ulong index = hasIndex ? this[indexNumber] * (ulong)scale : 0;
        if (hasBase && !(hasIndex && baseNumber == indexNumber))
        {
            instruction.MemoryBase = first + baseNumber;
            this[baseNumber] = (target - displacement - index) & (isShort ? uint.MaxValue : mask);
        }
        else
        {
            if (hasIndex)
                this[indexNumber] = (ulong)chance.Below(4096);
            int times = hasIndex ? scale : 0;
            if (hasBase)
                instruction.MemoryBase = first + baseNumber;
            times += hasBase ? 1 : 0;
            ulong register = hasIndex ? this[indexNumber] : hasBase ? this[baseNumber] : 0UL;
            displacement = target - (register * (uint)times);
        }

        instruction.MemoryDisplacement64 = is64 && !isShort ? (ulong)(int)displacement : (uint)displacement;
        instruction.MemoryDisplSize = instruction.MemoryBase == Register.None || displacement != 0 ? is64 && !isShort ? 8 : 4 : 0;
    }

    private void Aim16(ref Instruction instruction)
    {
        ulong target = Layout.Low + (ulong)chance.Below((int)Layout.DataBytes + 8) - 4;
        if (isAligned)
            target &= ~15UL;
        (Register Base, Register Index) = chance.Of<(Register, Register)>(
        [
            (Register.BX, Register.SI), (Register.BX, Register.DI), (Register.BP, Register.SI), (Register.BP, Register.DI),
            (Register.SI, Register.None), (Register.DI, Register.None), (Register.BX, Register.None),
        ]);
        instruction.MemoryBase = Base;
        instruction.MemoryIndex = Index;
        ulong displacement = chance.Percent(50) ? 0UL : (ushort)chance.Integer();
        instruction.MemoryDisplacement64 = displacement;
        instruction.MemoryDisplSize = displacement == 0 ? 0 : 2;
        ulong index = Index == Register.None ? 0 : this[Index - Register.AX];
        int number = Base - Register.AX;
        this[number] = (this[number] & ~0xffffUL) | ((target - index - displacement) & 0xffff);
    }

    private Register RegisterFor(OpCodeOperandKind kind)
    {
        int number = chance.Below(is64 ? 16 : 8);
        return kind switch
        {
            OpCodeOperandKind.r8_or_mem or OpCodeOperandKind.r8_reg or OpCodeOperandKind.r8_opcode =>
                chance.Below(is64 ? 20 : 8) + Register.AL,
            OpCodeOperandKind.r16_or_mem or OpCodeOperandKind.r16_reg or OpCodeOperandKind.r16_reg_mem
                or OpCodeOperandKind.r16_rm or OpCodeOperandKind.r16_opcode => Register.AX + number,
            OpCodeOperandKind.r32_or_mem or OpCodeOperandKind.r32_reg or OpCodeOperandKind.r32_reg_mem
                or OpCodeOperandKind.r32_rm or OpCodeOperandKind.r32_opcode or OpCodeOperandKind.r32_vvvv
                or OpCodeOperandKind.r32_or_mem_mpx => Register.EAX + number,
            OpCodeOperandKind.r64_or_mem or OpCodeOperandKind.r64_reg or OpCodeOperandKind.r64_reg_mem
                or OpCodeOperandKind.r64_rm or OpCodeOperandKind.r64_opcode or OpCodeOperandKind.r64_vvvv
                or OpCodeOperandKind.r64_or_mem_mpx => Register.RAX + number,
            OpCodeOperandKind.mm_or_mem or OpCodeOperandKind.mm_reg or OpCodeOperandKind.mm_rm =>
                Register.MM0 + (number & 7),
            OpCodeOperandKind.xmm_or_mem or OpCodeOperandKind.xmm_reg or OpCodeOperandKind.xmm_rm =>
                Register.XMM0 + number,
            OpCodeOperandKind.sti_opcode => Register.ST0 + (number & 7),
            OpCodeOperandKind.st0 => Register.ST0,
            OpCodeOperandKind.seg_reg => chance.Of<Register>(
                [Register.ES, Register.CS, Register.SS, Register.DS, Register.FS, Register.GS]),
            OpCodeOperandKind.es => Register.ES,
            OpCodeOperandKind.cs => Register.CS,
            OpCodeOperandKind.ss => Register.SS,
            OpCodeOperandKind.ds => Register.DS,
            OpCodeOperandKind.fs => Register.FS,
            OpCodeOperandKind.gs => Register.GS,
            OpCodeOperandKind.al => Register.AL,
            OpCodeOperandKind.cl => Register.CL,
            OpCodeOperandKind.ax => Register.AX,
            OpCodeOperandKind.dx => Register.DX,
            OpCodeOperandKind.eax => Register.EAX,
            OpCodeOperandKind.rax => Register.RAX,
            OpCodeOperandKind.cr_reg => chance.Of<Register>([Register.CR0, Register.CR2, Register.CR3, Register.CR4]),
            OpCodeOperandKind.dr_reg => chance.Of<Register>([Register.DR0, Register.DR1, Register.DR6, Register.DR7]),
            _ => Register.None,
        };
    }

    private sealed class CodeBytes : CodeWriter
    {
        private readonly List<byte> written = [];

        public int Count => written.Count;

        public void Clear() => written.Clear();

        public byte[] ToArray() => [.. written];

        public override void WriteByte(byte value) => written.Add(value);
    }
}
