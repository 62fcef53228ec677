using ActorKernel.Actors;

namespace ActorKernel.Tracing;

/// <summary>The shapes of messages that a record has so far: which fields, in order.</summary>
internal sealed class ShapeTable
{
    /// <summary>In place of a shape's number.</summary>
    public const int None = -1;

    /// <summary>In the order of <see cref="Description.Program"/>; the part's begin and end are two of them.</summary>
    public const int ProgramFields = 5;

    private const int ShapesMax = ushort.MaxValue - RecordFormat.FirstDeliveryTag;

    private readonly List<SlotRange> ranges = []; // by a shape's number
    private KindShapes?[] kinds = [];
    private int slotCount;

    /// <summary>All shapes' fields in one array, so that to go over to another shape stores no reference.</summary>
    public Slot[] Slots { get; private set; } = new Slot[256];

    public SlotRange this[int shape] => ranges[shape];

    public KindShapes KindOf(Mail mail, int number)
    {
        if (number >= kinds.Length)
            Array.Resize(ref kinds, 2 * (number + 1));
        return kinds[number] ??= new(mail.Kind);
    }

    /// <summary>Of messages that there have been.</summary>
    public KindShapes Kind(int number) => kinds[number]!;

    /// <summary>The shape that begins with some fields and goes on with another; or <see cref="None"/>.</summary>
    public int FindNext(KindShapes kind, ReadOnlySpan<Slot> before, string name, FieldType type)
    {
        foreach (int shape in kind.Shapes)
        {
            SlotRange range = ranges[shape];
            int next = range.First + before.Length;
            if (next < range.End && Slots[next].Is(name, type) && StartsAlike(range, before))
                return shape;
        }

        return None;
    }

    /// <summary>The shape that has just these fields; or <see cref="None"/>.</summary>
    public int Find(KindShapes kind, ReadOnlySpan<Slot> fields)
    {
        foreach (int shape in kind.Shapes)
        {
            SlotRange range = ranges[shape];
            if (range.End - range.First == fields.Length && StartsAlike(range, fields))
                return shape;
        }

        return None;
    }

    /// <summary>A shape that is not there.</summary>
    /// <param name="definition">Is made its announcement to readers.</param>
    public int Add(KindShapes kind, Slot[] fields, PayloadWriter definition)
    {
        Check.That(ranges.Count < ShapesMax, "A record has fewer than 65,533 shapes of messages.");
        MarkPrograms(fields);
        SlotRange range = new(slotCount, slotCount + fields.Length);
        if (range.End > Slots.Length)
            Slots = [.. Slots, .. new Slot[range.End]];
        fields.CopyTo(Slots, range.First);
        slotCount = range.End;
        kind.Shapes.Add(ranges.Count);
        ranges.Add(range);
        definition.Clear();
        definition.Word(RecordFormat.ShapeTag);
        definition.Text(kind.Name);
        definition.Number((uint)fields.Length);
        foreach (Slot field in fields)
        {
            definition.Byte((byte)field.Type);
            if (field.Type != FieldType.Close)
                definition.Text(field.Name);
        }

        return ranges.Count - 1;
    }

    private bool StartsAlike(SlotRange range, ReadOnlySpan<Slot> fields)
    {
        for (int field = 0; field < fields.Length; field++)
        {
            if (!Slots[range.First + field].Is(fields[field].Name, fields[field].Type))
                return false;
        }

        return true;
    }

    private static void MarkPrograms(Slot[] fields)
    {
        for (int first = 0; first + ProgramFields <= fields.Length; first++)
        {
            fields[first].IsProgram = fields[first].Type == FieldType.Open && fields[first + 1].Is("pid", FieldType.Number)
                && fields[first + 2].Is("program", FieldType.Text) && fields[first + 3].Is("eip", FieldType.Address)
                && fields[first + 4].Type == FieldType.Close;
        }
    }
}

/// <summary>A field of a shape, and the last repeated text in it: mostly it is the same again.</summary>
internal struct Slot
{
    public string Name;
    public FieldType Type;
    public string? LastText;
    public int LastNumber;

    /// <summary>Here and in the next four are the fields of a program.</summary>
    public bool IsProgram;

    public readonly bool Is(string name, FieldType type) => Type == type && Name == name;
}

/// <summary>A shape's slots.</summary>
internal readonly record struct SlotRange(int First, int End);

/// <summary>The shapes of one kind of message.</summary>
internal sealed class KindShapes(string name)
{
    public string Name { get; } = name;

    /// <summary>Their numbers.</summary>
    public List<int> Shapes { get; } = [];

    /// <summary>The shape of the last message.</summary>
    public int Last { get; set; } = ShapeTable.None;

    /// <summary>Of the last message's shape.</summary>
    public SlotRange Slots { get; set; }
}
