using System.Text;

namespace ActorKernel.Tracing;

/// <summary>The bytes of a segment, one value after the other.</summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> bytes, int at)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    public int At { get; private set; } = at;

    public readonly bool IsAtEnd => At >= bytes.Length;

    public byte Byte() => IsAtEnd ? throw Ended() : bytes[At++];

    public ushort Word() => (ushort)(Byte() | (Byte() << 8));

    /// <summary>Seven bits in each byte, the lowest first; the high bit says that more follow.</summary>
    public ulong Number()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }

        throw new RecordException("a number does not end");
    }

    /// <summary>0, -1, 1, -2 ... as 0, 1, 2, 3 ...</summary>
    public long Signed()
    {
        ulong value = Number();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>From 0 to below <paramref name="end"/>.</summary>
    public int Index(int end)
    {
        ulong value = Number();
        return value < (ulong)end ? (int)value : throw new RecordException("a number is too great");
    }

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > bytes.Length - At)
            throw Ended();
        At += count;
        return bytes.Slice(At - count, count);
    }

    public string Text() => Encoding.UTF8.GetString(Bytes(Index(RecordFormat.SegmentBytesMax)));

    private static RecordException Ended() => new("a segment ends inside an entry");
}
