using ActorKernel.Actors;

namespace ActorKernel.Tracing.Spans;

/// <summary>A trace for each system call: from the trap to the program's going on, with the messages it caused.</summary>
/// <remarks>
/// Those that arm an alarm are what deliveries are linked to. A call ends when its process runs again; what it leaves
/// behind (a timer that was set) belongs to what comes of it. One call at a time of each process.
/// </remarks>
internal sealed class CallTraces(SpanWriter writer, HopWindow window, bool onlyArming)
{
    private const int HopsMax = 100; // of one call: more would hide what it is about
    private const string AlarmDevice = "#A";
    private const string TickAlarmCall = "alarm";

    private readonly Dictionary<int, CallTrace> byPid = [];
    private readonly Dictionary<MessageId, CallTrace> following = []; // what these cause belongs to the call
    private readonly Dictionary<int, Arming> tickArmings = []; // the last by pid, while the process lives
    private (long Number, Arming By)? armed; // the alarm device's last

    /// <summary>The alarm call that set the process' alarm last.</summary>
    public Arming? TickArming(int pid) => tickArmings.TryGetValue(pid, out Arming arming) ? arming : null;

    /// <summary>The call that armed the alarm device so, if it was the last to do it.</summary>
    public Arming? ArmingOf(long number) => armed is { } last && last.Number == number ? last.By : null;

    public void Take(in Hop hop, RecordedDelivery delivery)
    {
        switch (hop.Kind)
        {
            case Kinds.SystemCall:
                Begin(hop, delivery);
                return;
            case Kinds.Resume when delivery.TryNumber("context.pid", out long pid):
                if (byPid.Remove((int)pid, out CallTrace? over))
                    End(over, hop);
                return;
            case Kinds.ProcessEnded when delivery.TryNumber("pid", out long pid):
                tickArmings.Remove((int)pid);
                if (byPid.Remove((int)pid, out CallTrace? left))
                    End(left, null);
                return;
        }

        if (following.Count == 0 || hop.IsTimer || !following.TryGetValue(hop.Cause, out CallTrace? call))
            return;
        if (call.Hops.Count == HopsMax)
        {
            call.IsCut = true;
            return;
        }

        call.Hops.Add(hop);
        following[hop.Id] = call;
        if (hop.Kind == Kinds.Arm && writer.Actor(hop.Sender).Name == AlarmDevice && delivery.TryNumber("arming", out long arming))
        {
            call.IsArming = true;
            armed = (arming, new(call.Trace, call.Root, call.Name));
        }
    }

    /// <summary>What is still open never ended.</summary>
    public void Finish()
    {
        foreach (CallTrace call in byPid.OrderBy(entry => entry.Key).Select(entry => entry.Value))
            End(call, null);
        byPid.Clear();
    }

    private void Begin(in Hop hop, RecordedDelivery delivery)
    {
        if (!delivery.TryNumber("context.pid", out long pid))
            return;
        string name = delivery.FindText("call") ?? "unknown";
        TraceId trace = writer.Options.Ids.Trace(TraceCategory.Syscalls, hop.Key);
        CallTrace call = new(trace, name, (int)pid, delivery.FindText("context.program") ?? "unknown")
        {
            IsArming = name == TickAlarmCall,
        };
        if (window.TryFind(hop.Cause, out Hop trapped))
            call.Hops.Add(trapped);
        call.Hops.Add(hop);
        following[hop.Id] = call;
        if (call.IsArming)
            tickArmings[(int)pid] = new(trace, call.Root, name);
        if (byPid.Remove((int)pid, out CallTrace? earlier))
            End(earlier, null);
        byPid[(int)pid] = call;
    }

    /// <param name="resumed">The program's going on; null when it never did.</param>
    private void End(CallTrace call, Hop? resumed)
    {
        foreach (Hop hop in call.Hops)
            following.Remove(hop.Id);
        if (onlyArming && !call.IsArming)
            return;
        if (resumed is Hop last)
            call.Hops.Add(last);
        Write(call, resumed);
        writer.EndTrace(call.Trace);
    }

    private void Write(CallTrace call, Hop? resumed)
    {
        Tsc start = call.Hops[0].Sent;
        Tsc end = call.Hops.Max(hop => hop.Now.Ticks) is ulong ticks ? new(ticks) : start;
        Service program = writer.ProgramService(call.Program);
        Span root = writer.Begin(
            call.Trace, call.Root, SpanId.None, program, writer.RootName($"syscall {call.Name}"), SpanKind.Internal);
        root.Add(Keys.SyscallName, writer.Texts[call.Name]);
        root.Add(Keys.Pid, call.Pid);
        root.Add(Keys.Executable, writer.Texts[call.Program]);
        root.Add(Keys.Step, call.Hops[^1].Step);
        if (resumed is null)
            root.Add(Keys.AlarmReturn, writer.Texts["unobserved"]);
        if (call.IsCut)
            root.Add(Keys.Incomplete, true);
        writer.End(start, end);

        Dictionary<MessageId, SpanId> handled = [];
        int place = 1;
        foreach (Hop hop in call.Hops)
        {
            SpanId parent = handled.GetValueOrDefault(hop.Cause, call.Root);
            handled[hop.Id] = writer.Way(call.Trace, parent, ref place, hop, hop.Now);
        }
    }

    private sealed class CallTrace(TraceId trace, string name, int pid, string program)
    {
        public TraceId Trace { get; } = trace;

        public SpanId Root { get; } = RunIds.Span(trace, 0);

        public string Name { get; } = name;

        public int Pid { get; } = pid;

        public string Program { get; } = program;

        public List<Hop> Hops { get; } = [];

        public bool IsArming { get; set; }

        public bool IsCut { get; set; }
    }
}

/// <summary>The system call that armed an alarm.</summary>
internal readonly record struct Arming(TraceId Trace, SpanId Span, string Call);
