using System.Globalization;
using System.Text.Json;
using ActorKernel.Actors;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Tracing.Export;

/// <summary>The trace event format of Chrome, which Perfetto's page opens too: a lane for each actor.</summary>
/// <remarks>
/// Slices of user code on the cores, a short one for each message that is handled, arrows between. Slices of a lane nest
/// or follow each other, never overlap, or they would be drawn in another lane. Times are in virtual microseconds.
/// </remarks>
public sealed class ChromeJson : IExporter
{
    private const int Process = 1;

    private readonly Stream to;
    private readonly VirtualClock clock;
    private readonly Flows flows;
    private readonly HashSet<ActorId> named = [];
    private long arrows;
    private Tsc last;

    public ChromeJson(Stream to, RecordReader reader, VirtualClock clock)
    {
        this.to = to;
        this.clock = clock;
        flows = new(reader.Actor);
        RunFacts facts = reader.Facts;
        to.Write("{\"displayTimeUnit\":\"ns\",\"otherData\":");
        to.Write(JsonText.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("run.id", facts.Id);
            json.WriteString("run.name", facts.Name);
            json.WriteString("seed", facts.Machine.Seed.ToString());
            json.WriteString("clock", "virtual");
            json.WriteEndObject();
        }));
        to.Write(",\"traceEvents\":[\n");
        to.Write(JsonText.Of(json => WriteMeta(json, "process_name", null, args => args.WriteString("name", facts.Name))));
    }

    public string? Note => null;

    public void Take(RecordedDelivery delivery)
    {
        last = delivery.Now;
        Tsc? sent = flows.Sent(delivery);
        flows.Remember(delivery);
        Name(delivery.Sender);
        Name(delivery.Receiver);
        if (flows.Stopped(delivery, out Tsc at) is Run run)
            WriteRun(run, at);
        if (flows.Began(delivery) is null) // the slice of the user code stands for the message that began it
            WriteHandled(delivery);
        if (sent is Tsc from)
            WriteArrow(delivery, from);
    }

    public void Finish()
    {
        foreach (Run run in flows.Endless)
            WriteRun(run, last);
        to.Write("\n]}\n");
    }

    private void Name(ActorId id)
    {
        if (!named.Add(id))
            return;
        RecordedActor actor = flows.Actor(id);
        WriteEvent(json => WriteMeta(json, "thread_name", id, args => args.WriteString("name", actor.Name)), isWhole: true);
        WriteEvent(json => WriteMeta(json, "thread_sort_index", id, args => args.WriteNumber("sort_index", LaneOf(actor))), isWhole: true);
    }

    /// <summary>Cores with what belongs to each first, then processes, then all others.</summary>
    internal static int LaneOf(RecordedActor actor) => actor.Kind switch
    {
        ActorKind.Core => (10 * actor.Number ?? 0) + 1,
        ActorKind.Trap => (10 * actor.Number ?? 0) + 2,
        ActorKind.Lapic => (10 * actor.Number ?? 0) + 3,
        ActorKind.TimerChain => (10 * actor.Number ?? 0) + 4,
        ActorKind.Process => 10_000 + actor.Number ?? 0,
        _ => 1000 + actor.Id,
    };

    private void WriteRun(in Run run, Tsc end)
    {
        Run shown = run;
        WriteEvent(json =>
        {
            Start(json, "X", shown.Name, shown.Core, shown.Start);
            json.WritePropertyName("dur");
            json.WriteRawValue(Microseconds(clock.Virtual(end.Ticks) - clock.Virtual(shown.Start.Ticks)));
            json.WriteString("cat", "user");
            json.WriteStartObject("args");
            json.WriteNumber("pid", shown.Pid);
            json.WriteEndObject();
        });
    }

    private void WriteHandled(RecordedDelivery delivery) => WriteEvent(json =>
    {
        Start(json, "X", delivery.Kind, delivery.Receiver, delivery.Now);
        json.WritePropertyName("dur");
        json.WriteRawValue(Microseconds(Duration));
        json.WriteString("cat", "message");
        json.WriteStartObject("args");
        json.WriteNumber("step", delivery.Step);
        json.WriteString("from", flows.Actor(delivery.Sender).Name);
        json.WriteString("fields", new Utf8Text(delivery.ToString()).Value);
        json.WriteEndObject();
    });

    private void WriteArrow(RecordedDelivery delivery, Tsc sent)
    {
        long id = ++arrows;
        ulong start = clock.Virtual(sent.Ticks);
        if (delivery.Kind == "Trapped" && delivery.FindText("cause") == "Program" && start > 0)
            start--; // an arrow belongs to the slice that it starts in, and this one ends here
        WriteEvent(json =>
        {
            Start(json, "s", delivery.Kind, delivery.Sender, start);
            json.WriteNumber("id", id);
            json.WriteString("cat", "flow");
        });
        WriteEvent(json =>
        {
            Start(json, "f", delivery.Kind, delivery.Receiver, delivery.Now);
            json.WriteNumber("id", id);
            json.WriteString("bp", "e");
            json.WriteString("cat", "flow");
        });
    }

    /// <summary>Handling takes no time; what is drawn is shorter than a cycle, so that slices nest.</summary>
    private ulong Duration => clock.Virtual(1) > 1 ? 1UL : 0;

    private void Start(Utf8JsonWriter json, string phase, string name, ActorId lane, Tsc at) =>
        Start(json, phase, name, lane, clock.Virtual(at.Ticks));

    private static void Start(Utf8JsonWriter json, string phase, string name, ActorId lane, ulong nanoseconds)
    {
        json.WriteString("ph", phase);
        json.WriteNumber("pid", Process);
        json.WriteNumber("tid", lane.Value + 1);
        json.WritePropertyName("ts");
        json.WriteRawValue(Microseconds(nanoseconds));
        json.WriteString("name", name);
    }

    private static void WriteMeta(Utf8JsonWriter json, string name, ActorId? lane, Action<Utf8JsonWriter> args)
    {
        json.WriteStartObject();
        json.WriteString("ph", "M");
        json.WriteNumber("pid", Process);
        if (lane is ActorId id)
            json.WriteNumber("tid", id.Value + 1);
        json.WriteString("name", name);
        json.WriteStartObject("args");
        args(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteEvent(Action<Utf8JsonWriter> write, bool isWhole = false)
    {
        to.Write(",\n");
        to.Write(JsonText.Of(json =>
        {
            if (!isWhole)
                json.WriteStartObject();
            write(json);
            if (!isWhole)
                json.WriteEndObject();
        }));
    }

    private static string Microseconds(ulong nanoseconds) =>
        $"{nanoseconds / 1000}.{(nanoseconds % 1000).ToString("000", CultureInfo.InvariantCulture)}";
}
