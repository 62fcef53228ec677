using System.ComponentModel;
using System.Diagnostics;
using ActorKernel.Guest;

namespace ActorKernel.Benchmarks;

/// <summary>The interpreter on the kernels of guest/bench, against qemu-i386 on the same files; times are of one instruction.</summary>
internal static class InterpreterBenchmark
{
    private const double MaxRatio = 10;
    private const byte Gate = 0x80;
    private const uint ExitCall = 1;
    private const uint StackTop = 0x4000_0000;
    private const uint StackBytes = 1 << 16;

    /// <summary>Instructions between two looks at the clock in a machine: what a slice of a core has.</summary>
    private const long Slice = 100_000;

    public static IEnumerable<Row> Rows(bool isQuick)
    {
        bool hasPeer = HasQemu();
        if (!hasPeer)
            Console.WriteLine("qemu-i386 is not installed (Debian: qemu-user), so there is nothing to compare with.");
        foreach (string name in (string[])["alarm", "sieve", "crc32", "fib", "quicksort"])
        {
            string file = Path.Combine(Folder(), name);
            ElfFile elf = ElfFile.Parse(File.ReadAllBytes(file), ElfRules.Strict).File
                ?? throw new InvalidOperationException($"{file} is not an i386 program");
            long count = Run(elf);
            Subject interpreter = new(() => { }, () => Run(elf));
            Subject qemu = new(() => { }, () => RunQemu(file, count));
            yield return new(name, interpreter, hasPeer ? qemu : null, MaxRatio: hasPeer ? MaxRatio : null);
        }
    }

    private static long Run(ElfFile elf)
    {
        using AddressSpace memory = new();
        foreach (ElfSegment segment in elf.Segments)
        {
            ulong start = segment.Address & ~(ulong)(AddressSpace.PageSize - 1);
            ulong end = (segment.Address + segment.MemorySize + AddressSpace.PageSize - 1) & ~(ulong)(AddressSpace.PageSize - 1);
            for (ulong page = start; page < end; page += AddressSpace.PageSize)
            {
                if (!memory.IsMapped(page, AddressSpace.PageSize))
                    memory.Map(page, AddressSpace.PageSize, Protection.All);
            }

            memory.Write(segment.Address, segment.Bytes.Span, Privilege.Kernel);
        }

        memory.Map(StackTop - StackBytes, StackBytes, Protection.Read | Protection.Write);
        Interpreter interpreter = new(memory, new Gates(Gate));
        Registers registers = Registers.ForUser32((uint)elf.Entry, StackTop - 64); // where a host has argc and argv
        long retired = 0;
        while (true)
        {
            RunResult result = interpreter.Run(ref registers, Slice, (ulong)retired);
            retired += result.Retired;
            if (result.Trap.Kind == TrapKind.None)
                continue;
            if (result.Trap != Trap.SoftwareInterrupt(Gate))
                throw new InvalidOperationException($"the kernel ended in {result.Trap}");
            if (registers.Eax == ExitCall)
                return retired;
        }
    }

    private static long RunQemu(string file, long count)
    {
        using Process process = Process.Start("qemu-i386", file);
        process.WaitForExit();
        return count;
    }

    private static bool HasQemu()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("qemu-i386", "-version")
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>guest/bench/bin, above the folder the benchmark runs in.</summary>
    private static string Folder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string bin = Path.Combine(folder.FullName, "guest", "bench", "bin");
            if (Directory.Exists(bin))
                return bin;
        }

        throw new DirectoryNotFoundException("guest/bench/bin is not above the benchmark; run guest/bench/build");
    }
}
