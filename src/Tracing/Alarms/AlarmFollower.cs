using ActorKernel.Actors;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Tracing.Alarms;

/// <summary>Follows each alarm of either kind from its arming to its handler.</summary>
/// <remarks>
/// By the same rules as the table of <c>ak run</c>. xv6's handler returns to an address that faults, so a trap shows
/// the end. An Akaros process sees at a vcore entry what was written before; since the acknowledgement of an event may
/// come after the entry that saw it, entries are kept while any is missing.
/// </remarks>
internal sealed class AlarmFollower<TAlarm, TPlace>(Func<ActorId, RecordedActor> actorOf, IAlarmListener<TAlarm, TPlace> listener)
    where TAlarm : class
{
    private const string AlarmDevice = "#A";
    private const long ReturnAddress = 0xffff_f000; // where xv6's handlers return to: the kernel's, so that it traps
    private const int UnseenMax = 10_000; // events that a process does not look at
    private const string Unknown = "unknown";

    private readonly Dictionary<int, Handler> handlers = []; // xv6: by pid, the one that runs
    private readonly Dictionary<long, Waiting> armed = []; // Akaros: by arming, not expired
    private readonly Dictionary<long, Waiting> expired = []; // by arming, no event sent
    private readonly Dictionary<long, Waiting> posted = []; // by arming, not acknowledged
    private readonly Dictionary<long, long> waiters = []; // the last arming of each
    private readonly SortedDictionary<int, Outlook> outlooks = []; // by pid
    private readonly Dictionary<int, string> programs = []; // by pid

    public void Take(RecordedDelivery delivery, TPlace place)
    {
        switch (delivery.Kind)
        {
            case Kinds.Resume when delivery.TryNumber("context.pid", out long pid):
                Resumed((int)pid, delivery, place);
                break;
            case Kinds.Trapped when delivery.TryNumber("context.pid", out long pid) && handlers.TryGetValue((int)pid, out Handler? running):
                Trapped(running, delivery);
                break;
            case Kinds.Arm when IsAlarmDevice(delivery.Sender) && delivery.TryNumber("arming", out long arming):
                Armed(arming, delivery, place);
                break;
            case Kinds.Armed when IsAlarmDevice(delivery.Receiver) && delivery.TryNumber("replaced", out long replaced):
                Cancelled(replaced);
                break;
            case Kinds.Disarmed when IsAlarmDevice(delivery.Receiver) && delivery.TryNumber("arming", out long arming):
                Cancelled(arming);
                break;
            case Kinds.Expired when IsAlarmDevice(delivery.Receiver) && delivery.TryNumber("arming", out long arming):
                Expired(arming, delivery.Now, place);
                break;
            case Kinds.PostEvent when IsAlarmDevice(delivery.Sender):
                Posting(delivery);
                break;
            case Kinds.EventPosted when IsAlarmDevice(delivery.Receiver):
                Posted(delivery, place);
                break;
            case Kinds.KernelWritten when IsUpcall(delivery) && delivery.TryNumber("pid", out long pid) && delivery.TryTime("at", out Tsc at):
                Entered((int)pid, new(at, delivery.Sender, place));
                break;
            case Kinds.ProcessBegun when delivery.TryNumber("pid", out long pid):
                programs[(int)pid] = delivery.FindText("name") ?? Unknown;
                break;
            case Kinds.ProcessEnded when delivery.TryNumber("pid", out long pid):
                Ended((int)pid);
                break;
        }
    }

    /// <summary>The record ends: what has no last step is lost.</summary>
    public void Finish()
    {
        foreach (int pid in handlers.Keys.Concat(outlooks.Keys).Distinct().Order().ToList())
            Ended(pid);
        foreach (Waiting unheard in expired.Values.Concat(posted.Values).OrderBy(waiting => waiting.Arming))
            listener.Lost(unheard.Alarm);
        expired.Clear();
        posted.Clear();
    }

    private bool IsAlarmDevice(ActorId actor) => actorOf(actor).Name == AlarmDevice;

    private static bool IsUpcall(RecordedDelivery delivery) => delivery.TryNumber("upcall", out long upcall) && upcall != 0;

    private void Resumed(int pid, RecordedDelivery delivery, TPlace place)
    {
        if (handlers.TryGetValue(pid, out Handler? running) && running.Return is (MessageId trap, Tsc at) && trap == delivery.Cause)
        {
            handlers.Remove(pid);
            listener.Returned(running.Alarm, at);
        }

        AlarmEntry<TPlace> entry = new(delivery.Now, delivery.Receiver, place);
        if (delivery.TryTime("handler.due", out Tsc due))
            Called(pid, due, delivery, entry);
        if (IsUpcall(delivery))
            Entered(pid, entry);
    }

    private void Called(int pid, Tsc due, RecordedDelivery delivery, in AlarmEntry<TPlace> entry)
    {
        if (handlers.Remove(pid, out Handler? left))
            listener.Lost(left.Alarm); // by longjmp
        delivery.TryTime("handler.armedAt", out Tsc armedAt);
        delivery.TryTime("handler.firedAt", out Tsc firedAt);
        delivery.TryNumber("context.eip", out long address);
        HandlerCall call = new(pid, delivery.FindText("context.program") ?? Unknown, armedAt, due, firedAt, (ulong)address);
        handlers[pid] = new(listener.Called(call, entry));
    }

    /// <summary>The handler's return faults at an address of the kernel's; only what resumes then was a return.</summary>
    private static void Trapped(Handler running, RecordedDelivery delivery)
    {
        if (delivery.TryNumber("context.eip", out long eip) && eip == ReturnAddress && delivery.TryTime("at", out Tsc at))
            running.Return = (delivery.Id, at);
    }

    private void Armed(long arming, RecordedDelivery delivery, TPlace place)
    {
        if (!delivery.TryTime("due", out Tsc due))
            return;
        delivery.TryNumber("waiter", out long waiter);
        delivery.TryNumber("for", out long pid);
        if (waiters.Remove(waiter, out long earlier) && expired.Remove(earlier, out Waiting? unheard))
            listener.Lost(unheard.Alarm);
        waiters[waiter] = arming;
        string program = programs.GetValueOrDefault((int)pid, Unknown);
        armed[arming] = new(arming, waiter, listener.Armed(new(arming, (int)pid, program, due), delivery.Now, place));
    }

    private void Cancelled(long arming)
    {
        if (!armed.Remove(arming, out Waiting? waiting))
            return;
        waiters.Remove(waiting.Waiter);
        listener.Cancelled(waiting.Alarm);
    }

    private void Expired(long arming, Tsc at, TPlace place)
    {
        if (!armed.Remove(arming, out Waiting? waiting))
            return;
        expired[arming] = waiting;
        listener.Expired(waiting.Alarm, at, place);
    }

    private void Posting(RecordedDelivery delivery)
    {
        if (delivery.TryNumber("pid", out long pid))
            OutlookOf((int)pid).Unacknowledged++;
        if (delivery.TryNumber("token", out long arming) && expired.Remove(arming, out Waiting? waiting))
            posted[arming] = waiting;
    }

    private void Posted(RecordedDelivery delivery, TPlace place)
    {
        if (!delivery.TryNumber("pid", out long pid) || !delivery.TryNumber("token", out long arming)
            || !delivery.TryTime("at", out Tsc at))
            return;
        Outlook outlook = OutlookOf((int)pid);
        outlook.Unacknowledged--;
        if (posted.Remove(arming, out Waiting? waiting))
        {
            bool isWritten = delivery.TryNumber("written", out long written) && written != 0;
            listener.Posted(waiting.Alarm, at, isWritten, place);
            if (isWritten)
                Await(outlook, waiting.Alarm, at);
        }

        if (outlook.Unacknowledged == 0)
            outlook.Entries.Clear();
    }

    private void Await(Outlook outlook, TAlarm alarm, Tsc written)
    {
        int first = outlook.Entries.FindIndex(entry => entry.At >= written);
        if (first >= 0)
            listener.Delivered(alarm, outlook.Entries[first]);
        else
            outlook.Unseen.Enqueue(alarm);
        if (outlook.Unseen.Count > UnseenMax)
            listener.Lost(outlook.Unseen.Dequeue());
    }

    /// <summary>A vcore entry: it sees what was written before. What is not acknowledged yet may have been.</summary>
    private void Entered(int pid, in AlarmEntry<TPlace> entry)
    {
        if (!outlooks.TryGetValue(pid, out Outlook? outlook))
            return;
        while (outlook.Unseen.TryDequeue(out TAlarm? alarm))
            listener.Delivered(alarm, entry);
        if (outlook.Unacknowledged > 0)
            outlook.Entries.Add(entry);
    }

    private void Ended(int pid)
    {
        if (handlers.Remove(pid, out Handler? running))
            listener.Lost(running.Alarm);
        if (outlooks.Remove(pid, out Outlook? outlook))
        {
            while (outlook.Unseen.TryDequeue(out TAlarm? unseen))
                listener.Lost(unseen);
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

    private sealed record Waiting(long Arming, long Waiter, TAlarm Alarm);

    private sealed class Handler(TAlarm alarm)
    {
        public TAlarm Alarm { get; } = alarm;

        /// <summary>The last trap at the address of return.</summary>
        public (MessageId Trap, Tsc At)? Return { get; set; }
    }

    /// <summary>What one process has yet to see.</summary>
    private sealed class Outlook
    {
        public int Unacknowledged { get; set; }

        /// <summary>Entries since the first event that is not acknowledged.</summary>
        public List<AlarmEntry<TPlace>> Entries { get; } = [];

        /// <summary>Alarms whose events are in memory.</summary>
        public Queue<TAlarm> Unseen { get; } = [];
    }
}
