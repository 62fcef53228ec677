using System.Runtime.CompilerServices;
using ActorKernel.Actors;

namespace ActorKernel.Engine;

/// <summary>Takes what is sent, stamps it with due and identity, and keeps it until it is due.</summary>
internal sealed partial class PostOffice
{
    private const int Nobody = -1;

    private readonly MessageTable table = new();
    private readonly TimingWheel wheel;
    private readonly ILatencies latencies;
    private readonly ulong quantum;
    private readonly ulong jitterMax;
    private readonly bool isIntercepted;
    private readonly Dictionary<Type, object> carriers = [];
    private readonly List<int> scratch = [];
    private readonly Comparison<int> bySender;
    private readonly List<ActorSeat> seats = [];
    private MessageStore[] stores = [];
    private ActorState[] states = [];
    private int currentNumber;
    private long currentEvent;
    private int nextOutput;
    private Delivery delivery;
    private bool hasRunners;

    public PostOffice(EngineOptions options)
    {
        wheel = new(table);
        latencies = options.Latencies;
        quantum = options.Quantum.Ticks;
        jitterMax = options.JitterMax.Ticks;
        isIntercepted = options.Interceptor is not null;
        Seed = options.Seed;
        bySender = (left, right) => BySender(table[left], table[right]);
        Host = new(this, MessageId.None.Sender, ActorSeat.OutsideName, typeof(void), Locality.Outside);
        EnterReport(Host);
    }

    public ulong Seed { get; }

    public MessageTable Table => table;

    /// <summary>All actors' seats, by id.</summary>
    public List<ActorSeat> Seats => seats;

    /// <summary>From now on it is counted what is due later in runners' localities.</summary>
    public void CountForRunners() => hasRunners = true;

    public DeadLetters DeadLetters { get; } = new();

    /// <summary>The sender of what comes from outside.</summary>
    public ActorSeat Host { get; }

    /// <summary>Who is being delivered to or reports, so who sends.</summary>
    public ActorSeat Current => currentNumber < 0 ? Host : seats[currentNumber];

    public int NextOutput => nextOutput;

    /// <summary>The instant at which <see cref="Current"/> sends.</summary>
    public ulong Stamp
    {
        get => delivery.Now.Ticks;
        set => delivery = delivery with { Now = new(value) };
    }

    /// <summary>The instant whose mail is being delivered.</summary>
    public ulong Instant { get; set; }

    /// <summary>A runner is running instructions: nothing is sent.</summary>
    public bool IsInSlice { get; set; }

    public ulong WheelPosition => wheel.Position;

    /// <summary>Nothing of what is due later is due before.</summary>
    public ulong LaterBound => wheel.LowerBound;

    public bool IsEmpty => wheel.IsEmpty && table.IsEmpty(MessageTable.Present);

    public int FirstPresent => table.First(MessageTable.Present);

    /// <summary>What is being handled: its identity is the cause of what is sent meanwhile, and its instant the stamp.</summary>
    public ref readonly Delivery Delivery => ref delivery;

    public ActorSeat ReceiverOf(in Header header) => seats[header.Receiver];

    public MessageStore StoreOf(in Header header) => stores[header.Kind];

    public ref ActorState StateOf(int actor) => ref states[actor];

    public void AddSeat(ActorSeat seat)
    {
        seats.Add(seat);
        if (seats.Count > states.Length)
            Array.Resize(ref states, Math.Max(seats.Count, 2 * states.Length));
        states[seat.Number].LastReceiver = Nobody;
    }

    /// <summary>Called when what <see cref="ActorState.IsOrdinary"/> depends on has changed.</summary>
    public void Classify(ActorSeat seat) =>
        states[seat.Number].IsOrdinary = seat is { Actor: not null, IsRunner: false, Line: null } && !isIntercepted;

    /// <summary>The carrier of a type of message, which may from now on be sent to this receiver.</summary>
    public StoringCarrier<TMessage> CarrierTo<TMessage>(ActorSeat receiver)
        where TMessage : struct
    {
        if (!carriers.TryGetValue(typeof(TMessage), out object? carrier))
        {
            MessageStore<TMessage> store = new(checked((short)stores.Length), seats);
            stores = [.. stores, store];
            carriers.Add(typeof(TMessage), carrier = new StoringCarrier<TMessage>(this, store));
        }

        StoringCarrier<TMessage> found = (StoringCarrier<TMessage>)carrier;
        found.Store.AddReceiver(receiver.Number);
        return found;
    }

    /// <summary>What is sent from now on is sent in the handling of this message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EnterDelivery(in Header header, ref ActorState receiver, long step)
    {
        currentNumber = header.Receiver;
        currentEvent = ++receiver.Events;
        nextOutput = 0;
        delivery = new()
        {
            Now = new(Instant),
            Id = new(new(header.Sender), header.Event, header.Output),
            Cause = new(new(header.CauseSender), header.CauseEvent, header.CauseOutput),
            Step = step,
        };
    }

    /// <summary>What is sent from now on continues what was sent in the sender's last delivery.</summary>
    public void EnterReport(ActorSeat sender)
    {
        currentNumber = sender.Number;
        currentEvent = sender == Host ? 0 : states[sender.Number].Events;
        nextOutput = sender.Outputs;
        delivery = delivery with { Id = sender.LastDelivery };
    }

    /// <summary>Keeps what <see cref="EnterReport"/> continues from.</summary>
    public void Leave()
    {
        ActorSeat current = Current;
        current.Outputs = nextOutput;
        current.LastDelivery = delivery.Id;
    }

