using System.Buffers.Binary;
using System.Text;

namespace ActorKernel.Tracing.Otlp;

/// <summary>Reads fields of protobuf's wire format, one after the other.</summary>
/// <remarks>Ends early, with <see cref="IsBroken"/>, where the bytes are no such format.</remarks>
public ref struct ProtobufReader(ReadOnlySpan<byte> from)
{
    private readonly ReadOnlySpan<byte> from = from;
    private int at;
    private int wire;

    public bool IsBroken { get; private set; }

    /// <summary>The place after the field that was read.</summary>
    public readonly int Position => at;

    /// <summary>Whether the field is a string, bytes or a message.</summary>
    public readonly bool IsMessage => wire == 2;

    public ulong Number { get; private set; }

    public ReadOnlySpan<byte> Bytes { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    public bool Next(out int field)
    {
        field = 0;
        if (IsBroken || at == from.Length)
            return false;
        ulong tag = Varint();
        field = (int)(tag >> 3);
        wire = (int)(tag & 7);
        Number = 0;
        Bytes = default;
        switch (wire)
        {
            case 0:
                Number = Varint();
                break;
            case 1:
                ReadOnlySpan<byte> wide = Take(8);
                Number = IsBroken ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(wide);
                break;
            case 2:
                ulong length = Varint();
                Bytes = Take(length);
                break;
            case 5:
                ReadOnlySpan<byte> narrow = Take(4);
                Number = IsBroken ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(narrow);
                break;
            default:
                IsBroken = true;
                break;
        }

        IsBroken |= field == 0;
        return !IsBroken;
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (IsBroken || count > (ulong)(from.Length - at))
        {
            IsBroken = true;
            return default;
        }

        ReadOnlySpan<byte> taken = from.Slice(at, (int)count);
        at += (int)count;
        return taken;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (at == from.Length)
                break;
            byte next = from[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }

        IsBroken = true;
        return 0;
    }
}
