using System.Collections.Immutable;
using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>What a file descriptor stands for. The close-on-exec flag is the descriptor's, not the chan's.</summary>
public readonly record struct FileDescriptor(Chan Chan, bool CloseOnExec);

/// <summary>A process' file descriptors; the lowest free number is used.</summary>
internal sealed class FileTable(int size)
{
    private readonly FileDescriptor?[] entries = new FileDescriptor?[size];

    public FileDescriptor? Find(int fd) => fd >= 0 && fd < entries.Length ? entries[fd] : null;

    /// <summary>Null when all are in use.</summary>
    public int? Add(FileDescriptor descriptor, int atLeast = 0)
    {
        for (int fd = Math.Max(atLeast, 0); fd < entries.Length; fd++)
        {
            if (entries[fd] is null)
            {
                entries[fd] = descriptor;
                return fd;
            }
        }

        return null;
    }

    public bool HasRoom(int atLeast = 0) => Array.IndexOf(entries, null, Math.Clamp(atLeast, 0, size)) >= 0;

    public bool HasRoomForTwo => entries.Count(entry => entry is null) >= 2;

    public FileDescriptor? Remove(int fd)
    {
        FileDescriptor? removed = Find(fd);
        if (removed is not null)
            entries[fd] = null;
        return removed;
    }

    /// <summary>Empties the table; what was in it, in order of the numbers.</summary>
    public ImmutableArray<FileDescriptor> RemoveAll()
    {
        ImmutableArray<FileDescriptor> all = [.. Open.Select(entry => entry.Value)];
        Array.Clear(entries);
        return all;
    }

    public void Set(int fd, FileDescriptor descriptor)
    {
        Check.That(entries[fd] is null, "A file descriptor is closed before it is used again.");
        entries[fd] = descriptor;
    }

    /// <summary>In order of their numbers.</summary>
    public IEnumerable<KeyValuePair<int, FileDescriptor>> Open => entries
        .Select((entry, fd) => (entry, fd))
        .Where(pair => pair.entry is not null)
        .Select(pair => KeyValuePair.Create(pair.fd, pair.entry!.Value));
}
