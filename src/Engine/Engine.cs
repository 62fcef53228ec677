using System.Runtime.CompilerServices;
using System.Text;
using ActorKernel.Actors;

namespace ActorKernel.Engine;

/// <summary>Delivers mail in virtual time. A run is a function of seed, actors and mail from outside.</summary>
/// <remarks>
/// A host sends mail in through the same ports, between runs. It is sent at <see cref="SafeInstant"/>, by
/// <see cref="MessageId.None"/>'s sender, as outputs of event 0, and takes no time but into a runner's locality, where
/// it takes the quantum. An actor that throws stops the machine: <see cref="MachineStoppedException"/>.
/// </remarks>
public sealed partial class Engine : IEngine
{
    private readonly EngineOptions options;
    private readonly PostOffice office;
    private readonly Runners runners;
    private readonly List<ActorSeat> seats;
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly Dictionary<Locality, LocalityQueue> runnersMail = [];
    private readonly PendingMail watchedMail;
    private readonly ArrivingMail arriving;
    private readonly IObserver? observer;
    private long steps;
    private ulong reached;
    private int handling = MessageTable.Unused;
    private int checkedSeats;
    private bool isRunning;
    private bool isStopAsked;
    private bool hasFailed;

    public Engine(EngineOptions options)
    {
        this.options = options;
        office = new(options);
        seats = office.Seats;
        runners = new(office, options);
        watchedMail = new(this, office);
        arriving = new(this, office);
        observer = options.Observer;
    }

    public Tsc Now => new(office.Instant);

    /// <summary>The instant at which a host sends: the present, or a quantum behind what runners have run.</summary>
    public Tsc SafeInstant =>
        new(Math.Max(Math.Max(office.Instant, reached), Math.Max(runners.SafeInstant, office.WheelPosition)));

    /// <summary>Nothing is due before; the end of time when nothing is under way.</summary>
    public Tsc EarliestDue => office.FirstPresent != MessageTable.Present ? Now : new(office.LaterBound);

    public long DeadLetters => office.DeadLetters.Count;

    public IReadOnlyList<DeadLetter> RecentDeadLetters => office.DeadLetters.Recent;

    public ulong Seed => options.Seed;

    /// <summary>Deliveries so far.</summary>
    public long Steps => steps;

    /// <summary>Raises that found their vector latched.</summary>
    public long CoalescedInterrupts => seats.Sum(seat => seat.Line?.Coalesced ?? 0);

    public Place<TActor> Reserve<TActor>(string name, Locality locality)
        where TActor : Actor
    {
        Check.That(names.Add(name), $"{name} is the name of one actor.");
        ActorSeat seat = new(office, new(seats.Count), name, typeof(TActor), locality);
        if (seat.IsRunner)
            AddRunner(seat);
        seat.LaterMail = runnersMail.GetValueOrDefault(locality);
        office.AddSeat(seat);
        return new(seat.Id, name);
    }

    public void Seat<TActor>(Place<TActor> place, TActor actor)
        where TActor : Actor
    {
        ActorSeat seat = SeatOf(place);
        Check.That(seat.Actor is null, $"{place.Name} is seated once.");
        Check.That(actor.Name == place.Name, $"{actor.Name} is given the place of {place.Name}.");
        seat.Actor = actor;
        office.Classify(seat);
        actor.TakeSeat(seat);
    }

    public Port<TMessage> Port<TActor, TMessage>(Place<TActor> to)
        where TActor : Actor, IAccepts<TMessage>
        where TMessage : struct => SeatOf(to).Port<TMessage>();

    public InterruptPort Interrupts<TActor>(Place<TActor> to)
        where TActor : Actor, IAccepts<Interrupt> => new(LineOf(to));

    public InterruptGate Gate<TActor>(Place<TActor> of)
        where TActor : Actor, IAccepts<Interrupt> => new(LineOf(of));

    /// <summary>Ends the run after the delivery or slice at hand; for observers.</summary>
    public void Stop() => isStopAsked = true;

    /// <summary>Goes on to the next delivery.</summary>
    /// <returns>False when there is none.</returns>
    public bool Step() => Run(new() { MaxDeliveries = 1 }) == RunResult.DeliveryLimit;

