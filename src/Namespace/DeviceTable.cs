using System.Collections.Immutable;

namespace ActorKernel.Namespace;

/// <summary>Letter to device. One for the whole machine, fixed when it is plugged together.</summary>
public sealed class DeviceTable(ImmutableArray<DevicePorts> devices)
{
    /// <summary>The letter of the device that paths without '#' start at.</summary>
    public const char RootLetter = '/';

    /// <summary>The letter of the file system that xv6's paths start in.</summary>
    public const char FileSystemLetter = 'x';

    /// <summary>The letter of the device that pipes are made by.</summary>
    public const char PipeLetter = '|';

    public DevicePorts? Find(char letter) => devices.FirstOrDefault(device => device.Letter == letter);
}
