namespace ActorKernel.Guest;

/// <summary>Which processor an interpreter is: its mode, and what there is besides integers.</summary>
/// <remarks>Instructions that the model has not raise #UD, and cpuid does not tell of them.</remarks>
public sealed record ProcessorModel
{
    private ProcessorModel()
    {
    }

    /// <summary>A 32-bit processor for integers only, as xv6 sets it up: CR4.OSFXSR is off.</summary>
    public static ProcessorModel I386 { get; } = new();

    /// <summary>A 32-bit processor with SSE to SSE4.2, for kernels that save its registers.</summary>
    public static ProcessorModel I386WithVectors { get; } = new() { HasVectors = true };

    /// <summary>64-bit mode, with SSE to SSE4.2. Code is in <see cref="Selectors.UserCode64"/>.</summary>
    public static ProcessorModel X64 { get; } = new() { Is64 = true, HasVectors = true };

    public bool HasVectors { get; private init; }

    public bool Is64 { get; private init; }

    /// <summary>The bits that addresses of code and linear addresses have.</summary>
    internal ulong AddressMask => Is64 ? ulong.MaxValue : uint.MaxValue;
}
