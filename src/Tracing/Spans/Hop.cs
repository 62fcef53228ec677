using ActorKernel.Actors;

namespace ActorKernel.Tracing.Spans;

/// <summary>A delivery as traces need it.</summary>
/// <param name="Sent">When it was sent, as far as that is known; else when it was due.</param>
/// <param name="Due">When it arrived.</param>
/// <param name="Now">When it was handled.</param>
public readonly record struct Hop(
    MessageId Id, MessageId Cause, ActorId Receiver, string Kind, Tsc Sent, Tsc Due, Tsc Now, long Step)
{
    public ActorId Sender => Id.Sender;

    /// <summary>A timer: its cause set it, but its time is its own.</summary>
    public bool IsTimer => Sender == Receiver;

    public CauseKey Key => new(Id.Sender.Value, Id.Event, Id.Output);
}

/// <summary>The last deliveries of a run, by identity. What is older is forgotten.</summary>
internal sealed class HopWindow(int size = HopWindow.UsualSize)
{
    public const int UsualSize = 1 << 17; // a quarter of a minute of an idle machine, some milliseconds of a busy one

    private readonly Hop[] hops = new Hop[size];
    private readonly MessageTree?[] trees = new MessageTree?[size];
    private readonly Dictionary<MessageId, int> places = new(size);
    private int next;
    private long count;

    /// <param name="hop">The same identity twice, as fault injection makes, is the later one.</param>
    /// <returns>The tree whose last delivery is forgotten with this: nothing can become a part of it any more.</returns>
    public MessageTree? Add(in Hop hop)
    {
        MessageTree? left = trees[next];
        if (count >= size && places.TryGetValue(hops[next].Id, out int old) && old == next)
            places.Remove(hops[next].Id);
        hops[next] = hop;
        trees[next] = null;
        places[hop.Id] = next;
        count++;
        next = next + 1 == size ? 0 : next + 1;
        return left is not null && --left.Remembered == 0 ? left : null;
    }

    public bool TryFind(in MessageId id, out Hop hop)
    {
        bool isThere = places.TryGetValue(id, out int place);
        hop = isThere ? hops[place] : default;
        return isThere;
    }

    public bool Contains(in MessageId id) => places.ContainsKey(id);

    public MessageTree? TreeOf(in MessageId id) => places.TryGetValue(id, out int place) ? trees[place] : null;

    /// <summary>Once for each delivery.</summary>
    public void SetTree(in MessageId id, MessageTree tree)
    {
        trees[places[id]] = tree;
        tree.Remembered++;
    }

    /// <summary>From what began it to this one, each the cause of the next.</summary>
    /// <returns>False when the beginning is forgotten, or farther than <paramref name="most"/>.</returns>
    public bool TryTrace(in Hop last, List<Hop> chain, Func<Hop, bool> isFirst, int most = 64)
    {
        chain.Clear();
        chain.Add(last);
        Hop hop = last;
        while (!isFirst(hop))
        {
            if (chain.Count == most || !TryFind(hop.Cause, out hop))
            {
                chain.Reverse();
                return false;
            }

            chain.Add(hop);
        }

        chain.Reverse();
        return true;
    }
}

/// <summary>The messages of one stimulus, or one piece of them.</summary>
internal sealed class MessageTree(TraceId trace)
{
    public TraceId Trace { get; } = trace;

    public int Spans { get; set; }

    /// <summary>Its deliveries that a <see cref="HopWindow"/> still has.</summary>
    public int Remembered { get; set; }

    /// <summary>Where those go for which there is no room. Its deliveries are later, and forgotten later.</summary>
    public MessageTree? Next { get; set; }
}
