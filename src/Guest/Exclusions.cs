using Iced.Intel;

namespace ActorKernel.Guest;

/// <summary>Codes of the decoder that are of a listed feature, but no instructions of this processor.</summary>
/// <remarks>docs/CPU.md has the same table, which a test compares with this one.</remarks>
internal static class Exclusions
{
    private const string Prefixed = "a wait and the instruction without one: two instructions, each of which is there";

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
        [Code.Ud0] = "an opcode that is invalid on purpose, in an encoding older than its operands",
    };

    /// <summary>Null for an instruction.</summary>
    public static string? ReasonFor(Code code) => reasons.GetValueOrDefault(code);

    public static IEnumerable<Code> Codes => reasons.Keys;
}
