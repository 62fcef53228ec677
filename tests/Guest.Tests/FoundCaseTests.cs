using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorKernel.Guest.Tests;

/// <summary>Every mismatch that the comparison with a real processor has found, as a row of found-cases.txt.</summary>
public sealed class FoundCaseTests
{
    private const uint Code = 0x2000_0800;
    private const uint Data = 0x1000_1000;
    private const uint Constants = 0x1000_5000;
    private const uint Page = AddressSpace.PageSize;

    private static readonly string[] General =
        ["rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"];

    public static TheoryData<string> Rows
    {
        get
        {
            using StreamReader reader = new(typeof(FoundCaseTests).Assembly.GetManifestResourceStream("found-cases.txt")!);
            return [.. reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#')];
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void What_was_found_stays_mended(string row)
    {
        string[] parts = row.Split('|');
        bool is64 = parts[0].StartsWith("x64", StringComparison.Ordinal);
        using AddressSpace memory = new(is64 ? 1UL << 47 : 1UL << 32);
        Assert.True(memory.Map(Code & ~(Page - 1), Page, Protection.Read | Protection.Execute));
        Assert.True(memory.Map(Data, 2 * Page, Protection.Read | Protection.Write));
        Assert.True(memory.Map(Constants, Page, Protection.Read));
        Assert.True(memory.Write(Code, Convert.FromHexString(parts[0][4..].Trim()), Privilege.Kernel));
        Registers registers = is64 ? Registers.ForUser64(Code, 0) : Registers.ForUser32(Code, 0);
        foreach ((string name, string value) in Settings(parts[1]))
            Set(ref registers, memory, name, value);

        ProcessorModel model = is64 ? ProcessorModel.X64 : ProcessorModel.I386WithVectors;
        Trap trap = new Interpreter(memory, new Gates(), model).Run(ref registers, 1, 0).Trap;

        foreach ((string name, string value) in Settings(parts[2]))
            Assert.Equal($"{name}={value}", $"{name}={Get(ref registers, memory, trap, name, value.Length / 2)}");
    }

    private static IEnumerable<(string Name, string Value)> Settings(string text) =>
        from setting in text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        let at = setting.IndexOf('=', StringComparison.Ordinal)
        orderby setting.StartsWith("fsw", StringComparison.Ordinal) descending // first, as the others count from its top
        select (setting[..at], setting[(at + 1)..]);

    private static void Set(ref Registers registers, AddressSpace memory, string name, string value)
    {
        ref FloatingPointRegisters x87 = ref registers.X87;
        if (name[0] == '[')
            Assert.True(memory.Write(Hex(name[1..^1]), Convert.FromHexString(value), Privilege.Kernel));
        else if (name.StartsWith("st", StringComparison.Ordinal))
            x87.Stack[Place(x87, name)] = new(Hex(value[5..]), (ushort)Hex(value[..4]));
        else if (name.StartsWith("xmm", StringComparison.Ordinal))
            registers.Xmm[int.Parse(name[3..])] = Vector128.Create(Hex(value[16..]), Hex(value[..16])).AsByte();
        else if (name == "fcw")
            x87.Control = (ushort)Hex(value);
        else if (name == "fsw")
            x87.Status = (ushort)Hex(value);
        else if (name == "used")
            x87.Used = (byte)Hex(value);
        else if (name == "fip")
            x87.InstructionPointer = Hex(value);
        else if (name == "flags")
            registers.Rflags = Hex(value);
        else
            General64(ref registers, name) = Hex(value);
    }

    private static string Get(ref Registers registers, AddressSpace memory, in Trap trap, string name, int length)
    {
        FloatingPointRegisters x87 = registers.X87;
        if (name == "trap")
        {
            return trap.Kind == TrapKind.None ? "none"
                : trap.Vector == Vectors.PageFault ? $"{trap.Vector}@{trap.Address:x}" : $"{trap.Vector}";
        }

        if (name[0] == '[')
        {
            byte[] bytes = new byte[length];
            Assert.True(memory.Read(Hex(name[1..^1]), bytes, Privilege.Kernel));
            return Convert.ToHexStringLower(bytes);
        }

        if (name.StartsWith("st", StringComparison.Ordinal))
        {
            Extended value = x87.Stack[Place(x87, name)];
            return $"{value.SignExponent:x4}:{value.Significand:x16}";
        }

        if (name.StartsWith("xmm", StringComparison.Ordinal))
        {
            Vector128<ulong> value = registers.Xmm[int.Parse(name[3..])].AsUInt64();
            return $"{value[1]:x16}{value[0]:x16}";
        }

        return name switch
        {
            "fcw" => $"{x87.Control:x}",
            "fsw" => $"{x87.Status:x}",
            "used" => $"{x87.Used:x}",
            "fip" => $"{x87.InstructionPointer:x}",
            "flags" => $"{registers.Rflags:x}",
            _ => $"{General64(ref registers, name):x}",
        };
    }

    private static int Place(in FloatingPointRegisters x87, string name) => ((x87.Status >> 11) + int.Parse(name[2..])) & 7;

    private static ref ulong General64(ref Registers registers, string name)
    {
        int number = Array.IndexOf(General, name);
        Assert.True(number >= 0, name);
        return ref Unsafe.Add(ref registers.Rax, number);
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber);
}
