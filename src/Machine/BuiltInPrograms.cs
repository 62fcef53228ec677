using System.Collections.Immutable;
using System.Reflection;
using ActorKernel.Actors;
using ActorKernel.Devices;

namespace ActorKernel.Machine;

/// <summary>The guest programs that come with the machine: what guest/build made of guest/programs.</summary>
public static class BuiltInPrograms
{
    private const string Prefix = "guest/";

    public static ImmutableArray<RootFile> All { get; } = Load();

    private static ImmutableArray<RootFile> Load()
    {
        Assembly assembly = typeof(BuiltInPrograms).Assembly;
        List<RootFile> files = [];
        foreach (string name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            string[] parts = name.Split('/');
            if (!name.StartsWith(Prefix, StringComparison.Ordinal) || parts.Length != 3)
                continue;
            using Stream stream = assembly.GetManifestResourceStream(name)!;
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            files.Add(new(parts[1], parts[2], Bytes.Copy(content)));
        }

        return [.. files];
    }
}