    public RunResult Run(in RunLimits limits = default)
    {
        EnterRun();
        try
        {
            RunResult result = Loop(limits);
            if (result == RunResult.TimeLimit && limits.Until is Tsc until)
                reached = Math.Max(reached, until.Ticks);
            return result;
        }
        catch (Exception failure) when (handling != MessageTable.Unused || runners.Running is not null)
        {
            throw Stopped(failure);
        }
        finally
        {
            LeaveRun();
        }
    }

    /// <summary>Who is there and what is under way, a line for each.</summary>
    public string Describe()
    {
        StringBuilder text = new();
        text.AppendLine($"at {Now} after {steps} deliveries, seed {Seed}, {DeadLetters} dead letters");
        foreach (ActorSeat seat in seats)
        {
            TextDescription state = new(Now);
            seat.Actor?.Describe(state);
            text.AppendLine($"  {seat.Name}: {(seat.Actor is null ? "not seated" : state)}");
        }

        foreach (Mail mail in Pending)
        {
            TextDescription due = new(Now);
            due.Time("due", mail.Due);
            TextDescription fields = new(Now);
            mail.Describe(fields);
            text.AppendLine($"  {mail.Sender} -> {mail.Receiver}: {mail.Kind}({fields}) {due}");
        }

        return text.ToString();
    }

    internal static MessageId IdOf(in Header header) => new(new(header.Sender), header.Event, header.Output);

    internal static MessageId CauseOf(in Header header) =>
        new(new(header.CauseSender), header.CauseEvent, header.CauseOutput);

    internal string NameOf(ActorId id) => id.Value < 0 ? office.Host.Name : seats[id.Value].Name;

    private RunResult Loop(in RunLimits limits)
    {
        ulong until = limits.Until?.Ticks ?? ulong.MaxValue;
        ulong idleUntil = Math.Min(until, limits.IdleUntil?.Ticks ?? ulong.MaxValue);
        long lastStep = limits.MaxDeliveries is long most ? steps + most : long.MaxValue;
        Func<bool>? stopWhen = limits.StopWhen;
        if (office.Instant > until)
            return RunResult.TimeLimit;
        while (steps < lastStep)
        {
            int first = office.FirstPresent;
            if (first != MessageTable.Present)
                Arrive(first);
            else if (office.Advance(runners.IsAnyBusy ? Math.Min(until, runners.LeastClock) : idleUntil))
                continue;
            else if (!runners.IsAnyBusy)
                return IdleResult(idleUntil, until);
            else if (runners.LeastClock >= until)
                return RunResult.TimeLimit;
            else
                runners.RunSlice(until);

            if (isStopAsked || (stopWhen is not null && stopWhen()))
                return RunResult.Stopped;
        }

        return RunResult.DeliveryLimit;
    }

