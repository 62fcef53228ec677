using System.Text;

namespace ActorKernel.Guest.Programs.Tests;

/// <summary>The checks built for x86-64, at every level, on nothing but the interpreter: they write and exit.</summary>
public sealed class BareProgramTests
{
    private const ulong Limit = 1UL << 47;
    private const ulong MostBytes = 64UL << 20;
    private const ulong StackTop = 0x7fff_f000;
    private const ulong StackBytes = 1 << 20;
    private const long MostInstructions = 400_000_000;
    private const ulong WriteCall = 1;
    private const ulong ExitCall = 60;

    public static TheoryData<string> Programs =>
        [.. GuestFolder.Wanted.Select(wanted => wanted.Elf).Where(elf => GuestFolder.PersonalityOf(elf) == "x64")];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_64_bit_program_prints_the_same_here_as_on_the_host(string elf)
    {
        string name = Path.GetFileName(elf);
        name = name[..name.IndexOf("-x64-", StringComparison.Ordinal)];
        Assert.Equal(File.ReadAllText(GuestFolder.PathOf($"checks/expected/{name}.txt")), Run(elf));
    }

    private static string Run(string elf)
    {
        using AddressSpace memory = new(Limit);
        ElfResult parsed = ElfFile.Parse(File.ReadAllBytes(GuestFolder.PathOf("bin/" + elf)), ElfRules.Strict64Within(Limit, MostBytes));
        Assert.Null(parsed.Reason);
        foreach (ElfSegment segment in parsed.File!.Segments)
            Load(memory, segment);
        Assert.True(memory.Map(StackTop - StackBytes, StackBytes, Protection.Read | Protection.Write));
        Registers registers = Registers.ForUser64(parsed.File.Entry, StackTop);
        Interpreter interpreter = new(memory, new Gates(), ProcessorModel.X64);
        StringBuilder console = new();
        for (long left = MostInstructions; left > 0;)
        {
            RunResult result = interpreter.Run(ref registers, left, 0);
            left -= result.Retired + 1;
            Assert.Equal(TrapKind.SystemCall, result.Trap.Kind);
            if (registers.Rax == ExitCall)
                return console.ToString();
            Assert.Equal(WriteCall, registers.Rax);
            byte[] bytes = new byte[registers.Rdx];
            Assert.True(memory.Read(registers.Rsi, bytes, Privilege.User));
            console.Append(Encoding.Latin1.GetString(bytes));
            registers.Rax = registers.Rdx;
        }

        Assert.Fail($"{elf} does not end.");
        return "";
    }

    private static void Load(AddressSpace memory, in ElfSegment segment)
    {
        ulong start = segment.Address & ~(ulong)(AddressSpace.PageSize - 1);
        ulong end = (segment.Address + segment.MemorySize + AddressSpace.PageSize - 1) & ~(ulong)(AddressSpace.PageSize - 1);
        Assert.True(memory.Map(start, end - start, segment.Protection));
        Assert.True(memory.Write(segment.Address, segment.Bytes.Span, Privilege.Kernel));
    }
}
