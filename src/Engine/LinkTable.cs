using System.Runtime.CompilerServices;

namespace ActorKernel.Engine;

/// <summary>One sender's way to one receiver.</summary>
internal struct Link
{
    /// <summary>From 1, so that 0 is a free place.</summary>
    public int ReceiverNumber;

    public ulong Latency;
    public ulong LastDue;
    public ulong Jitter;
}

/// <summary>The links out of one sender: open addressing by the receiver's id.</summary>
/// <remarks>A struct in its sender's seat, which must not be copied: one step less on the way to a link.</remarks>
internal struct LinkTable()
{
    private Link[] links = new Link[2];
    private int count;

    /// <summary>The link to a receiver, or a null reference when there is none yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref Link Find(int receiver)
    {
        Link[] all = links;
        int place = receiver & (all.Length - 1);
        while (true)
        {
            ref Link link = ref all[place];
            if (link.ReceiverNumber == receiver + 1)
                return ref link;
            if (link.ReceiverNumber == 0)
                return ref Unsafe.NullRef<Link>();
            place = (place + 1) & (all.Length - 1);
        }
    }

    public ref Link Add(int receiver, ulong latency, ulong jitter)
    {
        if (++count * 2 > links.Length)
        {
            Link[] old = links;
            links = new Link[old.Length * 2];
            foreach (Link link in old)
            {
                if (link.ReceiverNumber != 0)
                    Free(link.ReceiverNumber - 1) = link;
            }
        }

        ref Link added = ref Free(receiver);
        added = new() { ReceiverNumber = receiver + 1, Latency = latency, Jitter = jitter };
        return ref added;
    }

    private readonly ref Link Free(int receiver)
    {
        int place = receiver & (links.Length - 1);
        while (links[place].ReceiverNumber != 0)
            place = (place + 1) & (links.Length - 1);
        return ref links[place];
    }
}
