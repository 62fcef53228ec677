using System.Numerics;

namespace ActorKernel.Engine;

/// <summary>Numbers that are a function of a seed and a name, so that no one's draws shift another's.</summary>
/// <remarks>xoshiro256** by Blackman and Vigna, its state filled by SplitMix64 as they advise.</remarks>
internal sealed class RandomStream
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;

    public RandomStream(ulong seed)
    {
        s0 = SplitMix(ref seed);
        s1 = SplitMix(ref seed);
        s2 = SplitMix(ref seed);
        s3 = SplitMix(ref seed);
    }

    public RandomStream(ulong seed, string name)
        : this(Derive(seed, name))
    {
    }

    public static ulong Derive(ulong seed, string name) => seed ^ Fnv(name);

    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        ulong t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    public ulong UpTo(ulong most) => Scale(Next(), most);

    /// <summary>The next number of a stream of one word.</summary>
    public static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    /// <summary>0 to <paramref name="most"/>, both included.</summary>
    public static ulong Scale(ulong random, ulong most) =>
        most == ulong.MaxValue ? random : Math.BigMul(random, most + 1, out _);

    private static ulong Fnv(string text)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (char character in text)
        {
            hash = (hash ^ (byte)character) * 0x100000001b3;
            hash = (hash ^ (byte)(character >> 8)) * 0x100000001b3;
        }

        return hash;
    }
}
