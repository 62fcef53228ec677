using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vector = System.Runtime.Intrinsics.Vector128<byte>;

namespace ActorKernel.Guest;

/// <summary>What instructions on packed integers make of their two operands.</summary>
internal static class PackedIntegers
{
    public static Vector AddBytes(Vector a, Vector b) => a + b;

    public static Vector AddWords(Vector a, Vector b) => (a.AsInt16() + b.AsInt16()).AsByte();

    public static Vector AddDwords(Vector a, Vector b) => (a.AsInt32() + b.AsInt32()).AsByte();

    public static Vector AddQwords(Vector a, Vector b) => (a.AsInt64() + b.AsInt64()).AsByte();

    public static Vector SubtractBytes(Vector a, Vector b) => a - b;

    public static Vector SubtractWords(Vector a, Vector b) => (a.AsInt16() - b.AsInt16()).AsByte();

    public static Vector SubtractDwords(Vector a, Vector b) => (a.AsInt32() - b.AsInt32()).AsByte();

    public static Vector SubtractQwords(Vector a, Vector b) => (a.AsInt64() - b.AsInt64()).AsByte();

    public static Vector AddSignedBytes(Vector a, Vector b) => Vector128.AddSaturate(a.AsSByte(), b.AsSByte()).AsByte();

    public static Vector AddSignedWords(Vector a, Vector b) => Vector128.AddSaturate(a.AsInt16(), b.AsInt16()).AsByte();

    public static Vector AddUnsignedBytes(Vector a, Vector b) => Vector128.AddSaturate(a, b);

    public static Vector AddUnsignedWords(Vector a, Vector b) => Vector128.AddSaturate(a.AsUInt16(), b.AsUInt16()).AsByte();

    public static Vector SubtractSignedBytes(Vector a, Vector b) =>
        Vector128.SubtractSaturate(a.AsSByte(), b.AsSByte()).AsByte();

    public static Vector SubtractSignedWords(Vector a, Vector b) =>
        Vector128.SubtractSaturate(a.AsInt16(), b.AsInt16()).AsByte();

    public static Vector SubtractUnsignedBytes(Vector a, Vector b) => Vector128.SubtractSaturate(a, b);

    public static Vector SubtractUnsignedWords(Vector a, Vector b) =>
        Vector128.SubtractSaturate(a.AsUInt16(), b.AsUInt16()).AsByte();

    public static Vector And(Vector a, Vector b) => a & b;

    public static Vector AndNot(Vector a, Vector b) => ~a & b;

    public static Vector Or(Vector a, Vector b) => a | b;

    public static Vector ExclusiveOr(Vector a, Vector b) => a ^ b;

    public static Vector EqualBytes(Vector a, Vector b) => Vector128.Equals(a, b);

    public static Vector EqualWords(Vector a, Vector b) => Vector128.Equals(a.AsInt16(), b.AsInt16()).AsByte();

    public static Vector EqualDwords(Vector a, Vector b) => Vector128.Equals(a.AsInt32(), b.AsInt32()).AsByte();

    public static Vector EqualQwords(Vector a, Vector b) => Vector128.Equals(a.AsInt64(), b.AsInt64()).AsByte();

    public static Vector GreaterBytes(Vector a, Vector b) => Vector128.GreaterThan(a.AsSByte(), b.AsSByte()).AsByte();

    public static Vector GreaterWords(Vector a, Vector b) => Vector128.GreaterThan(a.AsInt16(), b.AsInt16()).AsByte();

    public static Vector GreaterDwords(Vector a, Vector b) => Vector128.GreaterThan(a.AsInt32(), b.AsInt32()).AsByte();

    public static Vector GreaterQwords(Vector a, Vector b) => Vector128.GreaterThan(a.AsInt64(), b.AsInt64()).AsByte();

    public static Vector LeastUnsignedBytes(Vector a, Vector b) => Vector128.Min(a, b);

    public static Vector LeastSignedBytes(Vector a, Vector b) => Vector128.Min(a.AsSByte(), b.AsSByte()).AsByte();

    public static Vector LeastUnsignedWords(Vector a, Vector b) => Vector128.Min(a.AsUInt16(), b.AsUInt16()).AsByte();

    public static Vector LeastSignedWords(Vector a, Vector b) => Vector128.Min(a.AsInt16(), b.AsInt16()).AsByte();

    public static Vector LeastUnsignedDwords(Vector a, Vector b) => Vector128.Min(a.AsUInt32(), b.AsUInt32()).AsByte();

    public static Vector LeastSignedDwords(Vector a, Vector b) => Vector128.Min(a.AsInt32(), b.AsInt32()).AsByte();

