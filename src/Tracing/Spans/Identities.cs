using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ActorKernel.Tracing.Spans;

/// <summary>A trace's identity, 16 bytes, not all zero (W3C Trace Context).</summary>
public readonly record struct TraceId(ulong High, ulong Low)
{
    public const int Bytes = 16;

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64BigEndian(to, High);
        BinaryPrimitives.WriteUInt64BigEndian(to[8..], Low);
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";
}

/// <summary>A span's identity in its trace, 8 bytes; zero stands for none.</summary>
public readonly record struct SpanId(ulong Value)
{
    public const int Bytes = 8;

    public static readonly SpanId None;

    /// <summary>16 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16");
}

/// <summary>One run's identities: functions of the run, the salt and what is named, so the same input gives the same.</summary>
/// <remarks>
/// With the anchor as salt a second export of a run makes new traces; a backend that gets a span id again with other
/// times shows both (rule J5). Without salt the bytes are the same each time.
/// </remarks>
public sealed class RunIds(string run, string salt)
{
    private readonly byte[] prefix = SHA256.HashData(Encoding.UTF8.GetBytes($"{run}\n{salt}"));

    /// <param name="category">Keeps traces of different categories about one message apart.</param>
    /// <param name="key">What the trace is about, unique in the run and category: a message's identity.</param>
    public TraceId Trace(TraceCategory category, in CauseKey key)
    {
        Span<byte> text = stackalloc byte[prefix.Length + 1 + CauseKey.Bytes];
        prefix.CopyTo(text);
        text[prefix.Length] = (byte)category;
        key.Write(text[(prefix.Length + 1)..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        ulong high = BinaryPrimitives.ReadUInt64BigEndian(hash);
        ulong low = BinaryPrimitives.ReadUInt64BigEndian(hash[8..]);
        return (high | low) == 0 ? new(0, 1) : new(high, low);
    }

    /// <summary>The span at that place of a trace that is built as a whole.</summary>
    public static SpanId Span(in TraceId trace, int place) => NotNone(Mix(trace.Low + Mix(trace.High + (ulong)place)));

    /// <summary>The span of a message's handling, whatever trace it is in.</summary>
    public static SpanId Span(in CauseKey key) =>
        NotNone(Mix(((ulong)(uint)key.Actor << 32 | (uint)key.Output) + Mix((ulong)key.Event)));

    private static SpanId NotNone(ulong value) => new(value == 0 ? 1 : value);

    /// <summary>Every bit of the result depends on every bit of the word (the finalizer of SplitMix64).</summary>
    private static ulong Mix(ulong word)
    {
        word += 0x9e37_79b9_7f4a_7c15;
        word = (word ^ (word >> 30)) * 0xbf58_476d_1ce4_e5b9;
        word = (word ^ (word >> 27)) * 0x94d0_49bb_1331_11eb;
        return word ^ (word >> 31);
    }
}

/// <summary>What a trace or span is about: a message, by its sender's number, its event and output.</summary>
public readonly record struct CauseKey(int Actor, long Event, int Output)
{
    public const int Bytes = 16;

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteInt32BigEndian(to, Actor);
        BinaryPrimitives.WriteInt64BigEndian(to[4..], Event);
        BinaryPrimitives.WriteInt32BigEndian(to[12..], Output);
    }
}

/// <summary>What traces are made of.</summary>
public enum TraceCategory : byte
{
    /// <summary>A trace for each delivery of an alarm, and one for each arming.</summary>
    Alarms,

    /// <summary>A trace for each system call.</summary>
    Syscalls,

    /// <summary>A trace for each stimulus, with a span for each message that it caused.</summary>
    Messages,

    /// <summary>A trace for each stretch of time that a process has a core.</summary>
    Sched,
}
