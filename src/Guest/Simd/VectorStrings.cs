using System.Runtime.Intrinsics;
using Vector = System.Runtime.Intrinsics.Vector128<byte>;

namespace ActorKernel.Guest;

/// <summary>How long the two strings of pcmpestri and its like are: given in registers, or up to a zero.</summary>
internal interface IStringLength
{
    static abstract int First(Cpu cpu, Vector text, bool hasWords);

    static abstract int Second(Cpu cpu, Vector text, bool hasWords);
}

/// <summary>In EAX and EDX, or RAX and RDX: without sign, and at most a whole vector.</summary>
internal readonly struct LengthInRegister<T> : IStringLength
    where T : unmanaged
{
    public static int First(Cpu cpu, Vector text, bool hasWords) => Clip(cpu.Registers.Rax, hasWords);

    public static int Second(Cpu cpu, Vector text, bool hasWords) => Clip(cpu.Registers.Rdx, hasWords);

    private static int Clip(ulong value, bool hasWords)
    {
        ulong size = (ulong)Width<T>.SignExtend(value);
        if ((long)size < 0)
            size = 0 - size;
        return (int)Math.Min(size, hasWords ? 8UL : 16UL);
    }
}

internal readonly struct LengthToZero : IStringLength
{
    public static int First(Cpu cpu, Vector text, bool hasWords) => ToZero(text, hasWords);

    public static int Second(Cpu cpu, Vector text, bool hasWords) => ToZero(text, hasWords);

    private static int ToZero(Vector text, bool hasWords)
    {
        uint zeros = hasWords
            ? Vector128.Equals(text.AsUInt16(), Vector128<ushort>.Zero).ExtractMostSignificantBits()
            : Vector128.Equals(text, Vector.Zero).ExtractMostSignificantBits();
        return Math.Min(int.TrailingZeroCount((int)zeros), hasWords ? 8 : 16);
    }
}

/// <summary>pcmpestri, pcmpestrm, pcmpistri, pcmpistrm: an index in ECX or a mask in xmm0 (SDM volume 2, 4.1).</summary>
/// <typeparam name="TLength">Where the strings end.</typeparam>
/// <typeparam name="TIndex">Signed for an index, unsigned for a mask.</typeparam>
internal readonly unsafe struct CompareStrings<TLength, TIndex> : IVectorReader
    where TLength : struct, IStringLength
    where TIndex : struct, ISignedness
{
    public static Handler For<TSource>()
        where TSource : struct, IVectorSource => &Run<TSource>;

    private static Op* Run<TSource>(Cpu cpu, Op* op)
        where TSource : struct, IVectorSource
    {
        if (!TSource.Read(cpu, op, out Vector second))
            return cpu.Fault(op);
        Vector first = cpu.Register<Vector>(op->Target);
        int control = (int)op->Immediate;
        bool hasWords = (control & 1) != 0;
        int count = hasWords ? 8 : 16;
        int firstLength = TLength.First(cpu, first, hasWords);
        int secondLength = TLength.Second(cpu, second, hasWords);
        int all = (1 << count) - 1;
        int found = 0;
        for (int i = 0; i < count; i++)
            found |= Matches(control, first, firstLength, second, secondLength, i) ? 1 << i : 0;
        if ((control & 0x10) != 0)
            found ^= (control & 0x20) != 0 ? (1 << secondLength) - 1 : all;

        cpu.StatusFlags = (found != 0 ? Flags.Carry : Flags.None)
            | (secondLength < count ? Flags.Zero : Flags.None)
            | (firstLength < count ? Flags.Sign : Flags.None)
            | ((found & 1) != 0 ? Flags.Overflow : Flags.None);
        bool isOther = (control & 0x40) != 0; // the last index, a mask of whole elements
        if (TIndex.IsSigned)
            cpu.Registers.Rcx = (ulong)(found == 0 ? count : isOther ? int.Log2(found) : int.TrailingZeroCount(found));
        else
            cpu.Register<Vector>(Cpu.VectorOffset) = isOther ? Expand(found, hasWords) : Vector128.CreateScalar(found).AsByte();
        return op + 1;
    }

    /// <summary>Whether the second string's element <paramref name="at"/> is one of those that are sought.</summary>
    private static bool Matches(int control, Vector first, int firstLength, Vector second, int secondLength, int at)
    {
        int count = (control & 1) != 0 ? 8 : 16;
        switch ((control >> 2) & 3)
        {
            case 0: // equal to any
                for (int i = 0; i < firstLength && at < secondLength; i++)
                {
                    if (Element(control, first, i) == Element(control, second, at))
                        return true;
                }

                return false;
            case 1: // in a range
                for (int i = 0; i + 1 < firstLength && at < secondLength; i += 2)
                {
                    int element = Element(control, second, at);
                    if (Element(control, first, i) <= element && element <= Element(control, first, i + 1))
                        return true;
                }

                return false;
            case 2: // equal in each place, also where both have ended
                return at < firstLength && at < secondLength
                    ? Element(control, first, at) == Element(control, second, at)
                    : at >= firstLength && at >= secondLength;
            default: // where the first string begins in the second
                for (int i = 0; i < firstLength && at + i < count; i++)
                {
                    if (at + i >= secondLength || Element(control, first, i) != Element(control, second, at + i))
                        return false;
                }

                return true;
        }
    }

    private static int Element(int control, Vector text, int i) => (control & 3) switch
    {
        0 => text[i],
        1 => text.AsUInt16()[i],
        2 => text.AsSByte()[i],
        _ => text.AsInt16()[i],
    };

    private static Vector Expand(int bits, bool hasWords)
    {
        Vector result = default;
        for (int i = 0; i < (hasWords ? 8 : 16); i++)
        {
            if (((bits >> i) & 1) == 0)
                continue;
            result = hasWords
                ? result.AsUInt16().WithElement(i, ushort.MaxValue).AsByte()
                : result.WithElement(i, byte.MaxValue);
        }

        return result;
    }
}
