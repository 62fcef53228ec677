using ActorKernel.Actors;

namespace ActorKernel.Tracing.Report;

/// <summary>What a core or a process is doing. The numbers are the page's.</summary>
internal enum LaneState
{
    /// <summary>A core with nothing to run; a slot without a process.</summary>
    None = 0,

    /// <summary>User code.</summary>
    User = 1,

    /// <summary>User code of an alarm handler, or from a vcore entry to the next trap.</summary>
    Handler = 2,

    /// <summary>In the kernel for the program: a system call or a fault.</summary>
    Call = 3,

    /// <summary>In the kernel for a tick, or because another wants the core.</summary>
    Interrupt = 4,

    /// <summary>A process that waits for something.</summary>
    Waiting = 5,

    /// <summary>A process that could run and has no core.</summary>
    Ready = 6,
}

/// <summary>Follows what cores and processes do, and keeps each change as a row of columns.</summary>
/// <remarks>
/// A process that runs on while a call of it waits counts as running. An xv6 handler lasts until the trap by which it
/// returns; of an Akaros upcall only the entry shows in messages, so it lasts to the next trap.
/// </remarks>
internal sealed class LaneStates(RecordReader reader)
{
    private readonly PayloadWriter lanes = new(1 << 12);
    private readonly PayloadWriter times = new(1 << 12);
    private readonly PayloadWriter states = new(1 << 12);
    private readonly PayloadWriter pids = new(1 << 12);
    private readonly Dictionary<int, Lane> byActor = [];
    private readonly Dictionary<int, CoreFacts> cores = []; // by number
    private readonly Dictionary<long, int> slots = []; // a pid's actor
    private readonly HashSet<long> handling = []; // pids inside an xv6 handler
    private int rows;

    public void Add(RecordedDelivery delivery)
    {
        switch (delivery.Kind)
        {
            case "Begin" or "Adopt" when delivery.TryNumber("pid", out long pid):
                slots[pid] = delivery.Receiver.Value;
                ChangeProcess(pid, LaneState.Call, delivery.Now);
                break;
            case "Resume" when delivery.TryNumber("context.pid", out long pid):
                Resumed(delivery, pid);
                break;
            case "Trapped":
                Trapped(delivery);
                break;
            case "Idle":
                Change(delivery.Receiver.Value, LaneState.None, 0, delivery.Now);
                break;
            case "Ready" or "Yielded":
                ChangeProcess(PidOf(delivery), LaneState.Ready, delivery.Now);
                break;
            case "Blocked":
                ChangeProcess(PidOf(delivery), LaneState.Waiting, delivery.Now);
                break;
            case "Exited":
                ChangeProcess(PidOf(delivery), LaneState.None, delivery.Now);
                break;
        }
    }

    /// <summary>Writes the number of rows and the columns, and starts anew.</summary>
    public void Flush(PayloadWriter to)
    {
        to.Number((ulong)rows);
        foreach (PayloadWriter column in (PayloadWriter[])[lanes, times, states, pids])
        {
            to.Bytes(column.Written);
            column.Clear();
        }

        rows = 0;
    }

    private static long PidOf(RecordedDelivery delivery) =>
        delivery.TryNumber("pid", out long pid) || delivery.TryNumber("context.pid", out pid) ? pid : 0;

    private void Resumed(RecordedDelivery delivery, long pid)
    {
        CoreFacts core = CoreOf(delivery.Receiver);
        bool isUpcall = delivery.TryNumber("upcall", out long upcall) && upcall != 0;
        if (delivery.TryTime("handler.due", out _))
            handling.Add(pid);
        else if (core.IsProgramsDoing && delivery.Cause == core.LastTrap)
            handling.Remove(pid); // its own trap, and it goes on at once: that is how a handler returns
        LaneState state = isUpcall || handling.Contains(pid) ? LaneState.Handler : LaneState.User;
        Change(delivery.Receiver.Value, state, pid, delivery.Now);
        ChangeProcess(pid, state, delivery.Now);
    }

    private void Trapped(RecordedDelivery delivery)
    {
        if (!delivery.TryNumber("context.pid", out long pid) || !delivery.TryTime("at", out Tsc at))
            return; // an interrupt in the kernel, which goes on with what it did
        CoreFacts core = CoreOf(delivery.Receiver);
        core.IsProgramsDoing = delivery.FindText("cause") == "Program";
        core.LastTrap = delivery.Id;
        LaneState state = core.IsProgramsDoing ? LaneState.Call : LaneState.Interrupt;
        Change(delivery.Sender.Value, state, pid, at);
        ChangeProcess(pid, state, at);
    }

    private void ChangeProcess(long pid, LaneState state, Tsc at)
    {
        if (slots.TryGetValue(pid, out int slot))
            Change(slot, state, pid, at);
    }

    private void Change(int actor, LaneState state, long pid, Tsc at)
    {
        if (!byActor.TryGetValue(actor, out Lane? lane))
            byActor.Add(actor, lane = new());
        if (lane.State == state && lane.Pid == pid)
            return;
        ulong time = Math.Max(at.Ticks, lane.Time); // a core stops a little before the news of it is delivered
        lanes.Number((ulong)actor);
        times.Number(time - lane.Time);
        states.Byte((byte)state);
        pids.Number((ulong)pid);
        rows++;
        (lane.State, lane.Pid, lane.Time) = (state, pid, time);
    }

    /// <summary>The facts of a core or of its trap actor: they have the same number.</summary>
    private CoreFacts CoreOf(ActorId actor)
    {
        int number = reader.Actor(actor).Number ?? 0;
        if (!cores.TryGetValue(number, out CoreFacts? core))
            cores.Add(number, core = new());
        return core;
    }

    private sealed class Lane
    {
        public LaneState State { get; set; }

        public long Pid { get; set; }

        public ulong Time { get; set; }
    }

    private sealed class CoreFacts
    {
        public MessageId LastTrap { get; set; } = MessageId.None;

        /// <summary>True when the last trap was the program's: a call, a fault, a handler's return.</summary>
        public bool IsProgramsDoing { get; set; }
    }
}
