using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorKernel.Actors;

namespace ActorKernel.Tracing;

/// <summary>Writes deliveries in few bytes: what can be foretold from what is before is left out.</summary>
/// <remarks>
/// A message describes itself field by field; while the fields are those of its kind's last message only values are
/// written. The bytes are a function of the deliveries: how they are cut into segments changes nothing.
/// </remarks>
internal sealed class DeliveryEncoder() : Description(Tsc.Boot)
{
    private const int HeadBytesMax = 32;

    private const int NamesMax = 64;

    private readonly TextTable texts = new();
    private readonly PayloadWriter definition = new(256);
    private readonly List<Slot> unforeseen = []; // the fields of a message that is like none before it
    private readonly ShapeTable shapes = new();
    private readonly KnownName[] names = new KnownName[NamesMax]; // by pid: which program it is that was written of it last
    private ActorState[] actors = new ActorState[16]; // by id + 1
    private long lastStep;

    // Of the message at hand: the shape that it has so far, where the next field's slot is, and where the last's ends.
    private int kind;
    private int shape;
    private int place;
    private int end;

    public PayloadWriter Writer { get; } = new(RecordFormat.SegmentBytes);

    public void Write(Mail mail, in Delivery delivery)
    {
        Route route = mail.Route;
        int receiver = route.Receiver.Value + 1;
        int sender = delivery.Id.Sender.Value + 1;
        ActorState[] known = actors;
        if (Math.Max(sender, receiver) >= known.Length || !known[sender].IsKnown || !known[receiver].IsKnown)
            known = Announce(mail, sender, receiver);
        int start = Writer.Length;
        int expected = Begin(mail, route.Kind);
        WriteHead(delivery, route, known[sender], TagOf(expected));
        mail.Describe(this);
        if (place != end || shape != expected || unforeseen.Count > 0 || expected == ShapeTable.None)
            SetTag(start);
        ref ActorState state = ref known[receiver];
        state.Events++;
        state.Last = delivery.Id;
    }

    public override void Number(string field, long value)
    {
        Field(field, FieldType.Number);
        Writer.Signed(value);
    }

    public override void Flag(string field, bool value)
    {
        Field(field, FieldType.Flag);
        Writer.Number(value ? 1ul : 0);
    }

    public override void Address(string field, ulong value)
    {
        Field(field, FieldType.Address);
        Writer.Number(value);
    }

    /// <remarks>Distances wrap around, so the end of time is near to every instant.</remarks>
    public override void Time(string field, Tsc value)
    {
        Field(field, FieldType.Time);
        Writer.Signed((long)(value.Ticks - Now.Ticks));
    }

    public override void Text(string field, string value)
    {
        ref Slot slot = ref Field(field, FieldType.Text);
        if (slot.LastText == value)
            Writer.Number((ulong)slot.LastNumber);
        else
            WriteText(ref slot, value);
    }

    public override void Data(string field, ReadOnlySpan<byte> shown, int length)
    {
        Field(field, FieldType.Bytes);
        Writer.Number((ulong)length);
        Writer.Bytes(shown[..Math.Min(length, RecordFormat.DataBytesMax)]);
    }

    public override void Open(string part) => Field(part, FieldType.Open);

    public override void Close() => Field("", FieldType.Close);

    /// <summary>The same bytes as field by field. A part that begins like one of a program is one.</summary>
    /// <remarks>Processes of one program have that name each as a text of its own: so the last is kept by pid.</remarks>
    public override void Program(string part, long pid, string name, ulong eip)
    {
        Slot[] all = shapes.Slots;
        int first = place;
        ref KnownName known = ref names[(int)pid & (NamesMax - 1)];
        if ((object?)known.Name != name || first + ShapeTable.ProgramFields > end || !all[first].IsProgram
            || (object)all[first].Name != part)
        {
            base.Program(part, pid, name, eip);
            known = texts.Known(name) is int number ? new() { Name = name, Number = number } : default;
            return;
        }

        Span<byte> to = Writer.Reserve(3 * PayloadWriter.NumberBytesMax);
        int written = PayloadWriter.Put(to, 0, PayloadWriter.Unsigned(pid));
        written = PayloadWriter.Put(to, written, (ulong)known.Number);
        Writer.Use(PayloadWriter.Put(to, written, eip));
        place = first + ShapeTable.ProgramFields;
    }

    /// <summary>What every delivery has, in one go: the writer's position is not looked up for each byte.</summary>
    private void WriteHead(in Delivery delivery, in Route route, in ActorState from, ushort tag)
    {
        int sender = delivery.Id.Sender.Value + 1;
        int receiver = route.Receiver.Value + 1;
        DeliveryMarks marks = DeliveryMarks.None;
        if (delivery.Step != lastStep + 1)
            marks |= DeliveryMarks.Step;
        if (route.Due != delivery.Now)
            marks |= DeliveryMarks.Due;
        if (delivery.Id.Event != from.Events)
            marks |= DeliveryMarks.Event;
        if (delivery.Id.Output != 0)
            marks |= DeliveryMarks.Output;
        if (delivery.Cause.Event < 0)
            marks |= DeliveryMarks.Uncaused;
        else if (!IsSame(delivery.Cause, from.Last))
            marks |= DeliveryMarks.Cause;

        Span<byte> head = Writer.Reserve(HeadBytesMax);
        ulong passed = delivery.Now.Ticks - Now.Ticks;
        if ((passed | (uint)sender | (uint)receiver) < 0x80)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(
                head, tag | ((ulong)marks << 16) | ((ulong)receiver << 24) | ((ulong)sender << 32) | (passed << 40));
            Writer.Use(RecordFormat.TagBytes + 4);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(head, tag);
            head[RecordFormat.TagBytes] = (byte)marks;
            int written = PayloadWriter.Put(head, RecordFormat.TagBytes + 1, (uint)receiver);
            written = PayloadWriter.Put(head, written, (uint)sender);
            Writer.Use(PayloadWriter.Put(head, written, passed));
        }

