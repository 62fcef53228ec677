namespace ActorKernel.Guest.Tests;

public sealed class AddressSpaceTests : IDisposable
{
    private const ulong Page = AddressSpace.PageSize;
    private readonly AddressSpace memory = new();

    public void Dispose() => memory.Dispose();

    [Fact]
    public void A_fresh_page_reads_as_zeros()
    {
        Assert.True(memory.Map(Page, Page, Protection.Read));
        byte[] bytes = new Seeded(1).Bytes((int)Page);
        Assert.True(memory.Read(Page, bytes, Privilege.User));
        Assert.All(bytes, value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_page_mapped_again_has_lost_what_was_written()
    {
        memory.Map(0, Page, Protection.All);
        memory.TryWriteUInt32(8, 77, Privilege.User);
        memory.Unmap(0, Page);
        memory.Map(0, Page, Protection.All);
        Assert.True(memory.TryReadUInt32(8, Privilege.User, out uint value));
        Assert.Equal(0u, value);
    }

    [Theory]
    [InlineData(0, 0x3000)] // its second page is taken
    [InlineData(0x1800, 0x1000)] // not of whole pages
    [InlineData(0x5000, 0x800)]
    [InlineData(0xffff_f000, 0x2000)] // beyond the limit
    [InlineData(0x1_0000_0000, 0x1000)]
    [InlineData(0xffff_ffff_ffff_f000, 0x1000)]
    [InlineData(0x8000_0000, 0x1000)] // the kernel's
    public void What_cannot_be_mapped_changes_nothing(ulong address, ulong length)
    {
        memory.ReserveKernel(0x8000_0000, 0x1000_0000);
        memory.Map(Page, Page, Protection.All);
        Assert.False(memory.Map(address, length, Protection.All));
        Assert.Equal(1, memory.MappedPages);
        Assert.False(memory.IsMapped(0, 1));
    }

    [Fact]
    public void Only_pages_that_are_all_mapped_can_be_unmapped_or_protected()
    {
        memory.Map(Page, Page, Protection.All);
        Assert.False(memory.Unmap(Page, 2 * Page));
        Assert.False(memory.Protect(Page, 2 * Page, Protection.Read));
        Assert.True(memory.TryWriteByte(Page, 1, Privilege.User));
        Assert.True(memory.Unmap(Page, Page));
        Assert.Equal(0, memory.MappedPages);
    }

    [Fact]
    public void The_user_needs_rights_and_the_kernel_does_not()
    {
        memory.Map(0, Page, Protection.None);
        memory.Map(Page, Page, Protection.Read);
        Assert.False(memory.TryReadByte(0, Privilege.User, out _));
        Assert.True(memory.TryReadByte(0, Privilege.Kernel, out _));
        Assert.True(memory.TryReadByte(Page, Privilege.User, out _));
        Assert.False(memory.TryWriteByte(Page, 1, Privilege.User));
        Assert.True(memory.TryWriteByte(Page, 1, Privilege.Kernel));
    }

    [Fact]
    public void The_kernels_range_is_readable_by_nobody()
    {
        memory.ReserveKernel(0x8000_0000, 0x1000_0000);
        Assert.False(memory.TryReadByte(0x8000_0000, Privilege.Kernel, out _));
        Assert.False(memory.IsMapped(0x8000_0000, 1));
    }

    [Fact]
    public void A_write_that_does_not_fit_writes_nothing()
    {
        memory.Map(0, 2 * Page, Protection.All);
        Assert.False(memory.Write((2 * Page) - 6, new byte[] { 1, 2, 3, 4, 5, 6, 7 }, Privilege.Kernel));
        memory.Protect(Page, Page, Protection.Read);
        Assert.False(memory.Write(Page - 2, new byte[] { 1, 2, 3, 4 }, Privilege.User));
        Assert.False(memory.Fill(Page - 2, 4, 9, Privilege.User));

        byte[] all = new byte[2 * Page];
        Assert.True(memory.Read(0, all, Privilege.Kernel));
        Assert.All(all, value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_read_that_does_not_fit_leaves_the_buffer()
    {
        memory.Map(0, Page, Protection.All);
        byte[] buffer = [7, 7, 7, 7];
        Assert.False(memory.Read(Page - 2, buffer, Privilege.Kernel));
        Assert.False(memory.Read(ulong.MaxValue - 1, buffer, Privilege.Kernel));
        Assert.Equal([7, 7, 7, 7], buffer);
    }

    [Fact]
    public void Two_gigabytes_can_be_mapped_without_frames()
    {
        Assert.True(memory.Map(0, 1UL << 31, Protection.All));
        Assert.Equal(1L << 19, memory.MappedPages);
        Assert.True(memory.IsMapped(0, 1UL << 31));
        using AddressSpace child = memory.Fork();
        Assert.Equal(1L << 19, child.MappedPages);
    }

    [Fact]
    public void Nothing_runs_in_memory_that_was_given_back()
    {
        Interpreter interpreter = new(memory, new Gates());
        memory.Dispose();
        Registers registers = Registers.ForUser32(0, 0);
        Assert.Throws<ObjectDisposedException>(() => interpreter.Run(ref registers, 1, 0));
        Assert.Throws<ObjectDisposedException>(() => memory.Fork());
        Assert.Throws<ObjectDisposedException>(() => memory.Map(0, Page, Protection.All));
        Assert.False(memory.TryReadByte(0, Privilege.Kernel, out _));
    }

    /// <summary>Maps, writes, forks and drops at random, against plain dictionaries of bytes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Forks_keep_to_themselves_whatever_the_order_of_writes(ulong seed)
    {
        Seeded random = new(seed);
        const int Pages = 6;
        List<(AddressSpace Space, byte?[] Model)> worlds = [(new(), new byte?[Pages * Page])];
        for (int step = 0; step < 3000; step++)
        {
            int chosen = random.Below(worlds.Count);
            (AddressSpace space, byte?[] model) = worlds[chosen];
            int page = random.Below(Pages);
            int start = page * (int)Page;
            switch (random.Below(12))
            {
                case 0:
                    Assert.Equal(model[start] is null, space.Map((ulong)start, Page, Protection.All));
                    if (model[start] is null)
                        Array.Fill(model, (byte)0, start, (int)Page);
                    break;
                case 1:
                    Assert.Equal(model[start] is not null, space.Unmap((ulong)start, Page));
                    Array.Fill(model, null, start, (int)Page);
                    break;
                case 2 when worlds.Count < 8:
                    worlds.Add((space.Fork(), (byte?[])model.Clone()));
                    break;
                case 3 when worlds.Count > 1:
                    space.Dispose();
                    worlds.RemoveAt(chosen);
                    break;
                default:
                    WriteBoth(random, space, model);
                    break;
            }
        }

        foreach ((AddressSpace space, byte?[] model) in worlds)
        {
            AssertSame(space, model);
            space.Dispose();
        }
    }

    private static void WriteBoth(Seeded random, AddressSpace space, byte?[] model)
    {
        byte[] bytes = random.Bytes(1 + random.Below(40));
        int at = random.Below(model.Length - bytes.Length);
        bool fits = Array.TrueForAll(model[at..(at + bytes.Length)], value => value is not null);
        Assert.Equal(fits, space.Write((ulong)at, bytes, Privilege.User));
        if (!fits)
            return;
        for (int i = 0; i < bytes.Length; i++)
            model[at + i] = bytes[i];
    }

    private static void AssertSame(AddressSpace space, byte?[] model)
    {
        for (int i = 0; i < model.Length; i++)
        {
            Assert.Equal(model[i] is not null, space.TryReadByte((ulong)i, Privilege.User, out byte value));
            Assert.Equal(model[i] ?? 0, value);
        }
    }
}
