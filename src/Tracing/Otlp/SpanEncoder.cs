using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Tracing.Otlp;

/// <summary>A span as protobuf: message Span of opentelemetry/proto/trace/v1/trace.proto, version 1.</summary>
/// <remarks>Field numbers below 16 fit one byte with their wire type, which is what the constants are.</remarks>
internal static class SpanEncoder
{
    public const int SpansField = 2; // ScopeSpans.spans

    private const byte TraceIdTag = 1 << 3 | 2;
    private const byte SpanIdTag = 2 << 3 | 2;
    private const byte ParentTag = 4 << 3 | 2;
    private const byte NameTag = 5 << 3 | 2;
    private const byte KindTag = 6 << 3;
    private const byte StartTag = 7 << 3 | 1;
    private const byte EndTag = 8 << 3 | 1;
    private const byte AttributeTag = 9 << 3 | 2;
    private const int EventsField = 11;
    private const int LinksField = 13;
    private const int StatusField = 15;

    private const byte ValueTag = 2 << 3 | 2; // KeyValue.value
    private const byte TextTag = 1 << 3 | 2; // AnyValue.string_value
    private const byte FlagTag = 2 << 3; // AnyValue.bool_value
    private const byte NumberTag = 3 << 3; // AnyValue.int_value

    private const int IdsAndTimesBytes = 2 + TraceId.Bytes + 2 + SpanId.Bytes + 2 + SpanId.Bytes + 2 + (2 * 9);
    private const ulong StatusError = 2;
    private const int NumberMax = 16; // a number's bytes, and room to write more at once
    private const ulong OneByteEnd = 0x80; // lengths from here on take two bytes

    public static void Write(Span span, ProtobufBuffer to)
    {
        int opened = to.Open(SpansField);
        WriteHead(span, to);
        foreach (ref readonly SpanAttribute attribute in CollectionsMarshal.AsSpan(span.AttributeList))
            WriteOrCopy(attribute, to);
        foreach (ref readonly SpanEvent happened in CollectionsMarshal.AsSpan(span.EventList))
            WriteEvent(happened, to);
        foreach (ref readonly SpanLink link in CollectionsMarshal.AsSpan(span.LinkList))
            WriteLink(link, to);
        if (span.Error is Utf8Text error)
        {
            int status = to.Open(StatusField);
            to.Bytes(2, error.Bytes);
            to.Number(3, StatusError);
            to.Close(status);
        }

        to.Close(opened);
    }

    /// <summary>Texts that come again and again are encoded once with each of their keys; numbers follow a template.</summary>
    private static void WriteOrCopy(in SpanAttribute attribute, ProtobufBuffer to)
    {
        if (attribute.Text is Utf8Text text)
        {
            WriteText(attribute, text, to);
            return;
        }

        ReadOnlySpan<byte> template = attribute.Key.OfNumber;
        if (attribute.IsFlag || template.Length == 0)
        {
            WriteAttribute(attribute, to);
            return;
        }

        Span<byte> place = to.Take(template.Length + NumberMax);
        template.CopyTo(place);
        int own = ProtobufBuffer.Varint(place[template.Length..], (ulong)attribute.Number);
        place[1] = (byte)(template.Length - 2 + own);
        place[template.Length - 2] = (byte)(1 + own);
        to.Took(template.Length + own);
    }

    private static void WriteText(in SpanAttribute attribute, Utf8Text text, ProtobufBuffer to)
    {
        ReadOnlySpan<byte> kept = text.KeptFor(attribute.Key);
        if (kept.Length > 0)
        {
            kept.CopyTo(to.Take(kept.Length));
            to.Took(kept.Length);
            return;
        }

        int before = to.Length;
        WriteAttribute(attribute, to);
        text.Keep(attribute.Key, to.Written[before..]);
    }

