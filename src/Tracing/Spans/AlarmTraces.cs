using ActorKernel.Actors;

namespace ActorKernel.Tracing.Spans;

/// <summary>A trace for each delivery of an alarm, of both kinds, from the timer to the handler's return.</summary>
/// <remarks>
/// xv6's: tick, core, trap actor, handler; the trap at the handler's return address shows the end. Akaros': deadline,
/// core, timer chain, #A, the event in its owner's memory, the first vcore entry that can see it; no trap shows the
/// handler's end, so none is claimed. A delivery is traced when it is over, or can get no further.
/// </remarks>
internal sealed class AlarmTraces(SpanWriter writer, HopWindow window, CallTraces calls)
{
    private const string AlarmDevice = "#A";
    private const long ReturnAddress = 0xffff_f000; // where xv6's handlers return to: the kernel's, so that it traps
    private const int UnseenMax = 1000; // events that a process does not look at
    private const string Unobserved = "unobserved";
    private const string Observed = "observed";

    private readonly Dictionary<int, Firing> handlers = []; // xv6: by pid, the handler that runs
    private readonly Dictionary<long, Firing> armed = []; // Akaros: by arming, not expired
    private readonly Dictionary<long, Firing> expired = []; // by arming, no event sent
    private readonly Dictionary<long, Firing> posted = []; // by token, not acknowledged
    private readonly Dictionary<long, long> waiters = []; // the last arming of each
    private readonly SortedDictionary<int, Outlook> outlooks = []; // by pid
    private readonly Dictionary<int, string> programs = []; // by pid
    private readonly List<Hop> chain = [];

    /// <summary>Traces so far, each with its number from 1.</summary>
    public long Traced { get; private set; }

    public void Take(in Hop hop, RecordedDelivery delivery)
    {
        switch (hop.Kind)
        {
            case Kinds.Resume:
                Resumed(hop, delivery);
                break;
            case Kinds.Trapped:
                Trapped(hop, delivery);
                break;
            case Kinds.Arm when IsAlarmDevice(hop.Sender):
                Armed(hop, delivery);
                break;
            case Kinds.Armed when IsAlarmDevice(hop.Receiver):
                Cancel(delivery, "replaced");
                break;
            case Kinds.Disarmed when IsAlarmDevice(hop.Receiver):
                Cancel(delivery, "arming");
                break;
            case Kinds.Expired when IsAlarmDevice(hop.Receiver):
                Expired(hop, delivery);
                break;
            case Kinds.PostEvent when IsAlarmDevice(hop.Sender):
                Posting(delivery);
                break;
            case Kinds.EventPosted when IsAlarmDevice(hop.Receiver):
                Posted(hop, delivery);
                break;
            case Kinds.KernelWritten when Flag(delivery, "upcall") && delivery.TryNumber("pid", out long pid):
                delivery.TryTime("at", out Tsc at);
                Upcall((int)pid, new(at, hop.Sender, hop));
                break;
            case Kinds.ProcessBegun when delivery.TryNumber("pid", out long begun):
                programs[(int)begun] = delivery.FindText("name") ?? "unknown";
                break;
            case Kinds.ProcessEnded when delivery.TryNumber("pid", out long ended):
                Ended((int)ended, hop.Now);
                break;
        }
    }

    /// <summary>The record ends: no return has been seen of what is still open.</summary>
    public void Finish(Tsc now)
    {
        foreach (int pid in handlers.Keys.Concat(outlooks.Keys).Distinct().Order().ToList())
            Ended(pid, now);
        foreach (Firing firing in expired.Values.Concat(posted.Values).OrderBy(firing => firing.Number))
            Write(firing, Unobserved);
        expired.Clear();
        posted.Clear();
    }

    private bool IsAlarmDevice(ActorId actor) => writer.Actor(actor).Name == AlarmDevice;

    private static bool Flag(RecordedDelivery delivery, string path) => delivery.TryNumber(path, out long value) && value != 0;

    private void Resumed(in Hop hop, RecordedDelivery delivery)
    {
        if (!delivery.TryNumber("context.pid", out long number))
            return;
        int pid = (int)number;
        if (handlers.TryGetValue(pid, out Firing? running) && running.ReturnTrap is Hop trap && trap.Id == hop.Cause)
        {
            running.End = trap.Sent;
            handlers.Remove(pid);
            Write(running, Observed);
        }

        if (delivery.TryTime("handler.due", out Tsc due))
            HandlerCalled(pid, due, hop, delivery);
        if (Flag(delivery, "upcall"))
            Upcall(pid, new(hop.Now, hop.Receiver, hop));
    }

