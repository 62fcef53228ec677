using System.Collections.Concurrent;

namespace ActorKernel.Tracing;

/// <summary>Hashes segments and writes them to a file, on a thread of its own.</summary>
/// <remarks>
/// A run that is faster than the disk waits: a few segments are in memory, never more. When the disk fails nothing more
/// is written; what is there stays readable, and the run is not disturbed.
/// </remarks>
public sealed class RecordFile : ISegmentSink, IDisposable
{
    private const int UnderWayMax = 16;

    private readonly Stream file;
    private readonly BlockingCollection<Filled> underway = new(UnderWayMax);
    private readonly ConcurrentBag<byte[]> free = [];
    private readonly Thread thread;
    private readonly byte[] chain = new byte[RecordFormat.HashBytes];
    private volatile Exception? trouble;
    private long written;

    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public RecordFile(string path)
        : this(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0))
    {
    }

    public RecordFile(Stream file)
    {
        this.file = file;
        thread = new(WriteAll) { Name = "record", IsBackground = true };
        thread.Start();
    }

    /// <summary>Why the record is not complete.</summary>
    public Exception? Trouble => trouble;

    /// <summary>Deliveries that are in the file.</summary>
    public long Written => Interlocked.Read(ref written);

    public bool Take(SegmentKind kind, byte[] payload, int length, long deliveries)
    {
        if (trouble is null)
            underway.Add(new(kind, payload, length, deliveries));
        return trouble is null;
    }

    public byte[] Fresh() => free.TryTake(out byte[]? used) ? used : new byte[RecordFormat.SegmentBytes];

    /// <summary>Waits until all is written, or is known not to be.</summary>
    public void Close()
    {
        underway.CompleteAdding();
        thread.Join();
    }

    public void Dispose()
    {
        Close();
        file.Dispose(); // which the thread has done, unless it failed
        underway.Dispose();
    }

    private void WriteAll()
    {
        long sound = 0;
        try
        {
            using (file)
            {
                try
                {
                    file.Write(RecordFormat.Mark);
                    foreach (Filled segment in underway.GetConsumingEnumerable())
                    {
                        Write(segment);
                        sound += RecordFormat.HeaderBytes + segment.Length;
                    }
                }
                catch (IOException) when (file.CanSeek)
                {
                    file.SetLength(RecordFormat.Mark.Length + sound); // a part of a segment is of no use
                    throw;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            trouble = failure;
            foreach (Filled _ in underway.GetConsumingEnumerable())
            {
                // so that who waits for room goes on, and learns of it
            }
        }
    }

    private void Write(in Filled segment)
    {
        Span<byte> header = stackalloc byte[RecordFormat.HeaderBytes];
        ReadOnlySpan<byte> payload = segment.Payload.AsSpan(0, segment.Length);
        RecordFormat.WriteHeader(header, segment.Kind, payload, segment.Deliveries, chain);
        file.Write(header);
        file.Write(payload);
        Interlocked.Exchange(ref written, segment.Deliveries);
        if (segment.Kind == SegmentKind.Deliveries && free.Count < UnderWayMax)
            free.Add(segment.Payload);
    }

    private readonly record struct Filled(SegmentKind Kind, byte[] Payload, int Length, long Deliveries);
}
