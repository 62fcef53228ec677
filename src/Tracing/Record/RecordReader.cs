using System.Buffers.Binary;
using System.Text;
using ActorKernel.Actors;

namespace ActorKernel.Tracing;

/// <summary>Reads a run's record from its start. Damage ends it: what is before the damage has been read.</summary>
/// <remarks>Memory does not grow with the record, only with its actors, kinds of messages and repeated texts.</remarks>
public sealed class RecordReader : IDisposable
{
    private readonly ISegmentSource source;
    private readonly DeliveryDecoder decoder = new();
    private long deliveries;
    private bool hasDeliveries;
    private bool isSpliced;

    internal RecordReader(ISegmentSource source)
    {
        this.source = source;
        Segment first = source.Next() ?? throw new RecordException($"the record is empty: {source.Trouble}");
        if (first.Kind != SegmentKind.Facts)
            throw new RecordException("the record does not start with the run's facts; it is damaged");
        Facts = RunFacts.FromJson(first.Payload.Span);
    }

    /// <summary>From the record itself, so as they were at the run's start: <see cref="RunFacts.Result"/> is null.</summary>
    public RunFacts Facts { get; }

    /// <summary>Null until it has been read, and when the run did not end properly.</summary>
    public ResultFacts? Result { get; private set; }

    /// <summary>Filled anew by each <see cref="Read"/>.</summary>
    public RecordedDelivery Delivery => decoder.Delivery;

    /// <summary>What was typed, as far as it has been read.</summary>
    public List<RecordedInput> Inputs { get; } = [];

    /// <summary>Set when <see cref="Read"/> returned false.</summary>
    public RecordEnd? End { get; private set; }

    /// <param name="path">Of run.akr, or of the directory that it is in.</param>
    /// <exception cref="RecordException">It is no record, or one of another version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RecordReader Open(string path) =>
        new(new SegmentFile(Directory.Exists(path) ? Path.Combine(path, RunFiles.Record) : path));

    /// <summary>The outside's id is -1. Known once it has sent or received something.</summary>
    public RecordedActor Actor(ActorId id) => decoder.Actor(id);

    /// <summary>Those seen so far, by id.</summary>
    public IEnumerable<RecordedActor> Actors => decoder.Actors;

    /// <summary>Goes on to the next delivery.</summary>
    /// <returns>False at the end, which <see cref="End"/> then tells about.</returns>
    public bool Read()
    {
        if (End is not null)
            return false;
        try
        {
            while (!hasDeliveries || !decoder.Read())
            {
                if (!NextDeliveries())
                    return false;
            }
        }
        catch (RecordException damage)
        {
            return Finish(damage.Message);
        }

        deliveries++;
        return true;
    }

    /// <summary>From here on reads other bytes, and then ends.</summary>
    internal void GoOnWith(ReadOnlyMemory<byte> payload)
    {
        isSpliced = true;
        hasDeliveries = true;
        decoder.Begin(payload);
    }

    public void Dispose() => source.Dispose();

    /// <summary>Goes on to the next segment with deliveries, by way of others.</summary>
    private bool NextDeliveries()
    {
        while (!isSpliced && source.Next() is Segment segment)
        {
            switch (segment.Kind)
            {
                case SegmentKind.Deliveries:
                    decoder.Begin(segment.Payload);
                    return hasDeliveries = true;
                case SegmentKind.Input:
                    Inputs.Add(InputSegment.Decode(segment.Payload.Span));
                    break;
                case SegmentKind.Result:
                    Result = RunFacts.ResultFromJson(segment.Payload.Span);
                    break;
                default:
                    return Finish("the facts of another run follow");
            }
        }

        return Finish(source.Trouble ?? (Result is null ? "the run did not end, or its end was not recorded" : null));
    }

    private bool Finish(string? trouble)
    {
        End = new(deliveries, source.SoundBytes, trouble);
        return false;
    }
}

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
        if (count < found.Length || !found[..6].SequenceEqual(mark[..6]))
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

/// <summary>Reads deliveries out of segments, as <see cref="DeliveryEncoder"/> wrote them.</summary>
internal sealed class DeliveryDecoder
{
    private readonly List<string> texts = [];
    private readonly List<Shape> shapes = [];
    private readonly List<RecordedActor?> actors = []; // by id + 1
    private readonly List<long> events = []; // deliveries to each, likewise
    private readonly List<MessageId> last = [];
    private readonly RecordedDelivery delivery = new();
    private ReadOnlyMemory<byte> payload;
    private int at;

    public RecordedDelivery Delivery => delivery;

    public IEnumerable<RecordedActor> Actors => actors.OfType<RecordedActor>();

    public RecordedActor Actor(ActorId id) =>
        (uint)(id.Value + 1) < (uint)actors.Count && actors[id.Value + 1] is RecordedActor known
            ? known
            : RecordedActor.Named(id.Value, $"actor{id.Value}");

    public void Begin(ReadOnlyMemory<byte> segment)
    {
        payload = segment;
        at = 0;
    }