    private void HandlerCalled(int pid, Tsc due, in Hop hop, RecordedDelivery delivery)
    {
        if (handlers.Remove(pid, out Firing? left))
            Write(left, Unobserved); // by longjmp
        delivery.TryTime("handler.armedAt", out Tsc armedAt);
        delivery.TryNumber("context.eip", out long handler);
        Firing firing = new()
        {
            Kind = "xv6",
            Number = pid,
            Pid = pid,
            Program = delivery.FindText("context.program") ?? "unknown",
            ArmedAt = armedAt,
            Due = due,
            ArmedBy = calls.TickArming(pid),
            Handler = (ulong)handler,
            Entry = new(hop.Now, hop.Receiver, hop),
            About = hop.Key,
        };
        firing.IsComplete = window.TryTrace(hop, chain, first => first.IsTimer);
        firing.Hops.AddRange(chain);
        handlers.Add(pid, firing);
    }

    /// <summary>The handler's return faults at an address of the kernel's; only what resumes then was a return.</summary>
    private void Trapped(in Hop hop, RecordedDelivery delivery)
    {
        if (delivery.TryNumber("context.pid", out long pid) && handlers.TryGetValue((int)pid, out Firing? running)
            && delivery.TryNumber("context.eip", out long eip) && eip == ReturnAddress)
        {
            running.ReturnTrap = hop;
        }
    }

    private void Armed(in Hop hop, RecordedDelivery delivery)
    {
        if (!delivery.TryNumber("arming", out long arming) || !delivery.TryTime("due", out Tsc due))
            return;
        delivery.TryNumber("waiter", out long waiter);
        delivery.TryNumber("for", out long pid);
        if (waiters.Remove(waiter, out long earlier) && expired.Remove(earlier, out Firing? unheard))
            Write(unheard, Unobserved);
        waiters[waiter] = arming;
        armed[arming] = new()
        {
            Kind = "akaros",
            Number = arming,
            Waiter = waiter,
            Pid = (int)pid,
            Program = programs.GetValueOrDefault((int)pid, "unknown"),
            ArmedAt = hop.Now,
            Due = due,
            ArmedBy = calls.ArmingOf(arming),
        };
    }

    /// <summary>An arming that never fires.</summary>
    private void Cancel(RecordedDelivery delivery, string field)
    {
        if (delivery.TryNumber(field, out long arming) && armed.Remove(arming, out Firing? firing))
            waiters.Remove(firing.Waiter);
    }

    private void Expired(in Hop hop, RecordedDelivery delivery)
    {
        if (!delivery.TryNumber("arming", out long arming) || !armed.Remove(arming, out Firing? firing))
            return;
        firing.IsComplete = window.TryTrace(hop, chain, first => first.IsTimer);
        firing.Hops.AddRange(chain);
        firing.About = hop.Key;
        expired[arming] = firing;
    }

    private void Posting(RecordedDelivery delivery)
    {
        if (delivery.TryNumber("pid", out long pid))
            OutlookOf((int)pid).Unacknowledged++;
        if (delivery.TryNumber("token", out long token) && expired.Remove(token, out Firing? firing))
            posted[token] = firing;
    }

    private void Posted(in Hop hop, RecordedDelivery delivery)
    {
        if (!delivery.TryNumber("pid", out long pid) || !delivery.TryNumber("token", out long token))
            return;
        Outlook outlook = OutlookOf((int)pid);
        outlook.Unacknowledged--;
        if (posted.Remove(token, out Firing? firing))
        {
            Hop expiry = firing.Hops[^1];
            firing.IsComplete &= window.TryTrace(hop, chain, first => first.Id == expiry.Id);
            firing.Hops.AddRange(chain.Where(later => later.Id != expiry.Id));
            delivery.TryTime("at", out Tsc at);
            firing.PostedAt = at;
            if (!Flag(delivery, "written"))
                Write(firing, "refused"); // the owner is dying, or has no queue there
            else if (outlook.Entries.FindIndex(entry => entry.At >= at) is >= 0 and int first)
                Deliver(firing, outlook.Entries[first]);
            else
                outlook.Await(firing);
            if (outlook.Unseen.Count > UnseenMax)
                Write(outlook.Unseen.Dequeue(), Unobserved);
        }

        if (outlook.Unacknowledged == 0)
            outlook.Entries.Clear();
    }

