using System.Buffers.Binary;

namespace ActorKernel.Tracing;

/// <summary>A segment with its hash; the payload is valid until the next is asked for.</summary>
internal readonly record struct Segment(SegmentKind Kind, long Deliveries, UInt128 Hash, ReadOnlyMemory<byte> Payload);

/// <summary>Segments in the order written.</summary>
internal interface ISegmentSource : IDisposable
{
    /// <summary>Why there are no more, unless all have been given.</summary>
    string? Trouble { get; }

    /// <summary>Up to the end of the last segment given.</summary>
    long SoundBytes { get; }

    Segment? Next();
}

/// <summary>The segments of a file, each checked against its hash.</summary>
internal sealed class SegmentFile : ISegmentSource
{
    private readonly Stream file;
    private readonly byte[] header = new byte[RecordFormat.HeaderBytes];
    private readonly byte[] chain = new byte[RecordFormat.HashBytes];
    private byte[] payload = [];

    /// <exception cref="RecordException">It is no record, or one of another version.</exception>
    public SegmentFile(string path)
        : this(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16))
    {
    }

    public SegmentFile(Stream file)
    {
        this.file = file;
        ReadOnlySpan<byte> mark = RecordFormat.Mark;
        Span<byte> found = stackalloc byte[mark.Length];
        int count = file.ReadAtLeast(found, found.Length, throwOnEndOfStream: false);
        if (count < found.Length || !found.StartsWith(RecordFormat.Signature))
        {
            file.Dispose();
            throw new RecordException(count == 0 ? "it is empty: nothing was recorded" : "it is no record of a run");
        }

        if (!found.SequenceEqual(mark))
        {
            file.Dispose();
            throw new RecordException(
                $"it is a record of version {found[6]}; this program reads version {RecordFormat.Version}: use the one that wrote it");
        }

        SoundBytes = mark.Length;
    }

    public string? Trouble { get; private set; }

    public long SoundBytes { get; private set; }

    public Segment? Next()
    {
        if (Trouble is not null)
            return null;
        int count = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (count == 0)
            return null;
        if (count < header.Length)
            return Stop("truncated");
        SegmentKind kind = (SegmentKind)header[0];
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4));
        if (kind is < SegmentKind.Facts or > SegmentKind.Result || length > RecordFormat.SegmentBytesMax)
            return Stop("damaged");
        if (payload.Length < length)
            payload = new byte[length];
        Memory<byte> content = payload.AsMemory(0, (int)length);
        if (file.ReadAtLeast(content.Span, content.Length, throwOnEndOfStream: false) < content.Length)
            return Stop("truncated");

        Span<byte> hash = stackalloc byte[RecordFormat.HashBytes];
        bool isChained = kind == SegmentKind.Deliveries;
        RecordFormat.Hash(isChained ? chain : [], header.AsSpan(0, RecordFormat.HashedHeaderBytes), content.Span, hash);
        if (!hash.SequenceEqual(header.AsSpan(RecordFormat.HashedHeaderBytes)))
            return Stop("damaged");
        if (isChained)
            hash.CopyTo(chain);
        SoundBytes += header.Length + length;
        long deliveries = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(8));
        return new(kind, deliveries, BinaryPrimitives.ReadUInt128LittleEndian(hash), content);
    }

    public void Dispose() => file.Dispose();

    private Segment? Stop(string how)
    {
        Trouble = $"it is {how} behind byte {SoundBytes}";
        return null;
    }
}
