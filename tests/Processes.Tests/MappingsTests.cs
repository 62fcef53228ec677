namespace ActorKernel.Processes.Tests;

/// <summary>The ranges that mmap gives out.</summary>
public sealed class MappingsTests
{
    private const uint Page = 4096;
    private const uint Everything = Mappings.End - Mappings.Start;

    private readonly Mappings mappings = new();

    [Fact]
    public void Ranges_lie_one_behind_the_other()
    {
        Assert.Equal(Mappings.Start, mappings.Take(Page));
        Assert.Equal(Mappings.Start + Page, mappings.Take(3 * Page));
        Assert.Equal(Mappings.Start + (4 * Page), mappings.Take(Page));
    }

    [Fact]
    public void A_range_that_was_given_back_is_used_again_for_what_fits()
    {
        uint first = mappings.Take(2 * Page)!.Value;
        uint last = mappings.Take(Page)!.Value;
        Assert.True(mappings.Give(first, 2 * Page));

        Assert.Equal(last + Page, mappings.Take(3 * Page));
        mappings.Give(last + Page, 3 * Page);

    }

    [Fact]
    public void All_there_is_can_be_taken_and_no_more()
    {
        Assert.Null(mappings.Take(Everything + Page));
        Assert.Null(mappings.Take(0));
        Assert.Null(mappings.Take(0xffff_f000));
        Assert.Equal(Mappings.Start, mappings.Take(Everything));
        Assert.Null(mappings.Take(Page));
        Assert.True(mappings.Give(Mappings.Start, Everything));
        Assert.Equal(Mappings.Start, mappings.Take(Everything));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 1)]
    public void A_part_of_a_range_can_be_given_back(uint firstPage, uint pages)
    {
        uint range = mappings.Take(4 * Page)!.Value;
        Assert.True(mappings.Give(range + (firstPage * Page), pages * Page));
        Assert.False(mappings.Give(range + (firstPage * Page), pages * Page));
        Assert.False(mappings.Give(range, 4 * Page));

        for (uint page = 0; page < 4; page++)
        {
            bool isLeft = page < firstPage || page >= firstPage + pages;
            Assert.Equal(isLeft, mappings.Give(range + (page * Page), Page));
        }

        Assert.Equal(Mappings.Start, mappings.Take(Everything));
    }

    [Fact]
    public void What_was_not_taken_cannot_be_given_back()
    {
        uint range = mappings.Take(2 * Page)!.Value;

        Assert.False(mappings.Give(range, 3 * Page));
        Assert.False(mappings.Give(range, 0));
        Assert.False(mappings.Give(range - Page, Page));
        Assert.False(mappings.Give(range + (2 * Page), Page));
        Assert.False(mappings.Give(range + Page, 0xffff_f000));
        Assert.False(mappings.Give(0, Page));
        Assert.False(new Mappings().Give(Mappings.Start, Page));
    }

    [Fact]
    public void A_copy_goes_its_own_way()
    {
        uint range = mappings.Take(Page)!.Value;
        Mappings copy = mappings.Copy();
        Assert.True(copy.Give(range, Page));

        Assert.True(mappings.Give(range, Page));
    }

    [Fact]
    public void Random_ranges_never_overlap()
    {
        Random random = new(1);
        List<(uint Address, uint Length)> taken = [];
        for (int i = 0; i < 2000; i++)
        {
            if (taken.Count > 0 && random.Next(5) < 2)
            {
                int index = random.Next(taken.Count);
                Assert.True(mappings.Give(taken[index].Address, taken[index].Length));
                taken.RemoveAt(index);
                continue;
            }

            uint length = (uint)random.Next(1, 20) * Page;
            uint address = mappings.Take(length)!.Value;
            Assert.DoesNotContain(
                taken, other => address < other.Address + other.Length && other.Address < address + length);
            Assert.InRange(address, Mappings.Start, Mappings.End - length);
            taken.Add((address, length));
        }
    }
}
