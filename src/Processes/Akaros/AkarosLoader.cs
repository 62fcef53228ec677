using System.Text;
using ActorKernel.Guest;

namespace ActorKernel.Processes;

/// <summary>A fresh Akaros program: its segments with their rights, a stack, procdata and procinfo.</summary>
internal static class AkarosLoader
{
    private const uint Page = AddressSpace.PageSize;
    private const Protection ReadWrite = Protection.Read | Protection.Write;

    private static readonly ElfRules Rules = ElfRules.StrictWithin(AkarosLayout.ImageLimit, AkarosLayout.ImageLimit);

    public static LoadResult Load(Akaros akaros, in ProgramImage image)
    {
        ElfResult elf = ElfFile.Parse(image.File.Span.ToArray(), Rules);
        if (elf.File is not ElfFile file)
            return LoadResult.Fail(elf.Reason!);

        AddressSpace memory = new();
        memory.ReserveKernel(AkarosLayout.KernelBase, (1UL << 32) - AkarosLayout.KernelBase);
        string? reason = LoadSegments(memory, file, out uint end) ?? Share(memory, image, end);
        if (reason is not null)
        {
            memory.Dispose();
            return LoadResult.Fail(reason);
        }

        memory.Map(AkarosLayout.StackTop - AkarosLayout.StackLength, AkarosLayout.StackLength, ReadWrite);
        return new(
            new(image.Pid, image.Name, akaros, memory)
            {
                Entry = (uint)file.Entry,
                Registers = Registers.ForUser32((uint)file.Entry, AkarosLayout.StackTop),
            },
            null);
    }

    private static string? LoadSegments(AddressSpace memory, ElfFile file, out uint end)
    {
        end = 0;
        foreach (ElfSegment segment in file.Segments)
        {
            uint start = (uint)segment.Address & ~(Page - 1);
            uint stop = ((uint)(segment.Address + segment.MemorySize) + Page - 1) & ~(Page - 1);
            if (start == 0)
                return "a segment lies on the first page, which stays unmapped";
            if (!memory.Map(start, stop - start, segment.Protection))
                return $"the segment at 0x{segment.Address:x} shares a page with another";
            memory.Write(segment.Address, segment.Bytes.Span, Privilege.Kernel);
            end = Math.Max(end, stop);
        }

        return null;
    }

    private static string? Share(AddressSpace memory, in ProgramImage image, uint heapBottom)
    {
        memory.Map(AkarosLayout.ProcData, AkarosLayout.ProcDataLength, ReadWrite);
        memory.TryWriteUInt32(AkarosLayout.VcoreFlags, AkarosLayout.NoVcoreContext, Privilege.Kernel);

        memory.Map(AkarosLayout.ProcInfo, AkarosLayout.ProcInfoLength, Protection.Read);
        SetIdentity(memory, image.Pid.Number, image.Parent.Number);
        memory.TryWriteUInt32(AkarosLayout.InfoMaxVcores, 1, Privilege.Kernel);
        memory.TryWriteUInt64(AkarosLayout.InfoTscHz, image.Clock.TscHz, Privilege.Kernel);
        memory.TryWriteUInt32(AkarosLayout.InfoHeapBottom, heapBottom, Privilege.Kernel);
        return WriteArguments(memory, image.Arguments);
    }

    public static void SetIdentity(AddressSpace memory, int pid, int parent)
    {
        memory.TryWriteUInt32(AkarosLayout.InfoPid, (uint)pid, Privilege.Kernel);
        memory.TryWriteUInt32(AkarosLayout.InfoParent, (uint)parent, Privilege.Kernel);
    }

    /// <summary>argv, NULL, an empty environment, NULL.</summary>
    private static string? WriteArguments(AddressSpace memory, in Arguments arguments)
    {
        if (arguments.Values.Length > AkarosLayout.ArgumentPointers - 2)
            return $"{arguments.Values.Length} arguments are more than {AkarosLayout.ArgumentPointers - 2}";
        uint text = AkarosLayout.InfoArgumentText;
        uint pointer = AkarosLayout.InfoArguments;
        foreach (string argument in arguments.Values)
        {
            byte[] bytes = [.. Encoding.Latin1.GetBytes(argument), 0];
            if (text + bytes.Length > AkarosLayout.InfoArgumentText + AkarosLayout.ArgumentTextLength)
                return $"the arguments are longer than {AkarosLayout.ArgumentTextLength} bytes";
            memory.Write(text, bytes, Privilege.Kernel);
            memory.TryWriteUInt32(pointer, text, Privilege.Kernel);
            text += (uint)bytes.Length;
            pointer += 4;
        }

        return null;
    }
}
