using ActorKernel.Actors;

namespace ActorKernel.Tracing.Telemetry;

/// <summary>Deliveries of a running machine as a record would have them.</summary>
internal sealed class LiveDelivery
{
    private readonly Dictionary<string, List<Shape>> shapes = []; // by kind
    private readonly Dictionary<int, RecordedActor> actors = [];
    private readonly Fields fields = new();
    private int lastShape = -1;

    public RecordedDelivery Delivery { get; } = new();

    public RecordedActor Actor(ActorId id) =>
        actors.TryGetValue(id.Value, out RecordedActor? known) ? known : RecordedActor.Named(id.Value, $"actor{id.Value}");

    public void Take(Mail mail, in Delivery delivery)
    {
        Route route = mail.Route;
        if (!actors.ContainsKey(delivery.Id.Sender.Value))
            actors.Add(delivery.Id.Sender.Value, RecordedActor.Named(delivery.Id.Sender.Value, mail.Sender));
        if (!actors.ContainsKey(route.Receiver.Value))
            actors.Add(route.Receiver.Value, RecordedActor.Named(route.Receiver.Value, mail.Receiver));

        fields.Clear(delivery.Now);
        mail.Describe(fields);
        Delivery.Begin(ShapeOf(mail.Kind));
        for (int place = 0; place < fields.All.Count; place++)
        {
            Delivery.SetNumber(place, fields.All[place].Number);
            if (fields.All[place].Text is string text)
                Delivery.SetText(place, text);
        }

        Delivery.Step = delivery.Step;
        Delivery.Now = delivery.Now;
        Delivery.Due = route.Due;
        Delivery.Receiver = route.Receiver;
        Delivery.Id = delivery.Id;
        Delivery.Cause = delivery.Cause;
    }

    private Shape ShapeOf(string kind)
    {
        if (!shapes.TryGetValue(kind, out List<Shape>? known))
            shapes.Add(kind, known = []);
        foreach (Shape shape in known)
        {
            if (fields.Fit(shape))
                return shape;
        }

        Shape added = new(++lastShape, kind, [.. fields.All.Select(field => new ShapeField(field.Name, field.Path, field.Type))]);
        known.Add(added);
        return added;
    }

    private readonly record struct Field(string Name, string Path, FieldType Type, long Number, string? Text);

    /// <summary>The fields of one message, one after the other.</summary>
    private sealed class Fields() : Description(Tsc.Boot)
    {
        private string part = "";
        private readonly Stack<string> parts = [];

        public List<Field> All { get; } = [];

        public void Clear(Tsc now)
        {
            Now = now;
            All.Clear();
            parts.Clear();
            part = "";
        }

        public bool Fit(Shape shape)
        {
            if (shape.Fields.Length != All.Count)
                return false;
            for (int place = 0; place < All.Count; place++)
            {
                if (shape.Fields[place].Type != All[place].Type || shape.Fields[place].Path != All[place].Path)
                    return false;
            }

            return true;
        }

        public override void Number(string field, long value) => Add(field, FieldType.Number, value);

        public override void Text(string field, string value) => Add(field, FieldType.Text, 0, value);

        public override void Time(string field, Tsc value) => Add(field, FieldType.Time, (long)value.Ticks);

        public override void Flag(string field, bool value) => Add(field, FieldType.Flag, value ? 1 : 0);

        public override void Address(string field, ulong value) => Add(field, FieldType.Address, (long)value);

        public override void Open(string part)
        {
            Add(part, FieldType.Open, 0);
            parts.Push(this.part);
            this.part += part + ".";
        }

        public override void Close()
        {
            part = parts.Pop();
            Add("", FieldType.Close, 0);
        }

        private void Add(string field, FieldType type, long number, string? text = null) =>
            All.Add(new(field, part.Length == 0 ? field : part + field, type, number, text));
    }
}
