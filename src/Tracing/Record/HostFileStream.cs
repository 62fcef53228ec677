namespace ActorKernel.Tracing;

/// <summary>A new file, or an old one emptied, to write from the start. Unbuffered.</summary>
/// <remarks>
/// Too large a file is an <see cref="IOException"/> as a full disk is, where .NET would say that an argument is out of
/// range; the process lives only if it does not die of the signal that comes with it.
/// </remarks>
public sealed class HostFileStream : Stream
{
    private readonly FileStream file;

    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public HostFileStream(string path) =>
        file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);

    public override bool CanRead => false;

    public override bool CanSeek => file.CanSeek;

    public override bool CanWrite => file.CanWrite;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    /// <exception cref="IOException">Not all could be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made.</exception>
    public static void WriteAll(string path, ReadOnlySpan<byte> content)
    {
        using HostFileStream file = new(path);
        file.Write(content);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            file.Write(buffer);
        }
        catch (ArgumentOutOfRangeException reason)
        {
            throw new IOException($"File too large : '{file.Name}'", reason);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => file.Flush();

    /// <summary>Survives the machine's losing its power.</summary>
    public void FlushToDisk() => file.Flush(flushToDisk: true);

    public override void SetLength(long value) => file.SetLength(value);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }
}
