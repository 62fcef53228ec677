using System.Collections.Frozen;
using Iced.Intel;

namespace ActorKernel.Guest;

/// <summary>Which processor an interpreter is: its mode, and what there is besides integers.</summary>
/// <remarks>Instructions that the model has not raise #UD, and cpuid does not tell of them.</remarks>
public sealed record ProcessorModel
{
    private static readonly FrozenSet<CpuidFeature> VectorFeatures =
    [
        CpuidFeature.SSE, CpuidFeature.SSE2, CpuidFeature.SSE3, CpuidFeature.SSSE3, CpuidFeature.SSE4_1,
        CpuidFeature.SSE4_2,
    ];

    /// <summary>What docs/CPU.md lists: instructions of other features are invalid.</summary>
    internal static FrozenSet<CpuidFeature> Features { get; } =
    [
        CpuidFeature.INTEL8086, CpuidFeature.INTEL8086_ONLY, CpuidFeature.INTEL186, CpuidFeature.INTEL286,
        CpuidFeature.INTEL386, CpuidFeature.INTEL486, CpuidFeature.X64, CpuidFeature.CMOV, CpuidFeature.MULTIBYTENOP,
        CpuidFeature.CX8, CpuidFeature.CMPXCHG16B, CpuidFeature.POPCNT, CpuidFeature.LZCNT, CpuidFeature.BMI1,
        CpuidFeature.BMI2, CpuidFeature.ADX, CpuidFeature.MOVBE, CpuidFeature.CPUID, CpuidFeature.TSC,
        CpuidFeature.RDTSCP, CpuidFeature.PAUSE, CpuidFeature.FPU, CpuidFeature.FPU287, CpuidFeature.FPU387,
        CpuidFeature.MMX, CpuidFeature.FXSR, .. VectorFeatures,
    ];

    private ProcessorModel()
    {
    }

    /// <summary>A 32-bit processor with x87 and MMX, as xv6 sets it up: CR4.OSFXSR is off.</summary>
    public static ProcessorModel I386 { get; } = new();

    /// <summary>A 32-bit processor with SSE to SSE4.2, for kernels that save its registers.</summary>
    public static ProcessorModel I386WithVectors { get; } = new() { HasVectors = true };

    /// <summary>64-bit mode, with SSE to SSE4.2. Code is in <see cref="Selectors.UserCode64"/>.</summary>
    public static ProcessorModel X64 { get; } = new() { Is64 = true, HasVectors = true };

    public bool HasVectors { get; private init; }

    public bool Is64 { get; private init; }

    /// <summary>Whether the features that docs/CPU.md lists include those of an instruction.</summary>
    internal static bool IsListed(Code code) => Array.TrueForAll(code.CpuidFeatures(), Features.Contains);

    /// <summary>Whether the instruction is there on this processor, if on any.</summary>
    internal bool Has(Code code) => HasVectors || !Array.Exists(code.CpuidFeatures(), VectorFeatures.Contains);

    /// <summary>The bits that addresses of code and linear addresses have.</summary>
    internal ulong AddressMask => Is64 ? ulong.MaxValue : uint.MaxValue;
}