    /// <returns>The message's index.</returns>
    /// <remarks>Not inlined: one piece of code for all types stays where the processor has it decoded.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Send(Address to) => Post(to, DueTo(to.Receiver));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Post(Address to, ulong due)
    {
        int index = table.Take();
        ref Header header = ref table[index];
        header.Due = due;
        header.Sender = currentNumber;
        header.Event = currentEvent;
        header.Output = nextOutput++;
        header.CauseSender = delivery.Id.Sender.Value; // by parts, as it was written: as a whole it would stall
        header.CauseEvent = delivery.Id.Event;
        header.CauseOutput = delivery.Id.Output;
        header.To = to;
        Enqueue(index, due);
        return index;
    }

    public int Schedule(Address to, ulong delay)
    {
        CheckDelay(Current, seats[to.Receiver], delay, "A timer");
        int index = Post(to, SaturatingAdd(Stamp, delay));
        table.Generation(index)++; // from 1, so that no timer has the number 0
        return index;
    }

    /// <summary>What a timer is cancelled by.</summary>
    public Scheduled NumberOf(int timer) => new(((long)table.Generation(timer) << 32) | (uint)timer);

    public bool Cancel(Address of, Scheduled scheduled)
    {
        int index = (int)scheduled.Number;
        if ((uint)(index - MessageTable.Lists) >= (uint)(table.Highest - MessageTable.Lists))
            return false;
        ref Header header = ref table[index];
        if (table.Generation(index) != (int)(scheduled.Number >> 32) || header.List == MessageTable.NoList)
            return false;
        if (header.Kind == MessageTable.Unused || (header.Marks & MessageMarks.Scheduled) == MessageMarks.None)
            return false;
        bool isThis = header.Kind == of.Kind && header.Receiver == of.Receiver;
        Check.That(isThis, "A timer is cancelled at the port it was sent through.");
        Discard(index);
        return true;
    }

    /// <summary>Puts a written header where its due belongs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enqueue(int index, ulong due)
    {
        if (due == Instant)
            table.Append(MessageTable.Present, index);
        else
            EnqueueLater(index);
    }

    private void EnqueueLater(int index)
    {
        wheel.Add(index);
        if (hasRunners)
            ReceiverOf(table[index]).LaterMail?.Add(index);
    }

    public int CopyOf(int index)
    {
        int copy = table.Take();
        table[copy] = table[index];
        StoreOf(table[index]).Copy(index, copy);
        table[copy].To.Marks &= ~MessageMarks.Scheduled;
        return copy;
    }

    /// <summary>Puts a copy right behind its original.</summary>
    public void EnqueueBehind(int original, int copy)
    {
        table.InsertAfter(original, copy);
        if (table[copy].List != MessageTable.Present)
            ReceiverOf(table[copy]).LaterMail?.Add(copy);
    }

    /// <summary>Takes a message out of its list; it stays written.</summary>
    public void Withdraw(int index)
    {
        ref Header header = ref table[index];
        if (header.List == MessageTable.Present)
        {
            table.Unlink(index);
            return;
        }

        wheel.Remove(index);
        ReceiverOf(header).LaterMail?.Remove(index);
    }

    public void Discard(int index)
    {
        Withdraw(index);
        Free(index);
    }

    /// <summary>Frees what is in no list.</summary>
    public void Free(int index)
    {
        ref Header header = ref table[index];
        StoreOf(header).Release(index);
        table.Release(index);
    }

    /// <summary>Goes on to the earliest due that is not after <paramref name="limit"/>.</summary>
    public bool Advance(ulong limit)
    {
        if (wheel.Advance(limit) is not int slot)
            return false;
        Instant = wheel.Position;
        BecomePresent(slot);
        return true;
    }

    /// <summary>What was sent before this instant, by sender and send number; mostly it is in order already.</summary>
    private void BecomePresent(int slot)
    {
        Check.That(table.IsEmpty(MessageTable.Present), "Nothing is present before what becomes present.");
        bool sorted = true;
        ref Header previous = ref table[table.First(slot)];
        for (int index = table.First(slot); index != slot; index = previous.Next)
        {
            ref Header header = ref table[index];
            header.List = MessageTable.Present;
            if (hasRunners)
                ReceiverOf(header).LaterMail?.Remove(index);
            sorted &= previous.Sender < header.Sender || BySender(previous, header) <= 0;
            previous = ref header;
        }

        table.Move(slot, MessageTable.Present);
        if (!sorted)
            SortPresent();
    }

    private void SortPresent()
    {
        scratch.Clear();
        for (int index = table.Detach(MessageTable.Present); index != MessageTable.Present; index = table[index].Next)
            scratch.Add(index);
        scratch.Sort(bySender);
        foreach (int index in scratch)
            table.Append(MessageTable.Present, index);
    }

    /// <summary>In the order of delivery.</summary>
    public int[] Underway()
    {
        List<int> present = [];
        for (int index = FirstPresent; index != MessageTable.Present; index = table[index].Next)
            present.Add(index);
        List<int> later = [];
        for (int index = MessageTable.Lists; index < table.Highest; index++)
        {
            ref Header header = ref table[index];
            if (header.Kind != MessageTable.Unused && header.List > MessageTable.Present)
                later.Add(index);
        }

        later.Sort((left, right) =>
        {
            int order = table[left].Due.CompareTo(table[right].Due);
            return order != 0 ? order : bySender(left, right);
        });
        return [.. present, .. later];
    }

    private static int BySender(in Header a, in Header b)
    {
        if (a.Sender != b.Sender)
            return a.Sender < b.Sender ? -1 : 1;
        int order = a.Event.CompareTo(b.Event);
        return order != 0 ? order : a.Output.CompareTo(b.Output);
    }
}
