using ActorKernel.Actors;
using ActorKernel.Tracing.Alarms;

namespace ActorKernel.Tracing.Report;

/// <summary>One arming of an alarm. Times are cycles; rows are places of deliveries in the report, from 0.</summary>
internal sealed record ReportedAlarm
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

/// <summary>All alarms of a run, with the rows of their deliveries.</summary>
internal sealed class ReportedAlarms : IAlarmListener<ReportedAlarm, int>
{
    private readonly RecordReader reader;
    private readonly AlarmFollower<ReportedAlarm, int> follower;
    private readonly List<ReportedAlarm> alarms = [];

    public ReportedAlarms(RecordReader reader)
    {
        this.reader = reader;
        follower = new(reader.Actor, this);
    }

    /// <summary>In the order armed; xv6's in the order called.</summary>
    public IReadOnlyList<ReportedAlarm> All => alarms;

    public void Add(RecordedDelivery delivery, int row) => follower.Take(delivery, row);

    ReportedAlarm IAlarmListener<ReportedAlarm, int>.Called(in HandlerCall call, in AlarmEntry<int> entry)
    {
        ReportedAlarm alarm = Added(new()
        {
            IsAkaros = false,
            Pid = call.Pid,
            Armed = call.ArmedAt,
            Due = call.Due,
            Fired = call.FiredAt,
        });
        Deliver(alarm, entry);
        return alarm;
    }

    ReportedAlarm IAlarmListener<ReportedAlarm, int>.Armed(in DeviceArming arming, Tsc at, int row) =>
        Added(new() { IsAkaros = true, Pid = arming.Pid, Armed = at, Due = arming.Due, ArmRow = row });

    void IAlarmListener<ReportedAlarm, int>.Cancelled(ReportedAlarm alarm) => alarm.IsCancelled = true;

    /// <summary>Without an event queue this is all there is; otherwise its event's time replaces it.</summary>
    void IAlarmListener<ReportedAlarm, int>.Expired(ReportedAlarm alarm, Tsc at, int row) => (alarm.Fired, alarm.FireRow) = (at, row);

    void IAlarmListener<ReportedAlarm, int>.Posted(ReportedAlarm alarm, Tsc at, bool isWritten, int row) => alarm.Fired = at;

    void IAlarmListener<ReportedAlarm, int>.Delivered(ReportedAlarm alarm, in AlarmEntry<int> entry) => Deliver(alarm, entry);

    void IAlarmListener<ReportedAlarm, int>.Returned(ReportedAlarm alarm, Tsc at) => alarm.Returned = at;

    void IAlarmListener<ReportedAlarm, int>.Lost(ReportedAlarm alarm)
    {
        // it is reported as far as it got
    }

    private ReportedAlarm Added(ReportedAlarm alarm)
    {
        alarms.Add(alarm);
        return alarm;
    }

    private void Deliver(ReportedAlarm alarm, in AlarmEntry<int> entry) =>
        (alarm.Delivered, alarm.Core, alarm.DeliveredRow) = (entry.At, reader.Actor(entry.Core).Number ?? 0, entry.By);
}
