using ActorKernel.Actors;
using ActorKernel.Cores;
using ActorKernel.Namespace;
using ActorKernel.Processes;
using ActorKernel.Timers;

namespace ActorKernel.Machine;

public enum AlarmKind
{
    Xv6,
    Akaros,
}

/// <summary>One arming of an alarm, from then to its delivery.</summary>
/// <param name="Core">The core that ran the handler or took the upcall; null before that.</param>
/// <param name="ArmedAt">For xv6, when the count of ticks began.</param>
/// <param name="Fired">When the event was in the process' memory or refused; for xv6, when the call was decided.</param>
/// <param name="Delivered">
/// The first instruction of the handler, or of the first vcore entry that can see the event; null if there was none.
/// </param>
/// <param name="IsCancelled">True when it was cancelled, moved or closed before it fired.</param>
public sealed record AlarmFiring(
    AlarmKind Kind, int Pid, string Process, int? Core, Tsc ArmedAt, Tsc Due, Tsc? Fired, Tsc? Delivered,
    bool IsCancelled);

/// <summary>Follows every alarm through the machine, by watching deliveries.</summary>
internal sealed class AlarmReport(Func<int, string> nameOf) : IObserver
{
    private const string AlarmDevice = "#A";

    private static readonly HashSet<string> Kinds =
    [
        nameof(Resume), nameof(Arm), nameof(Timers.Armed), nameof(Disarmed), nameof(Timers.Expired), nameof(PostEvent),
        nameof(EventPosted), nameof(KernelWritten),
    ];

    private readonly List<AlarmFiring> firings = [];
    private readonly Dictionary<long, int> armed = []; // an arming of #A that has not fired: its place in the list
    private readonly Dictionary<int, Outlook> outlooks = []; // by pid

    private bool?[] concerns = []; // by the number of the kind, because most deliveries are nothing to us

    /// <summary>In the order armed; xv6's in the order called.</summary>
    public IReadOnlyList<AlarmFiring> Firings => firings;

    /// <summary>Alarms whose handler or upcall has begun.</summary>
    public int Delivered { get; private set; }

    public void Delivering(Mail mail, in Delivery delivery)
    {
        int kind = mail.Route.Kind;
        if ((uint)kind >= (uint)concerns.Length)
            Array.Resize(ref concerns, 2 * (kind + 1));
        if (concerns[kind] ??= Kinds.Contains(mail.Kind))
            Follow(mail, delivery);
    }

    private void Follow(Mail mail, in Delivery delivery)
    {
        if (mail.Is(out Resume resume))
            Resumed(resume, mail, delivery.Now);
        else if (mail.Is(out Arm arm) && mail.Sender == AlarmDevice)
            Armed(arm, delivery.Now);
        else if (mail.Is(out Armed moved) && mail.Receiver == AlarmDevice)
            Cancelled(moved.Replaced);
        else if (mail.Is(out Disarmed disarmed) && mail.Receiver == AlarmDevice)
            Cancelled(disarmed.Arming);
        else if (mail.Is(out Expired expired) && mail.Receiver == AlarmDevice)
            Expired(expired, delivery.Now);
        else if (mail.Is(out PostEvent post) && mail.Sender == AlarmDevice)
            OutlookOf(post.Pid.Number).Unacknowledged++;
        else if (mail.Is(out EventPosted posted) && mail.Receiver == AlarmDevice)
            Posted(posted);
        else if (mail.Is(out KernelWritten written) && written.Upcall)
            Upcall(written.Pid.Number, new(written.At, CoreOf(mail.Sender)));
    }

    private static int CoreOf(string actor) => int.Parse(actor.AsSpan("core".Length));

    private void Resumed(in Resume resume, Mail mail, Tsc now)
    {
        if (resume is { Handler: null, Upcall: false })
            return;
        int core = CoreOf(mail.Receiver);
        int pid = resume.Context.Pid.Number;
        if (resume.Handler is HandlerCall call)
        {
            firings.Add(new(
                AlarmKind.Xv6, pid, resume.Context.Name, core, call.ArmedAt, call.Due, call.FiredAt, now, false));
            Delivered++;
        }

        if (resume.Upcall)
            Upcall(pid, new(now, core));
    }

    private void Armed(in Arm arm, Tsc now)
    {
        armed.Add(arm.Arming, firings.Count);
        firings.Add(new(AlarmKind.Akaros, arm.For, nameOf(arm.For), null, now, arm.Due, null, null, false));
    }

    private void Cancelled(long? arming)
    {
        if (arming is long cancelled && armed.Remove(cancelled, out int place))
            firings[place] = firings[place] with { IsCancelled = true };
    }

    /// <summary>Without an event queue this is all there is; otherwise its event's time replaces it.</summary>
    private void Expired(in Expired expired, Tsc now)
    {
        if (armed.TryGetValue(expired.Arming, out int place))
            firings[place] = firings[place] with { Fired = now };
    }

    private void Posted(in EventPosted posted)
    {
        Outlook outlook = OutlookOf(posted.Pid.Number);
        outlook.Unacknowledged--;
        if (!armed.Remove(posted.Token, out int place))
            return;
        firings[place] = firings[place] with { Fired = posted.At };
        if (posted.Written)
        {
            Tsc written = posted.At;
            int first = outlook.Entries.FindIndex(entry => entry.At >= written);
            if (first >= 0)
                Deliver(place, outlook.Entries[first]);
            else
                outlook.Unseen.Add(place);
        }

        if (outlook.Unacknowledged == 0)
            outlook.Entries.Clear();
    }

    /// <summary>A vcore entry: it sees what was written before. What is not acknowledged yet may have been.</summary>
    private void Upcall(int pid, Entry entry)
    {
        Outlook outlook = OutlookOf(pid);
        foreach (int place in outlook.Unseen)
            Deliver(place, entry);
        outlook.Unseen.Clear();
        if (outlook.Unacknowledged > 0)
            outlook.Entries.Add(entry);
    }

    private void Deliver(int place, Entry entry)
    {
        firings[place] = firings[place] with { Delivered = entry.At, Core = entry.Core };
        Delivered++;
    }

    private Outlook OutlookOf(int pid)
    {
        if (!outlooks.TryGetValue(pid, out Outlook? outlook))
            outlooks.Add(pid, outlook = new());
        return outlook;
    }

    private readonly record struct Entry(Tsc At, int Core);

    /// <summary>What one process has yet to see.</summary>
    private sealed class Outlook
    {
        public int Unacknowledged { get; set; }

        /// <summary>Entries since the first event that is not acknowledged.</summary>
        public List<Entry> Entries { get; } = [];

        /// <summary>Places of alarms that are in memory.</summary>
        public List<int> Unseen { get; } = [];
    }
}
