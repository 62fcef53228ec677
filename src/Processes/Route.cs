using System.Collections.Immutable;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>A path as it is walked: on which device, from where, along which elements.</summary>
/// <param name="MustBeDirectory">True when the path says so, and a plain file at its end is an error.</param>
internal readonly record struct Route(
    DevicePorts Device, Qid From, ImmutableArray<string> Elements, bool MustBeDirectory)
{
    /// <summary>False for a root, or for where the walk starts: it is no name in a directory.</summary>
    public bool HasParent => Elements.Length > 0;

    /// <summary>The name in its directory, or the device's for its root.</summary>
    public string LastElement => HasParent ? Elements[^1] : Device.ToString();

    public bool IsFileSystem => Device.Letter == DeviceTable.FileSystemLetter;

    public void Walk(in Asker asker) => Device.Walk.Send(new(asker, From, new(Elements)));

    public void WalkToParent(in Asker asker) => Device.Walk.Send(new(asker, From, new(Elements[..^1])));
}