    /// <summary>KeyValue as that field, for resources and scopes too.</summary>
    public static void WriteAttribute(in SpanAttribute attribute, ProtobufBuffer to, byte tag = AttributeTag)
    {
        ReadOnlySpan<byte> key = attribute.Key.Encoded;
        ReadOnlySpan<byte> text = attribute.Text is Utf8Text known ? known.Bytes : default;
        Span<byte> place = to.Take(key.Length + text.Length + 32);
        int valueLength = attribute.Text is not null
            ? 1 + ProtobufBuffer.VarintLength((ulong)text.Length) + text.Length
            : 1 + ProtobufBuffer.VarintLength((ulong)attribute.Number);
        int pairLength = key.Length + 1 + ProtobufBuffer.VarintLength((ulong)valueLength) + valueLength;

        place[0] = tag;
        int at = 1;
        at = Length(place, at, pairLength);
        key.CopyTo(place[at..]);
        at += key.Length;
        place[at++] = ValueTag;
        at = Length(place, at, valueLength);
        if (attribute.Text is not null)
        {
            place[at++] = TextTag;
            at = Length(place, at, text.Length);
            text.CopyTo(place[at..]);
            at += text.Length;
        }
        else
        {
            place[at++] = attribute.IsFlag ? FlagTag : NumberTag;
            at += ProtobufBuffer.Varint(place[at..], (ulong)attribute.Number);
        }

        to.Took(at);
    }

    private static void WriteHead(Span span, ProtobufBuffer to)
    {
        ReadOnlySpan<byte> name = span.Name.Bytes;
        Span<byte> place = to.Take(IdsAndTimesBytes + name.Length + 16);
        place[0] = TraceIdTag;
        place[1] = TraceId.Bytes;
        span.Trace.Write(place[2..]);
        int at = 2 + TraceId.Bytes;
        place[at] = SpanIdTag;
        place[at + 1] = SpanId.Bytes;
        BinaryPrimitives.WriteUInt64BigEndian(place[(at + 2)..], span.Id.Value);
        at += 2 + SpanId.Bytes;
        if (span.Parent != SpanId.None)
        {
            place[at] = ParentTag;
            place[at + 1] = SpanId.Bytes;
            BinaryPrimitives.WriteUInt64BigEndian(place[(at + 2)..], span.Parent.Value);
            at += 2 + SpanId.Bytes;
        }

        place[at++] = NameTag;
        at = Length(place, at, name.Length);
        name.CopyTo(place[at..]);
        at += name.Length;
        place[at] = KindTag;
        place[at + 1] = (byte)span.Kind;
        place[at + 2] = StartTag;
        BinaryPrimitives.WriteUInt64LittleEndian(place[(at + 3)..], span.Start);
        place[at + 11] = EndTag;
        BinaryPrimitives.WriteUInt64LittleEndian(place[(at + 12)..], span.End);
        to.Took(at + 20);
    }

    private static int Length(Span<byte> place, int at, int length)
    {
        if ((uint)length < OneByteEnd)
        {
            place[at] = (byte)length;
            return at + 1;
        }

        return at + ProtobufBuffer.Varint(place[at..], (ulong)length);
    }

    private static void WriteEvent(in SpanEvent happened, ProtobufBuffer to)
    {
        int opened = to.Open(EventsField);
        to.Fixed64(1, happened.Time);
        to.Bytes(2, happened.Name.Bytes);
        to.Close(opened);
    }

    private static void WriteLink(in SpanLink link, ProtobufBuffer to)
    {
        Span<byte> trace = stackalloc byte[TraceId.Bytes];
        link.Trace.Write(trace);
        Span<byte> span = stackalloc byte[SpanId.Bytes];
        BinaryPrimitives.WriteUInt64BigEndian(span, link.Span.Value);
        int opened = to.Open(LinksField);
        to.Bytes(1, trace);
        to.Bytes(2, span);
        WriteAttribute(new(Keys.LinkReason, link.Reason), to, tag: 4 << 3 | 2);
        to.Close(opened);
    }
}
