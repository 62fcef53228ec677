using ActorKernel.Actors;
using ActorKernel.Devices.FileSystem;

namespace ActorKernel.Xv6.Tests;

/// <summary>Disks made of files, and files of disks.</summary>
internal static class DiskFiles
{
    /// <summary>As large as upstream's, with README first, and then the programs in their order.</summary>
    public static Bytes Make(in Bytes readme, IEnumerable<string> programs, Func<string, Bytes> content)
    {
        ImageFile[] files = [new("README", readme), .. programs.Select(name => new ImageFile(name, content(name)))];
        Assert.True(FileSystemImage.TryMake(new(), files, out Bytes disk, out string? objection), objection);
        return disk;
    }

    public static Bytes Read(in Bytes disk, string path)
    {
        Assert.True(Open(disk).TryRead(path, out Bytes content, out string? objection), objection);
        return content;
    }

    /// <summary>There is nothing wrong with a disk, not even something that a mount would put right.</summary>
    public static void AssertConsistent(in Bytes disk) =>
        Assert.Empty(Open(disk).Report.Findings.Select(finding => finding.ToString()));

    private static FileSystemImage Open(in Bytes disk)
    {
        Assert.True(FileSystemImage.TryOpen(disk, out FileSystemImage? image, out string? objection), objection);
        return image;
    }
}
