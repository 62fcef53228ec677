using Iced.Intel;

namespace ActorKernel.Guest;

/// <summary>Encodings the decoder knows, of features that are there, that are no instructions of this processor.</summary>
/// <remarks>docs/CPU.md has the same table; a test compares them.</remarks>
internal static class Exclusions
{
    private const string Prefixed = "two instructions, wait and the one without: each is there";

    private static readonly Dictionary<Code, string> reasons = new()
    {
        [Code.Finit] = Prefixed,
        [Code.Fclex] = Prefixed,
        [Code.Feni] = Prefixed,
        [Code.Fdisi] = Prefixed,
        [Code.Fsetpm] = Prefixed,
        [Code.Fstcw_m2byte] = Prefixed,
        [Code.Fstsw_m2byte] = Prefixed,
        [Code.Fstsw_AX] = Prefixed,
        [Code.Fstenv_m14byte] = Prefixed,
        [Code.Fstenv_m28byte] = Prefixed,
        [Code.Fsave_m94byte] = Prefixed,
        [Code.Fsave_m108byte] = Prefixed,
        [Code.Popw_CS] = "of the 8086 alone: its opcode has begun longer ones ever since",
        [Code.Ud0] = "the opcode of those with operands, read without them",
    };

    /// <summary>Null for an instruction.</summary>
    public static string? ReasonFor(Code code) => reasons.GetValueOrDefault(code);

    public static IReadOnlyDictionary<Code, string> Reasons => reasons;
}
