using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ActorKernel.Actors;

namespace ActorKernel.Timers;

/// <summary>Names one deadline in its queue, until that is taken or removed. The default names none.</summary>
public readonly record struct DeadlineHandle(int Slot, int Generation);

/// <summary>Items in the order of their deadlines; equal deadlines in the order added.</summary>
/// <remarks>
/// A heap of four children. What is removed stays in the heap as a husk, told by its number, until it comes to the top
/// or husks outnumber the living three to one and are swept out at once. So every operation costs O(log n), the sweeps
/// spread over the removals that caused them. Nothing is allocated unless more is pending than before.
/// </remarks>
public sealed class DeadlineQueue<TItem>
{
    private const int Children = 4;
    private const int FewHusks = 32;

    private Entry[] heap = new Entry[16];
    private Slot[] slots = new Slot[16];
    private int heapCount;
    private int husks;
    private int[] free = new int[16]; // a stack: a chain through the slots would wait for memory at every step
    private int freeCount;
    private int freshSlot;
    private ulong lastNumber;

    public int Count => heapCount - husks;

    /// <summary>Exact after every operation.</summary>
    public Tsc? Earliest => heapCount == 0 ? null : new(heap[0].Due);

    public DeadlineHandle Add(Tsc due, TItem item)
    {
        int index = TakeSlot();
        ref Slot slot = ref slots[index];
        slot.Number = ++lastNumber;
        slot.Item = item;
        if (heapCount == heap.Length)
            Array.Resize(ref heap, heapCount * 2);
        Rise(heapCount++, new() { Due = due.Ticks, Number = slot.Number, Slot = index });
        return new(index, slot.Generation);
    }

    /// <returns>False when it was taken or removed before.</returns>
    public bool Remove(DeadlineHandle handle, [MaybeNullWhen(false)] out TItem item)
    {
        if (!Contains(handle))
        {
            item = default;
            return false;
        }

        ulong number = slots[handle.Slot].Number;
        item = Vacate(handle.Slot);
        if (heap[0].Number == number)
            DropTop();
        else if (heap[heapCount - 1].Number == number)
            heapCount--; // the last one added, if it was not earlier than others
        else if (++husks > FewHusks && husks > heapCount / 4 * 3)
            Sweep();
        return true;
    }

    public bool Contains(DeadlineHandle handle) =>
        (uint)handle.Slot < (uint)freshSlot && slots[handle.Slot].Generation == handle.Generation;

    /// <summary>Takes the earliest if it is due at <paramref name="now"/>.</summary>
    public bool TryTake(Tsc now, [MaybeNullWhen(false)] out TItem item, out Tsc due)
    {
        if (heapCount == 0 || heap[0].Due > now.Ticks)
        {
            item = default;
            due = default;
            return false;
        }

        due = new(heap[0].Due);
        item = Vacate(heap[0].Slot);
        DropTop();
        return true;
    }

    /// <summary>Drops the top, and husks that come to the top.</summary>
    private void DropTop()
    {
        DropOne();
        while (husks > 0 && heapCount > 0 && IsHusk(heap[0]))
        {
            husks--;
            DropOne();
        }
    }

    private void DropOne()
    {
        Entry last = heap[--heapCount];
        if (heapCount > 0)
            Sink(0, last);
    }

    private bool IsHusk(in Entry entry) => slots[entry.Slot].Number != entry.Number;

    private void Sweep()
    {
        int living = 0;
        for (int place = 0; place < heapCount; place++)
        {
            if (!IsHusk(heap[place]))
                heap[living++] = heap[place];
        }

        heapCount = living;
        husks = 0;
        for (int place = (living - 2) / Children; place >= 0 && living > 1; place--)
            Sink(place, heap[place]);
    }

    private void Rise(int place, in Entry entry)
    {
        Entry[] entries = heap;
        while (place > 0)
        {
            int parent = (place - 1) / Children;
            if (!entry.IsBefore(entries[parent]))
                break;
            entries[place] = entries[parent];
            place = parent;
        }

        entries[place] = entry;
    }

    private void Sink(int place, Entry entry)
    {
        Span<Entry> entries = heap.AsSpan(0, heapCount);
        int child;
        while ((child = (place * Children) + 1) < entries.Length)
        {
            int earliest = child;
            int end = Math.Min(child + Children, entries.Length);
            for (int other = child + 1; other < end; other++)
            {
                if (entries[other].IsBefore(entries[earliest]))
                    earliest = other;
            }

            if (!entries[earliest].IsBefore(entry))
                break;
            entries[place] = entries[earliest];
            place = earliest;
        }

        entries[place] = entry;
    }

    private int TakeSlot()
    {
        if (freeCount > 0)
            return free[--freeCount];
        if (freshSlot == slots.Length)
        {
            Array.Resize(ref slots, freshSlot * 2);
            Array.Resize(ref free, freshSlot * 2);
        }

        slots[freshSlot].Generation = 1; // so that the default handle names none
        return freshSlot++;
    }

    private TItem Vacate(int index)
    {
        ref Slot slot = ref slots[index];
        TItem item = slot.Item;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TItem>())
            slot.Item = default!; // or what it refers to would live on
        slot.Number = 0;
        slot.Generation++;
        free[freeCount++] = index;
        return item;
    }

    private struct Entry
    {
        public ulong Due;

        /// <summary>Counts what was added, from 1: the order among equals.</summary>
        public ulong Number;

        public int Slot;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly bool IsBefore(in Entry other) =>
            Due < other.Due || (Due == other.Due && Number < other.Number);
    }

    private struct Slot
    {
        /// <summary>That of its entry in the heap; 0 when free, so that entries of old are husks.</summary>
        public ulong Number;

        public int Generation;
        public TItem Item;
    }
}
