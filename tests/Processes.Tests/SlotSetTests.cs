namespace ActorKernel.Processes.Tests;

/// <summary>The next slot from a place on, against a search one by one.</summary>
public sealed class SlotSetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(130)]
    [InlineData(4096)]
    public void The_next_slot_is_the_one_that_a_search_around_the_table_finds(int slots)
    {
        Random random = new(slots);
        SlotSet set = new(slots);
        HashSet<int> model = [];
        for (int step = 0; step < 3000; step++)
        {
            int slot = random.Next(slots);
            if (random.Next(3) == 0)
            {
                set.Add(slot);
                model.Add(slot);
            }
            else
            {
                set.Remove(slot);
                model.Remove(slot);
            }

            int from = random.Next(slots + 1);
            int? expected = model.Order().Where(member => member >= from).Cast<int?>().FirstOrDefault()
                ?? model.Order().Cast<int?>().FirstOrDefault();
            Assert.Equal(expected, set.NextFrom(from));
            Assert.Equal((model.Count, model.Count == 0, model.Contains(slot)), (set.Count, set.IsEmpty, set.Contains(slot)));
        }
    }
}
