using System.Runtime.CompilerServices;

namespace ActorKernel.Engine;

/// <summary>What the engine knows of a message under way, whatever its type: one cache line.</summary>
internal struct Header
{
    public ulong Due;
    public long Event;
    public long CauseEvent;
    public int Sender;
    public int Output;
    public int CauseSender;
    public int CauseOutput;
    public int Next;
    public int Previous;

    public Address To;
    public short List;

    public readonly int Receiver => To.Receiver;

    public readonly short Kind => To.Kind;

    public readonly MessageMarks Marks => To.Marks;
}

/// <summary>Where a message goes and as what: one word, written as a whole.</summary>
internal struct Address
{
    public int Receiver;

    /// <summary>The store of its type; <see cref="MessageTable.Unused"/> when the header is free.</summary>
    public short Kind;

    public MessageMarks Marks;
}

[Flags]
internal enum MessageMarks : ushort
{
    None = 0,

    /// <summary>A timer: it can be called back.</summary>
    Scheduled = 1,

    /// <summary>The interceptor was asked about it.</summary>
    Decided = 2,

    /// <summary>A raised interrupt: it latches its vector where it arrives.</summary>
    Raise = 4,

    /// <summary>Not a message: an interrupt line's turn to deliver what it has latched.</summary>
    Turn = 8,
}

/// <summary>All headers, in circular lists; the first headers are the lists' ends.</summary>
internal sealed class MessageTable
{
    /// <summary>The list of what is due at the present instant, in order of delivery.</summary>
    public const short Present = 0;

    public const short FirstWheelSlot = 1;
    public const int Lists = FirstWheelSlot + TimingWheel.Slots;

    /// <summary>In no list: latched, or being delivered.</summary>
    public const short NoList = -1;

    public const short Unused = -1;

    private Header[] headers = new Header[2 * Lists];
    private int[] generations = new int[2 * Lists]; // apart from the headers, because only timers need them
    private int free = Unused;
    private int fresh = Lists;

    public MessageTable()
    {
        for (int list = 0; list < Lists; list++)
        {
            headers[list].Next = headers[list].Previous = list;
            headers[list].To.Kind = Unused;
        }
    }

    public int Capacity => headers.Length;

    public int Highest => fresh;

    /// <summary>Valid until the next <see cref="Take"/>.</summary>
    public ref Header this[int index] => ref headers[index];

    public int First(int list) => headers[list].Next;

    public bool IsEmpty(int list) => headers[list].Next == list;

    /// <summary>Counts the timers that used a header, so that an old one is not taken for a new one.</summary>
    public ref int Generation(int index) => ref generations[index];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take()
    {
        int index = free;
        if (index == Unused)
            return TakeFresh();
        free = headers[index].Next;
        return index;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(int index)
    {
        ref Header header = ref headers[index];
        header.To.Kind = Unused;
        header.Next = free;
        free = index;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(short list, int index)
    {
        Header[] all = headers;
        ref Header end = ref all[list];
        ref Header header = ref all[index];
        int last = end.Previous;
        header.List = list;
        header.Next = list;
        header.Previous = last;
        all[last].Next = index;
        end.Previous = index;
    }

    /// <summary>Takes the first out of a list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UnlinkFirst(short list, ref Header first)
    {
        Header[] all = headers;
        int next = first.Next;
        all[list].Next = next;
        all[next].Previous = list;
        first.List = NoList;
    }

    public void InsertAfter(int before, int index)
    {
        ref Header header = ref headers[index];
        header.List = headers[before].List;
        header.Previous = before;
        header.Next = headers[before].Next;
        headers[header.Next].Previous = index;
        headers[before].Next = index;
    }

    /// <returns>True when its list is now empty.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Unlink(int index)
    {
        Header[] all = headers;
        ref Header header = ref all[index];
        int next = header.Next;
        int previous = header.Previous;
        all[previous].Next = next;
        all[next].Previous = previous;
        header.List = NoList;
        return next == previous; // it was alone, and both are the list's end
    }

    /// <summary>Moves all of a list that is not empty to one that is.</summary>
    public void Move(int from, int to)
    {
        Header[] all = headers;
        ref Header old = ref all[from];
        ref Header end = ref all[to];
        end.Next = old.Next;
        end.Previous = old.Previous;
        all[end.Next].Previous = to;
        all[end.Previous].Next = to;
        old.Next = old.Previous = from;
    }

    /// <summary>Empties a list; its members stay chained by <see cref="Header.Next"/> up to the list's end.</summary>
    public int Detach(int list)
    {
        int first = headers[list].Next;
        headers[list].Next = headers[list].Previous = list;
        return first;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int TakeFresh()
    {
        if (fresh == headers.Length)
        {
            Array.Resize(ref headers, fresh * 2);
            Array.Resize(ref generations, fresh * 2);
        }

        return fresh++;
    }
}