    public static Vector GreatestUnsignedBytes(Vector a, Vector b) => Vector128.Max(a, b);

    public static Vector GreatestSignedBytes(Vector a, Vector b) => Vector128.Max(a.AsSByte(), b.AsSByte()).AsByte();

    public static Vector GreatestUnsignedWords(Vector a, Vector b) => Vector128.Max(a.AsUInt16(), b.AsUInt16()).AsByte();

    public static Vector GreatestSignedWords(Vector a, Vector b) => Vector128.Max(a.AsInt16(), b.AsInt16()).AsByte();

    public static Vector GreatestUnsignedDwords(Vector a, Vector b) => Vector128.Max(a.AsUInt32(), b.AsUInt32()).AsByte();

    public static Vector GreatestSignedDwords(Vector a, Vector b) => Vector128.Max(a.AsInt32(), b.AsInt32()).AsByte();

    public static Vector AverageBytes(Vector a, Vector b) => Each<byte>(a, b, static (x, y) => (byte)((x + y + 1) >> 1));

    public static Vector AverageWords(Vector a, Vector b) => Each<ushort>(a, b, static (x, y) => (ushort)((x + y + 1) >> 1));

    public static Vector MultiplyLowWords(Vector a, Vector b) => (a.AsInt16() * b.AsInt16()).AsByte();

    public static Vector MultiplyLowDwords(Vector a, Vector b) => (a.AsInt32() * b.AsInt32()).AsByte();

    public static Vector MultiplyHighWords(Vector a, Vector b) => Each<short>(a, b, static (x, y) => (short)((x * y) >> 16));

    public static Vector MultiplyHighUnsignedWords(Vector a, Vector b) =>
        Each<ushort>(a, b, static (x, y) => (ushort)(((uint)x * y) >> 16));

    /// <summary>pmulhrsw: the high half, rounded.</summary>
    public static Vector MultiplyRoundedWords(Vector a, Vector b) =>
        Each<short>(a, b, static (x, y) => (short)((((x * y) >> 14) + 1) >> 1));

    public static Vector MultiplyUnsignedDwords(Vector a, Vector b) =>
        Each<ulong>(a, b, static (x, y) => (ulong)(uint)x * (uint)y);

    public static Vector MultiplySignedDwords(Vector a, Vector b) => Each<long>(a, b, static (x, y) => (long)(int)x * (int)y);

    public static Vector MultiplyAddWords(Vector a, Vector b) => Each<int>(
        a, b, static (x, y) => unchecked(((short)x * (short)y) + ((x >> 16) * (y >> 16))));

    /// <summary>pmaddubsw: unsigned bytes of the first, signed ones of the second.</summary>
    public static Vector MultiplyAddBytes(Vector a, Vector b) => Each<short>(
        a, b, static (x, y) => Saturate(((byte)x * (sbyte)y) + ((byte)(x >> 8) * (y >> 8))));

    /// <summary>psadbw: the sums of differences in each half.</summary>
    public static Vector SumDifferences(Vector a, Vector b)
    {
        Vector difference = Vector128.Max(a, b) - Vector128.Min(a, b);
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<Vector>(in difference));
        ulong low = 0;
        ulong high = 0;
        for (int i = 0; i < 8; i++)
        {
            low += bytes[i];
            high += bytes[i + 8];
        }

