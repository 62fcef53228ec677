using System.Text;

namespace ActorKernel.Devices.FileSystem;

/// <summary>A name in a directory: 1 to 14 bytes, none of them NUL or '/'. Longer ones are cut, as in xv6.</summary>
internal readonly struct EntryName
{
    private readonly byte[] bytes;

    private EntryName(byte[] bytes) => this.bytes = bytes;

    public ReadOnlySpan<byte> Bytes => bytes;

    public bool IsSelfOrParent => IsSelf(bytes) || IsParent(bytes);

    /// <summary>False for a text that no file can have as its name. One character stands for one byte.</summary>
    public static bool TryParse(string text, out EntryName name)
    {
        name = default;
        if (text.Length == 0 || text.Any(c => c is '\0' or '/' or > '\xff'))
            return false;
        name = new(Encoding.Latin1.GetBytes(text, 0, Math.Min(text.Length, Layout.NameBytes)));
        return true;
    }

    /// <summary>As strncmp: up to the first NUL.</summary>
    public bool Is(ReadOnlySpan<byte> stored) => stored.StartsWith(bytes)
        && (bytes.Length == Layout.NameBytes || stored[bytes.Length] == 0);

    public static bool IsSelf(ReadOnlySpan<byte> name) => name.SequenceEqual("."u8);

    public static bool IsParent(ReadOnlySpan<byte> name) => name.SequenceEqual(".."u8);

    /// <summary>What is stored, up to the first NUL.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> stored)
    {
        int end = stored.IndexOf((byte)0);
        return end < 0 ? stored : stored[..end];
    }

    public override string ToString() => Encoding.Latin1.GetString(bytes);
}
