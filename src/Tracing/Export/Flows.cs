using ActorKernel.Actors;

namespace ActorKernel.Tracing.Export;

/// <summary>What pictures of lanes draw: each actor's lane, what it handled, and when user code ran.</summary>
internal sealed class Flows(Func<ActorId, RecordedActor> actorOf)
{
    private const int CausesMax = 1 << 17; // of which the instant is kept, for arrows

    private readonly Dictionary<MessageId, Tsc> handled = [];
    private readonly Queue<MessageId> order = [];
    private readonly Dictionary<ActorId, Run> running = []; // by core

    public RecordedActor Actor(ActorId id) => actorOf(id);

    /// <summary>When the message was sent, if that is still known and it came from an actor.</summary>
    public Tsc? Sent(RecordedDelivery delivery)
    {
        if (delivery.Sender == delivery.Receiver)
            return null; // a timer is no arrow
        if (delivery.Kind == "Trapped" && delivery.TryTime("at", out Tsc stopped))
            return stopped;
        return handled.TryGetValue(delivery.Cause, out Tsc cause) ? cause : null;
    }

    /// <summary>Keeps the delivery for what it causes.</summary>
    public void Remember(RecordedDelivery delivery)
    {
        if (handled.TryAdd(delivery.Id, delivery.Now))
            order.Enqueue(delivery.Id);
        if (order.Count > CausesMax)
            handled.Remove(order.Dequeue());
    }

    /// <summary>The core goes on with user code.</summary>
    public Run? Began(RecordedDelivery delivery)
    {
        if (delivery.Kind != "Resume" || !delivery.TryNumber("context.pid", out long pid))
            return null;
        bool isHandler = delivery.TryTime("handler.due", out _);
        Run run = new(
            delivery.Receiver, (int)pid, delivery.FindText("context.program") ?? "unknown", delivery.Now, isHandler);
        running[delivery.Receiver] = run;
        return run;
    }

    /// <summary>What the core ran until now; null when it ran nothing.</summary>
    public Run? Stopped(RecordedDelivery delivery, out Tsc at)
    {
        at = delivery.Now;
        return delivery.Kind == "Trapped" && delivery.TryTime("at", out at) && running.Remove(delivery.Sender, out Run run)
            ? run
            : null;
    }

    /// <summary>Those that never stopped, by core.</summary>
    public IEnumerable<Run> Endless => running.Values.OrderBy(run => run.Core.Value);
}

/// <summary>User code on a core.</summary>
/// <param name="IsHandler">True when it began at the program's alarm handler.</param>
internal readonly record struct Run(ActorId Core, int Pid, string Program, Tsc Start, bool IsHandler)
{
    public string Name => IsHandler ? $"{Program} (alarm handler)" : Program;
}
