using ActorKernel.Actors;

namespace ActorKernel.Tracing.Report;

/// <summary>One arming of an alarm. Times are cycles; rows are places of deliveries in the report, from 0.</summary>
internal sealed record FollowedAlarm
{
    public required bool IsAkaros { get; init; }

    public required long Pid { get; init; }

    /// <summary>For xv6, when the count of ticks began.</summary>
    public required Tsc Armed { get; init; }

    public required Tsc Due { get; init; }

    /// <summary>Of the message that armed it; null where that is a system call of xv6.</summary>
    public int? ArmRow { get; init; }

    /// <summary>When its event was in the process' memory or refused; for xv6, when the call was decided.</summary>
    public Tsc? Fired { get; set; }

    /// <summary>Of the message that says so to #A.</summary>
    public int? FireRow { get; set; }

    /// <summary>The first instruction of its handler, or of the vcore entry that can see its event.</summary>
    public Tsc? Delivered { get; set; }

    /// <summary>Of the message that brought a core there.</summary>
    public int? DeliveredRow { get; set; }

    public int? Core { get; set; }

    /// <summary>When the handler returned, where a trap shows it.</summary>
    public Tsc? Returned { get; set; }

    public bool IsCancelled { get; set; }
}

/// <summary>Follows each alarm of either kind from its arming to the first instruction of its handler.</summary>
/// <remarks>
/// By the same rules as the table of <c>ak run</c>. An Akaros process sees at a vcore entry what was written before;
/// since the acknowledgement of an event may come after the entry that saw it, entries are kept while any is missing.
/// </remarks>
internal sealed class AlarmFollower(RecordReader reader)
{
    private const string AlarmDevice = "#A";

    private readonly List<FollowedAlarm> alarms = [];
    private readonly Dictionary<long, FollowedAlarm> armed = []; // of #A, by the number of its arming
    private readonly Dictionary<long, Outlook> outlooks = []; // by pid
    private readonly Dictionary<long, FollowedAlarm> handling = []; // xv6's that are in their handler, by pid
    private readonly Dictionary<int, (MessageId Id, Tsc At)> traps = []; // the last of the program's doing, by core

    /// <summary>In the order armed; xv6's in the order called.</summary>
    public IReadOnlyList<FollowedAlarm> Alarms => alarms;

    public void Add(RecordedDelivery delivery, int row)
    {
        switch (delivery.Kind)
        {
            case "Resume":
                Resumed(delivery, row);
                break;
            case "Trapped" when delivery.TryTime("at", out Tsc at):
                traps[NumberOf(delivery.Receiver)] =
                    (delivery.FindText("cause") == "Program" ? delivery.Id : MessageId.None, at);
                break;
            case "Arm" when NameOf(delivery.Sender) == AlarmDevice:
                Armed(delivery, row);
                break;
            case "Armed" when NameOf(delivery.Receiver) == AlarmDevice && delivery.TryNumber("replaced", out long replaced):
                Cancelled(replaced);
                break;
            case "Disarmed" when NameOf(delivery.Receiver) == AlarmDevice && delivery.TryNumber("arming", out long arming):
                Cancelled(arming);
                break;
            case "Expired" when NameOf(delivery.Receiver) == AlarmDevice:
                Expired(delivery, row);
                break;
            case "PostEvent" when NameOf(delivery.Sender) == AlarmDevice && delivery.TryNumber("pid", out long pid):
                OutlookOf(pid).Unacknowledged++;
                break;
            case "EventPosted" when NameOf(delivery.Receiver) == AlarmDevice:
                Posted(delivery);
                break;
            case "KernelWritten" when delivery.TryNumber("upcall", out long upcall) && upcall != 0:
                if (delivery.TryNumber("pid", out long written) && delivery.TryTime("at", out Tsc entered))
                    Upcall(written, new(entered, NumberOf(delivery.Sender), row));
                break;
        }
    }

