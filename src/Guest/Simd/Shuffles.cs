using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vector = System.Runtime.Intrinsics.Vector128<byte>;

namespace ActorKernel.Guest;

/// <summary>What instructions that move elements about make of their operands.</summary>
internal static class Shuffles
{
    public static Vector UnpackLowBytes(Vector a, Vector b) => Interleave<byte>(a, b, 0);

    public static Vector UnpackLowWords(Vector a, Vector b) => Interleave<ushort>(a, b, 0);

    public static Vector UnpackLowDwords(Vector a, Vector b) => Interleave<uint>(a, b, 0);

    public static Vector UnpackLowQwords(Vector a, Vector b) => Interleave<ulong>(a, b, 0);

    public static Vector UnpackHighBytes(Vector a, Vector b) => Interleave<byte>(a, b, 1);

    public static Vector UnpackHighWords(Vector a, Vector b) => Interleave<ushort>(a, b, 1);

    public static Vector UnpackHighDwords(Vector a, Vector b) => Interleave<uint>(a, b, 1);

    public static Vector UnpackHighQwords(Vector a, Vector b) => Interleave<ulong>(a, b, 1);

    public static Vector PackSignedWords(Vector a, Vector b) =>
        Vector128.Narrow(Clamp(a.AsInt16(), -128, 127), Clamp(b.AsInt16(), -128, 127)).AsByte();

    public static Vector PackUnsignedWords(Vector a, Vector b) =>
        Vector128.Narrow(Clamp(a.AsInt16(), 0, 255).AsUInt16(), Clamp(b.AsInt16(), 0, 255).AsUInt16());

    public static Vector PackSignedDwords(Vector a, Vector b) =>
        Vector128.Narrow(Clamp(a.AsInt32(), short.MinValue, short.MaxValue), Clamp(b.AsInt32(), short.MinValue, short.MaxValue))
            .AsByte();

    public static Vector PackUnsignedDwords(Vector a, Vector b) =>
        Vector128.Narrow(Clamp(a.AsInt32(), 0, 0xffff).AsUInt32(), Clamp(b.AsInt32(), 0, 0xffff).AsUInt32()).AsByte();

    /// <summary>pshufb: a place with its highest bit set gives zero.</summary>
    public static Vector ShuffleBytes(Vector a, Vector b)
    {
        Vector result = default;
        ReadOnlySpan<byte> from = Bytes(in a);
        ReadOnlySpan<byte> places = Bytes(in b);
        Span<byte> into = MemoryMarshal.AsBytes(new Span<Vector>(ref result));
        for (int i = 0; i < into.Length; i++)
            into[i] = places[i] >= 0x80 ? (byte)0 : from[places[i] & 15];
        return result;
    }

    public static Vector ShuffleDwords(Vector a, Vector b, int order) => Select<uint>(b, b, order, 2, 4, 4);

    public static Vector ShuffleLowWords(Vector a, Vector b, int order) =>
        Vector128.Create(Select<ushort>(b, b, order, 2, 4, 4).GetLower(), b.GetUpper());

    public static Vector ShuffleHighWords(Vector a, Vector b, int order)
    {
        Vector swapped = Vector128.Create(b.GetUpper(), b.GetLower());
        return Vector128.Create(b.GetLower(), Select<ushort>(swapped, swapped, order, 2, 4, 4).GetLower());
    }

    public static Vector ShuffleSingles(Vector a, Vector b, int order) => Select<uint>(a, b, order, 2, 2, 4);

    public static Vector ShuffleDoubles(Vector a, Vector b, int order) => Select<ulong>(a, b, order, 1, 1, 2);

    /// <summary>palignr: sixteen bytes of the second operand with the first above it.</summary>
    public static Vector AlignRight(Vector a, Vector b, int count)
    {
        Vector result = default;
        Span<byte> into = MemoryMarshal.AsBytes(new Span<Vector>(ref result));
        for (int i = 0; i < into.Length; i++)
        {
            int place = i + count;
            into[i] = place < 16 ? Bytes(in b)[place] : place < 32 ? Bytes(in a)[place - 16] : (byte)0;
        }

        return result;
    }

