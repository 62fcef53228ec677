namespace ActorKernel.Engine;

/// <summary>The mail that is due later in one runner's locality: a slice ends at the earliest of it.</summary>
/// <remarks>A binary heap; where a message stands in it is kept beside the headers, so it can be taken out.</remarks>
internal sealed class LocalityQueue(MessageTable table)
{
    private int[] heap = new int[16];
    private int[] places = new int[16];
    private int count;

    public ulong Earliest => count == 0 ? ulong.MaxValue : table[heap[0]].Due;

    public void Add(int index)
    {
        if (count == heap.Length)
            Array.Resize(ref heap, count * 2);
        if (index >= places.Length)
            Array.Resize(ref places, table.Capacity);
        Rise(count++, index);
    }

    public void Remove(int index)
    {
        int place = places[index];
        int last = heap[--count];
        if (place == count)
            return;
        if (place > 0 && table[last].Due < table[heap[(place - 1) / 2]].Due)
            Rise(place, last);
        else
            Sink(place, last);
    }

    private void Rise(int place, int index)
    {
        ulong due = table[index].Due;
        while (place > 0)
        {
            int parent = (place - 1) / 2;
            if (table[heap[parent]].Due <= due)
                break;
            Put(place, heap[parent]);
            place = parent;
        }

        Put(place, index);
    }

    private void Sink(int place, int index)
    {
        ulong due = table[index].Due;
        while ((2 * place) + 1 < count)
        {
            int child = (2 * place) + 1;
            if (child + 1 < count && table[heap[child + 1]].Due < table[heap[child]].Due)
                child++;
            if (table[heap[child]].Due >= due)
                break;
            Put(place, heap[child]);
            place = child;
        }

        Put(place, index);
    }

    private void Put(int place, int index)
    {
        heap[place] = index;
        places[index] = place;
    }
}