        return Vector128.Create(low, high).AsByte();
    }

    public static Vector SignBytes(Vector a, Vector b) => Each<sbyte>(a, b, static (x, y) => (sbyte)(x * Math.Sign(y)));

    public static Vector SignWords(Vector a, Vector b) => Each<short>(a, b, static (x, y) => (short)(x * Math.Sign(y)));

    public static Vector SignDwords(Vector a, Vector b) => Each<int>(a, b, static (x, y) => x * Math.Sign(y));

    public static Vector AbsoluteBytes(Vector a, Vector b) => Each<sbyte>(b, b, static (x, _) => (sbyte)(x < 0 ? -x : x));

    public static Vector AbsoluteWords(Vector a, Vector b) => Each<short>(b, b, static (x, _) => (short)(x < 0 ? -x : x));

    public static Vector AbsoluteDwords(Vector a, Vector b) => Each<int>(b, b, static (x, _) => x < 0 ? -x : x);

    public static Vector AddPairsOfWords(Vector a, Vector b) => Pairs<short>(a, b, static (x, y) => (short)(x + y));

    public static Vector AddPairsOfDwords(Vector a, Vector b) => Pairs<int>(a, b, static (x, y) => x + y);

    public static Vector AddPairsSaturated(Vector a, Vector b) => Pairs<short>(a, b, static (x, y) => Saturate(x + y));

    public static Vector SubtractPairsOfWords(Vector a, Vector b) => Pairs<short>(a, b, static (x, y) => (short)(x - y));

    public static Vector SubtractPairsOfDwords(Vector a, Vector b) => Pairs<int>(a, b, static (x, y) => x - y);

    public static Vector SubtractPairsSaturated(Vector a, Vector b) => Pairs<short>(a, b, static (x, y) => Saturate(x - y));

    /// <summary>phminposuw: the least word of the source, and its place.</summary>
    public static Vector LeastPosition(Vector a, Vector b)
    {
        ushort least = ushort.MaxValue;
        int place = 0;
        for (int i = 7; i >= 0; i--)
        {
            if (b.AsUInt16()[i] <= least)
                (least, place) = (b.AsUInt16()[i], i);
        }

        return Vector128.Create(least, (ushort)place, 0, 0, 0, 0, 0, 0).AsByte();
    }

    // Shifts by a count in the low half of the second operand.
    public static Vector ShiftLeftWords(Vector a, Vector b) =>
        Count(b) > 15 ? Vector.Zero : (a.AsInt16() << (int)Count(b)).AsByte();

    public static Vector ShiftLeftDwords(Vector a, Vector b) =>
        Count(b) > 31 ? Vector.Zero : (a.AsInt32() << (int)Count(b)).AsByte();

    public static Vector ShiftLeftQwords(Vector a, Vector b) =>
        Count(b) > 63 ? Vector.Zero : (a.AsInt64() << (int)Count(b)).AsByte();

    public static Vector ShiftRightWords(Vector a, Vector b) =>
        Count(b) > 15 ? Vector.Zero : (a.AsUInt16() >> (int)Count(b)).AsByte();

    public static Vector ShiftRightDwords(Vector a, Vector b) =>
        Count(b) > 31 ? Vector.Zero : (a.AsUInt32() >> (int)Count(b)).AsByte();

    public static Vector ShiftRightQwords(Vector a, Vector b) =>
        Count(b) > 63 ? Vector.Zero : (a.AsUInt64() >> (int)Count(b)).AsByte();

    public static Vector ShiftSignedWords(Vector a, Vector b) => (a.AsInt16() >> (int)Math.Min(Count(b), 15)).AsByte();

    public static Vector ShiftSignedDwords(Vector a, Vector b) => (a.AsInt32() >> (int)Math.Min(Count(b), 31)).AsByte();

    public static Vector ShiftLeftBytes(Vector a, Vector b) => Shuffles.AlignRight(a, Vector.Zero, 16 - (int)Math.Min(Count(b), 16));

    public static Vector ShiftRightBytes(Vector a, Vector b) => Shuffles.AlignRight(Vector.Zero, a, (int)Math.Min(Count(b), 16));

    private static ulong Count(Vector b) => b.AsUInt64()[0];

    private static short Saturate(int value) => (short)Math.Clamp(value, short.MinValue, short.MaxValue);

    private static Vector Each<T>(Vector a, Vector b, Func<T, T, T> combine)
        where T : unmanaged
    {
        Vector result = default;
        ReadOnlySpan<T> left = MemoryMarshal.Cast<Vector, T>(new ReadOnlySpan<Vector>(in a));
        ReadOnlySpan<T> right = MemoryMarshal.Cast<Vector, T>(new ReadOnlySpan<Vector>(in b));
        Span<T> into = MemoryMarshal.Cast<Vector, T>(new Span<Vector>(ref result));
        for (int i = 0; i < into.Length; i++)
            into[i] = combine(left[i], right[i]);
        return result;
    }

    /// <summary>Neighbours of the first operand, then of the second.</summary>
    private static Vector Pairs<T>(Vector a, Vector b, Func<T, T, T> combine)
        where T : unmanaged
    {
        Vector result = default;
        ReadOnlySpan<T> left = MemoryMarshal.Cast<Vector, T>(new ReadOnlySpan<Vector>(in a));
        ReadOnlySpan<T> right = MemoryMarshal.Cast<Vector, T>(new ReadOnlySpan<Vector>(in b));
        Span<T> into = MemoryMarshal.Cast<Vector, T>(new Span<Vector>(ref result));
        int half = into.Length / 2;
        for (int i = 0; i < half; i++)
        {
            into[i] = combine(left[2 * i], left[(2 * i) + 1]);
            into[half + i] = combine(right[2 * i], right[(2 * i) + 1]);
        }

        return result;
    }
}
