namespace ActorKernel.Guest;

/// <summary>
/// Static i386 executables as the ABI describes them; segments apart from each other and inside the limits.
/// </summary>
internal sealed class StrictElfRules(ulong limit, ulong total) : ElfRules
{
    internal override ElfResult Parse(ReadOnlyMemory<byte> file)
    {
        if ((RefuseStart(file.Span) ?? RefuseHeader(new(file.Span))) is string start)
            return ElfResult.Refuse(start);

        ElfHeader elf = new(file.Span);
        ulong entry = elf.Entry;
        List<ElfSegment> segments = [];
        ulong needed = 0;
        for (int i = 0; i < elf.ProgramHeaderCount; i++)
        {
            ulong offset = elf.ProgramHeaderOffset + ((ulong)i * ElfProgramHeader.Length);
            if (ElfProgramHeader.Read(file.Span, offset) is not ElfProgramHeader header)
                return ElfResult.Refuse(MissingHeader(i));
            if (header.Type != ElfProgramHeader.TypeLoad)
                continue;
            if (Refuse(i, header, segments, needed, file.Length) is string reason)
                return ElfResult.Refuse(reason);
            needed += header.MemorySize;
            segments.Add(header.ToSegment(file, header.Protection));
        }

        return segments.Exists(segment => Holds(segment, entry))
            ? ElfResult.Accept(new(entry, segments))
            : ElfResult.Refuse($"the entry 0x{entry:x} is in no executable segment");
    }

    private static string? RefuseHeader(ElfHeader elf)
    {
        if (elf.Class != ElfHeader.Class32)
            return $"the file's class is {elf.Class}, not {ElfHeader.Class32} for 32 bits";
        if (elf.Data != ElfHeader.LittleEndian)
            return $"the file's data encoding is {elf.Data}, not {ElfHeader.LittleEndian} for little endian";
        if (elf.Type != ElfHeader.TypeExecutable)
            return $"the file's type is {elf.Type}, not {ElfHeader.TypeExecutable} for an executable";
        if (elf.Machine != ElfHeader.Machine386)
            return $"the file's machine is {elf.Machine}, not {ElfHeader.Machine386} for the i386";
        if (elf.ProgramHeaderSize != ElfProgramHeader.Length)
            return $"the file's program headers have {elf.ProgramHeaderSize} bytes, not {ElfProgramHeader.Length}";
        return null;
    }

    private string? Refuse(
        int number, in ElfProgramHeader header, List<ElfSegment> others, ulong needed, int fileLength)
    {
        if (RefuseSizes(number, header) is string sizes)
            return sizes;
        if (needed + header.MemorySize > total)
            return $"segment {number} needs {Size(header.MemorySize)}, more than the {Size(total - needed)} there are";
        if (header.End > limit)
            return $"segment {number} ends at 0x{header.End:x}, beyond the limit 0x{limit:x}";
        foreach (ElfSegment other in others)
        {
            if (header.Overlaps(other))
                return $"segment {number} at 0x{header.Address:x} overlaps the one at 0x{other.Address:x}";
        }

        return RefuseBytes(number, header, fileLength);
    }

    internal static bool Holds(ElfSegment segment, ulong address) =>
        (segment.Protection & Protection.Execute) != Protection.None
        && address >= segment.Address
        && address - segment.Address < segment.MemorySize;
}
