namespace ActorKernel.Guest;

/// <summary>What a program can ask of the processor itself. The answers are fixed: no host shows through.</summary>
internal static unsafe class Processor
{
    private const uint HighestLeaf = 1;
    private const uint HighestExtendedLeaf = 0x8000_0001;
    private const uint Signature = 0x0000_0600; // family 6, a Pentium Pro as compilers mean by i686

    // Leaf 1, EDX: TSC, CMPXCHG8B, CMOV; no x87, MMX or SSE. ECX: POPCNT. Leaf 0x80000001, ECX: LZCNT.
    private const uint FeaturesEdx = (1u << 4) | (1u << 8) | (1u << 15);
    private const uint FeaturesEcx = 1u << 23;
    private const uint ExtendedFeaturesEcx = 1u << 5;

    public static Op* Nothing(Cpu cpu, Op* op) => op + 1;

    public static Op* Identify(Cpu cpu, Op* op)
    {
        ref Registers registers = ref cpu.Registers;
        (registers.Eax, registers.Ebx, registers.Ecx, registers.Edx) = registers.Eax switch
        {
            0 => (HighestLeaf, Text("Acto"), Text("nel!"), Text("rKer")),
            1 => (Signature, 0u, FeaturesEcx, FeaturesEdx),
            0x8000_0000 => (HighestExtendedLeaf, 0u, 0u, 0u),
            0x8000_0001 => (0u, 0u, ExtendedFeaturesEcx, 0u),
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
