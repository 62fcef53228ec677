using System.Runtime.InteropServices;

namespace ActorKernel.Guest;

/// <summary>Native room for decoded instructions, given out in rows and freed all at once.</summary>
internal sealed unsafe class OpArena : IDisposable
{
    private const int FirstChunk = 256;
    private const int LargestChunk = 16 * 1024;

    private readonly List<nint> chunks = [];
    private int chunkSize;
    private int used;

    /// <summary>Instructions given out since the last <see cref="Free"/>.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// A row of at least <paramref name="atLeast"/>; <see cref="Take"/> says how much of it was needed.
    /// </summary>
    public Op* Room(int atLeast)
    {
        if (chunks.Count == 0 || chunkSize - used < atLeast)
        {
            chunkSize = Math.Max(atLeast, Math.Min(LargestChunk, FirstChunk << Math.Min(chunks.Count, 6)));
            chunks.Add((nint)NativeMemory.AlignedAlloc((nuint)(chunkSize * sizeof(Op)), (nuint)sizeof(Op)));
            used = 0;
        }

        return (Op*)chunks[^1] + used;
    }

    public void Take(int count)
    {
        used += count;
        Count += count;
    }

    public void Free()
    {
        foreach (nint chunk in chunks)
            NativeMemory.AlignedFree((void*)chunk);
        chunks.Clear();
        Count = 0;
    }

    public void Dispose() => Free();
}
