using System.Runtime.CompilerServices;
using ActorKernel.Actors;

namespace ActorKernel.Engine;

/// <summary>Takes what is sent, stamps it with due and identity, and keeps it until it is due.</summary>
internal sealed class PostOffice
{
    private readonly MessageTable table = new();
    private readonly TimingWheel wheel;
    private readonly ILatencies latencies;
    private readonly ulong quantum;
    private readonly ulong jitterMax;
    private readonly Dictionary<Type, object> stores = [];
    private readonly List<int> scratch = [];
    private readonly Comparison<int> bySender;
    private readonly List<ActorSeat> seats = [];
    private Inbox[] inboxes = new Inbox[64];
    private int inboxCount;
    private ActorSeat current;
    private long currentEvent;
    private int nextOutput;
    private int causeSender; // apart, because what is written by parts and read as a whole stalls the processor
    private long causeEvent;
    private int causeOutput;
    private bool hasRunners;

    public PostOffice(EngineOptions options)
    {
        wheel = new(table);
        latencies = options.Latencies;
        quantum = options.Quantum.Ticks;
        jitterMax = options.JitterMax.Ticks;
        Seed = options.Seed;
        bySender = BySender;
        Host = new(this, MessageId.None.Sender, ActorSeat.OutsideName, typeof(void), Locality.Outside);
        current = Host;
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
    public ActorSeat Current => current;

    public int NextOutput => nextOutput;

    /// <summary>The instant at which <see cref="Current"/> sends.</summary>
    public ulong Stamp { get; set; }

    /// <summary>The instant whose mail is being delivered.</summary>
    public ulong Instant { get; set; }

    /// <summary>A runner is running instructions: nothing is sent.</summary>
    public bool IsInSlice { get; set; }

    public ulong WheelPosition => wheel.Position;

    /// <summary>Nothing of what is due later is due before.</summary>
    public ulong LaterBound => wheel.LowerBound;

    public bool IsEmpty => wheel.IsEmpty && table.IsEmpty(MessageTable.Present);

    public int FirstPresent => table.First(MessageTable.Present);

    public Inbox InboxOf(in Header header) => inboxes[header.Inbox];

    public Inbox<TMessage> AddInbox<TMessage>(ActorSeat receiver)
        where TMessage : struct
    {
        if (!stores.TryGetValue(typeof(TMessage), out object? store))
            stores.Add(typeof(TMessage), store = new MessageStore<TMessage>());
        if (inboxCount == inboxes.Length)
            Array.Resize(ref inboxes, inboxCount * 2);
        Inbox<TMessage> added = new(receiver, inboxCount, (MessageStore<TMessage>)store);
        inboxes[inboxCount++] = added;
        return added;
    }

    /// <summary>What is sent from now on is sent in the handling of the message so identified.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EnterDelivery(ActorSeat receiver, int sender, long eventNumber, int output)
    {
        current = receiver;
        currentEvent = ++receiver.Events;
        nextOutput = 0;
        causeSender = sender;
        causeEvent = eventNumber;
        causeOutput = output;
        Stamp = Instant;
    }

    /// <summary>What is sent from now on continues what was sent in the sender's last delivery.</summary>
    public void EnterReport(ActorSeat sender)
    {
        current = sender;
        currentEvent = sender.Events;
        nextOutput = sender.Outputs;
        (ActorId causingSender, causeEvent, causeOutput) = sender.LastDelivery;
        causeSender = causingSender.Value;
    }

    /// <summary>Keeps what <see cref="EnterReport"/> continues from.</summary>
    public void Leave()
    {
        current.Outputs = nextOutput;
        current.LastDelivery = new(new(causeSender), causeEvent, causeOutput);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Send(int receiver, int inbox, int payload, MessageMarks marks = MessageMarks.None)
    {
        ulong due = LinkDue(receiver);
        Enqueue(Write(inbox, payload, due, marks), due);
    }

    public Scheduled Schedule(Inbox to, int payload, ulong delay)
    {
        CheckDelay(Current, to.Receiver, delay, "A timer");
        ulong due = SaturatingAdd(Stamp, delay);
        int index = Write(to.Number, payload, due, MessageMarks.Scheduled);
        Enqueue(index, due);
        return new(((long)table[index].Generation << 32) | (uint)index);
    }

    public bool Cancel(Inbox of, Scheduled scheduled)
    {
        int index = (int)scheduled.Number;
        if ((uint)(index - MessageTable.Lists) >= (uint)(table.Highest - MessageTable.Lists))
            return false;
        ref Header header = ref table[index];
        if (header.Generation != (int)(scheduled.Number >> 32) || header.List == MessageTable.NoList)
            return false;
        if (header.Inbox == MessageTable.Unused || (header.Marks & MessageMarks.Scheduled) == MessageMarks.None)
            return false;
        Check.That(header.Inbox == of.Number, "A timer is cancelled at the port it was sent through.");
        Discard(index);
        return true;
    }

    /// <summary>A header that is in no list yet, with the sender's next identity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Write(int inbox, int payload, ulong due, MessageMarks marks)
    {
        int index = table.Take();
        ref Header header = ref table[index];
        header.Due = due;
        header.Sender = current.Number;
        header.Event = currentEvent;
        header.Output = nextOutput++;
        header.CauseSender = causeSender;
        header.CauseEvent = causeEvent;
        header.CauseOutput = causeOutput;
        header.Inbox = inbox;
        header.Payload = payload;
        header.Marks = marks;
        return index;
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
            inboxes[table[index].Inbox].Receiver.LaterMail?.Add(index);
    }

    public int CopyOf(int index)
    {
        int copy = table.Take();
        int generation = table[copy].Generation;
        table[copy] = table[index];
        table[copy].Generation = generation;
        Inbox inbox = inboxes[table[index].Inbox];
        table[copy].Payload = inbox.Copy(table[index].Payload);
        table[copy].Marks &= ~MessageMarks.Scheduled;
        return copy;
    }

    /// <summary>Puts a copy right behind its original.</summary>
    public void EnqueueBehind(int original, int copy)
    {
        table.InsertAfter(original, copy);
        if (table[copy].List == MessageTable.Present)
            return;
        inboxes[table[copy].Inbox].Receiver.LaterMail?.Add(copy);
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
        inboxes[header.Inbox].Receiver.LaterMail?.Remove(index);
    }

    public void Discard(int index)
    {
        Withdraw(index);
        Free(index);
    }

    /// <summary>Frees what is in no list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(int index)
    {
        ref Header header = ref table[index];
        inboxes[header.Inbox].Release(header.Payload);
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
        int index = table.Detach(slot);
        int first = index;
        int previous = index;
        bool sorted = true;
        while (index != slot)
        {
            ref Header header = ref table[index];
            int next = header.Next;
            if (hasRunners)
                inboxes[header.Inbox].Receiver.LaterMail?.Remove(index);
            sorted &= index == previous || BySender(previous, index) <= 0;
            table.Append(MessageTable.Present, index);
            previous = index;
            index = next;
        }

        if (!sorted)
            SortPresent(first);
    }

    private void SortPresent(int first)
    {
        scratch.Clear();
        for (int index = table.Detach(MessageTable.Present); index != MessageTable.Present; index = table[index].Next)
            scratch.Add(index);
        Check.That(scratch[0] == first, "Nothing is present before what becomes present.");
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
            if (header.Inbox != MessageTable.Unused && header.List > MessageTable.Present)
                later.Add(index);
        }

        later.Sort((left, right) =>
        {
            int order = table[left].Due.CompareTo(table[right].Due);
            return order != 0 ? order : BySender(left, right);
        });
        return [.. present, .. later];
    }

    private int BySender(int left, int right)
    {
        ref Header a = ref table[left];
        ref Header b = ref table[right];
        if (a.Sender != b.Sender)
            return a.Sender < b.Sender ? -1 : 1;
        int order = a.Event.CompareTo(b.Event);
        return order != 0 ? order : a.Output.CompareTo(b.Output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong LinkDue(int receiver)
    {
        ref Link link = ref current.Links.Find(receiver);
        if (Unsafe.IsNullRef(ref link))
            link = ref AddLink(seats[receiver]);
        ulong due = SaturatingAdd(Stamp, link.Latency);
        if (jitterMax != 0)
            due = SaturatingAdd(due, RandomStream.Scale(RandomStream.SplitMix(ref link.Jitter), jitterMax));
        if (due < link.LastDue)
            due = link.LastDue;
        link.LastDue = due;
        return due;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref Link AddLink(ActorSeat receiver)
    {
        ActorSeat sender = Current;
        ulong latency = sender == Host ? HostLatency(receiver) : Between(sender, receiver);
        CheckDelay(sender, receiver, latency, "A message");
        ulong jitter = RandomStream.Derive(RandomStream.Derive(Seed, sender.Name) * 31, receiver.Name);
        return ref sender.Links.Add(receiver.Id.Value, latency, jitter);
    }

    public ulong Between(ActorSeat sender, ActorSeat receiver) =>
        latencies.Between(sender.Type, sender.Locality, receiver.Type, receiver.Locality).Ticks;

    /// <summary>What comes from outside is at once everywhere but where a runner may be ahead.</summary>
    private ulong HostLatency(ActorSeat receiver) => receiver.LaterMail is null ? 0 : quantum;

    /// <summary>The two rules that let runners run ahead.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckDelay(ActorSeat sender, ActorSeat receiver, ulong ticks, string what)
    {
        if (receiver.LaterMail is not null)
            CheckQuantum(sender, receiver, ticks, what);
        if (sender.IsRunner && ticks == 0)
        {
            Check.Fail($"{what} from {sender.Name} to {receiver.Name} takes 0 ticks; "
                + "from a runner it takes 1 at least.");
        }
    }

    public void CheckQuantum(ActorSeat sender, ActorSeat receiver, ulong ticks, string what)
    {
        if (receiver.Locality != sender.Locality && ticks < quantum)
        {
            Check.Fail($"{what} from {sender.Name} to {receiver.Name} takes {ticks} ticks; into a runner's locality "
                + $"from another one it takes the quantum of {quantum} at least.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SaturatingAdd(ulong start, ulong span)
    {
        ulong sum = start + span;
        return sum < start ? ulong.MaxValue : sum;
    }
}
