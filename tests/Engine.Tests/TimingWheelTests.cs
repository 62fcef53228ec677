namespace ActorKernel.Engine.Tests;

public sealed class TimingWheelTests
{
    [Fact]
    public void The_wheel_gives_what_a_sorted_list_gives_over_all_of_time()
    {
        for (int seed = 1; seed <= 200; seed++)
            new Trial(seed).Run();
    }

    [Fact]
    public void The_first_and_the_last_instant_can_be_due()
    {
        MessageTable table = new();
        TimingWheel wheel = new(table);
        int last = Add(table, wheel, ulong.MaxValue);
        int first = Add(table, wheel, 0);
        Assert.Equal(0UL, wheel.LowerBound);
        Assert.Equal(first, table.First(wheel.Advance(0)!.Value));
        table.Unlink(first);
        Assert.Null(wheel.Advance(ulong.MaxValue - 1));
        Assert.Equal(last, table.First(wheel.Advance(ulong.MaxValue)!.Value));
        Assert.Equal(ulong.MaxValue, wheel.Position);
    }

    private static int Add(MessageTable table, TimingWheel wheel, ulong due)
    {
        int index = table.Take();
        table[index].Due = due;
        wheel.Add(index);
        return index;
    }

    private sealed class Trial(int seed)
    {
        private readonly Random random = new(seed);
        private readonly MessageTable table = new();
        private readonly List<(ulong Due, int Index)> model = []; // in the order added

        public void Run()
        {
            TimingWheel wheel = new(table);
            for (int step = 0; step < 600; step++)
            {
                switch (random.Next(4))
                {
                    case 0 or 1:
                        ulong due = wheel.Position + Math.Min(Span(), ulong.MaxValue - wheel.Position);
                        model.Add((due, Add(table, wheel, due)));
                        break;
                    case 2 when model.Count > 0:
                        int place = random.Next(model.Count);
                        wheel.Remove(model[place].Index);
                        table.Release(model[place].Index);
                        model.RemoveAt(place);
                        break;
                    default:
                        Advance(wheel);
                        break;
                }

                ulong earliest = model.Count == 0 ? ulong.MaxValue : model.Min(entry => entry.Due);
                Assert.True(wheel.LowerBound <= earliest, $"seed {seed} step {step}");
                Assert.Equal(model.Count == 0, wheel.IsEmpty);
            }
        }

        private void Advance(TimingWheel wheel)
        {
            ulong limit = wheel.Position + Math.Min(Span(), ulong.MaxValue - wheel.Position);
            ulong? earliest = model.Count == 0 ? null : model.Min(entry => entry.Due);
            int? slot = wheel.Advance(limit);
            if (earliest is not ulong due || due > limit)
            {
                Assert.Null(slot);
                Assert.True(wheel.Position <= limit);
                return;
            }

            Assert.Equal(due, wheel.Position);
            List<int> given = [];
            for (int index = table.Detach(slot!.Value); index != slot; index = table[index].Next)
                given.Add(index);
            Assert.Equal(model.Where(entry => entry.Due == due).Select(entry => entry.Index), given);
            model.RemoveAll(entry => entry.Due == due);
            foreach (int index in given)
                table.Release(index);
        }

        /// <summary>All magnitudes alike, small ones more than once.</summary>
        private ulong Span() => (ulong)random.NextInt64() >> random.Next(64);
    }
}

public sealed class LocalityQueueTests
{
    [Fact]
    public void The_earliest_is_that_of_a_list()
    {
        for (int seed = 1; seed <= 50; seed++)
        {
            Random random = new(seed);
            MessageTable table = new();
            LocalityQueue queue = new(table);
            List<int> model = [];
            for (int step = 0; step < 500; step++)
            {
                if (random.Next(5) < 3)
                {
                    int index = table.Take();
                    table[index].Due = (ulong)random.Next(50);
                    queue.Add(index);
                    model.Add(index);
                }
                else if (model.Count > 0)
                {
                    int place = random.Next(model.Count);
                    queue.Remove(model[place]);
                    model.RemoveAt(place);
                }

                Assert.Equal(model.Count == 0 ? ulong.MaxValue : model.Min(index => table[index].Due), queue.Earliest);
            }
        }
    }
}