        if (marks is not (DeliveryMarks.None or DeliveryMarks.Uncaused))
            WriteMarked(marks, delivery, route, from.Events);
        Now = delivery.Now;
        lastStep = delivery.Step;
    }

    private void WriteMarked(DeliveryMarks marks, in Delivery delivery, in Route route, long events)
    {
        if ((marks & DeliveryMarks.Step) != DeliveryMarks.None)
            Writer.Signed(delivery.Step);
        if ((marks & DeliveryMarks.Due) != DeliveryMarks.None)
            Writer.Signed((long)(delivery.Now.Ticks - route.Due.Ticks));
        if ((marks & DeliveryMarks.Event) != DeliveryMarks.None)
            Writer.Signed(events - delivery.Id.Event);
        if ((marks & DeliveryMarks.Output) != DeliveryMarks.None)
            Writer.Number((uint)delivery.Id.Output);
        if ((marks & DeliveryMarks.Cause) == DeliveryMarks.None)
            return;
        int sender = delivery.Cause.Sender.Value + 1;
        Writer.Number((uint)sender);
        Writer.Signed(EventsOf(sender) - delivery.Cause.Event);
        Writer.Number((uint)delivery.Cause.Output);
    }

    /// <returns>The shape that the message probably has.</returns>
    private int Begin(Mail mail, int number)
    {
        KindShapes known = shapes.KindOf(mail, number);
        kind = number;
        if (unforeseen.Count > 0)
            unforeseen.Clear();
        shape = known.Last;
        place = known.Slots.First;
        end = known.Slots.End;
        return shape;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Slot Field(string name, FieldType type)
    {
        Slot[] all = shapes.Slots;
        int next = place;
        if (next < end && all[next].Type == type && (object)all[next].Name == name)
        {
            place = next + 1;
            return ref all[next];
        }

        return ref OtherField(name, type);
    }

    /// <summary>Goes over to another shape that is the same so far; if there is none, the message makes one.</summary>
    private ref Slot OtherField(string name, FieldType type)
    {
        if (unforeseen.Count == 0)
        {
            ReadOnlySpan<Slot> before = Before();
            int other = shapes.FindNext(shapes.Kind(kind), before, name, type);
            if (other != ShapeTable.None)
            {
                int next = shapes[other].First + before.Length;
                (shape, place, end) = (other, next + 1, shapes[other].End);
                return ref shapes.Slots[next];
            }

            unforeseen.AddRange(before);
            (shape, place, end) = (ShapeTable.None, 0, 0);
        }

        unforeseen.Add(new() { Name = name, Type = type });
        return ref CollectionsMarshal.AsSpan(unforeseen)[^1];
    }

    /// <summary>The slots of the fields that were as foreseen.</summary>
    private ReadOnlySpan<Slot> Before() =>
        shape == ShapeTable.None ? [] : shapes.Slots.AsSpan(shapes[shape].First..place);

    /// <summary>For a message that was not as expected: its shape is announced before it, if it is new.</summary>
    private void SetTag(int start)
    {
        Slot[] fields = unforeseen.Count > 0 ? [.. unforeseen] : [.. Before()];
        KindShapes known = shapes.Kind(kind);
        int number = shapes.Find(known, fields);
        if (number == ShapeTable.None)
        {
            number = shapes.Add(known, fields, definition);
            Writer.Insert(start, definition.Written);
            start += definition.Length;
        }

        known.Last = number;
        known.Slots = shapes[number];
        Writer.SetWord(start, TagOf(number));
    }

    private static ushort TagOf(int shape) => (ushort)(shape + RecordFormat.FirstDeliveryTag);

    private void WriteText(ref Slot slot, string value)
    {
        int number = texts.NumberOf(value, out bool isNew);
        Writer.Number((ulong)number);
        if (isNew)
            Writer.Text(value.Length <= RecordFormat.TextCharsMax ? value : value[..RecordFormat.TextCharsMax]);
        slot.LastText = isNew ? null : value;
        slot.LastNumber = number;
    }

    /// <returns>All that are known now.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ActorState[] Announce(Mail mail, int sender, int receiver)
    {
        if (Math.Max(sender, receiver) >= actors.Length)
            Array.Resize(ref actors, 2 * Math.Max(sender, receiver));
        if (!actors[sender].IsKnown)
            Announce(sender, mail.Sender);
        if (!actors[receiver].IsKnown)
            Announce(receiver, mail.Receiver);
        return actors;
    }

    private void Announce(int actor, string name)
    {
        actors[actor].IsKnown = true;
        actors[actor].Last = MessageId.None;
        Writer.Word(RecordFormat.ActorTag);
        Writer.Number((uint)actor);
        Writer.Text(name);
    }

    /// <summary>An actor that has not been seen has had no deliveries.</summary>
    private long EventsOf(int actor) => actor < actors.Length ? actors[actor].Events : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSame(in MessageId left, in MessageId right) =>
        left.Event == right.Event && left.Sender.Value == right.Sender.Value && left.Output == right.Output;

    private struct ActorState
    {
        public bool IsKnown;

        /// <summary>Deliveries to it.</summary>
        public long Events;

        public MessageId Last;
    }

    private struct KnownName
    {
        public string? Name;

        /// <summary>Of the text in the table.</summary>
        public int Number;
    }
}
