namespace ActorKernel.Guest;

/// <summary>
/// Static x86-64 executables as the ABI describes them; segments apart from each other and inside the limits.
/// </summary>
internal sealed class StrictElf64Rules(ulong limit, ulong total) : ElfRules
{
    internal override ElfResult Parse(ReadOnlyMemory<byte> file)
    {
        if ((RefuseStart(file.Span) ?? RefuseHeader(file.Span)) is string start)
            return ElfResult.Refuse(start);

        ElfHeader elf = new(file.Span, is64: true);
        ulong entry = elf.Entry;
        List<ElfSegment> segments = [];
        ulong needed = 0;
        for (int i = 0; i < elf.ProgramHeaderCount; i++)
        {
            ulong offset = elf.ProgramHeaderOffset + ((ulong)i * ElfProgramHeader.Length64);
            if (offset < elf.ProgramHeaderOffset || ElfProgramHeader.Read64(file.Span, offset) is not ElfProgramHeader header)
                return ElfResult.Refuse(MissingHeader(i));
            if (header.Type != ElfProgramHeader.TypeLoad)
                continue;
            if (Refuse(i, header, segments, needed, file.Length) is string reason)
                return ElfResult.Refuse(reason);
            needed += header.MemorySize;
            segments.Add(header.ToSegment(file, header.Protection));
        }

        return segments.Exists(segment => StrictElfRules.Holds(segment, entry))
            ? ElfResult.Accept(new(entry, segments))
            : ElfResult.Refuse($"the entry 0x{entry:x} is in no executable segment");
    }

    private static string? RefuseHeader(ReadOnlySpan<byte> file)
    {
        ElfHeader elf = new(file, is64: true);
        if (elf.Class != ElfHeader.Class64)
            return $"the file's class is {elf.Class}, not {ElfHeader.Class64} for 64 bits";
        if (file.Length < ElfHeader.Length64)
            return $"the file has {file.Length} bytes, fewer than the {ElfHeader.Length64} of an ELF header";
        if (elf.Data != ElfHeader.LittleEndian)
            return $"the file's data encoding is {elf.Data}, not {ElfHeader.LittleEndian} for little endian";
        if (elf.Type != ElfHeader.TypeExecutable)
            return $"the file's type is {elf.Type}, not {ElfHeader.TypeExecutable} for an executable";
        if (elf.Machine != ElfHeader.MachineX64)
            return $"the file's machine is {elf.Machine}, not {ElfHeader.MachineX64} for x86-64";
        if (elf.ProgramHeaderSize != ElfProgramHeader.Length64)
            return $"the file's program headers have {elf.ProgramHeaderSize} bytes, not {ElfProgramHeader.Length64}";
        return null;
    }

    private string? Refuse(
        int number, in ElfProgramHeader header, List<ElfSegment> others, ulong needed, int fileLength)
    {
        string inMemory = Size(header.MemorySize);
        if (header.MemorySize < header.FileSize)
            return $"segment {number} has {Size(header.FileSize)} in the file, more than its {inMemory} in memory";
        if (header.MemorySize > total - needed)
            return $"segment {number} needs {inMemory}, more than the {Size(total - needed)} there are";
        if (header.Address > limit || header.MemorySize > limit - header.Address)
            return $"segment {number} at 0x{header.Address:x} with {inMemory} passes the limit 0x{limit:x}";
        foreach (ElfSegment other in others)
        {
            if (header.Overlaps(other))
                return $"segment {number} at 0x{header.Address:x} overlaps the one at 0x{other.Address:x}";
        }

        return RefuseBytes(number, header, fileLength);
    }
}
