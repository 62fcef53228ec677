namespace ActorKernel.Devices;

/// <summary>Where a program's event queue may lie: below Akaros' UWLIM, in a 32- or 64-bit address space.</summary>
internal static class EventQueueRange
{
    public static ulong Mask(int wordBytes) => wordBytes == 4 ? uint.MaxValue : ulong.MaxValue;

    public static bool IsUser(ulong queue, int wordBytes)
    {
        (ulong limit, ulong size) = wordBytes == 4 ? (0x7f80_0000UL, 20UL) : (0x7f7f_ffe0_0000UL, 32UL);
        return queue < limit && queue + size <= limit;
    }
}
