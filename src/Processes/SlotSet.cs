using System.Numerics;

namespace ActorKernel.Processes;

/// <summary>Slots of the process table, at most 4096, and the next one of them from any place on.</summary>
internal sealed class SlotSet(int slots)
{
    private const int WordBits = 64;

    private readonly ulong[] words = new ulong[(slots + WordBits - 1) / WordBits];
    private ulong filledWords; // a bit for each word that is not zero

    public bool IsEmpty => filledWords == 0;

    public int Count { get; private set; }

    public void Add(int slot)
    {
        if (Contains(slot))
            return;
        words[slot / WordBits] |= 1UL << (slot % WordBits);
        filledWords |= 1UL << (slot / WordBits);
        Count++;
    }

    public void Remove(int slot)
    {
        if (!Contains(slot))
            return;
        words[slot / WordBits] &= ~(1UL << (slot % WordBits));
        if (words[slot / WordBits] == 0)
            filledWords &= ~(1UL << (slot / WordBits));
        Count--;
    }

    public bool Contains(int slot) => (words[slot / WordBits] & (1UL << (slot % WordBits))) != 0;

    /// <summary>The least slot that is not below <paramref name="from"/>, or else the least of all; null when empty.</summary>
    public int? NextFrom(int from)
    {
        if (IsEmpty)
            return null;
        int word = from / WordBits;
        if (word >= words.Length)
            return First(filledWords);
        ulong rest = words[word] & (ulong.MaxValue << (from % WordBits));
        if (rest != 0)
            return (word * WordBits) + BitOperations.TrailingZeroCount(rest);
        ulong above = word == WordBits - 1 ? 0 : filledWords & (ulong.MaxValue << (word + 1));
        return First(above != 0 ? above : filledWords);
    }

    private int First(ulong among)
    {
        int word = BitOperations.TrailingZeroCount(among);
        return (word * WordBits) + BitOperations.TrailingZeroCount(words[word]);
    }
}
