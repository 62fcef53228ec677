using ActorKernel.Guest;

namespace ActorKernel.Fuzz;

/// <summary>Where everything lies, at the same addresses on the host and in the guest.</summary>
internal static class Layout
{
    public const uint Page = AddressSpace.PageSize;

    /// <summary>Two pages that may be read and written, with nothing on either side.</summary>
    public const uint Data = 0x1000_1000;
    public const uint DataBytes = 2 * Page;
    public const uint DataEnd = Data + DataBytes;

    /// <summary>A page that may only be read.</summary>
    public const uint Constants = 0x1000_5000;

    /// <summary>Two pages that 16-bit addresses reach.</summary>
    public const uint Low = 0x8000;

    /// <summary>Two pages of breakpoints, with the instruction in the first.</summary>
    public const uint Code = 0x2000_0000;
    public const uint CodeBytes = 2 * Page;
    public const uint Start = Code + 0x800;
    public const int MostCode = 96;

    /// <summary>Where the host's registers are kept while the guest's are in use.</summary>
    public const uint Control = 0x3000_0000;

    /// <summary>Whether an access at this address could touch the host's own page.</summary>
    public static bool IsHostsOwn(ulong address) => address is > Control - Page and < Control + Page;

    /// <summary>What fs and gs add, in 64-bit mode.</summary>
    public const ulong GsBase = 0x0123_4560;
}