    public static Vector BlendWords(Vector a, Vector b, int mask) => Blend<ushort>(a, b, mask);

    public static Vector BlendSingles(Vector a, Vector b, int mask) => Blend<uint>(a, b, mask);

    public static Vector BlendDoubles(Vector a, Vector b, int mask) => Blend<ulong>(a, b, mask);

    /// <summary>mpsadbw: sums of four differences, at eight places.</summary>
    public static Vector SumBlocks(Vector a, Vector b, int control)
    {
        Vector result = default;
        Span<ushort> into = MemoryMarshal.Cast<Vector, ushort>(new Span<Vector>(ref result));
        int first = (control >> 2 & 1) * 4;
        int second = (control & 3) * 4;
        for (int i = 0; i < 8; i++)
        {
            for (int k = 0; k < 4; k++)
                into[i] += (ushort)Math.Abs(Bytes(in a)[first + i + k] - Bytes(in b)[second + k]);
        }

        return result;
    }

    public static Vector DuplicateLowDouble(Vector a, Vector b) => UnpackLowQwords(b, b);

    public static Vector DuplicateHighSingles(Vector a, Vector b) => Select<uint>(b, b, 0xf5, 2, 4, 4);

    public static Vector DuplicateLowSingles(Vector a, Vector b) => Select<uint>(b, b, 0xa0, 2, 4, 4);

    private static Vector Interleave<T>(Vector a, Vector b, int half)
        where T : unmanaged
    {
        Vector result = default;
        ReadOnlySpan<T> left = MemoryMarshal.Cast<Vector, T>(new ReadOnlySpan<Vector>(in a));
        ReadOnlySpan<T> right = MemoryMarshal.Cast<Vector, T>(new ReadOnlySpan<Vector>(in b));
        Span<T> into = MemoryMarshal.Cast<Vector, T>(new Span<Vector>(ref result));
        int start = half * into.Length / 2;
        for (int i = 0; i < into.Length / 2; i++)
            (into[2 * i], into[(2 * i) + 1]) = (left[start + i], right[start + i]);
        return result;
    }

    /// <summary>Elements by an order of few bits each: the first ones from one operand, the others from another.</summary>
    private static Vector Select<T>(Vector a, Vector b, int order, int bits, int fromFirst, int count)
        where T : unmanaged
    {
        Vector result = default;
        ReadOnlySpan<T> left = MemoryMarshal.Cast<Vector, T>(new ReadOnlySpan<Vector>(in a));
        ReadOnlySpan<T> right = MemoryMarshal.Cast<Vector, T>(new ReadOnlySpan<Vector>(in b));
        Span<T> into = MemoryMarshal.Cast<Vector, T>(new Span<Vector>(ref result));
        for (int i = 0; i < count; i++)
        {
            int place = (order >> (i * bits)) & ((1 << bits) - 1);
            into[i] = i < fromFirst ? left[place] : right[place];
        }

        return result;
    }

    private static Vector Blend<T>(Vector a, Vector b, int mask)
        where T : unmanaged
    {
        Vector result = a;
        ReadOnlySpan<T> right = MemoryMarshal.Cast<Vector, T>(new ReadOnlySpan<Vector>(in b));
        Span<T> into = MemoryMarshal.Cast<Vector, T>(new Span<Vector>(ref result));
        for (int i = 0; i < into.Length; i++)
        {
            if (((mask >> i) & 1) != 0)
                into[i] = right[i];
        }

        return result;
    }

    private static Vector128<short> Clamp(Vector128<short> value, short least, short most) =>
        Vector128.Min(Vector128.Max(value, Vector128.Create(least)), Vector128.Create(most));

    private static Vector128<int> Clamp(Vector128<int> value, int least, int most) =>
        Vector128.Min(Vector128.Max(value, Vector128.Create(least)), Vector128.Create(most));

    private static ReadOnlySpan<byte> Bytes(in Vector value) => MemoryMarshal.AsBytes(new ReadOnlySpan<Vector>(in value));
}
