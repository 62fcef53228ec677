using System.Buffers.Binary;
using System.Text;
using ActorKernel.Guest;

namespace ActorKernel.Processes;

/// <summary>A fresh xv6 program: image, guard page, one page of stack with the arguments.</summary>
/// <remarks>After exec.c. Every page is writable and executable but the guard page, which only the kernel may touch.</remarks>
internal static class Xv6Loader
{
    private const uint KernelBase = 0x8000_0000;
    private const uint KernelEnd = 0x8e00_0000; // of the physical memory mapped there
    private const uint DeviceBase = 0xfe00_0000;
    private const int NameLength = 15;
    private const uint Page = AddressSpace.PageSize;

    public static LoadResult Load(Xv6 xv6, in ProgramImage image, in Registers? caller)
    {
        int argumentsMax = image.Xv6.Limits.Arguments - 1; // the last is NULL
        if (image.Arguments.Values.Length > argumentsMax)
            return LoadResult.Fail($"{image.Arguments.Values.Length} arguments are more than {argumentsMax}");
        ElfResult elf = ElfFile.Parse(image.File.Span.ToArray(), ElfRules.Xv6);
        if (elf.File is not ElfFile file)
            return LoadResult.Fail(elf.Reason!);

        AddressSpace memory = new(KernelBase);
        memory.ReserveKernel(KernelBase, KernelEnd - KernelBase);
        memory.ReserveKernel(DeviceBase, (1UL << 32) - DeviceBase);
        string? reason = LoadSegments(memory, file, out uint size);
        if (reason is null && size > KernelBase - (2 * Page))
            reason = "the image leaves no room for a stack";
        if (reason is not null)
        {
            memory.Dispose();
            return LoadResult.Fail(reason);
        }

        memory.Map(size, Page, Protection.None);
        memory.Map(size + Page, Page, Protection.All);
        size += 2 * Page;
        if (PushArguments(memory, size, image.Arguments) is not uint esp)
        {
            memory.Dispose();
            return LoadResult.Fail("the arguments do not fit into the stack page");
        }

        string name = image.Name.Length > NameLength ? image.Name[..NameLength] : image.Name;
        Context context = new(image.Pid, name, xv6, memory)
        {
            Size = size,
            PageTables = Xv6Pages.Tables(Xv6Pages.Of(size)),
            TickAlarm = new(image.Xv6.AlarmReturn),
        };
        context.Registers = caller ?? Registers.ForUser32(0, 0); // exec leaves the other registers alone
        context.Registers.Eax = 0;
        context.Registers.Eip = (uint)file.Entry;
        context.Registers.Esp = esp;
        return new(context, null);
    }

    private static string? LoadSegments(AddressSpace memory, ElfFile file, out uint size)
    {
        size = 0;
        foreach (ElfSegment segment in file.Segments)
        {
            ulong end = segment.Address + segment.MemorySize;
            ulong mapped = RoundUp(size);
            if (end >= KernelBase)
                return "a segment reaches into the kernel's half";
            if (end > mapped && !memory.Map(mapped, RoundUp((uint)end) - mapped, Protection.All))
                return "the image cannot be mapped";
            size = Math.Max(size, (uint)end);
            if (!memory.Write(segment.Address, segment.Bytes.Span, Privilege.Kernel))
                return "a segment lies outside the image";
        }

        size = RoundUp(size);
        return null;
    }

    /// <summary>The strings, then argv, argv's address, argc and a return address that goes nowhere.</summary>
    private static uint? PushArguments(AddressSpace memory, uint top, in Arguments arguments)
    {
        uint bottom = top - Page;
        long esp = top;
        uint[] words = new uint[3 + arguments.Values.Length + 1];
        for (int i = 0; i < arguments.Values.Length; i++)
        {
            byte[] text = [.. Encoding.Latin1.GetBytes(arguments.Values[i]), 0];
            esp = (esp - text.Length) & ~3L;
            if (esp < bottom)
                return null;
            memory.Write((uint)esp, text, Privilege.Kernel);
            words[3 + i] = (uint)esp;
        }

        words[0] = 0xffff_ffff;
        words[1] = (uint)arguments.Values.Length;
        words[2] = (uint)(esp - ((arguments.Values.Length + 1) * 4));
        esp -= words.Length * 4;
        if (esp < bottom)
            return null;
        byte[] bytes = new byte[words.Length * 4];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), words[i]);
        memory.Write((uint)esp, bytes, Privilege.Kernel);
        return (uint)esp;
    }

    private static uint RoundUp(uint address) => (address + Page - 1) & ~(Page - 1);
}
