using System.Runtime.Intrinsics;
using System.Text;
using ActorKernel.Guest;
using Iced.Intel;

namespace ActorKernel.Fuzz;

/// <summary>What the host and the guest made of a case, side by side.</summary>
internal static class Comparison
{
    private const Flags Compared = Flags.Status | Flags.Direction | Flags.AlignmentCheck | Flags.Identification
        | Flags.Interrupt | Flags.NestedTask;

    private static readonly string[] Names =
        ["rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"];

    /// <summary>Beyond what these instructions are made for, the manual says nothing of what they do.</summary>
    private static bool IsOutOfRange(Case made)
    {
        FloatingPointRegisters x87 = made.Registers.X87;
        Extended top = x87.Stack[(x87.Status >> 11) & 7];
        (int exponent, ulong significand) = (top.SignExponent & 0x7fff, top.Significand);
        return made.Instruction.Mnemonic switch
        {
            Mnemonic.F2xm1 => exponent > 0x3fff || (exponent == 0x3fff && significand << 1 != 0),
            Mnemonic.Fyl2xp1 => exponent > 0x3ffd || (exponent == 0x3ffd && significand > 0x95f6_1998_0c43_36f7), // 1 - sqrt(1/2)
            _ => false,
        };
    }

    /// <summary>Null if they agree, as far as the architecture says what there is to agree about.</summary>
    public static string? Differences(Case made, MachineState host, MachineState guest)
    {
        if (IsOutOfRange(made))
            return null;
        StringBuilder text = new();
        if (host.Trap != guest.Trap && !IsSameFault(host.Trap, guest.Trap))
            text.Append($" trap {guest.Trap} not {host.Trap};");
        for (int i = 0; i < Names.Length; i++)
        {
            if (host[i] != guest[i] && !IsUndefined(made, i))
                text.Append($" {Names[i]} {guest[i]:x} not {host[i]:x};");
        }

        if (host.Registers.Rip != guest.Registers.Rip)
            text.Append($" rip {guest.Registers.Rip:x} not {host.Registers.Rip:x};");
        Flags mask = Compared & ~Undefined(made, guest.Retired);
        Flags left = (Flags)host.Registers.Rflags & mask;
        Flags right = (Flags)guest.Registers.Rflags & mask;
        if (left != right)
            text.Append($" flags [{right}] not [{left}];");
        if (host.Registers.Mxcsr != guest.Registers.Mxcsr)
            text.Append($" mxcsr {guest.Registers.Mxcsr:x} not {host.Registers.Mxcsr:x};");
        for (int i = 0; i < VectorRegisters.Count; i++)
        {
            if (host.Registers.Xmm[i] != guest.Registers.Xmm[i])
                text.Append($" xmm{i} {Hex(guest.Registers.Xmm[i])} not {Hex(host.Registers.Xmm[i])};");
        }

        AddX87(text, made, host.Registers.X87, guest.Registers.X87);
        Add(text, Layout.Data, host.Data, guest.Data);
        Add(text, Layout.Low, host.Low, guest.Low);
        return text.Length == 0 ? null : text.ToString();
    }

    public static string Describe(Case made)
    {
        Registers registers = made.Registers;
        StringBuilder text = new();
        foreach (Register used in (Register[])[made.Instruction.Op0Register, made.Instruction.Op1Register, made.Instruction.Op2Register])
        {
            if (used.IsXMM())
                text.Append($"{used}={Hex(registers.Xmm[used - Register.XMM0])} mxcsr={registers.Mxcsr:x} ");
        }

        FloatingPointRegisters x87 = registers.X87;
        string mnemonic = made.Instruction.Mnemonic.ToString();
        if (mnemonic[0] == 'F')
        {
            text.Append($"fcw={x87.Control:x} fsw={x87.Status:x} used={x87.Used:x}");
            for (int i = 0; i < FloatingPointStack.Count; i++)
                text.Append($" st{i}={Hex(x87.Stack[((x87.Status >> 11) + i) & 7])}");
            text.Append(' ');
        }

        MachineState state = new() { Registers = registers };
        for (int i = 0; i < Names.Length; i++)
        {
            if (state[i] != 0)
                text.Append($"{Names[i]}={state[i]:x} ");
        }

        return text.Append($"flags={registers.Rflags:x}").ToString();
    }

    /// <summary>Upper addresses are the host's own: whether a page is there is not compared.</summary>
    private static bool IsSameFault(Trap host, Trap guest) =>
        host.Vector == Vectors.PageFault && host.Address > 0x7f00_0000_0000
        && (host with { ErrorCode = host.ErrorCode & ~Trap.Present }) == (guest with { ErrorCode = guest.ErrorCode & ~Trap.Present });

