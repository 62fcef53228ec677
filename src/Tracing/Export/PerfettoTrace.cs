using ActorKernel.Actors;
using ActorKernel.Tracing.Otlp;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Tracing.Export;

/// <summary>Perfetto's own format: a lane for each actor, arrows, and who runs on each CPU.</summary>
/// <remarks>
/// Field numbers are those of perfetto/protos/perfetto/trace. Scheduling is in its generic kernel events, made for
/// kernels that are not Linux. Timestamps are virtual nanoseconds since boot, in the format's usual clock, which is
/// time since boot too. Names are written once and then go by number.
/// </remarks>
public sealed class PerfettoTrace : IExporter
{
    private const int PacketField = 1; // Trace.packet
    private const int TimestampField = 8; // of TracePacket, as those that follow
    private const int SequenceField = 10;
    private const int TrackEventField = 11;
    private const int InternedField = 12;
    private const int SequenceFlagsField = 13;
    private const int TrackField = 60;
    private const int TaskStateField = 117;
    private const int ProcessTreeField = 122;

    private const ulong Sequence = 1;
    private const ulong StateCleared = 1;
    private const ulong NeedsState = 2;
    private const ulong MachineTrack = 1;
    private const ulong FirstActorTrack = 16;
    private const ulong SliceBegin = 1;
    private const ulong SliceEnd = 2;

    private readonly Stream to;
    private readonly VirtualClock clock;
    private readonly Flows flows;
    private readonly ProtobufBuffer packet = new();
    private readonly ProtobufBuffer interned = new();
    private readonly Dictionary<string, ulong> names = [];
    private readonly Dictionary<string, ulong> notes = [];
    private readonly HashSet<ActorId> tracks = [];
    private readonly Dictionary<ActorId, Tasked> onCore = [];
    private readonly Dictionary<int, TaskState> leaving = []; // by pid: how it will leave its core
    private bool isFirst = true;
    private ulong arrows;
    private Tsc last;

    public PerfettoTrace(Stream to, RecordReader reader, VirtualClock clock)
    {
        this.to = to;
        this.clock = clock;
        flows = new(reader.Actor);
        WriteTrack(MachineTrack, reader.Facts.Name, parent: null, rank: 0);
    }

    public string? Note => null;

    private enum TaskState : ulong
    {
        Created = 1,
        Runnable = 2,
        Running = 3,
        Sleeping = 4,
        Dead = 7,
    }

    public void Take(RecordedDelivery delivery)
    {
        last = delivery.Now;
        Tsc? sent = flows.Sent(delivery);
        flows.Remember(delivery);
        Track(delivery.Receiver);
        ulong? arrow = sent is null ? null : ++arrows;
        if (flows.Stopped(delivery, out Tsc at) is Run stopped)
            WriteSlice(SliceEnd, stopped.Core, at, null, null, null);
        if (arrow is not null)
            WriteSending(delivery, sent!.Value, arrow.Value);
        if (flows.Began(delivery) is Run run)
            WriteSlice(SliceBegin, run.Core, delivery.Now, run.Name, delivery, arrow);
        else
            WriteHandled(delivery, arrow);
        Schedule(delivery);
    }

    public void Finish()
    {
        foreach (Run run in flows.Endless)
            WriteSlice(SliceEnd, run.Core, last, null, null, null);
        foreach (ActorId core in onCore.Where(entry => leaving.ContainsKey(entry.Value.Pid)).Select(entry => entry.Key).OrderBy(core => core.Value).ToList())
            Leave(core, last);
    }

    /// <summary>A slice without length, whose arrow ends here.</summary>
    private void WriteHandled(RecordedDelivery delivery, ulong? arrow)
    {
        WriteSlice(SliceBegin, delivery.Receiver, delivery.Now, delivery.Kind, delivery, arrow);
        WriteSlice(SliceEnd, delivery.Receiver, delivery.Now, null, null, null);
    }

    /// <summary>Where the arrow begins: a slice without length on the sender's lane.</summary>
    private void WriteSending(RecordedDelivery delivery, Tsc sent, ulong arrow)
    {
        Track(delivery.Sender);
        Begin(sent);
        ulong name = NameOf(names, 2, $"send {delivery.Kind}");
        int opened = packet.Open(TrackEventField);
        packet.Number(9, SliceBegin);
        packet.Number(10, name);
        packet.Number(11, TrackOf(delivery.Sender));
        packet.Fixed64(47, arrow);
        packet.Close(opened);
        End();
        WriteSlice(SliceEnd, delivery.Sender, sent, null, null, null);
    }

    private void WriteSlice(ulong type, ActorId lane, Tsc at, string? name, RecordedDelivery? delivery, ulong? arrow)
    {
        Begin(at);
        ulong nameNumber = name is null ? 0 : NameOf(names, 2, name);
        ulong step = delivery is null ? 0 : NameOf(notes, 3, "step");
        ulong fields = delivery is null ? 0 : NameOf(notes, 3, "fields");
        int opened = packet.Open(TrackEventField);
        if (delivery is not null)
        {
            int note = packet.Open(4);
            packet.Number(1, step);
            packet.Number(4, (ulong)delivery.Step);
            packet.Close(note);
            note = packet.Open(4);
            packet.Number(1, fields);
            packet.Bytes(6, new Utf8Text(delivery.ToString()).Bytes);
            packet.Close(note);
        }

        packet.Number(9, type);
        if (name is not null)
            packet.Number(10, nameNumber);
        packet.Number(11, TrackOf(lane));
        if (arrow is ulong flow)
            packet.Fixed64(48, flow); // it ends here
        packet.Close(opened);
        End();
    }

