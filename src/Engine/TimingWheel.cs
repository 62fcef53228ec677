using System.Numerics;

namespace ActorKernel.Engine;

/// <summary>What is due later, in 11 levels of 64 slots.</summary>
/// <remarks>
/// A message's level is the highest base-64 digit in which its due differs from the position. So a slot of level 0
/// holds a single instant, all of a level is earlier than all of the next, and a message that cascades into a slot
/// comes before any that is added there directly: slots keep the order in which messages were added.
/// </remarks>
internal sealed class TimingWheel(MessageTable table)
{
    public const int Slots = Levels * SlotsPerLevel;

    private const int Levels = 11;
    private const int SlotsPerLevel = 64;
    private const int DigitBits = 6;

    private readonly ulong[] occupied = new ulong[Levels];
    private uint occupiedLevels;

    /// <summary>Nothing earlier can be added.</summary>
    public ulong Position { get; private set; }

    public bool IsEmpty => occupiedLevels == 0;

    /// <summary>Not later than the earliest due; exact when it is near or alone. The end of time when empty.</summary>
    public ulong LowerBound
    {
        get
        {
            if (IsEmpty)
                return ulong.MaxValue;
            int slot = Slot(LowestLevel, BitOperations.TrailingZeroCount(occupied[LowestLevel]));
            return IsAlone(slot) ? table[table.First(slot)].Due : Base(LowestLevel);
        }
    }

    private int LowestLevel => BitOperations.TrailingZeroCount(occupiedLevels);

    public void Add(int index)
    {
        ulong due = table[index].Due;
        int level = Level(due ^ Position);
        int digit = (int)(due >> (level * DigitBits)) & (SlotsPerLevel - 1);
        occupied[level] |= 1UL << digit;
        occupiedLevels |= 1u << level;
        table.Append((short)Slot(level, digit), index);
    }

    public void Remove(int index)
    {
        int slot = table[index].List - MessageTable.FirstWheelSlot;
        if (table.Unlink(index))
            Vacate(slot / SlotsPerLevel, slot % SlotsPerLevel);
    }

    /// <summary>Moves to the earliest due up to <paramref name="limit"/>, else not beyond the limit.</summary>
    /// <returns>The list of what is due there, to be detached by the caller; null if nothing is.</returns>
    public int? Advance(ulong limit)
    {
        while (!IsEmpty)
        {
            int level = LowestLevel;
            int digit = BitOperations.TrailingZeroCount(occupied[level]);
            int slot = Slot(level, digit);
            ref Header first = ref table[table.First(slot)];
            bool isInstant = level == 0 || first.Next == slot; // what is alone need not go down level by level
            ulong next = isInstant ? first.Due : Base(level);
            if (next > limit)
                return null;
            Position = next;
            Vacate(level, digit);
            if (isInstant)
                return slot;
            Cascade(slot);
        }

        return null;
    }

    private void Cascade(int slot)
    {
        int index = table.Detach(slot);
        while (index != slot)
        {
            int next = table[index].Next;
            Add(index);
            index = next;
        }
    }

    private void Vacate(int level, int digit)
    {
        occupied[level] &= ~(1UL << digit);
        if (occupied[level] == 0)
            occupiedLevels &= ~(1u << level);
    }

    private static int Slot(int level, int digit) => MessageTable.FirstWheelSlot + (level * SlotsPerLevel) + digit;

    private bool IsAlone(int slot) => table[table.First(slot)].Next == slot;

    /// <summary>The first instant of a level's first occupied slot.</summary>
    private ulong Base(int level)
    {
        int shift = level * DigitBits;
        ulong higher = shift + DigitBits >= 64 ? 0 : Position >> (shift + DigitBits) << (shift + DigitBits);
        return higher | ((ulong)BitOperations.TrailingZeroCount(occupied[level]) << shift);
    }

    /// <remarks>No difference is level 0, as Log2(0) is 0.</remarks>
    private static int Level(ulong difference) => (int)((uint)BitOperations.Log2(difference) / DigitBits);
}