    private void Resumed(RecordedDelivery delivery, int row)
    {
        if (!delivery.TryNumber("context.pid", out long pid))
            return;
        int core = NumberOf(delivery.Receiver);
        if (delivery.TryTime("handler.due", out Tsc due))
            Called(delivery, row, pid, due);
        else if (traps.TryGetValue(core, out (MessageId Id, Tsc At) trap) && delivery.Cause == trap.Id
            && trap.Id != MessageId.None && handling.Remove(pid, out FollowedAlarm? left))
            left.Returned = trap.At;
        if (delivery.TryNumber("upcall", out long upcall) && upcall != 0)
            Upcall(pid, new(delivery.Now, core, row));
    }

    private void Called(RecordedDelivery delivery, int row, long pid, Tsc due)
    {
        delivery.TryTime("handler.armedAt", out Tsc since);
        delivery.TryTime("handler.firedAt", out Tsc fired);
        FollowedAlarm alarm = new()
        {
            IsAkaros = false,
            Pid = pid,
            Armed = since,
            Due = due,
            Fired = fired,
            Delivered = delivery.Now,
            DeliveredRow = row,
            Core = NumberOf(delivery.Receiver),
        };
        alarms.Add(alarm);
        handling[pid] = alarm;
    }

    private void Armed(RecordedDelivery delivery, int row)
    {
        if (!delivery.TryNumber("arming", out long arming) || !delivery.TryNumber("for", out long pid)
            || !delivery.TryTime("due", out Tsc due))
            return;
        FollowedAlarm alarm = new() { IsAkaros = true, Pid = pid, Armed = delivery.Now, Due = due, ArmRow = row };
        alarms.Add(alarm);
        armed[arming] = alarm;
    }

    private void Cancelled(long arming)
    {
        if (armed.Remove(arming, out FollowedAlarm? alarm))
            alarm.IsCancelled = true;
    }

    /// <summary>Without an event queue this is all there is; otherwise its event's time replaces it.</summary>
    private void Expired(RecordedDelivery delivery, int row)
    {
        if (!delivery.TryNumber("arming", out long arming) || !armed.TryGetValue(arming, out FollowedAlarm? alarm))
            return;
        alarm.Fired = delivery.Now;
        alarm.FireRow = row;
    }

    private void Posted(RecordedDelivery delivery)
    {
        if (!delivery.TryNumber("pid", out long pid) || !delivery.TryNumber("token", out long token)
            || !delivery.TryTime("at", out Tsc at))
            return;
        Outlook outlook = OutlookOf(pid);
        outlook.Unacknowledged--;
        if (!armed.Remove(token, out FollowedAlarm? alarm))
            return;
        alarm.Fired = at;
        if (delivery.TryNumber("written", out long written) && written != 0)
        {
            int first = outlook.Entries.FindIndex(entry => entry.At >= at);
            if (first >= 0)
                Deliver(alarm, outlook.Entries[first]);
            else
                outlook.Unseen.Add(alarm);
        }

        if (outlook.Unacknowledged <= 0)
            outlook.Entries.Clear();
    }

    private void Upcall(long pid, Entry entry)
    {
        Outlook outlook = OutlookOf(pid);
        foreach (FollowedAlarm alarm in outlook.Unseen)
            Deliver(alarm, entry);
        outlook.Unseen.Clear();
        if (outlook.Unacknowledged > 0)
            outlook.Entries.Add(entry);
    }

    private static void Deliver(FollowedAlarm alarm, Entry entry) =>
        (alarm.Delivered, alarm.Core, alarm.DeliveredRow) = (entry.At, entry.Core, entry.Row);

    private string NameOf(ActorId actor) => reader.Actor(actor).Name;

    private int NumberOf(ActorId actor) => reader.Actor(actor).Number ?? 0;

    private Outlook OutlookOf(long pid)
    {
        if (!outlooks.TryGetValue(pid, out Outlook? outlook))
            outlooks.Add(pid, outlook = new());
        return outlook;
    }

    private readonly record struct Entry(Tsc At, int Core, int Row);

    /// <summary>What one process has yet to see.</summary>
    private sealed class Outlook
    {
        public int Unacknowledged { get; set; }

        /// <summary>Entries since the first event that is not acknowledged.</summary>
        public List<Entry> Entries { get; } = [];

        /// <summary>Alarms whose events are in memory.</summary>
        public List<FollowedAlarm> Unseen { get; } = [];
    }
}
