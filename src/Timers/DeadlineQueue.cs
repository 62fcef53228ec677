using ActorKernel.Actors;

namespace ActorKernel.Timers;

public readonly record struct DeadlineHandle(int Slot, int Generation);

public sealed class DeadlineQueue<TItem>
{
    public Tsc? Earliest { get; private set; }

    public DeadlineHandle Add(Tsc due, TItem item)
    {
        Earliest = due;
        return default;
    }

    public bool Remove(DeadlineHandle handle, out TItem item)
    {
        item = default!;
        return Earliest is null;
    }

    public bool TryTake(Tsc now, out TItem item, out Tsc due)
    {
        item = default!;
        due = default;
        return Earliest is null;
    }
}
