namespace ActorKernel.Guest;

/// <summary>What a program can ask of the processor itself. The answers are fixed: no host shows through.</summary>
internal static unsafe class Processor
{
    private const uint HighestLeaf = 7;
    private const uint HighestExtendedLeaf = 0x8000_0008;
    private const uint Signature = 0x0000_0600; // family 6, a Pentium Pro as compilers mean by i686

    // Leaf 1, EDX: x87, TSC, CMPXCHG8B, CMOV, MMX, FXSR. ECX: MOVBE, POPCNT; CMPXCHG16B in 64-bit mode.
    // Leaf 7, EBX: BMI1, BMI2, ADX; and how the x87 keeps its pointers: an operand's only with an unmasked exception
    // (FDP_EXCPTN_ONLY), segments never.
    private const uint FeaturesEdx = (1u << 0) | (1u << 4) | (1u << 8) | (1u << 15) | (1u << 23) | (1u << 24);
    private const uint FeaturesEcx = (1u << 22) | (1u << 23);
    private const uint FeaturesEcx64 = 1u << 13;
    private const uint MoreFeaturesEbx = (1u << 3) | (1u << 6) | (1u << 8) | (1u << 13) | (1u << 19);

    // Leaf 0x80000001, ECX: LAHF in 64-bit mode, LZCNT. EDX: RDTSCP; SYSCALL and 64-bit mode.
    private const uint ExtendedFeaturesEcx = 1u << 5;
    private const uint ExtendedFeaturesEcx64 = 1u << 0;
    private const uint ExtendedFeaturesEdx = 1u << 27;
    private const uint ExtendedFeaturesEdx64 = (1u << 11) | (1u << 29);
    private const uint AddressBits = (48 << 8) | 48; // leaf 0x80000008: linear, physical

    // Leaf 1, with vectors: EDX has SSE and SSE2, ECX has SSE3, SSSE3, SSE4.1 and SSE4.2; AVX is absent.
    private const uint VectorsEdx = (1u << 25) | (1u << 26);
    private const uint VectorsEcx = (1u << 0) | (1u << 9) | (1u << 19) | (1u << 20);

    public static Op* Nothing(Cpu cpu, Op* op) => op + 1;

    /// <summary>rdtscp: the processor's number is always 0.</summary>
    public static Op* ReadTimeStampAndNumber(Cpu cpu, Op* op)
    {
        cpu.Registers.Ecx = 0;
        return ReadTimeStamp(cpu, op);
    }

    public static Op* Identify(Cpu cpu, Op* op)
    {
        ref Registers registers = ref cpu.Registers;
        bool is64 = cpu.Is64;
        uint vectorsEdx = cpu.Model.HasVectors ? VectorsEdx : 0;
        uint vectorsEcx = cpu.Model.HasVectors ? VectorsEcx : 0;
        (registers.Eax, registers.Ebx, registers.Ecx, registers.Edx) = (registers.Eax, registers.Ecx) switch
        {
            (0, _) => (HighestLeaf, Text("Acto"), Text("nel!"), Text("rKer")),
            (1, _) => (
                Signature,
                0u,
                FeaturesEcx | (is64 ? FeaturesEcx64 : 0) | vectorsEcx,
                FeaturesEdx | vectorsEdx),
            (7, 0) => (0u, MoreFeaturesEbx, 0u, 0u),
            (0x8000_0000, _) => (HighestExtendedLeaf, 0u, 0u, 0u),
            (0x8000_0001, _) => (
                0u,
                0u,
                ExtendedFeaturesEcx | (is64 ? ExtendedFeaturesEcx64 : 0),
                ExtendedFeaturesEdx | (is64 ? ExtendedFeaturesEdx64 : 0)),
            (0x8000_0008, _) => (is64 ? AddressBits : 0u, 0u, 0u, 0u),
            _ => (0u, 0u, 0u, 0u),
        };
        return op + 1;
    }

    public static Op* ReadTimeStamp(Cpu cpu, Op* op)
    {
        ulong value = cpu.TimeStamp(op);
        (cpu.Registers.Eax, cpu.Registers.Edx) = ((uint)value, (uint)(value >> 32));
        return op + 1;
    }

    private static uint Text(string four) => (uint)(four[0] | (four[1] << 8) | (four[2] << 16) | (four[3] << 24));
}
