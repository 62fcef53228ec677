using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace ActorKernel.Tracing;

/// <summary>Bytes of a segment under construction.</summary>
internal sealed class PayloadWriter(int capacity)
{
    /// <summary>Free behind <see cref="Length"/> at least, so that a number is written without asking.</summary>
    private const int Slack = 16;

    /// <summary>Of one number.</summary>
    public const int NumberBytesMax = 10;

    private byte[] buffer = new byte[capacity + Slack];
    private int at;

    public int Length => at;

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, at);

    public byte[] ToArray() => Written.ToArray();

    public void Clear() => at = 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Byte(byte value)
    {
        if (at > buffer.Length - Slack)
            Grow(Slack);
        buffer[at++] = value;
    }

    public void Word(ushort value)
    {
        Byte((byte)value);
        Byte((byte)(value >> 8));
    }

    public void SetWord(int place, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(place), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Number(ulong value)
    {
        if (at > buffer.Length - Slack)
            Grow(Slack);
        byte[] all = buffer;
        int end = at;
        while (value >= 0x80)
        {
            all[end++] = (byte)(value | 0x80);
            value >>= 7;
        }

        all[end] = (byte)value;
        at = end + 1;
    }

    /// <summary>Room behind what is written; of it, <see cref="Use"/> takes what was filled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Reserve(int bytes)
    {
        if (bytes > buffer.Length - at)
            Grow(bytes);
        return buffer.AsSpan(at, bytes);
    }

    public void Use(int bytes) => at += bytes;

    /// <returns>Where the next byte goes.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Put(Span<byte> to, int place, ulong value)
    {
        while (value >= 0x80)
        {
            to[place++] = (byte)(value | 0x80);
            value >>= 7;
        }

        to[place] = (byte)value;
        return place + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Signed(long value) => Number(Unsigned(value));

    /// <summary>So that numbers near zero are small, whatever their sign.</summary>
    public static ulong Unsigned(long value) => (ulong)((value << 1) ^ (value >> 63));

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > buffer.Length - Slack - at)
            Grow(bytes.Length + Slack);
        bytes.CopyTo(buffer.AsSpan(at));
        at += bytes.Length;
    }

    public void Text(string text)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most > buffer.Length - Slack - at)
            Grow(most + Slack);
        Number((ulong)Encoding.UTF8.GetByteCount(text));
        if (text.Length > buffer.Length - Slack - at)
            Grow(most + Slack);
        at += Encoding.UTF8.GetBytes(text, buffer.AsSpan(at));
    }

    /// <summary>Moves what is behind <paramref name="place"/> back, and puts bytes in between.</summary>
    public void Insert(int place, ReadOnlySpan<byte> bytes)
    {
        int behind = at - place;
        if (bytes.Length > buffer.Length - Slack - at)
            Grow(bytes.Length + Slack);
        buffer.AsSpan(place, behind).CopyTo(buffer.AsSpan(place + bytes.Length));
        bytes.CopyTo(buffer.AsSpan(place));
        at += bytes.Length;
    }

    /// <summary>Gives the bytes away and goes on, empty, in another buffer.</summary>
    public byte[] Exchange(byte[] fresh)
    {
        byte[] full = buffer;
        buffer = fresh;
        at = 0;
        return full;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int room) => Array.Resize(ref buffer, Math.Max(2 * buffer.Length, at + room + Slack));
}