    private void Schedule(RecordedDelivery delivery)
    {
        switch (delivery.Kind)
        {
            case "ProcessBegun" when delivery.TryNumber("pid", out long pid):
                WriteProcess((int)pid, delivery.FindText("name") ?? "unknown", delivery.Now);
                break;
            case "ProcessEnded" when delivery.TryNumber("pid", out long pid):
                leaving[(int)pid] = TaskState.Dead;
                break;
            case "Exited" when delivery.TryNumber("pid", out long pid):
                leaving[(int)pid] = TaskState.Dead;
                break;
            case "Yielded" when delivery.TryNumber("context.pid", out long pid):
                leaving[(int)pid] = TaskState.Runnable;
                break;
            case "Blocked" when delivery.TryNumber("pid", out long pid):
                leaving[(int)pid] = TaskState.Sleeping;
                break;
            case "Resume" when delivery.TryNumber("context.pid", out long pid):
                Put((int)pid, delivery.FindText("context.program") ?? "unknown", delivery.Receiver, delivery.Now);
                break;
            case "Idle":
                Leave(delivery.Receiver, delivery.Now);
                break;
        }
    }

    private void Put(int pid, string program, ActorId core, Tsc now)
    {
        if (onCore.TryGetValue(core, out Tasked running))
        {
            if (running.Pid == pid)
                return;
            Leave(core, now);
        }

        foreach ((ActorId other, Tasked task) in onCore)
        {
            if (task.Pid == pid)
            {
                Leave(other, now); // it moved, and the core it left is told later
                break;
            }
        }

        leaving.Remove(pid);
        onCore[core] = new(pid, program);
        WriteState(core, new(pid, program), TaskState.Running, now);
    }

    private void Leave(ActorId core, Tsc now)
    {
        if (!onCore.Remove(core, out Tasked task))
            return;
        TaskState state = leaving.Remove(task.Pid, out TaskState known) ? known : TaskState.Sleeping;
        WriteState(core, task, state, now);
    }

    private void WriteState(ActorId core, Tasked task, TaskState state, Tsc now)
    {
        Begin(now);
        int opened = packet.Open(TaskStateField);
        packet.Number(1, (ulong)(flows.Actor(core).Number ?? 0));
        packet.Bytes(2, new Utf8Text(task.Program).Bytes);
        packet.Number(3, (ulong)task.Pid);
        packet.Number(4, (ulong)state);
        packet.Close(opened);
        End();
    }

    private void WriteProcess(int pid, string name, Tsc now)
    {
        Utf8Text text = new(name);
        Begin(now);
        int tree = packet.Open(ProcessTreeField);
        int process = packet.Open(1);
        packet.Number(1, (ulong)pid);
        packet.Bytes(3, text.Bytes);
        packet.Close(process);
        int thread = packet.Open(2);
        packet.Number(1, (ulong)pid);
        packet.Number(2, (ulong)pid);
        packet.Bytes(3, text.Bytes);
        packet.Number(4, 1);
        packet.Close(thread);
        packet.Close(tree);
        End();
    }

    private void Track(ActorId id)
    {
        if (tracks.Add(id))
        {
            RecordedActor actor = flows.Actor(id);
            WriteTrack(TrackOf(id), actor.Name, MachineTrack, ChromeJson.LaneOf(actor));
        }
    }

    private static ulong TrackOf(ActorId id) => FirstActorTrack + (ulong)(id.Value + 1);

    /// <param name="rank">The place among its siblings.</param>
    private void WriteTrack(ulong uuid, string name, ulong? parent, int rank)
    {
        Begin(last);
        int opened = packet.Open(TrackField);
        packet.Number(1, uuid);
        packet.Text(2, name);
        if (parent is ulong above)
            packet.Number(5, above);
        else
            packet.Number(11, 3); // child_ordering: EXPLICIT
        packet.Number(12, (ulong)rank); // sibling_order_rank
        packet.Close(opened);
        End();
    }

    /// <summary>The name's number, which this packet defines when it is new.</summary>
    private ulong NameOf(Dictionary<string, ulong> table, int field, string name)
    {
        if (table.TryGetValue(name, out ulong known))
            return known;
        ulong number = (ulong)table.Count + 1;
        table.Add(name, number);
        int opened = interned.Open(field);
        interned.Number(1, number);
        interned.Text(2, name);
        interned.Close(opened);
        return number;
    }

    private void Begin(Tsc at)
    {
        packet.Clear();
        interned.Clear();
        packet.Number(TimestampField, clock.Virtual(at.Ticks));
        packet.Number(SequenceField, Sequence);
        packet.Number(SequenceFlagsField, isFirst ? StateCleared : NeedsState);
        isFirst = false;
    }

    private void End()
    {
        if (interned.Length > 0)
            packet.Bytes(InternedField, interned.Written);
        ProtobufBuffer header = new(16);
        header.Header(PacketField, packet.Length);
        to.Write(header.Written);
        to.Write(packet.Written);
    }

    private readonly record struct Tasked(int Pid, string Program);
}
