using ActorKernel.Actors;

namespace ActorKernel.Tracing;

/// <summary>What was typed at one instant, in a segment of its own so that it is on the disk at once.</summary>
internal static class InputSegment
{
    public static byte[] Encode(RecordedInput input)
    {
        PayloadWriter writer = new(input.Keys.Length + 32);
        writer.Number(input.At.Ticks);
        writer.Byte(input.Waits ? (byte)1 : (byte)0);
        writer.Number((ulong)input.Keys.Length);
        writer.Bytes(input.Keys.Span);
        return writer.ToArray();
    }

    /// <exception cref="RecordException">The bytes mean nothing.</exception>
    public static RecordedInput Decode(ReadOnlySpan<byte> payload)
    {
        PayloadReader reader = new(payload, 0);
        Tsc at = new(reader.Number());
        bool waits = reader.Byte() != 0;
        return new(at, Bytes.Copy(reader.Bytes(reader.Index(payload.Length + 1))), waits);
    }
}
