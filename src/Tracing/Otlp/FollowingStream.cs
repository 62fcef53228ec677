namespace ActorKernel.Tracing.Otlp;

/// <summary>Reads a file that is still being written: at its end it waits for more, until the writer is done.</summary>
public sealed class FollowingStream(Stream file, CancellationToken writerDone) : Stream
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => file.Position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            bool isDone = writerDone.IsCancellationRequested; // asked first: what was written before it is in the file
            int count = file.Read(buffer);
            if (count > 0 || isDone)
                return count;
            writerDone.WaitHandle.WaitOne(Pause);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }
}
