using ActorKernel.Actors;

namespace ActorKernel.Tracing.Report;

/// <summary>The fields of a block's deliveries: for each shape of message a column for each of its fields.</summary>
/// <remarks>Page/fields.js reads them. Texts are in a table of the block, so that each block is read by itself.</remarks>
internal sealed class FieldColumns
{
    private const int Never = 0;

    private readonly SortedDictionary<int, Group> groups = []; // by the shape's number
    private readonly Dictionary<string, int> textNumbers = [];
    private readonly List<string> texts = [];

    public void Add(RecordedDelivery delivery)
    {
        if (!groups.TryGetValue(delivery.Shape.Number, out Group? group))
            groups.Add(delivery.Shape.Number, group = new(delivery.Shape));
        group.Rows++;
        for (int place = 0; place < group.Columns.Length; place++)
        {
            if (group.Columns[place] is PayloadWriter column)
                Write(column, delivery, place);
        }
    }

    /// <summary>Writes the texts, then each shape that is there with its rows and columns, and starts anew.</summary>
    public void Flush(PayloadWriter to)
    {
        to.Number((ulong)texts.Count);
        foreach (string text in texts)
            to.Text(text);
        Group[] present = [.. groups.Values.Where(group => group.Rows > 0)];
        to.Number((ulong)present.Length);
        foreach (Group group in present)
        {
            to.Number((ulong)group.Shape.Number);
            to.Number((ulong)group.Rows);
            foreach (PayloadWriter? column in group.Columns)
            {
                if (column is null)
                    continue;
                to.Bytes(column.Written);
                column.Clear();
            }

            group.Rows = 0;
        }

        texts.Clear();
        textNumbers.Clear();
    }

    private void Write(PayloadWriter column, RecordedDelivery delivery, int place)
    {
        ShapeField field = delivery.Shape.Fields[place];
        switch (field.Type)
        {
            case FieldType.Number:
                column.Signed(delivery.Number(place));
                break;
            case FieldType.Flag or FieldType.Address:
                column.Number((ulong)delivery.Number(place));
                break;
            case FieldType.Time when delivery.Time(place) == Tsc.End:
                column.Number(Never);
                break;
            case FieldType.Time:
                column.Signed(AfterNever((long)(delivery.Time(place).Ticks - delivery.Now.Ticks)));
                break;
            case FieldType.Bytes:
                Shown shown = new(delivery.Now);
                shown.Data("", delivery.Bytes(place), delivery.BytesLength(place));
                column.Number((ulong)NumberOf(shown.Value));
                break;
            default:
                column.Number((ulong)NumberOf(delivery.Text(place)));
                break;
        }
    }

    /// <summary>Makes room for <see cref="Never"/> at 0: distances from 0 on are one greater.</summary>
    private static long AfterNever(long distance) => distance >= 0 ? distance + 1 : distance;

    private int NumberOf(string text)
    {
        if (!textNumbers.TryGetValue(text, out int number))
        {
            textNumbers.Add(text, number = texts.Count);
            texts.Add(text);
        }

        return number;
    }

    private sealed class Group(Shape shape)
    {
        public Shape Shape { get; } = shape;

        /// <summary>By the field's place; null for what has no value.</summary>
        public PayloadWriter?[] Columns { get; } =
            [.. shape.Fields.Select(field => field.Type < FieldType.Open ? new PayloadWriter(256) : null)];

        public int Rows { get; set; }
    }

    /// <summary>Takes one text.</summary>
    private sealed class Shown(Tsc now) : Description(now)
    {
        public string Value { get; private set; } = "";

        public override void Number(string field, long value) => Value = $"{value}";

        public override void Text(string field, string value) => Value = value;

        public override void Time(string field, Tsc value) => Value = $"{value}";

        public override void Open(string part)
        {
        }

        public override void Close()
        {
        }
    }
}
