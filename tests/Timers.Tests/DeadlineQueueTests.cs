using ActorKernel.Actors;

namespace ActorKernel.Timers.Tests;

public sealed class DeadlineQueueTests
{
    [Fact]
    public void The_earliest_comes_first_and_equals_in_the_order_added()
    {
        DeadlineQueue<string> queue = new();
        queue.Add(new(20), "c");
        queue.Add(new(10), "a");
        queue.Add(new(20), "d");
        queue.Add(new(10), "b");
        Assert.Equal(["a 10", "b 10", "c 20", "d 20"], TakeAll(queue));
        Assert.Null(queue.Earliest);
    }

    [Fact]
    public void Nothing_is_taken_before_it_is_due()
    {
        DeadlineQueue<string> queue = new();
        queue.Add(new(10), "a");
        Assert.False(queue.TryTake(new(9), out _, out _));
        Assert.True(queue.TryTake(new(10), out string? item, out Tsc due));
        Assert.Equal(("a", new Tsc(10)), (item, due));
    }

    [Fact]
    public void The_first_and_the_last_instant_can_be_due()
    {
        DeadlineQueue<string> queue = new();
        queue.Add(Tsc.End, "last");
        queue.Add(Tsc.Boot, "first");
        Assert.Equal(Tsc.Boot, queue.Earliest);
        Assert.True(queue.TryTake(Tsc.Boot, out _, out _));
        Assert.Equal(Tsc.End, queue.Earliest);
        Assert.False(queue.TryTake(new(ulong.MaxValue - 1), out _, out _));
        Assert.True(queue.TryTake(Tsc.End, out _, out _));
    }

    [Fact]
    public void A_handle_is_good_until_its_item_is_taken_or_removed()
    {
        DeadlineQueue<string> queue = new();
        DeadlineHandle first = queue.Add(new(10), "a");
        DeadlineHandle second = queue.Add(new(5), "b");
        Assert.False(queue.Contains(default));
        Assert.True(queue.Contains(first));
        Assert.True(queue.Remove(first, out string? item));
        Assert.Equal("a", item);
        Assert.False(queue.Remove(first, out _));
        DeadlineHandle third = queue.Add(new(7), "c"); // in the place of the first
        Assert.False(queue.Contains(first));
        Assert.True(queue.TryTake(new(6), out _, out _));
        Assert.False(queue.Contains(second));
        Assert.True(queue.Contains(third));
        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public void Any_operations_give_what_a_sorted_list_gives()
    {
        Func<Random, int, ulong>[] patterns =
        [
            (random, _) => (ulong)random.NextInt64() << 1 | (uint)random.Next(2),
            (random, _) => (ulong)random.Next(20),
            (_, step) => (ulong)(100_000 - step),
            (_, step) => (ulong)step,
            (random, _) => (ulong)random.Next(2) * ulong.MaxValue,
            (random, _) => (ulong)random.NextInt64() >> random.Next(64),
        ];
        for (int seed = 1; seed <= 120; seed++)
            new Trial(seed, patterns[seed % patterns.Length]).Run();
    }

    [Fact]
    public void Nothing_is_allocated_once_it_has_been_as_full_before()
    {
        DeadlineQueue<int> queue = new();
        DeadlineHandle[] handles = new DeadlineHandle[1000];
        Random random = new(1);
        Churn(10_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Churn(100_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Churn(int operations)
        {
            for (int operation = 0; operation < operations; operation++)
            {
                ref DeadlineHandle handle = ref handles[random.Next(handles.Length)];
                queue.Remove(handle, out _);
                handle = queue.Add(new((ulong)random.Next(1_000_000)), operation);
            }
        }
    }

    private static List<string> TakeAll(DeadlineQueue<string> queue)
    {
        List<string> taken = [];
        while (queue.TryTake(Tsc.End, out string? item, out Tsc due))
            taken.Add($"{item} {due}");
        return taken;
    }

    private sealed class Trial(int seed, Func<Random, int, ulong> times)
    {
        private readonly Random random = new(seed);
        private readonly DeadlineQueue<int> queue = new();
        private readonly List<(ulong Due, int Item, DeadlineHandle Handle)> model = []; // in the order added
        private readonly List<DeadlineHandle> old = [];

        public void Run()
        {
            int adds = seed % 4; // some trials fill up, some stay small
            for (int step = 0; step < 1500; step++)
            {
                int deed = random.Next(6);
                if (deed <= adds)
                    Add(step);
                else if (deed <= 4)
                    Remove();
                else
                    Take();
                Assert.Equal(model.Count, queue.Count);
                Assert.Equal(model.Count == 0 ? null : model.Min(entry => entry.Due), queue.Earliest?.Ticks);
            }

            while (model.Count > 0)
                Take();
        }

        private void Add(int step)
        {
            ulong due = times(random, step);
            DeadlineHandle handle = queue.Add(new(due), step);
            Assert.True(queue.Contains(handle));
            model.Add((due, step, handle));
        }

        private void Remove()
        {
            if (old.Count > 0)
                Assert.False(queue.Remove(old[random.Next(old.Count)], out _));
            if (model.Count == 0)
                return;
            int place = random.Next(model.Count);
            Assert.True(queue.Remove(model[place].Handle, out int item));
            Assert.Equal(model[place].Item, item);
            Forget(place);
        }

        private void Take()
        {
            if (model.Count == 0)
            {
                Assert.False(queue.TryTake(Tsc.End, out _, out _));
                return;
            }

            ulong earliest = model.Min(entry => entry.Due);
            if (earliest > 0)
                Assert.False(queue.TryTake(new(earliest - 1), out _, out _));
            Assert.True(queue.TryTake(new(earliest), out int item, out Tsc due));
            int place = model.FindIndex(entry => entry.Due == earliest);
            Assert.Equal((model[place].Item, earliest), (item, due.Ticks));
            Forget(place);
        }

        private void Forget(int place)
        {
            old.Add(model[place].Handle);
            model.RemoveAt(place);
        }
    }
}
