using System.Diagnostics.CodeAnalysis;
using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Devices;

/// <summary>A read or write of a pipe that is not answered yet.</summary>
/// <param name="count">The most bytes to read.</param>
/// <param name="bytes">The bytes to write; null for a read.</param>
internal sealed class PipeRequest(Pipe pipe, Asker asker, int count, Bytes? bytes)
{
    public Pipe Pipe { get; } = pipe;

    public Asker Asker { get; } = asker;

    public int Count { get; } = count;

    public Bytes? Bytes { get; } = bytes;

    /// <summary>Bytes of a write that are in.</summary>
    public int Done { get; set; }
}

/// <summary>A ring of bytes, and who waits to read and to write.</summary>
internal sealed class Pipe
{
    public const int Capacity = 512; // PIPESIZE in pipe.c

    private readonly Queue<byte> ring = new(Capacity);
    private readonly LinkedList<PipeRequest> readers = [];
    private readonly LinkedList<PipeRequest> writers = [];

    public bool IsReadOpen { get; private set; } = true;

    public bool IsWriteOpen { get; private set; } = true;

    public void Add(PipeRequest request) => QueueOf(request).AddLast(request);

    /// <summary>The request will not be answered by this pipe. What of a write is in stays in.</summary>
    public void Remove(PipeRequest request) => QueueOf(request).Remove(request);

    public void Close(bool readingEnd)
    {
        if (readingEnd)
            IsReadOpen = false;
        else
            IsWriteOpen = false;
    }

    /// <summary>Takes out the next request that can be answered now, and says with what.</summary>
    public bool TryServe([NotNullWhen(true)] out PipeRequest? served, out Answer answer) =>
        TryFinishWrite(out served, out answer) || TryFinishRead(out served, out answer);

    private bool TryFinishWrite([NotNullWhen(true)] out PipeRequest? served, out Answer answer)
    {
        served = null;
        answer = default;
        if (writers.First is not LinkedListNode<PipeRequest> first)
            return false;
        PipeRequest write = first.Value;
        ReadOnlySpan<byte> bytes = write.Bytes!.Value.Span;
        while (write.Done < bytes.Length && ring.Count < Capacity)
            ring.Enqueue(bytes[write.Done++]);
        if (write.Done < bytes.Length && IsReadOpen)
            return false;
        answer = write.Done == bytes.Length ? new() { Count = bytes.Length } : new() { Error = Errors.NobodyReads };
        writers.RemoveFirst();
        served = write;
        return true;
    }

    private bool TryFinishRead([NotNullWhen(true)] out PipeRequest? served, out Answer answer)
    {
        served = null;
        answer = default;
        if (readers.First is not LinkedListNode<PipeRequest> first || (ring.Count == 0 && IsWriteOpen))
            return false;
        served = first.Value;
        readers.RemoveFirst();
        byte[] taken = new byte[Math.Min(served.Count, ring.Count)];
        for (int i = 0; i < taken.Length; i++)
            taken[i] = ring.Dequeue();
        answer = new() { Bytes = Bytes.Copy(taken) };
        return true;
    }

    private LinkedList<PipeRequest> QueueOf(PipeRequest request) => request.Bytes is null ? readers : writers;
}
