using System.Runtime.CompilerServices;
using ActorKernel.Actors;

namespace ActorKernel.Engine;

/// <summary>How long mail takes from sender to receiver, and the rules about that.</summary>
internal sealed partial class PostOffice
{
    /// <summary>When what <see cref="Current"/> sends now arrives.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong DueTo(int receiver)
    {
        ActorState[] all = states;
        int sender = currentNumber;
        return (uint)sender < (uint)all.Length && all[sender].LastReceiver == receiver
            ? SaturatingAdd(Stamp, all[sender].LastLatency)
            : DueByLink(receiver);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong DueByLink(int receiver)
    {
        ActorSeat sender = Current;
        ref Link link = ref sender.Links.Find(receiver);
        if (Unsafe.IsNullRef(ref link))
            link = ref AddLink(sender, seats[receiver]);
        if (sender != Host && !sender.IsRunner && jitterMax == 0)
        {
            // What it sends later is due later, so the last due needs no look. A runner may report from ahead of
            // what it is delivered next.
            states[sender.Number].LastReceiver = receiver;
            states[sender.Number].LastLatency = link.Latency;
        }

        ulong due = SaturatingAdd(Stamp, link.Latency);
        if (jitterMax != 0)
            due = SaturatingAdd(due, RandomStream.Scale(RandomStream.SplitMix(ref link.Jitter), jitterMax));
        return link.LastDue = Math.Max(due, link.LastDue);
    }

    private ref Link AddLink(ActorSeat sender, ActorSeat receiver)
    {
        ulong latency = sender == Host ? HostLatency(receiver) : Between(sender, receiver);
        CheckDelay(sender, receiver, latency, "A message");
        ulong jitter = RandomStream.Derive(RandomStream.Derive(Seed, sender.Name) * 31, receiver.Name);
        return ref sender.Links.Add(receiver.Number, latency, jitter);
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
