namespace ActorKernel.Guest;

/// <summary>The checks of xv6's exec, in its order: nothing that loading does not trip over is looked at.</summary>
/// <remarks>exec.c and, for growing and loading the image, allocuvm and loaduvm in vm.c.</remarks>
internal sealed class Xv6ElfRules : ElfRules
{
    private const ulong KernelBase = 0x8000_0000;

    internal override ElfResult Parse(ReadOnlyMemory<byte> file)
    {
        if (RefuseStart(file.Span) is string start)
            return ElfResult.Refuse(start);

        ElfHeader elf = new(file.Span);
        List<ElfSegment> segments = [];
        ulong imageEnd = 0;
        for (int i = 0; i < elf.ProgramHeaderCount; i++)
        {
            ulong offset = elf.ProgramHeaderOffset + ((ulong)i * ElfProgramHeader.Length);
            if (ElfProgramHeader.Read(file.Span, offset) is not ElfProgramHeader header)
                return ElfResult.Refuse(MissingHeader(i));
            if (header.Type != ElfProgramHeader.TypeLoad)
                continue;
            if (Refuse(i, header, imageEnd, file.Length) is string reason)
                return ElfResult.Refuse(reason);
            imageEnd = Math.Max(imageEnd, header.End);
            segments.Add(header.ToSegment(file, Protection.All));
        }

        return ElfResult.Accept(new(elf.Entry, segments));
    }

    private static string? Refuse(int number, in ElfProgramHeader header, ulong imageEnd, int fileLength)
    {
        if (RefuseSizes(number, header) is string sizes)
            return sizes;
        if (header.End >= KernelBase)
            return $"segment {number} ends at 0x{header.End:x}, not below the kernel at 0x{KernelBase:x}";
        if (imageEnd == 0 && header.End == 0)
            return $"segment {number} is empty, at address 0, before any other"; // exec takes the size 0 for a failure
        if (header.Address % AddressSpace.PageSize != 0)
            return $"segment {number} at 0x{header.Address:x} does not start on a page";
        return RefuseBytes(number, header, fileLength);
    }
}
