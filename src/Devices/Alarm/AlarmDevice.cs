using ActorKernel.Actors;
using ActorKernel.Namespace;
using ActorKernel.Timers;

namespace ActorKernel.Devices;

/// <summary>#A: alarms that processes set by writing absolute TSC times, and that fire as events.</summary>
/// <remarks>
/// After Akaros kern/drivers/dev/alarm.c. Opening <c>clone</c> makes an alarm and gives its <c>ctl</c>, which reads as
/// the alarm's number and takes <c>evq POINTER</c> and <c>cancel</c>; <c>timer</c> takes the time, in hex. All waiters
/// sit on core 0's chain. An alarm has fired when its event is in its owner's memory or was refused; cancel, re-arm
/// and last close are answered only after that, so what they answer is final.
/// </remarks>
public sealed class AlarmDevice(
    DevicePorts self, Port<Arm> arm, Port<Disarm> disarm, Port<Printed> console)
    : Device<AlarmFile>(self),
        IAccepts<Armed>, IAccepts<Disarmed>, IAccepts<Expired>, IAccepts<EventPosted>, IAccepts<ProcessGone>
{
    private const ushort EventAlarm = 7;
    private const int LongestTime = 31;

    private readonly AlarmTree tree = new();
    private readonly Dictionary<long, Alarm> posted = [];
    private long lastArming;

    public static Qid RootQid => AlarmQids.Of(AlarmQids.Top);

    protected override ITree Tree => tree;

    public override void Receive(in Open open, in Delivery delivery)
    {
        Asker asker = open.Asker;
        Alarm? alarm = tree.Listed(asker.Pid, AlarmQids.Serial(open.Qid));
        Qid qid = open.Qid;
        switch (AlarmQids.Type(qid))
        {
            case AlarmQids.Clone:
                if (asker.Process is not ProcessPorts owner)
                {
                    asker.Refuse(Errors.Permission);
                    return;
                }

                alarm = tree.Add(asker.Pid, owner);
                owner.Hold.Send(default);
                qid = AlarmQids.Of(AlarmQids.Control, alarm.Serial);
                break;
            case AlarmQids.Control or AlarmQids.Timer:
                if (alarm is null)
                {
                    asker.Refuse(new(Errno.Unspecified, "Unable to open alarm, concurrent closing"));
                    return;
                }

                break;
            default:
                if (DirectoryObjection(open.Flags) is Error objection)
                {
                    asker.Refuse(objection);
                    return;
                }

                break;
        }

        if (!qid.IsDirectory)
            alarm!.OpenFiles++;
        Opened(asker, new() { Qid = qid, Alarm = alarm }, open.Flags);
    }

    public void Receive(in Armed armed, in Delivery delivery) => AnsweredByChain(armed.Waiter);

    public void Receive(in Disarmed disarmed, in Delivery delivery) => AnsweredByChain(disarmed.Waiter);

    public void Receive(in Expired expired, in Delivery delivery)
    {
        if (tree.BySerial(expired.Waiter.Number) is not Alarm alarm || expired.Arming <= alarm.FiredThrough)
        {
            DeadLetter(expired); // an arming fires once
            return;
        }

        alarm.FiredThrough = expired.Arming;
        if (alarm.EventQueue == 0)
        {
            console.Send(new(alarm.Pid, Bytes.Latin1(
                $"[kernel] proc_alarm, bad ev_q 0x0 for alarm {alarm.Name} of pid {alarm.Pid}\n")));
            return;
        }

        alarm.Unacknowledged++;
        posted.Add(expired.Arming, alarm);
        Event message = new(EventAlarm, 0, (uint)alarm.Id, 0, 0);
        alarm.Owner.Events.Send(new(
            alarm.Pid, expired.Arming, alarm.EventQueue, message, Self<AlarmDevice, EventPosted>(this)));
    }

    public void Receive(in EventPosted acknowledged, in Delivery delivery)
    {
        if (!posted.Remove(acknowledged.Token, out Alarm? alarm))
        {
            DeadLetter(acknowledged);
            return;
        }

        if (--alarm.Unacknowledged > 0)
            return;
        foreach (AlarmRequest request in alarm.Settling)
            Finish(alarm, request);
        alarm.Settling.Clear();
    }

    public void Receive(in ProcessGone gone, in Delivery delivery) => tree.Forget(gone.Pid);

    public override void Describe(Description to)
    {
        to.Number("alarms", tree.Count);
        to.Number("unacknowledged", posted.Count);
    }

    protected override bool Closing(AlarmFile file, in Asker asker)
    {
        if (file.Qid.IsDirectory || --file.Alarm!.OpenFiles > 0)
            return false;
        tree.Unlist(file.Alarm); // first, so that no open finds it from here on
        Cancel(file.Alarm, new(asker, 0, Closes: true));
        return true;
    }

    protected override void Read(AlarmFile file, in Read read)
    {
        // Decimal, and the NUL is part of the data; what is written to timer is hex.
        string number = AlarmQids.Type(file.Qid) == AlarmQids.Control
            ? file.Alarm!.Id.ToString()
            : file.Alarm!.WakeUp.ToString();
        read.Asker.Answer(new() { Bytes = file.ReadFrom(Bytes.Latin1(number + "\0"), read.Count) });
    }

    protected override void Write(AlarmFile file, in Write write)
    {
        Error? error = AlarmQids.Type(file.Qid) == AlarmQids.Control
            ? Control(file.Alarm!, write)
            : SetTimer(file.Alarm!, write);
        if (error is Error refused)
            write.Asker.Refuse(refused);
        else
            file.Offset += write.Bytes.Length;
    }

    private Error? Control(Alarm alarm, in Write write)
    {
        List<string> fields = ControlText.Fields(write.Bytes.ToString());
        switch (fields)
        {
            case []:
                return Errors.ShortControl;
            case ["evq"]:
                return new(Errno.Unspecified, "evq needs a pointer");
            case ["evq", string pointer, ..]:
                ulong queue = Numerals.Parse(pointer, 16, out _) & EventQueueRange.Mask(write.WordBytes);
                if (!EventQueueRange.IsUser(queue, write.WordBytes))
                    return new(Errno.Unspecified, "Non-user ev_q pointer");
                alarm.EventQueue = queue;
                write.Asker.Answer(new() { Count = write.Bytes.Length });
                return null;
            case ["cancel", ..]:
                Cancel(alarm, new(write.Asker, write.Bytes.Length, Closes: false));
                return null;
            default:
                return new(Errno.Unspecified, $"{fields[0]}: not implemented");
        }
    }

    private Error? SetTimer(Alarm alarm, in Write write)
    {
        if (write.Bytes.Length > LongestTime)
            return Errors.TooLongAControl;
        ulong time = Numerals.Parse(write.Bytes.ToString(), 16, out bool anyDigits);
        if (!anyDigits)
            return new(Errno.Invalid, "timer needs a time in hex"); // Akaros took 0, and its chain stopped
        alarm.WakeUp = new(time);
        alarm.AtChain.Enqueue(new(write.Asker, write.Bytes.Length, Closes: false));
        arm.Send(new(Waiter(alarm), ++lastArming, alarm.WakeUp, alarm.Pid.Number, Client));
        return null;
    }

    private void Cancel(Alarm alarm, AlarmRequest request)
    {
        alarm.AtChain.Enqueue(request);
        disarm.Send(new(Waiter(alarm), Client));
    }

    private void AnsweredByChain(WaiterId waiter)
    {
        Alarm? alarm = tree.BySerial(waiter.Number);
        Check.That(alarm is not null, "An alarm is freed only after the chain has answered everything.");
        AlarmRequest request = alarm.AtChain.Dequeue();
        if (alarm.Unacknowledged == 0)
            Finish(alarm, request);
        else
            alarm.Settling.Add(request);
    }

    private void Finish(Alarm alarm, in AlarmRequest request)
    {
        if (request.Closes)
        {
            tree.Free(alarm);
            alarm.Owner.Release.Send(default);
        }

        request.Asker.Answer(new() { Count = request.Count });
    }

    private static WaiterId Waiter(Alarm alarm) => new(alarm.Serial);

    private WaiterPorts Client => field ??= new(
        Self<AlarmDevice, Armed>(this), Self<AlarmDevice, Disarmed>(this), Self<AlarmDevice, Expired>(this));
}