    private RunResult IdleResult(ulong idleUntil, ulong until)
    {
        if (office.IsEmpty)
            return RunResult.Idle;
        return idleUntil < until ? RunResult.Waiting : RunResult.TimeLimit;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Arrive(int index)
    {
        ref Header header = ref office.Table[index];
        ref ActorState receiver = ref office.StateOf(header.Receiver);
        if (receiver.IsOrdinary)
        {
            office.Table.UnlinkFirst(MessageTable.Present, ref header);
            Hand(index, ref header, ref receiver);
        }
        else
        {
            ArriveSpecially(index);
        }
    }

    private void ArriveSpecially(int index)
    {
        MessageMarks marks = office.Table[index].Marks;
        if ((marks & MessageMarks.Turn) != MessageMarks.None)
        {
            office.Table.Unlink(index);
            if (LineOf(index).Take() is int taken)
                Deliver(taken);
            return;
        }

        if (options.Interceptor is not null && (marks & MessageMarks.Decided) == MessageMarks.None)
        {
            office.Table[index].To.Marks |= MessageMarks.Decided;
            options.Interceptor.Due(watchedMail.At(index));
            if (!watchedMail.IsValid || office.FirstPresent != index)
                return; // dropped or delayed
        }

        office.Table.Unlink(index);
        ArriveUndecided(index);
    }

    private void ArriveUndecided(int index)
    {
        if ((office.Table[index].Marks & MessageMarks.Raise) != MessageMarks.None)
            LineOf(index).Arrive(index);
        else
            Deliver(index);
    }

    private void Deliver(int index)
    {
        ref Header header = ref office.Table[index];
        ActorSeat receiver = office.ReceiverOf(header);
        if (receiver.Actor is null)
        {
            Bury(index);
            return;
        }

        Hand(index, ref header, ref office.StateOf(receiver.Number));
        if (receiver.IsRunner)
        {
            office.Leave();
            runners.Refresh(receiver.RunnerIndex);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Hand(int index, ref Header header, ref ActorState receiver)
    {
        office.EnterDelivery(header, ref receiver, ++steps);
        if (observer is not null)
            Show(index, observer);
        handling = index;
        office.StoreOf(header).Handle(header.Receiver, index, in office.Delivery);
        handling = MessageTable.Unused;
        office.Table.Release(index);
    }

    private void Show(int index, IObserver to)
    {
        to.Delivering(arriving.At(index), in office.Delivery);
        arriving.Leave();
    }

    private void Bury(int index)
    {
        ref Header header = ref office.Table[index];
        MessageStore store = office.StoreOf(header);
        TextDescription fields = new(Now);
        store.Describe(index, fields);
        office.DeadLetters.Add(new(Now, office.ReceiverOf(header).Name, store.Kind, fields.ToString()));
        office.Free(index);
    }

    private void EnterRun()
    {
        Check.That(!hasFailed, "A machine that was stopped by a failure stays stopped.");
        Check.That(!isRunning, "A run is not started from inside a run.");
        CheckQuantum();
        runners.RefreshAll();
        office.Leave(); // the host
        isRunning = true;
        isStopAsked = false;
    }

    private void LeaveRun()
    {
        isRunning = false;
        office.EnterReport(office.Host);
        office.Stamp = SafeInstant.Ticks;
    }

    /// <summary>A latency that would let mail reach a runner in its past is refused before anything runs.</summary>
    private void CheckQuantum()
    {
        for (; checkedSeats < seats.Count; checkedSeats++)
        {
            for (int other = 0; other < checkedSeats; other++)
            {
                CheckQuantum(seats[other], seats[checkedSeats]);
                CheckQuantum(seats[checkedSeats], seats[other]);
            }
        }
    }

    private void CheckQuantum(ActorSeat sender, ActorSeat receiver)
    {
        if (receiver.LaterMail is not null && receiver.Locality != sender.Locality)
            office.CheckQuantum(sender, receiver, office.Between(sender, receiver), "A message");
    }

    private MachineStoppedException Stopped(Exception failure)
    {
        hasFailed = true;
        string what = "a slice";
        if (handling != MessageTable.Unused)
        {
            ref Header header = ref office.Table[handling];
            MessageStore store = office.StoreOf(header);
            TextDescription fields = new(Now);
            store.Describe(handling, fields);
            what = $"{store.Kind}({fields})";
        }

        return new((runners.Running ?? office.Current).Name, Seed, steps, what, failure);
    }

    private void AddRunner(ActorSeat seat)
    {
        Check.That(office.IsEmpty && steps == 0, $"{seat.Name} runs: its place is reserved before anything is sent.");
        seat.LaterMail = runnersMail.GetValueOrDefault(seat.Locality);
        runners.Add(seat);
        LocalityQueue mail = new(office.Table);
        runnersMail.Add(seat.Locality, mail);
        office.CountForRunners();
        foreach (ActorSeat neighbour in seats.Where(neighbour => neighbour.Locality == seat.Locality))
            neighbour.LaterMail = mail;
    }

    private ActorSeat SeatOf<TActor>(Place<TActor> place)
        where TActor : Actor
    {
        Check.That(place.Name is not null, "A place is reserved before it is used.");
        return seats[place.Id.Value];
    }

    private InterruptLatch LineOf(int index) => office.ReceiverOf(office.Table[index]).Line!;

    private InterruptLatch LineOf<TActor>(Place<TActor> place)
        where TActor : Actor
    {
        ActorSeat seat = SeatOf(place);
        seat.Line ??= new(office, seat);
        office.Classify(seat);
        return seat.Line;
    }
}
