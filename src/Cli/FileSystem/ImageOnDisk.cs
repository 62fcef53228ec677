using ActorKernel.Actors;
using ActorKernel.Devices.FileSystem;
using ActorKernel.Tracing;

namespace ActorKernel.Cli;

/// <summary>Image files: read whole, and written as a new file that then takes the old one's place.</summary>
internal static class ImageOnDisk
{
    private const int BytesMax = (int)ImageOptions.BlocksMax * Layout.BlockBytes;

    public static Bytes Read(string path) => Bytes.Copy(InputFile.Read(path, "image", BytesMax));

    /// <exception cref="UserErrorException">It cannot be read, or is no image that can be mounted.</exception>
    public static FileSystemImage Open(string path) =>
        FileSystemImage.TryOpen(Read(path), out FileSystemImage? image, out string? objection)
            ? image
            : throw UserErrorException.File($"{path}: {objection}; 'ak fs check' lists all that is wrong with it");

    /// <summary>There is the old file or the new one at any instant, never half of one.</summary>
    /// <exception cref="UserErrorException">It cannot be written; the old file is as it was.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        byte[] content = bytes.ToArray();
        Try(path, () => Replace(path, content));
    }

    /// <summary>Before a run, so that its work is not lost at its end.</summary>
    /// <exception cref="UserErrorException">The file, or the folder it is in, cannot be written.</exception>
    public static void CheckWritable(string path) => Try(path, () =>
    {
        string target = TargetOf(path);
        if (IsDevice(target))
            return;
        string fresh = FreshBeside(target);
        File.Create(fresh).Dispose();
        File.Delete(fresh);
    });

    /// <summary>Writes bytes to whatever the path is: a file, new or old, or a device.</summary>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public static void Export(string path, ReadOnlySpan<byte> bytes)
    {
        byte[] content = bytes.ToArray();
        RefuseDirectory(path);
        Try(path, () => HostFileStream.WriteAll(path, content));
    }

    private static void Replace(string path, byte[] content)
    {
        string target = TargetOf(path);
        if (IsDevice(target))
        {
            HostFileStream.WriteAll(target, content);
            return;
        }

        string fresh = FreshBeside(target);
        try
        {
            using (HostFileStream file = new(fresh))
            {
                file.Write(content);
                file.FlushToDisk();
            }

            if (File.Exists(target) && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(fresh, File.GetUnixFileMode(target));
            File.Move(fresh, target, overwrite: true);
        }
        catch
        {
            if (File.Exists(fresh))
                File.Delete(fresh);
            throw;
        }
    }

    /// <summary>Where links lead. A file that may not be written is not replaced either.</summary>
    private static string TargetOf(string path)
    {
        RefuseDirectory(path);
        if (!File.Exists(path))
            return path;
        using (File.OpenWrite(path))
        {
            // A link that is a bare name would be taken for one in the host's root.
            return File.ResolveLinkTarget(Path.GetFullPath(path), returnFinalTarget: true)?.FullName ?? path;
        }
    }

    private static void RefuseDirectory(string path)
    {
        if (path.Length == 0)
            throw UserErrorException.File("the file to write has an empty name; name a file");
        if (Directory.Exists(path))
            throw UserErrorException.File($"{path}: this is a directory; name a file in it");
    }

    private static string FreshBeside(string target) => $"{target}.{Environment.ProcessId}.new";

    /// <summary>Nothing takes the place of a device.</summary>
    private static bool IsDevice(string target) => Path.GetFullPath(target).StartsWith("/dev/", StringComparison.Ordinal);

    private static void Try(string path, Action write)
    {
        try
        {
            write();
        }
        catch (UnauthorizedAccessException)
        {
            throw UserErrorException.File($"{path}: you may not write it, or the folder it is in");
        }
        catch (DirectoryNotFoundException)
        {
            throw UserErrorException.File($"{path}: its folder does not exist; make it, or name another file");
        }
        catch (IOException trouble)
        {
            throw UserErrorException.File($"{path}: {trouble.Message}");
        }
    }
}
