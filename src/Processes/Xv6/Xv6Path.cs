using System.Collections.Immutable;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>xv6's paths: of any bytes, split at '/', from the file system's root or the current directory.</summary>
/// <remarks>
/// After namex in fs.c: "." and ".." are names that directories have, and no name is where the walk starts. Beyond
/// xv6, '#' with a device's letter, alone or before '/', starts at that device's root, and "#/" at the root of #/.
/// </remarks>
internal static class Xv6Path
{
    /// <returns>True always: any bytes are a path.</returns>
    public static bool TryRoute(Process process, string path, out Route route, out Error error)
    {
        error = default;
        if (DeviceOf(process.Kernel.Devices, path) is DevicePorts device)
        {
            route = From(device, device.Root, path[2..]);
        }
        else if (path.StartsWith('/') || process.CurrentDirectory is not Chan current)
        {
            DevicePorts files = process.Kernel.Devices.Find(DeviceTable.FileSystemLetter)!;
            route = From(files, files.Root, path);
        }
        else
        {
            route = From(current.Device, current.Qid, path);
        }

        return true;
    }

    private static DevicePorts? DeviceOf(DeviceTable devices, string path) =>
        path is ['#', _] or ['#', _, '/', ..] or ['#', '/', ..] ? devices.Find(path[1]) : null;

    private static Route From(DevicePorts device, Qid start, string path)
    {
        ImmutableArray<string> elements = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries)];
        return new(device, start, elements, MustBeDirectory: false);
    }
}
