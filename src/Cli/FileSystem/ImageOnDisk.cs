using ActorKernel.Actors;
using ActorKernel.Devices.FileSystem;

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
        string target = path;
        string? fresh = null;
        try
        {
            if (File.Exists(path))
                target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            fresh = $"{target}.{Environment.ProcessId}.new";
            using (FileStream file = new(fresh, FileMode.Create, FileAccess.Write))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            if (File.Exists(target) && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(fresh, File.GetUnixFileMode(target));
            File.Move(fresh, target, overwrite: true);
            fresh = null;
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
        finally
        {
            if (fresh is not null)
                File.Delete(fresh);
        }
    }
}
