using ActorKernel.Namespace;

namespace ActorKernel.Processes.Tests;

/// <summary>File descriptors: the lowest free number.</summary>
public sealed class FileTableTests
{
    private readonly FileTable files = new(4);

    [Fact]
    public void The_lowest_free_number_is_used()
    {
        Assert.Equal([0, 1, 2, 3], Enumerable.Range(0, 4).Select(_ => files.Add(File(7))!.Value));
        Assert.Null(files.Add(File(7)));
        Assert.False(files.HasRoomForTwo);
        Assert.False(files.HasRoom());
        files.Remove(2);
        files.Remove(1);
        Assert.True(files.HasRoom());
        Assert.True(files.HasRoomForTwo);
        Assert.Equal(1, files.Add(File(8)));
        Assert.False(files.HasRoomForTwo);
        Assert.Equal(2, files.Add(File(9)));
        Assert.Equal([7L, 8, 9, 7], files.Open.Select(entry => entry.Value.Chan.Id.Number));
        Assert.Equal([7L, 8, 9, 7], files.RemoveAll().Select(entry => entry.Chan.Id.Number));
        Assert.Empty(files.Open);
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(4, null)]
    [InlineData(int.MaxValue, null)]
    [InlineData(int.MinValue, 0)]
    public void A_number_can_be_asked_for_from_some_number_on(int atLeast, int? fd)
    {
        Assert.Equal(fd is not null, files.HasRoom(atLeast));
        Assert.Equal(fd, files.Add(File(1), atLeast));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void What_is_not_open_is_not_found_and_not_removed(int fd)
    {
        files.Add(File(1));

        Assert.Null(files.Find(fd));
        Assert.Null(files.Remove(fd));
    }

    private static FileDescriptor File(long chan) =>
        new(new(null!, new(chan), default, OpenFlags.Read), CloseOnExec: false);
}
