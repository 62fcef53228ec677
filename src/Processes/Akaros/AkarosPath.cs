using System.Collections.Immutable;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>Akaros' paths: after Plan 9's namec, from a root of their own.</summary>
internal static class AkarosPath
{
    public static bool TryRoute(Process process, string path, out Route route, out Error error)
    {
        route = default;
        error = default;
        if (!PathName.TryParse(path, out PathName name, out Error? objection))
        {
            error = objection.Value;
            return false;
        }

        if (process.Kernel.Devices.Find(name.Device ?? DeviceTable.RootLetter) is not DevicePorts device)
        {
            error = Errors.UnknownDevice;
            return false;
        }

        ImmutableArray<string> elements = name.Device is null ? BelowRoot(process, name.Elements) : name.Elements;
        route = new(device, device.Root, elements, name.MustBeDirectory);
        return true;
    }

    /// <summary>A path without a device starts at the personality's root, above which ".." does not lead.</summary>
    private static ImmutableArray<string> BelowRoot(Process process, ImmutableArray<string> elements)
    {
        List<string> below = [process.Personality.Name];
        foreach (string element in elements)
        {
            if (element != "..")
                below.Add(element);
            else if (below.Count > 1)
                below.RemoveAt(below.Count - 1);
        }

        return [.. below];
    }
}