    /// <returns>False at the segment's end.</returns>
    /// <exception cref="RecordException">The bytes mean nothing.</exception>
    public bool Read()
    {
        PayloadReader reader = new(payload.Span, at);
        while (!reader.IsAtEnd)
        {
            ushort tag = reader.Word();
            if (tag >= RecordFormat.FirstDeliveryTag)
            {
                ReadDelivery(ref reader, ShapeOf(tag));
                at = reader.At;
                return true;
            }

            if (tag == RecordFormat.ActorTag)
                ReadActor(ref reader);
            else
                ReadShape(ref reader);
        }

        return false;
    }

    private Shape ShapeOf(ushort tag) => tag - RecordFormat.FirstDeliveryTag < shapes.Count
        ? shapes[tag - RecordFormat.FirstDeliveryTag]
        : throw new RecordException("a delivery has fields that were not announced");

    private void ReadActor(ref PayloadReader reader)
    {
        int place = reader.Index(1 << 20);
        string name = reader.Text();
        while (actors.Count <= place)
        {
            actors.Add(null);
            events.Add(0);
            last.Add(MessageId.None);
        }

        actors[place] = RecordedActor.Named(place - 1, name);
    }

    private void ReadShape(ref PayloadReader reader)
    {
        string kind = reader.Text();
        int count = reader.Index(1 << 12);
        List<ShapeField> fields = [];
        Stack<string> parts = new([""]);
        for (int place = 0; place < count; place++)
        {
            FieldType type = (FieldType)reader.Byte();
            string name = type == FieldType.Close ? "" : reader.Text();
            string path = parts.Peek() + name;
            if (type == FieldType.Open)
                parts.Push(path + ".");
            else if (type == FieldType.Close && parts.Count > 1)
                parts.Pop();
            else if (type >= FieldType.Close)
                throw new RecordException("a message has a field of no known type");
            fields.Add(new(name, path, type));
        }

        shapes.Add(new(shapes.Count, kind, [.. fields]));
    }

    private void ReadDelivery(ref PayloadReader reader, Shape shape)
    {
        DeliveryMarks marks = (DeliveryMarks)reader.Byte();
        int receiver = reader.Index(actors.Count);
        int sender = reader.Index(actors.Count);
        delivery.Now += new TscSpan(reader.Number());
        delivery.Step = Has(marks, DeliveryMarks.Step) ? reader.Signed() : delivery.Step + 1;
        delivery.Due = Has(marks, DeliveryMarks.Due) ? new(delivery.Now.Ticks - (ulong)reader.Signed()) : delivery.Now;
        long sent = events[sender] - (Has(marks, DeliveryMarks.Event) ? reader.Signed() : 0);
        int output = Has(marks, DeliveryMarks.Output) ? reader.Index(int.MaxValue) : 0;
        delivery.Id = new(new(sender - 1), sent, output);
        delivery.Receiver = new(receiver - 1);
        if (Has(marks, DeliveryMarks.Uncaused))
            delivery.Cause = MessageId.None;
        else if (Has(marks, DeliveryMarks.Cause))
            delivery.Cause = ReadCause(ref reader);
        else
            delivery.Cause = last[sender];
        delivery.Begin(shape);
        for (int place = 0; place < shape.Fields.Length; place++)
            ReadField(ref reader, place, shape.Fields[place].Type);
        events[receiver]++;
        last[receiver] = delivery.Id;
    }

    private MessageId ReadCause(ref PayloadReader reader)
    {
        int sender = reader.Index(actors.Count);
        long sent = events[sender] - reader.Signed();
        return new(new(sender - 1), sent, reader.Index(int.MaxValue));
    }

    private void ReadField(ref PayloadReader reader, int place, FieldType type)
    {
        switch (type)
        {
            case FieldType.Number:
                delivery.SetNumber(place, reader.Signed());
                break;
            case FieldType.Flag or FieldType.Address:
                delivery.SetNumber(place, (long)reader.Number());
                break;
            case FieldType.Time:
                delivery.SetNumber(place, (long)delivery.Now.Ticks + reader.Signed());
                break;
            case FieldType.Text:
                delivery.SetText(place, ReadText(ref reader));
                break;
            case FieldType.Bytes:
                int length = reader.Index(int.MaxValue);
                delivery.SetBytes(place, length, reader.Bytes(Math.Min(length, RecordFormat.DataBytesMax)));
                break;
        }
    }

    /// <summary>0: it follows; 1: likewise, and will be repeated by its number; else a number.</summary>
    private string ReadText(ref PayloadReader reader)
    {
        int number = reader.Index(int.MaxValue);
        if (number >= 2)
            return number - 2 < texts.Count ? texts[number - 2] : throw new RecordException("a text is repeated that was not there");
        string text = reader.Text();
        if (number == 1)
            texts.Add(text);
        return text;
    }

    private static bool Has(DeliveryMarks marks, DeliveryMarks mark) => (marks & mark) != DeliveryMarks.None;
}

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
