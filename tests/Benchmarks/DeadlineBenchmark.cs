using ActorKernel.Actors;
using ActorKernel.Timers;

namespace ActorKernel.Benchmarks;

/// <summary>The deadline queue against a .NET priority queue with tombstones.</summary>
/// <remarks>Both know the exact earliest after each operation.</remarks>
internal static class DeadlineBenchmark
{
    private const ulong Horizon = 10_000_000;
    private const double MaxRatio = 1.5;

    private static readonly uint[] Chance = MakeChance();

    private delegate ulong Times(ulong now, uint random, long count);

    public static IEnumerable<Row> Rows(bool isQuick)
    {
        (string Name, Times Next)[] patterns =
        [
            ("random", (now, random, _) => now + (random % Horizon)),
            ("equal", (now, _, _) => now + Horizon),
            ("descending", (now, _, count) => now + Horizon + ulong.MaxValue / 2 - (ulong)count),
            ("clustered", (now, random, _) => now + (random % 8 * (Horizon / 8)) + (random >> 20 & 15)),
        ];
        foreach (int pending in isQuick ? (int[])[1000, 100_000] : [1000, 100_000, 1_000_000])
        {
            foreach ((string name, Times next) in patterns)
            {
                yield return Make($"arm 0 -> {pending}, {name}", pending, next, Work.Arm);
                yield return Make($"cancel + arm @{pending}, {name}", pending, next, Work.Churn);
                yield return Make($"fire + arm @{pending}, {name}", pending, next, Work.Fire);
                yield return Make($"re-arm + earliest @{pending}, {name}", pending, next, Work.Rearm);
            }
        }
    }

    private enum Work
    {
        Arm,
        Churn,
        Fire,
        Rearm,
    }

    private static Row Make(string name, int pending, Times next, Work work) => new(
        name,
        Make(new Own(new()), pending, next, work),
        Make(new Peer(new()), pending, next, work),
        MaxRatio: MaxRatio);

    private static Subject Make<TQueue>(TQueue queue, int pending, Times next, Work work)
        where TQueue : struct, IQueue
    {
        State<TQueue> state = new(queue, pending, next);
        int operations = Math.Max(pending, 100_000);
        return work switch
        {
            Work.Arm => new(state.Clear, state.Fill),
            Work.Churn => new(state.Refill, () => state.Churn(operations)),
            Work.Fire => new(state.Refill, () => state.Fire(operations)),
            _ => new(state.Refill, () => state.Rearm(operations)),
        };
    }

    private static uint[] MakeChance()
    {
        Random random = new(1);
        uint[] chance = new uint[1 << 16];
        foreach (ref uint value in chance.AsSpan())
            value = (uint)random.NextInt64(uint.MaxValue);
        return chance;
    }

    /// <summary>A handle is two ints for both.</summary>
    private interface IQueue
    {
        DeadlineHandle Add(ulong due, int item);

        bool Remove(DeadlineHandle handle);

        bool TryTake(ulong now, out int item, out ulong due);

        ulong Earliest { get; }
    }

    /// <summary>A queue, the handles of what is in it, and the work done with it.</summary>
    private sealed class State<TQueue>(TQueue queue, int pending, Times next)
        where TQueue : struct, IQueue
    {
        private readonly DeadlineHandle[] handles = new DeadlineHandle[pending];
        private TQueue queue = queue;
        private ulong now;
        private long count;

        public void Clear()
        {
            while (queue.TryTake(ulong.MaxValue, out _, out _))
                now = 0;
            count = 0;
        }

        public void Refill()
        {
            Clear();
            Fill();
        }

        public long Fill()
        {
            for (int item = 0; item < handles.Length; item++)
                Arm(item);
            return handles.Length;
        }

        public long Churn(int operations)
        {
            for (int done = 0; done < operations; done++)
            {
                int item = (int)(Random() % (uint)handles.Length);
                queue.Remove(handles[item]);
                Arm(item);
            }

            return operations;
        }

        public long Fire(int operations)
        {
            for (int done = 0; done < operations; done++)
            {
                queue.TryTake(ulong.MaxValue, out int item, out ulong due);
                now = Math.Min(due, Horizon * 1000);
                Arm(item);
            }

            return operations;
        }

        public long Rearm(int operations)
        {
            ulong sum = 0;
            for (int done = 0; done < operations; done++)
            {
                int item = done & 63;
                queue.Remove(handles[item]);
                Arm(item);
                sum += queue.Earliest;
            }

            return sum == 0 ? operations + 1 : operations;
        }

        private void Arm(int item) => handles[item] = queue.Add(next(now, Random(), count++), item);

        private uint Random() => Chance[(count * 7) & (Chance.Length - 1)] ^ (uint)count;
    }

    private readonly struct Own(DeadlineQueue<int> queue) : IQueue
    {
        public ulong Earliest => queue.Earliest?.Ticks ?? 0;

        public DeadlineHandle Add(ulong due, int item) => queue.Add(new(due), item);

        public bool Remove(DeadlineHandle handle) => queue.Remove(handle, out _);

        public bool TryTake(ulong now, out int item, out ulong due)
        {
            bool isTaken = queue.TryTake(new(now), out item, out Tsc at);
            due = at.Ticks;
            return isTaken;
        }
    }

    private readonly struct Peer(TombstoneQueue queue) : IQueue
    {
        public ulong Earliest => queue.Earliest;

        public DeadlineHandle Add(ulong due, int item) => queue.Add(due, item);

        public bool Remove(DeadlineHandle handle) => queue.Remove(handle);

        public bool TryTake(ulong now, out int item, out ulong due) => queue.TryTake(now, out item, out due);
    }

    /// <summary>What one writes with the library: cancelling marks, marks are skipped at the top.</summary>
    private sealed class TombstoneQueue
    {
        private readonly PriorityQueue<int, Key> queue = new();
        private readonly Stack<int> free = new();
        private Timer[] timers = new Timer[16];
        private int fresh;
        private ulong number;

        public ulong Earliest => queue.TryPeek(out _, out Key key) ? key.Due : 0;

        public DeadlineHandle Add(ulong due, int item)
        {
            if (!free.TryPop(out int index))
            {
                if (fresh == timers.Length)
                    Array.Resize(ref timers, fresh * 2);
                index = fresh++;
            }

            ref Timer timer = ref timers[index];
            timer.Item = item;
            timer.IsCancelled = false;
            queue.Enqueue(index, new(due, ++number));
            return new(index, timer.Generation);
        }

        public bool Remove(DeadlineHandle handle)
        {
            ref Timer timer = ref timers[handle.Slot];
            if (timer.Generation != handle.Generation)
                return false;
            timer.IsCancelled = true;
            timer.Generation++;
            SkipCancelled();
            return true;
        }

        public bool TryTake(ulong now, out int item, out ulong due)
        {
            item = 0;
            due = 0;
            if (!queue.TryPeek(out int index, out Key key) || key.Due > now)
                return false;
            item = timers[index].Item;
            due = key.Due;
            timers[index].Generation++;
            free.Push(index);
            queue.Dequeue();
            SkipCancelled();
            return true;
        }

        private void SkipCancelled()
        {
            while (queue.TryPeek(out int index, out _) && timers[index].IsCancelled)
            {
                queue.Dequeue();
                free.Push(index);
            }
        }

        private struct Timer
        {
            public int Item;
            public int Generation;
            public bool IsCancelled;
        }

        private readonly record struct Key(ulong Due, ulong Number) : IComparable<Key>
        {
            public int CompareTo(Key other) =>
                Due != other.Due ? Due.CompareTo(other.Due) : Number.CompareTo(other.Number);
        }
    }
}