    private static Flags Undefined(Case made, int retired)
    {
        RflagsBits bits = made.More.Count == 0 ? made.UndefinedAfter[0]
            : retired > 0 ? made.UndefinedAfter[retired - 1] : RflagsBits.None;
        return Flag(bits, RflagsBits.CF, Flags.Carry) | Flag(bits, RflagsBits.PF, Flags.Parity)
            | Flag(bits, RflagsBits.AF, Flags.Adjust) | Flag(bits, RflagsBits.ZF, Flags.Zero)
            | Flag(bits, RflagsBits.SF, Flags.Sign) | Flag(bits, RflagsBits.OF, Flags.Overflow);
    }

    private static Flags Flag(RflagsBits bits, RflagsBits bit, Flags flag) =>
        (bits & bit) != RflagsBits.None ? flag : Flags.None;

    /// <summary>The result in a register is undefined (SDM volume 2, at each of these instructions).</summary>
    private static bool IsUndefined(Case made, int register)
    {
        Instruction instruction = made.Instruction;
        if (instruction.Op0Kind != OpKind.Register || Number(instruction.Op0Register) != register)
            return false;
        return instruction.Code switch
        {
            Code.Bswap_r16 => true,
            Code.Shld_rm16_r16_imm8 or Code.Shrd_rm16_r16_imm8 => (instruction.Immediate8 & 31) > 16,
            Code.Shld_rm16_r16_CL or Code.Shrd_rm16_r16_CL => (made.Registers.Rcx & 31) > 16,
            _ => false,
        };
    }

    private static string Hex(Vector128<byte> value) => $"{value.AsUInt64()[1]:x16}{value.AsUInt64()[0]:x16}";

    private static int Number(Register register)
    {
        Register full = register.GetFullRegister();
        return full is >= Register.RAX and <= Register.R15 ? full - Register.RAX : -1;
    }

    private static void AddX87(StringBuilder text, Case made, in FloatingPointRegisters host, in FloatingPointRegisters guest)
    {
        if (host.Control != guest.Control)
            text.Append($" fcw {guest.Control:x} not {host.Control:x};");
        ushort ignored = IsTranscendental(made) ? (ushort)0x200 : (ushort)0; // C1: which way it was rounded
        if (((host.Status ^ guest.Status) & ~ignored) != 0)
            text.Append($" fsw {guest.Status:x} not {host.Status:x};");
        if (host.Used != guest.Used)
            text.Append($" used {guest.Used:x} not {host.Used:x};");
        for (int i = 0; i < FloatingPointStack.Count; i++)
        {
            Extended left = guest.Stack[i];
            Extended right = host.Stack[i];
            if (left != right && !(IsTranscendental(made) && IsNear(left, right)))
                text.Append($" r{i} {Hex(left)} not {Hex(right)};");
        }

        if (!HostProcessor.KeepsPointersAlike)
            return;
        if (host.InstructionPointer != guest.InstructionPointer)
            text.Append($" fip {guest.InstructionPointer:x} not {host.InstructionPointer:x};");
        if (host.DataPointer != guest.DataPointer)
            text.Append($" fdp {guest.DataPointer:x} not {host.DataPointer:x};");
        if (host.Opcode != guest.Opcode)
            text.Append($" fop {guest.Opcode:x} not {host.Opcode:x};");
    }

    /// <summary>The manual promises a result within a unit in the last place, no more.</summary>
    private static bool IsTranscendental(Case made) => IsTranscendental(made.Instruction.Mnemonic);

    public static bool IsTranscendental(Mnemonic mnemonic) => mnemonic
        is Mnemonic.F2xm1 or Mnemonic.Fyl2x or Mnemonic.Fyl2xp1 or Mnemonic.Fpatan or Mnemonic.Fptan
        or Mnemonic.Fsin or Mnemonic.Fcos or Mnemonic.Fsincos;

    private static bool IsNear(Extended left, Extended right)
    {
        Int128 distance = Place(left) - Place(right);
        return distance >= -1 && distance <= 1;

        static Int128 Place(Extended value)
        {
            Int128 size = ((Int128)(value.SignExponent & 0x7fff) << 63) + (Int128)(value.Significand & (ulong.MaxValue >> 1));
            return value.IsNegative ? -size : size;
        }
    }

    private static string Hex(Extended value) => $"{value.SignExponent:x4}:{value.Significand:x16}";

    private static void Add(StringBuilder text, uint start, ReadOnlySpan<byte> host, ReadOnlySpan<byte> guest)
    {
        int at = host.CommonPrefixLength(guest);
        if (at < host.Length)
        {
            int count = Math.Min(16, host.Length - at);
            text.Append($" [{start + at:x}] {Convert.ToHexString(guest.Slice(at, count))}"
                + $" not {Convert.ToHexString(host.Slice(at, count))};");
        }
    }
}