    /// <summary>A vcore entry: it sees what was written before. What is not acknowledged yet may have been.</summary>
    private void Upcall(int pid, in Entry entry)
    {
        if (!outlooks.TryGetValue(pid, out Outlook? outlook))
            return;
        while (outlook.Unseen.TryDequeue(out Firing? firing))
            Deliver(firing, entry);
        if (outlook.Unacknowledged > 0)
            outlook.Entries.Add(entry);
    }

    private void Deliver(Firing firing, in Entry entry)
    {
        firing.Entry = entry;
        HashSet<MessageId> known = [.. firing.Hops.Select(hop => hop.Id)];
        if (window.TryTrace(entry.By, chain, first => known.Contains(first.Id)))
            firing.Hops.AddRange(chain.Where(hop => !known.Contains(hop.Id)));
        else if (!known.Contains(entry.By.Id))
            firing.Hops.Add(entry.By); // it came for a reason of its own
        Write(firing, Unobserved);
    }

    private void Ended(int pid, Tsc now)
    {
        if (handlers.Remove(pid, out Firing? running))
            Write(running, Unobserved);
        if (outlooks.Remove(pid, out Outlook? outlook))
        {
            while (outlook.Unseen.TryDequeue(out Firing? unseen))
                Write(unseen, Unobserved);
            if (outlook.Unacknowledged > 0)
                outlooks.Add(pid, new() { Unacknowledged = outlook.Unacknowledged });
        }

        programs.Remove(pid);
    }

    private Outlook OutlookOf(int pid)
    {
        if (!outlooks.TryGetValue(pid, out Outlook? outlook))
            outlooks.Add(pid, outlook = new());
        return outlook;
    }

    private void Write(Firing firing, string returned)
    {
        Traced++;
        Hop last = firing.Hops[^1];
        TraceId trace = writer.Options.Ids.Trace(TraceCategory.Alarms, firing.About);
        Tsc start = Tsc.Max(firing.Due, firing.ArmedAt);
        Tsc end = firing.End ?? firing.Entry?.At ?? firing.PostedAt ?? last.Now;
        SpanId root = RunIds.Span(trace, 0);
        WriteRoot(firing, returned, trace, start, end);

        int place = 1;
        SpanId parent = root;
        Dictionary<MessageId, SpanId> handled = [];
        foreach (Hop hop in firing.Hops)
        {
            parent = handled.GetValueOrDefault(hop.Cause, root);
            handled[hop.Id] = hop.IsTimer ? WriteTimer(trace, root, ref place, hop, start) : writer.Way(trace, parent, ref place, hop, DoneWith(hop, firing));
        }

        if (firing.Entry is Entry entry)
            WriteHandler(firing, entry, returned, trace, handled.GetValueOrDefault(entry.By.Id, root), place);
        writer.EndTrace(trace);
    }

    /// <summary>A core is busy with a tick until its trap actor lets it go on.</summary>
    private static Tsc DoneWith(in Hop hop, Firing firing) =>
        hop.Kind == Kinds.Interrupt && firing is { Kind: "xv6", Entry: Entry entry } ? entry.At : hop.Now;

