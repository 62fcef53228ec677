namespace ActorKernel.Guest.Tests;

/// <summary>Pseudo-random numbers by SplitMix64: the same for a seed on every run and host.</summary>
internal sealed class Seeded(ulong seed)
{
    private ulong state = seed;

    public ulong Next()
    {
        state += 0x9e37_79b9_7f4a_7c15;
        ulong mixed = (state ^ (state >> 30)) * 0xbf58_476d_1ce4_e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d0_49bb_1331_11eb;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>From 0 up to, not including, <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);

    public byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
            bytes[i] = (byte)Next();
        return bytes;
    }
}
