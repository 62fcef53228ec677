using ActorKernel.Actors;

namespace ActorKernel.Tracing.Spans;

/// <summary>A trace for each stretch of time in which a process has a core; in it, each time that its code ran.</summary>
/// <remarks>Stretches are cut at <see cref="TraceOptions.SpansMax"/> spans, and go on in another trace.</remarks>
internal sealed class SchedTraces(SpanWriter writer)
{
    private readonly SortedDictionary<int, Turn> turns = []; // by the core's actor

    public void Take(in Hop hop, RecordedDelivery delivery)
    {
        switch (hop.Kind)
        {
            case Kinds.Resume when delivery.TryNumber("context.pid", out long pid):
                Begin(hop, (int)pid, delivery.FindText("context.program") ?? "unknown");
                break;
            case Kinds.Trapped when turns.TryGetValue(hop.Sender.Value, out Turn? turn) && turn.Running is Hop resumed:
                Write(turn, resumed, hop.Sent, LeftBy(delivery));
                break;
            case Kinds.Idle when turns.Remove(hop.Receiver.Value, out Turn? over):
                End(over);
                break;
        }
    }

    public void Finish(Tsc now)
    {
        foreach (Turn turn in turns.Values)
        {
            if (turn.Running is Hop resumed)
                Write(turn, resumed, now, "unobserved");
            End(turn);
        }

        turns.Clear();
    }

    private static string LeftBy(RecordedDelivery delivery) => delivery.FindText("cause") switch
    {
        "Program" => delivery.FindText("trap") ?? "trap",
        string interrupt => interrupt.ToLowerInvariant(),
        null => "trap",
    };

    private void Begin(in Hop hop, int pid, string program)
    {
        int core = hop.Receiver.Value;
        Turn? earlier = null;
        if (turns.TryGetValue(core, out Turn? turn) && (turn.Pid != pid || turn.Spans >= writer.Options.SpansMax))
        {
            End(turn);
            earlier = turn.Pid == pid ? turn : null;
            turn = null;
        }

        if (turn is null)
        {
            TraceId trace = writer.Options.Ids.Trace(TraceCategory.Sched, hop.Key);
            turns[core] = turn = new(trace, hop, pid, program, earlier);
        }

        turn.Running = hop;
    }

    private void Write(Turn turn, in Hop resumed, Tsc end, string leftBy)
    {
        turn.Running = null;
        turn.End = end;
        Span span = writer.Begin(
            turn.Trace, RunIds.Span(turn.Trace, ++turn.Spans), RunIds.Span(turn.Trace, 0), writer.ServiceOf(resumed.Receiver),
            writer.Texts["run"], SpanKind.Internal);
        span.Add(Keys.Pid, turn.Pid);
        span.Add(Keys.Executable, writer.Texts[turn.Program]);
        span.Add(Keys.Step, resumed.Step);
        span.Add(Keys.LeftBy, writer.Texts[leftBy]);
        writer.End(resumed.Now, end);
    }

    private void End(Turn turn)
    {
        Span root = writer.Begin(
            turn.Trace, RunIds.Span(turn.Trace, 0), SpanId.None, writer.ProgramService(turn.Program), writer.RootName("turn"),
            SpanKind.Internal);
        root.Add(Keys.Pid, turn.Pid);
        root.Add(Keys.Executable, writer.Texts[turn.Program]);
        root.Add(Keys.Step, turn.First.Step);
        if (writer.Actor(turn.First.Receiver).Number is int core)
            root.Add(Keys.CpuNumber, core);
        if (turn.Earlier is (TraceId trace, SpanId span))
            writer.Link(trace, span, Keys.Continues);
        writer.End(turn.First.Now, turn.End);
        writer.EndTrace(turn.Trace);
    }

    private sealed class Turn(TraceId trace, Hop first, int pid, string program, Turn? earlier)
    {
        public TraceId Trace { get; } = trace;

        public Hop First { get; } = first;

        public int Pid { get; } = pid;

        public string Program { get; } = program;

        public (TraceId Trace, SpanId Root)? Earlier { get; } =
            earlier is null ? null : (earlier.Trace, RunIds.Span(earlier.Trace, 0));

        public Hop? Running { get; set; }

        public Tsc End { get; set; } = first.Now;

        public int Spans { get; set; }
    }
}
