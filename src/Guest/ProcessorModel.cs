namespace ActorKernel.Guest;

/// <summary>Which processor an interpreter is: its mode, and what there is besides integers.</summary>
/// <remarks>Instructions that the model has not raise #UD, and cpuid does not tell of them.</remarks>
public sealed record ProcessorModel
{
    private ProcessorModel()
    {
    }

    /// <summary>A 32-bit processor for integers only, as xv6 sets it up: CR0.EM is on, CR4.OSFXSR off.</summary>
    public static ProcessorModel I386 { get; } = new();

    /// <summary>64-bit mode. Programs find their code in <see cref="Selectors.UserCode64"/>.</summary>
    public static ProcessorModel X64 { get; } = new() { Is64 = true };

    public bool Is64 { get; private init; }

    /// <summary>The bits that addresses of code and linear addresses have.</summary>
    internal ulong AddressMask => Is64 ? ulong.MaxValue : uint.MaxValue;
}
