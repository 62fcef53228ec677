using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using ActorKernel.Actors;
using ActorKernel.Devices.FileSystem;
using ActorKernel.Processes;

namespace ActorKernel.Machine;

/// <summary>The disk of a machine that is given none: our userland, as guest/build makes it.</summary>
public static class DefaultImage
{
    private const string Resource = "guest/xv6.img";

    /// <summary>Of the usual size.</summary>
    public static Bytes Bytes { get; } = Load();

    /// <summary>With so many blocks.</summary>
    /// <exception cref="ArgumentException">That many cannot be; the message says why.</exception>
    internal static Bytes Make(int blocks) =>
        TryMake(blocks, out Bytes image, out string? objection) ? image : throw new ArgumentException(objection, nameof(blocks));

    /// <summary>The same files in an image with so many blocks.</summary>
    internal static bool TryMake(int blocks, out Bytes image, [NotNullWhen(false)] out string? objection)
    {
        image = Bytes;
        objection = null;
        return blocks == Xv6Limits.Default.DiskBlocks
            || FileSystemImage.TryMake(new((uint)blocks), Files(), out image, out objection);
    }

    private static List<ImageFile> Files()
    {
        List<ImageFile> files = [];
        if (!FileSystemImage.TryOpen(Bytes, out FileSystemImage? usual, out string? objection)
            || !usual.TryList("/", out ImmutableArray<ImageEntry> entries, out objection))
        {
            throw new InvalidDataException(objection);
        }

        foreach (ImageEntry entry in entries.Where(entry => entry.Type == InodeType.File))
        {
            if (!usual.TryRead(entry.Name, out Bytes content, out objection))
                throw new InvalidDataException(objection);
            files.Add(new(entry.Name, content));
        }

        return files;
    }

    private static Bytes Load()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return Actors.Bytes.Copy(content);
    }
}
