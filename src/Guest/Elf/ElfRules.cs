namespace ActorKernel.Guest;

/// <summary>What a kernel demands of a program file.</summary>
public abstract class ElfRules
{
    private protected ElfRules()
    {
    }

    /// <summary>xv6's exec: the magic number, and whatever the loading itself trips over (exec.c, vm.c).</summary>
    public static ElfRules Xv6 { get; } = new Xv6ElfRules();

    /// <summary>The whole of the i386 ABI for static executables, within 4 GiB.</summary>
    public static ElfRules Strict { get; } = StrictWithin(1UL << 32, 1UL << 32);

    /// <param name="limit">Address, in bytes, that no segment may pass.</param>
    /// <param name="total">Most memory, in bytes, that all segments together may need.</param>
    public static ElfRules StrictWithin(ulong limit, ulong total) => new StrictElfRules(limit, total);

    /// <summary>The same of the x86-64 ABI.</summary>
    /// <param name="limit">Address, in bytes, that no segment may pass; at most 2^47.</param>
    /// <param name="total">Most memory, in bytes, that all segments together may need.</param>
    public static ElfRules Strict64Within(ulong limit, ulong total) =>
        new StrictElf64Rules(Math.Min(limit, 1UL << 47), total);

    internal abstract ElfResult Parse(ReadOnlyMemory<byte> file);

    /// <summary>A size as people say it: "4 GiB", "52 bytes".</summary>
    private protected static string Size(ulong bytes)
    {
        const int UnitBits = 10;
        string[] units = ["bytes", "KiB", "MiB", "GiB"];
        int unit = 0;
        while (unit < units.Length - 1 && bytes != 0 && (bytes & ((1UL << UnitBits) - 1)) == 0)
        {
            bytes >>= UnitBits;
            unit++;
        }

        return $"{bytes} {units[unit]}";
    }

    private protected static string? RefuseStart(ReadOnlySpan<byte> file)
    {
        if (file.Length < ElfHeader.Length)
            return $"the file has {file.Length} bytes, fewer than the {ElfHeader.Length} of an ELF header";
        if (!new ElfHeader(file).HasMagic)
            return "the file does not start with the ELF magic number";
        return null;
    }

    private protected static string MissingHeader(int number) => $"the file ends before program header {number} does";

    private protected static string? RefuseSizes(int number, in ElfProgramHeader header)
    {
        string inMemory = Size(header.MemorySize);
        if (header.MemorySize < header.FileSize)
            return $"segment {number} has {Size(header.FileSize)} in the file, more than its {inMemory} in memory";
        if (header.End > uint.MaxValue)
            return $"segment {number} at 0x{header.Address:x} with {inMemory} wraps around the end of memory";
        return null;
    }

    private protected static string? RefuseBytes(int number, in ElfProgramHeader header, int fileLength)
    {
        ulong length = (ulong)fileLength;
        if (header.FileSize != 0 && (header.Offset > length || header.FileSize > length - header.Offset))
            return $"segment {number} ends at byte {(UInt128)header.Offset + header.FileSize} of a file of {fileLength}";
        return null;
    }
}
