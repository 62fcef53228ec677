using System.Text;
using ActorKernel.Actors;

namespace ActorKernel.Tracing;

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
