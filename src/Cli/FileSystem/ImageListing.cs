using System.Collections.Immutable;
using ActorKernel.Devices.FileSystem;

namespace ActorKernel.Cli;

/// <summary>A directory with its entries, or a file alone under the path that was asked for.</summary>
internal sealed record ListedDirectory(string Path, ImmutableArray<ImageEntry> Entries)
{
    public string PathOf(ImageEntry entry) => entry.Name == Path ? Path : $"{Path.TrimEnd('/')}/{entry.Name}";
}

/// <summary>What is in an image, below a path.</summary>
internal sealed class ImageListing(FileSystemImage image, string imagePath)
{
    /// <summary>Each directory once, whatever leads to it.</summary>
    /// <exception cref="UserErrorException">There is no such path, or it cannot be read.</exception>
    public IReadOnlyList<ListedDirectory> Of(string path, bool isRecursive)
    {
        if (!image.TryFind(path, out ImageEntry? found, out string? objection))
            throw UserErrorException.File($"{imagePath}: {path}: {objection}");
        if (found.Type != InodeType.Directory)
            return [new(path, [found with { Name = path }])];
        List<ListedDirectory> listed = [];
        HashSet<uint> seen = [found.Inode];
        Stack<string> open = new([path]);
        while (open.TryPop(out string? next))
        {
            if (!image.TryList(next, out ImmutableArray<ImageEntry> entries, out objection))
                throw UserErrorException.File($"{imagePath}: {next}: {objection}");
            ListedDirectory directory = new(next, entries);
            listed.Add(directory);
            if (!isRecursive)
                continue;
            foreach (ImageEntry entry in entries.Reverse()) // so that the first comes off the stack first
            {
                if (entry is { Type: InodeType.Directory, Name: not ("." or "..") } && seen.Add(entry.Inode))
                    open.Push(directory.PathOf(entry));
            }
        }

        return listed;
    }
}
