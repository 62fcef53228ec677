namespace ActorKernel.Processes;

/// <summary>The ranges that mmap has given out, and room for the next.</summary>
/// <remarks>Next fit, so that a long run of maps and unmaps does not search from the start each time.</remarks>
public sealed class Mappings
{
    public const uint Start = 0x4000_0000;
    public const uint End = 0x7f00_0000;

    private readonly SortedList<uint, uint> lengths = [];
    private uint next = Start;

    /// <summary>Takes room for that many bytes, a multiple of a page; null when there is none.</summary>
    public uint? Take(uint length)
    {
        uint? address = FirstFit(next, length) ?? FirstFit(Start, length);
        if (address is uint taken)
        {
            lengths.Add(taken, length);
            next = taken + length;
        }

        return address;
    }

    /// <summary>Gives back a range as it was taken, or a part of it; false when it was not all taken at once.</summary>
    public bool Give(uint address, uint length)
    {
        (uint start, uint taken) = lengths.LastOrDefault(range => range.Key <= address);
        uint before = address - start;
        if (length == 0 || taken <= before || length > taken - before)
            return false;
        lengths.Remove(start);
        if (before > 0)
            lengths.Add(start, before);
        if (length < taken - before)
            lengths.Add(address + length, taken - before - length);
        next = Math.Min(next, address);
        return true;
    }

    public Mappings Copy()
    {
        Mappings copy = new() { next = next };
        foreach ((uint address, uint length) in lengths)
            copy.lengths.Add(address, length);
        return copy;
    }

    private uint? FirstFit(uint from, uint length)
    {
        if (length == 0 || length > End - Start)
            return null;
        uint at = from;
        foreach ((uint address, uint taken) in lengths)
        {
            if (address + taken <= at)
                continue;
            if (address >= at && address - at >= length)
                break;
            at = address + taken;
        }

        return at <= End - length ? at : null;
    }
}
