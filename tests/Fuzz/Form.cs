using ActorKernel.Guest;
using Iced.Intel;

namespace ActorKernel.Fuzz;

/// <summary>One encoding of one instruction, in one mode.</summary>
internal sealed record Form(Code Code, bool Is64)
{
    public OpCodeInfo Info { get; } = Code.ToOpCode();

    public string Mode => Is64 ? "x64" : "i386";

    public override string ToString() => $"{Mode} {Code}";
}

/// <summary>All forms that the guest processor claims to know, and why some cannot be compared with the host.</summary>
internal static class FormList
{
    /// <summary>Known to the guest, but not for the host to judge: each with its reason.</summary>
    public static readonly IReadOnlyDictionary<Mnemonic, string> Incomparable = new Dictionary<Mnemonic, string>
    {
        [Mnemonic.Int] = "goes through the host's own interrupt table",
        [Mnemonic.Int1] = "is a single step to the harness",
        [Mnemonic.Int3] = "is the harness' own breakpoint",
        [Mnemonic.Into] = "goes through the host's own interrupt table",
        [Mnemonic.Syscall] = "is a call of the host's kernel",
        [Mnemonic.Sysenter] = "is a call of the host's kernel",
        [Mnemonic.Cpuid] = "tells of the host",
        [Mnemonic.Rdtsc] = "tells the host's time",
        [Mnemonic.Rdtscp] = "tells the host's time",
        [Mnemonic.Sldt] = "tells of the host's tables",
        [Mnemonic.Str] = "tells of the host's tables",
        [Mnemonic.Sgdt] = "tells of the host's tables",
        [Mnemonic.Sidt] = "tells of the host's tables",
        [Mnemonic.Smsw] = "tells of the host's control registers",
        [Mnemonic.Rcpps] = "is an approximation, another one on each processor",
        [Mnemonic.Rcpss] = "is an approximation, another one on each processor",
        [Mnemonic.Rsqrtps] = "is an approximation, another one on each processor",
        [Mnemonic.Rsqrtss] = "is an approximation, another one on each processor",
        [Mnemonic.Lar] = "tells of the host's segments",
        [Mnemonic.Lsl] = "tells of the host's segments",
        [Mnemonic.Verr] = "tells of the host's segments",
        [Mnemonic.Verw] = "tells of the host's segments",
        [Mnemonic.Lds] = "needs the host's selectors",
        [Mnemonic.Les] = "needs the host's selectors",
        [Mnemonic.Lss] = "needs the host's selectors",
        [Mnemonic.Lfs] = "needs the host's selectors",
        [Mnemonic.Lgs] = "needs the host's selectors",
        [Mnemonic.Retf] = "needs the host's selectors",
        [Mnemonic.Iret] = "needs the host's selectors",
        [Mnemonic.Iretd] = "needs the host's selectors",
        [Mnemonic.Iretq] = "needs the host's selectors",
    };

    public static List<Form> All(bool is64)
    {
        List<Form> forms = [];
        foreach (Code code in Enum.GetValues<Code>())
        {
            Form form = new(code, is64);
            if (form.Info.IsInstruction && (is64 ? form.Info.Mode64 : form.Info.Mode32) && ProcessorModel.IsListed(code)
                && Exclusions.ReasonFor(code) is null && !IsShortBranch(form))
                forms.Add(form);
        }

        return forms;
    }

    /// <summary>Null for a form that is compared.</summary>
    public static string? WhyNot(Form form)
    {
        if (Incomparable.TryGetValue(form.Code.Mnemonic(), out string? reason))
            return reason;
        for (int i = 0; i < form.Info.OpCount; i++)
        {
            switch (form.Info.GetOpKind(i))
            {
                case OpCodeOperandKind.seg_reg or OpCodeOperandKind.es or OpCodeOperandKind.cs or OpCodeOperandKind.ss
                    or OpCodeOperandKind.ds or OpCodeOperandKind.fs or OpCodeOperandKind.gs:
                    return "needs the host's selectors";
                case OpCodeOperandKind.farbr2_2 or OpCodeOperandKind.farbr4_2:
                    return "needs the host's selectors";
            }
        }

        return form.Code.ToString().StartsWith("Jmp_m16", StringComparison.Ordinal)
            || form.Code.ToString().StartsWith("Call_m16", StringComparison.Ordinal)
            ? "needs the host's selectors"
            : null;
    }

    /// <summary>A branch with an operand size prefix in 64-bit mode, which is ignored, but for AMD's processors.</summary>
    private static bool IsShortBranch(Form form) =>
        form.Is64 && form.Info.OperandSize == 16 && form.Code.FlowControl() is not (FlowControl.Next or FlowControl.Exception);
}
