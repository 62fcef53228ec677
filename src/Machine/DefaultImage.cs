using System.Reflection;
using ActorKernel.Actors;

namespace ActorKernel.Machine;

/// <summary>The disk of a machine that is given none: our userland, as guest/build makes it.</summary>
public static class DefaultImage
{
    private const string Resource = "guest/xv6.img";

    public static Bytes Bytes { get; } = Load();

    private static Bytes Load()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return Actors.Bytes.Copy(content);
    }
}
