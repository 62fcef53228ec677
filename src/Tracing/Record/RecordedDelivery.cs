using ActorKernel.Actors;

namespace ActorKernel.Tracing;

/// <summary>One delivery of a recorded run. A reader has one of these, which it fills anew for each.</summary>
/// <remarks>Fields go by path: "pid", or "context.pid" inside a part. Times are instants, not distances.</remarks>
public sealed class RecordedDelivery
{
    private long[] numbers = new long[16];
    private string?[] texts = new string?[16];
    private byte[] data = [];
    private int dataLength;

    /// <summary>Its number in the run, from 1.</summary>
    public long Step { get; internal set; }

    public Tsc Now { get; internal set; }

    /// <summary>When it was to arrive: earlier than <see cref="Now"/> for an interrupt that was masked meanwhile.</summary>
    public Tsc Due { get; internal set; }

    public ActorId Sender => Id.Sender;

    public ActorId Receiver { get; internal set; }

    public MessageId Id { get; internal set; }

    /// <summary><see cref="MessageId.None"/> for what came from outside.</summary>
    public MessageId Cause { get; internal set; }

    public Shape Shape { get; internal set; } = new(-1, "", []);

    /// <summary>The message type's name.</summary>
    public string Kind => Shape.Kind;

    /// <summary>Also for flags (1 and 0) and addresses.</summary>
    /// <param name="place">As <see cref="Shape.Find"/> gives it.</param>
    public long Number(int place) => numbers[place];

    public Tsc Time(int place) => new((ulong)numbers[place]);

    public string Text(int place) => texts[place] ?? "";

    /// <summary>The first bytes; valid until the reader goes on.</summary>
    public ReadOnlySpan<byte> Bytes(int place) =>
        data.AsSpan((int)(numbers[place] >> 32), Math.Min((int)numbers[place], RecordFormat.DataBytesMax));

    /// <summary>How many bytes there were.</summary>
    public int BytesLength(int place) => (int)numbers[place];

    public bool TryNumber(string path, out long value)
    {
        int place = Shape.Find(path);
        bool isThere = place >= 0 && Shape.Fields[place].Type is FieldType.Number or FieldType.Flag or FieldType.Address;
        value = isThere ? numbers[place] : 0;
        return isThere;
    }

    public bool TryTime(string path, out Tsc value)
    {
        int place = Shape.Find(path);
        bool isThere = place >= 0 && Shape.Fields[place].Type == FieldType.Time;
        value = isThere ? Time(place) : default;
        return isThere;
    }

    public string? FindText(string path)
    {
        int place = Shape.Find(path);
        return place >= 0 && Shape.Fields[place].Type == FieldType.Text ? texts[place] : null;
    }

    /// <summary>As the message described itself.</summary>
    public void Describe(Description to)
    {
        for (int place = 0; place < Shape.Fields.Length; place++)
        {
            ShapeField field = Shape.Fields[place];
            switch (field.Type)
            {
                case FieldType.Number:
                    to.Number(field.Name, numbers[place]);
                    break;
                case FieldType.Flag:
                    to.Flag(field.Name, numbers[place] != 0);
                    break;
                case FieldType.Text:
                    to.Text(field.Name, Text(place));
                    break;
                case FieldType.Time:
                    to.Time(field.Name, Time(place));
                    break;
                case FieldType.Address:
                    to.Address(field.Name, (ulong)numbers[place]);
                    break;
                case FieldType.Bytes:
                    to.Data(field.Name, Bytes(place), BytesLength(place));
                    break;
                case FieldType.Open:
                    to.Open(field.Name);
                    break;
                default:
                    to.Close();
                    break;
            }
        }
    }

    /// <summary>The fields as text: <c>field=value part(field=value)</c>, times as distances.</summary>
    public override string ToString()
    {
        TextDescription text = new(Now);
        Describe(text);
        return text.ToString();
    }

    internal void Begin(Shape shape)
    {
        Shape = shape;
        dataLength = 0;
        if (numbers.Length < shape.Fields.Length)
        {
            numbers = new long[shape.Fields.Length];
            texts = new string?[shape.Fields.Length];
        }
    }

    internal void SetNumber(int place, long value) => numbers[place] = value;

    internal void SetText(int place, string value) => texts[place] = value;

    internal void SetBytes(int place, int length, ReadOnlySpan<byte> shown)
    {
        if (data.Length < dataLength + shown.Length)
            Array.Resize(ref data, 2 * (dataLength + shown.Length));
        shown.CopyTo(data.AsSpan(dataLength));
        numbers[place] = ((long)dataLength << 32) | (uint)length;
        dataLength += shown.Length;
    }
}

/// <summary>Keys that a person typed.</summary>
/// <param name="At">The instant at which the console got them.</param>
/// <param name="Waits">True when they waited for room.</param>
public sealed record RecordedInput(Tsc At, Bytes Keys, bool Waits);

/// <summary>How far a record could be read.</summary>
/// <param name="Deliveries">Read.</param>
/// <param name="Bytes">Of the file, up to where it is sound.</param>
/// <param name="Trouble">Null when the run has ended and all of it is here.</param>
public sealed record RecordEnd(long Deliveries, long Bytes, string? Trouble);
