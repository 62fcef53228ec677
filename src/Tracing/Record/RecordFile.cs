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
    private Func<RunFacts>? begin;
    private long written;

    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public RecordFile(string path)
        : this(new HostFileStream(path))
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

    /// <param name="facts">Called on this file's thread; where it cannot read or write, that is the file's trouble.</param>
    public bool Begin(Func<RunFacts> facts)
    {
        begin = facts;
        return Take(SegmentKind.Facts, [], 0, 0);
    }

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
                        Filled filled = segment.Kind == SegmentKind.Facts ? Facts() : segment;
                        Write(filled);
                        sound += RecordFormat.HeaderBytes + filled.Length;
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

    private Filled Facts()
    {
        byte[] json = begin!().ToJson();
        return new(SegmentKind.Facts, json, json.Length, 0);
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
