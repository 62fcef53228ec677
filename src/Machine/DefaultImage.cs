using ActorKernel.Actors;
using ActorKernel.Devices;
using ActorKernel.Devices.FileSystem;

namespace ActorKernel.Machine;

/// <summary>The disk of a machine that is given none: xv6's programs, as its mkfs puts them on an image.</summary>
public static class DefaultImage
{
    private const string Directory = "xv6";

    public static Bytes Bytes { get; } = Make(BuiltInPrograms.All.Where(file => file.Directory == Directory));

    /// <summary>An image of the usual size with these files in its root.</summary>
    public static Bytes Make(IEnumerable<RootFile> files)
    {
        IEnumerable<ImageFile> contents = files.Select(file => new ImageFile(file.Name, file.Content));
        bool isMade = FileSystemImage.TryMake(new(), contents, out Bytes image, out string? objection);
        Check.That(isMade, $"The built-in programs make an image: {objection}");
        return image;
    }
}
