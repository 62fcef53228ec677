using ActorKernel.Actors;
using ActorKernel.Devices.FileSystem;

namespace ActorKernel.Devices.Tests;

public sealed class FileSystemDeviceTests
{
    private const string SuperblockLine =
        "sb: size 1000 nblocks 941 ninodes 200 nlog 30 logstart 2 inodestart 32 bmap start 58\n";

    private readonly FileSystemBench bench = new(Images.Make(files: new ImageFile("README", Bytes.Latin1("read me"))));

    [Fact]
    public void The_first_request_mounts_and_says_what_xv6_says()
    {
        Assert.Equal("", bench.Screen);
        Assert.Equal("read me", bench.Get("README"));
        Assert.Equal(SuperblockLine, bench.Screen);
        Assert.Empty(bench.Written);
    }

    [Fact]
    public void What_is_written_is_on_the_disk_when_it_is_answered()
    {
        bench.Put("a", "first");
        bench.Put("b", new string('b', 5000));
        Assert.Equal("first", bench.Get("a"));
        Assert.Equal(new string('b', 5000), bench.Get("b"));
        FileSystemImage image = ImageAssert.IsClean(bench.Image);
        Assert.True(image.TryRead("b", out Bytes content, out _));
        Assert.Equal(5000, content.Length);
        Assert.Equal(0, bench.DeadLetters);
    }
}
