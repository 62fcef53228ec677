using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace ActorKernel.Tracing.Otlp;

/// <summary>Bytes in protobuf's wire format, which grow at the end.</summary>
/// <remarks>https://protobuf.dev/programming-guides/encoding. Fields are written by whoever knows their numbers.</remarks>
public sealed class ProtobufBuffer
{
    private const int GuessedLengthBytes = 2; // most messages have 128 to 16383 bytes
    private const ulong SevenGroups = 1UL << 49;

    private byte[] bytes;
    private int length;

    public ProtobufBuffer(int capacity = 1024)
        : this(new byte[capacity])
    {
    }

    /// <summary>Writes into those bytes, as long as they are enough.</summary>
    public ProtobufBuffer(byte[] into) => bytes = into;

    public int Length => length;

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    public void Clear() => length = 0;

    /// <summary>All that was written, without a copy. The buffer is not used afterwards.</summary>
    public ReadOnlyMemory<byte> Detach() => bytes.AsMemory(0, length);

    /// <summary>Takes back what was written after that length.</summary>
    public void Truncate(int to) => length = to;

    /// <summary>The bytes that a number takes: 1 to 10.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int VarintLength(ulong value) => ((BitOperations.Log2(value | 1) * 9) + 73) >> 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Byte(byte value)
    {
        if (length == bytes.Length)
            Grow(1);
        bytes[length++] = value;
    }

    public void Raw(ReadOnlySpan<byte> value)
    {
        Reserve(value.Length);
        value.CopyTo(bytes.AsSpan(length));
        length += value.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Varint(ulong value)
    {
        Reserve(10);
        length += Varint(bytes.AsSpan(length), value);
    }

    /// <summary>Tag and number of an integer field; signed ones as two's complement.</summary>
    public void Number(int field, ulong value)
    {
        Varint((ulong)field << 3);
        Varint(value);
    }

    public void Fixed64(int field, ulong value)
    {
        Varint(((ulong)field << 3) | 1);
        Reserve(8);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(length), value);
        length += 8;
    }

    public void Double(int field, double value) => Fixed64(field, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Tag, length and bytes of a string, bytes or message field.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Header(field, value.Length);
        Raw(value);
    }

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Tag and length of a field whose bytes are written next.</summary>
    public void Header(int field, int contentBytes)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)contentBytes);
    }

    /// <summary>Begins a message whose length is not known yet.</summary>
    /// <returns>For <see cref="Close"/>.</returns>
    public int Open(int field)
    {
        Varint(((ulong)field << 3) | 2);
        Reserve(GuessedLengthBytes);
        length += GuessedLengthBytes;
        return length;
    }

    /// <summary>Ends the message: its length is put before it, in as few bytes as it takes.</summary>
    public void Close(int opened)
    {
        int content = length - opened;
        int needed = VarintLength((ulong)content);
        if (needed != GuessedLengthBytes)
        {
            int moved = needed - GuessedLengthBytes;
            if (moved > 0)
                Reserve(moved);
            bytes.AsSpan(opened, content).CopyTo(bytes.AsSpan(opened + moved));
            length += moved;
        }

        ulong rest = (ulong)content;
        for (int i = 0; i < needed; i++, rest >>= 7)
            bytes[opened - GuessedLengthBytes + i] = (byte)(i + 1 < needed ? rest | 0x80 : rest);
    }

    /// <summary>So many bytes to be written by the caller, at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<byte> Take(int bytesMax)
    {
        Reserve(bytesMax);
        return bytes.AsSpan(length, bytesMax);
    }

    /// <summary>What was written into what <see cref="Take"/> gave.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Took(int count) => length += count;

    /// <returns>The bytes written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Varint(Span<byte> to, ulong value)
    {
        if (Bmi2.X64.IsSupported && value < SevenGroups && to.Length >= sizeof(ulong))
        {
            int groups = VarintLength(value);
            ulong more = 0x8080_8080_8080_8080 & ((1UL << (8 * (groups - 1))) - 1);
            BinaryPrimitives.WriteUInt64LittleEndian(to, Bmi2.X64.ParallelBitDeposit(value, 0x7f7f_7f7f_7f7f_7f7f) | more);
            return groups; // what was written behind them will be written again
        }

        int count = 0;
        while (value >= 0x80)
        {
            to[count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        to[count++] = (byte)value;
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int count)
    {
        if (bytes.Length - length < count)
            Grow(count);
    }

    private void Grow(int count) => Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + count));
}
