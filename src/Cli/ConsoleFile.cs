using System.Security.Cryptography;
using ActorKernel.Tracing;

namespace ActorKernel.Cli;

/// <summary>console.txt: all that the console showed, byte by byte, and its hash. A full disk is remembered, not thrown.</summary>
internal sealed class ConsoleFile : IDisposable
{
    private readonly HostFileStream file; // unbuffered, so that its length is what has been written
    private readonly byte[] buffer = new byte[1 << 14];
    private int filled;
    private long shown;

    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public ConsoleFile(string path) => file = new(path);

    public string? Trouble { get; private set; }

    /// <summary>Made late: a machine that starts has other things to load.</summary>
    private IncrementalHash Hash => field ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Bytes that were shown and are not in the file.</summary>
    public long Lost => Trouble is null ? 0 : shown - file.Length;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        shown += bytes.Length;
        Hash.AppendData(bytes);
        if (bytes.Length > buffer.Length - filled)
            Flush();
        if (bytes.Length > buffer.Length)
        {
            WriteOut(bytes);
            return;
        }

        bytes.CopyTo(buffer.AsSpan(filled));
        filled += bytes.Length;
    }

    public void Flush()
    {
        WriteOut(buffer.AsSpan(0, filled));
        filled = 0;
    }

    /// <summary>Of all that was shown.</summary>
    public string Sha256() => Convert.ToHexStringLower(Hash.GetCurrentHash());

    public void Dispose()
    {
        file.Dispose();
        Hash.Dispose();
    }

    private void WriteOut(ReadOnlySpan<byte> bytes)
    {
        if (Trouble is not null || bytes.IsEmpty)
            return;
        try
        {
            file.Write(bytes);
        }
        catch (IOException failure)
        {
            Trouble = failure.Message.TrimEnd('.');
        }
    }
}
