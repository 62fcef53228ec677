using ActorKernel.Guest;

namespace ActorKernel.Processes;

/// <summary>What xv6 takes of the machine's memory for a program, in pages (kalloc.c, vm.c).</summary>
/// <remarks>
/// Page-table pages are not given back before the program ends, even by growth that failed and was undone.
/// </remarks>
internal static class Xv6Pages
{
    /// <summary>A page directory, with the tables for the kernel's 224 MiB and for the devices.</summary>
    public const long Directory = 1 + 56 + 8;

    /// <summary>A process' kernel stack.</summary>
    public const long KernelStack = 1;

    private const uint Page = AddressSpace.PageSize;
    private const long PagesInTable = 1024;

    public static long Of(uint size) => (size + (long)Page - 1) / Page;

    /// <summary>Page tables for a program of so many pages, which start at address 0.</summary>
    public static long Tables(long pages) => (pages + PagesInTable - 1) / PagesInTable;

    /// <summary>Pages to charge for growing, tables included.</summary>
    public static long Growth(long from, long to, long tables) => to - from + Math.Max(0, Tables(to) - tables);

    /// <summary>Where growth ends for want of memory.</summary>
    /// <param name="free">The pages there are.</param>
    public static Shortage Shortage(long from, long to, long tables, long free)
    {
        long before = tables;
        for (long at = from; at < to;)
        {
            if (free == 0)
                break;
            if (at / PagesInTable >= tables)
            {
                if (free == 1)
                    return new("allocuvm out of memory (2)\n", tables - before);
                free--;
                tables++;
            }

            long step = Math.Min(free, Math.Min(to, Tables(at + 1) * PagesInTable) - at);
            at += step;
            free -= step;
        }

        return new("allocuvm out of memory\n", tables - before);
    }
}

/// <summary>What a growth that failed leaves behind.</summary>
/// <param name="Text">What the kernel prints.</param>
/// <param name="Tables">Page tables that it made, and that stay.</param>
internal readonly record struct Shortage(string Text, long Tables);
