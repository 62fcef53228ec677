using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorKernel.Tracing;

/// <summary>The frame of run.akr: a mark, then segments. docs/RECORD.md has every byte.</summary>
internal static class RecordFormat
{
    public const int Version = 1;

    /// <summary>Segments end about here, so that little is lost when a run is killed.</summary>
    public const int SegmentBytes = 1 << 16;

    /// <summary>More is no segment but damage.</summary>
    public const int SegmentBytesMax = 1 << 26;

    /// <summary>Kind, three zeros, payload bytes (u32), deliveries so far (u64), hash (16 bytes); little-endian.</summary>
    public const int HeaderBytes = 32;

    public const int HashBytes = 16;

    /// <summary>Of the header, what the hash covers.</summary>
    public const int HashedHeaderBytes = HeaderBytes - HashBytes;

    /// <summary>Of a byte string's bytes so many are kept, and its length.</summary>
    public const int DataBytesMax = 48;

    /// <summary>Of a text so many characters are kept.</summary>
    public const int TextCharsMax = 1 << 14;

    public const int TagBytes = 2;
    public const ushort ActorTag = 0;
    public const ushort ShapeTag = 1;
    public const ushort FirstDeliveryTag = 2;

    /// <summary>A first byte that is no text, then a line's end that careless copying would change.</summary>
    public static ReadOnlySpan<byte> Mark => [0x89, (byte)'A', (byte)'K', (byte)'R', 0x0d, 0x0a, Version, 0];

    /// <summary>The mark's beginning, which no version changes.</summary>
    public static ReadOnlySpan<byte> Signature => Mark[..6];

    /// <summary>Writes a segment's header with its hash, and moves the chain on.</summary>
    /// <param name="chain">The hash of the last segment of deliveries; zeros before the first.</param>
    public static void WriteHeader(
        Span<byte> header, SegmentKind kind, ReadOnlySpan<byte> payload, long deliveries, Span<byte> chain)
    {
        header.Clear();
        header[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], payload.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], deliveries);
        bool isChained = kind == SegmentKind.Deliveries;
        Hash(isChained ? chain : [], header[..HashedHeaderBytes], payload, header[HashedHeaderBytes..]);
        if (isChained)
            header[HashedHeaderBytes..].CopyTo(chain);
    }

    /// <summary>Of a segment; those of deliveries are chained, each to the one before.</summary>
    public static void Hash(
        ReadOnlySpan<byte> previous, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, Span<byte> hash)
    {
        using IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(previous);
        sha.AppendData(header);
        sha.AppendData(payload);
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        sha.GetHashAndReset(whole);
        whole[..HashBytes].CopyTo(hash);
    }
}

/// <summary>What is in a segment.</summary>
public enum SegmentKind : byte
{
    /// <summary>The first: run.json as it is at the start, in UTF-8.</summary>
    Facts = 1,

    Deliveries = 2,

    /// <summary>Keys that a person typed, and their instant.</summary>
    Input = 3,

    /// <summary>The last of a run that has ended: run.json's result, in UTF-8.</summary>
    Result = 4,
}

[Flags]
internal enum DeliveryMarks : byte
{
    None = 0,

    /// <summary>The step is not the last one plus 1, and follows.</summary>
    Step = 1,

    /// <summary>It was due at another instant, whose distance follows.</summary>
    Due = 2,

    /// <summary>It was not sent in its sender's last event; how many before, follows.</summary>
    Event = 4,

    /// <summary>It is not output 0; which, follows.</summary>
    Output = 8,

    /// <summary>Its cause is not what its sender was last delivered, and follows.</summary>
    Cause = 16,

    /// <summary>It has no cause.</summary>
    Uncaused = 32,
}

/// <summary>What a field's value is.</summary>
public enum FieldType : byte
{
    Number = 0,
    Flag = 1,
    Text = 2,

    /// <summary>An instant.</summary>
    Time = 3,

    /// <summary>A number that people read in base 16.</summary>
    Address = 4,

    /// <summary>The first bytes of a byte string, and its length.</summary>
    Bytes = 5,

    /// <summary>Not a value: a part begins, whose fields' names start with the part's.</summary>
    Open = 6,

    /// <summary>Not a value: the last part that began ends.</summary>
    Close = 7,
}

/// <summary>It is no record of a run, or one of another version; the message says which and what to do.</summary>
public sealed class RecordException(string message) : Exception(message);
