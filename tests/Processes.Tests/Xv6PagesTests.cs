namespace ActorKernel.Processes.Tests;

/// <summary>What xv6 takes of memory, and where growth stops, against vm.c step by step.</summary>
public sealed class Xv6PagesTests
{
    /// <summary>A 24-page program, started by init and sh, could get exactly 56714 pages more.</summary>
    [Fact]
    public void All_memory_is_as_much_as_was_measured()
    {
        long init = Whole(3);
        long shell = Whole(4);
        long program = Whole(24);
        long free = 57_066 - 65 - init - shell - program;

        Assert.Equal(56_714 + 55, free);
        Assert.True(Xv6Pages.Growth(24, 24 + 56_714, 1) <= free);
        Assert.True(Xv6Pages.Growth(24, 24 + 56_715, 1) > free);
    }

    [Fact]
    public void Growth_that_fails_leaves_the_tables_it_made()
    {
        Random random = new(5);
        for (int round = 0; round < 2000; round++)
        {
            long from = random.Next(3000);
            long to = from + random.Next(1, 5000);
            long tables = Xv6Pages.Tables(from) + random.Next(2);
            long free = random.Next((int)Math.Max(1, Xv6Pages.Growth(from, to, tables)));

            Shortage shortage = Xv6Pages.Shortage(from, to, tables, free);

            Assert.Equal(Grow(from, to, tables, free), (shortage.Text, shortage.Tables));
        }
    }

    /// <summary>allocuvm, page by page.</summary>
    private static (string Text, long Tables) Grow(long from, long to, long tables, long free)
    {
        long before = tables;
        for (long page = from; page < to; page++)
        {
            if (free-- == 0)
                return ("allocuvm out of memory\n", tables - before);
            if (page / 1024 < tables)
                continue;
            if (free-- == 0)
                return ("allocuvm out of memory (2)\n", tables - before);
            tables++;
        }

        Assert.Fail("there was enough");
        return default;
    }

    private static long Whole(long pages) =>
        Xv6Pages.KernelStack + Xv6Pages.Directory + Xv6Pages.Tables(pages) + pages;
}