    private void WriteRoot(Firing firing, string returned, in TraceId trace, Tsc start, Tsc end)
    {
        Span root = writer.Begin(
            trace, RunIds.Span(trace, 0), SpanId.None, writer.ProgramService(firing.Program), writer.RootName("alarm delivery"),
            SpanKind.Internal);
        root.Add(Keys.AlarmKind, writer.Texts[firing.Kind]);
        root.Add(Keys.AlarmId, Traced);
        if (firing.Kind == "akaros")
            root.Add(Keys.Arming, firing.Number);
        root.Add(Keys.Pid, firing.Pid);
        root.Add(Keys.Executable, writer.Texts[firing.Program]);
        root.Add(Keys.AlarmDeadline, (long)writer.Nanoseconds(firing.Due));
        root.Add(Keys.AlarmArmed, (long)writer.Nanoseconds(firing.ArmedAt));
        root.Add(Keys.AlarmReturn, writer.Texts[returned]);
        root.Add(Keys.Step, firing.Hops[^1].Step);
        if (firing.Entry is Entry entry)
        {
            root.Add(Keys.AlarmLatency, (long)(writer.Nanoseconds(entry.At) - writer.Nanoseconds(start)));
            if (writer.Actor(entry.Core).Number is int core)
                root.Add(Keys.CpuNumber, core);
        }
        else
        {
            root.Add(Keys.ErrorType, writer.Texts["alarm.missed"]);
            root.Error = writer.Texts[firing.PostedAt is null
                ? "the process has no event queue for this alarm"
                : returned == "refused" ? "the event could not be written" : "no entry of the program has seen the event"];
        }

        if (!firing.IsComplete)
            root.Add(Keys.Incomplete, true);
        if (firing.ArmedBy is Arming by)
            writer.Link(by.Trace, by.Span, Keys.AlarmLink);
        if (firing.PostedAt is Tsc posted)
            writer.Event("event.posted", posted);
        if (firing.Entry is Entry entered)
            writer.Event("handler.enter", entered.At);
        if (firing.End is Tsc ended)
            writer.Event("handler.return", ended);
        writer.End(start, end);
    }

    private SpanId WriteTimer(in TraceId trace, SpanId root, ref int place, in Hop hop, Tsc start)
    {
        SpanId id = RunIds.Span(trace, place++);
        Service lapic = writer.ServiceOf(hop.Receiver);
        Span span = writer.Begin(trace, id, root, lapic, writer.Texts["timer expire"], SpanKind.Internal);
        span.Add(Keys.MessageType, writer.Texts[hop.Kind]);
        span.Add(Keys.Step, hop.Step);
        writer.End(Tsc.Min(start, hop.Now), hop.Now);
        return id;
    }

    private void WriteHandler(Firing firing, in Entry entry, string returned, in TraceId trace, SpanId parent, int place)
    {
        Span span = writer.Begin(
            trace, RunIds.Span(trace, place), parent, writer.ServiceOf(entry.Core), writer.Texts["upcall handler"], SpanKind.Internal);
        span.Add(Keys.Pid, firing.Pid);
        span.Add(Keys.Executable, writer.Texts[firing.Program]);
        span.Add(Keys.AlarmReturn, writer.Texts[returned]);
        span.Add(Keys.Step, entry.By.Step);
        if (firing.Handler is ulong handler)
            span.Add(Keys.Handler, writer.Texts[$"0x{handler:x}"]);
        writer.End(entry.At, firing.End ?? entry.At);
    }

    /// <summary>The first instruction of a handler, or of a vcore entry.</summary>
    /// <param name="By">The message with which it came.</param>
    private readonly record struct Entry(Tsc At, ActorId Core, Hop By);

    /// <summary>One delivery of one alarm, as far as it has got.</summary>
    private sealed class Firing
    {
        public required string Kind { get; init; }

        /// <summary>Akaros: the arming's; xv6: the pid, as a process has one alarm.</summary>
        public required long Number { get; init; }

        public long Waiter { get; init; }

        public required int Pid { get; init; }

        public required string Program { get; init; }

        public required Tsc ArmedAt { get; init; }

        public required Tsc Due { get; init; }

        public Arming? ArmedBy { get; init; }

        public ulong? Handler { get; init; }

        /// <summary>The message that the trace goes by: the handler's call, or the expiry.</summary>
        public CauseKey About { get; set; }

        public List<Hop> Hops { get; } = [];

        /// <summary>False when the window has lost some of it.</summary>
        public bool IsComplete { get; set; }

        public Tsc? PostedAt { get; set; }

        public Entry? Entry { get; set; }

        public Hop? ReturnTrap { get; set; }

        public Tsc? End { get; set; }
    }

    /// <summary>What one process has yet to see.</summary>
    private sealed class Outlook
    {
        public int Unacknowledged { get; set; }

        /// <summary>Entries since the first event that is not acknowledged.</summary>
        public List<Entry> Entries { get; } = [];

        /// <summary>Alarms whose event is in memory.</summary>
        public Queue<Firing> Unseen { get; } = [];

        public void Await(Firing firing) => Unseen.Enqueue(firing);
    }
}
