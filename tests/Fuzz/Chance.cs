using System.Runtime.InteropServices;

namespace ActorKernel.Fuzz;

/// <summary>Pseudo-random numbers by SplitMix64, leaning towards the values that instructions trip over.</summary>
public sealed class Chance(ulong seed)
{
    private const int PoolBytes = 1 << 16;

    private static readonly ulong[] Edges =
    [
        0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff,
        0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, 0xffff_ffff_ffff_ffff, 0xffff_fffe, 0xffff_ffff_8000_0000,
    ];

    private static readonly byte[] Pool = MakePool();

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

    public bool Percent(int percent) => Below(100) < percent;

    public T Of<T>(ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>An integer: small, at an edge, of a random length, or anything.</summary>
    public ulong Integer() => Below(5) switch
    {
        0 => Next(),
        1 => Next() % 70,
        2 => Of<ulong>(Edges) + (Next() % 3) - 1,
        3 => (ulong)-(long)(Next() % 70),
        _ => Next() >> Below(64),
    };

    /// <summary>The bits of a number in single precision: zero, tiny, huge, infinite, no number, or plain.</summary>
    public uint Single()
    {
        uint sign = (uint)Below(2) << 31;
        uint fraction = Fraction(23);
        return sign | Below(10) switch
        {
            0 => 0,
            1 => fraction,
            2 => 0x7f80_0000,
            3 => 0x7f80_0000 | fraction,
            4 => 0x7f00_0000 | fraction,
            5 => 0x0080_0000 | fraction,
            6 => (uint)Next() & 0x7fff_ffff,
            7 => BitConverter.SingleToUInt32Bits(Below(1000)),
            _ => ((uint)(100 + Below(60)) << 23) | fraction,
        };
    }

    /// <summary>The bits of a number in double precision.</summary>
    public ulong Double()
    {
        ulong sign = (ulong)Below(2) << 63;
        ulong fraction = Percent(50) ? Next() >> 12 : (ulong)Fraction(23) << Below(30);
        return sign | Below(11) switch
        {
            0 => 0,
            1 => fraction,
            2 => 0x7ff0_0000_0000_0000,
            3 => 0x7ff0_0000_0000_0000 | fraction,
            4 => 0x7fe0_0000_0000_0000 | fraction,
            5 => 0x0010_0000_0000_0000 | fraction,
            6 => Next() >> 1,
            7 => BitConverter.DoubleToUInt64Bits(Below(1000)),
            8 => ((ulong)(1023 - 160 + Below(320)) << 52) | fraction, // about where single precision ends
            _ => ((ulong)(1000 + Below(90)) << 52) | fraction,
        };
    }

    /// <summary>A number in extended precision, now and then in one of the encodings that are none.</summary>
    public (ulong Significand, ushort SignExponent) Extended()
    {
        ushort sign = (ushort)(Below(2) << 15);
        ulong fraction = Below(3) switch { 0 => Next() >> 1, 1 => Next() >> 11 << 10, _ => Next() >> Below(63) >> 1 };
        ulong whole = Percent(4) ? 0 : 1UL << 63;
        (ulong significand, int exponent) = Below(14) switch
        {
            0 => (0UL, 0),
            1 => (fraction, 0),
            2 => (1UL << 63, 0x7fff),
            3 => (whole | fraction, 0x7fff),
            4 => (whole | fraction, 0x7ffe),
            5 => (whole | fraction, 1),
            6 => (whole | fraction, Below(0x8000)),
            7 => (whole | fraction, 0x3fff - 1100 + Below(2200)),
            8 => (whole | fraction, 0x3fff - 160 + Below(320)),
            9 => (1UL << 63, 0x3fff + Below(70)),
            _ => (whole | fraction, 0x3fff - 70 + Below(140)),
        };
        return (significand, (ushort)(sign | exponent));
    }

    /// <summary>Bytes of all kinds; always the same for a state of this.</summary>
    public ReadOnlySpan<byte> Bytes(int count) => Pool.AsSpan(Below(PoolBytes - count), count);

    /// <summary>Sixteen bytes that are numbers of one kind.</summary>
    public void Numbers(Span<byte> into)
    {
        switch (Below(4))
        {
            case 0:
                foreach (ref ulong value in MemoryMarshal.Cast<byte, ulong>(into))
                    value = Integer();
                break;
            case 1:
                foreach (ref uint value in MemoryMarshal.Cast<byte, uint>(into))
                    value = Single();
                break;
            case 2:
                foreach (ref ulong value in MemoryMarshal.Cast<byte, ulong>(into))
                    value = Double();
                break;
            default:
                (ulong significand, ushort signExponent) = Extended();
                MemoryMarshal.Write(into, significand);
                MemoryMarshal.Write(into[8..], signExponent);
                break;
        }
    }

    private uint Fraction(int bits) => Below(4) switch
    {
        0 => (uint)Next() >> (32 - bits),
        1 => 1u << Below(bits),
        2 => (1u << bits) - 1 - (uint)Below(3),
        _ => (uint)Below(4),
    };

    private static byte[] MakePool()
    {
        Chance chance = new(0x706f_6f6c);
        byte[] pool = new byte[PoolBytes];
        for (int i = 0; i < PoolBytes; i += 16)
            chance.Numbers(pool.AsSpan(i, 16));
        return pool;
    }
}
