using System.Runtime.InteropServices;
using ActorKernel.Actors;

namespace ActorKernel.Tracing.Report;

/// <summary>Deliveries as columns: when, who, what kind, which output, and how far back the cause is.</summary>
/// <remarks>
/// Numbers are small and alike from row to row, which is what makes them compress. Page/data.js reads them. The cause of
/// what an actor sends in its n-th event is the n-th delivery to it, so that only the distance from its last is kept.
/// </remarks>
internal sealed class EventColumns
{
    private const int NoCause = 0;
    private const int SentByCause = 0;

    private readonly PayloadWriter times = new(RowsMax);
    private readonly PayloadWriter receivers = new(RowsMax);
    private readonly PayloadWriter senders = new(RowsMax);
    private readonly PayloadWriter shapes = new(RowsMax);
    private readonly PayloadWriter causes = new(RowsMax);
    private readonly PayloadWriter outputs = new(RowsMax);
    private readonly PayloadWriter steps = new(RowsMax);
    private readonly PayloadWriter dues = new(RowsMax);
    private readonly PayloadWriter sent = new(RowsMax);
    private readonly List<long> events = []; // deliveries to each actor, by id + 1
    private ulong lastTime;
    private long lastStep;

    /// <summary>Of one block: what a page inflates at once to show one delivery's fields.</summary>
    public const int RowsMax = 1 << 16;

    public int Rows { get; private set; }

    public void Add(RecordedDelivery delivery, bool isSentByCore)
    {
        ulong now = delivery.Now.Ticks;
        times.Number(now - lastTime);
        lastTime = now;
        receivers.Number((ulong)(delivery.Receiver.Value + 1));
        senders.Number((ulong)(delivery.Sender.Value + 1));
        shapes.Number((ulong)delivery.Shape.Number);
        causes.Number(delivery.Cause == MessageId.None
            ? NoCause
            : (ulong)Math.Max(NoCause, 1 + EventsOf(delivery.Sender) - delivery.Id.Event));
        outputs.Number((ulong)delivery.Id.Output);
        steps.Signed(delivery.Step - lastStep - 1);
        lastStep = delivery.Step;
        dues.Signed((long)(now - delivery.Due.Ticks));

        // Who is not a core sends at the instant of the cause; a core's message says when its program stopped.
        sent.Number(isSentByCore && delivery.TryTime("at", out Tsc at) && at.Ticks <= now ? 1 + now - at.Ticks : SentByCause);
        EventsOf(delivery.Receiver)++;
        Rows++;
    }

    /// <summary>Writes the number of rows and the columns, and starts anew.</summary>
    public void Flush(PayloadWriter to)
    {
        to.Number((ulong)Rows);
        foreach (PayloadWriter column in (PayloadWriter[])[times, receivers, senders, shapes, causes, outputs, steps, dues, sent])
        {
            to.Bytes(column.Written);
            column.Clear();
        }

        Rows = 0;
    }

    private ref long EventsOf(ActorId actor)
    {
        while (events.Count <= actor.Value + 1)
            events.Add(0);
        return ref CollectionsMarshal.AsSpan(events)[actor.Value + 1];
    }
}
