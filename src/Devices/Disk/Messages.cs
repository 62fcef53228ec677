using System.Collections.Immutable;
using System.Text;
using ActorKernel.Actors;

namespace ActorKernel.Devices;

// DiskDevice accepts ReadBlocks, WriteBlocks, Collect and its own BlockDone; answers Collected; emits BlockWritten to
// the host and raises Vectors.Disk. FileSystemDevice accepts every device request, DiskReady and Collected.

/// <summary>Reads these blocks, in this order.</summary>
/// <param name="Request">The client's own number for it.</param>
public readonly partial record struct ReadBlocks(long Request, BlockNumbers Blocks) : IMessage;

/// <summary>Writes these blocks, in this order: each is on the disk before the next is begun.</summary>
public readonly partial record struct WriteBlocks(long Request, BlockWrites Blocks) : IMessage;

/// <summary>Which requests are done? Answered by <see cref="Collected"/>, with all that are and were not told yet.</summary>
public readonly partial record struct Collect(Port<Collected> Reply) : IMessage;

public readonly partial record struct Collected(DoneRequests Done) : IMessage;

/// <summary>The disk to itself: one more block is read or written.</summary>
public readonly partial record struct BlockDone : IMessage;

/// <summary>The block is on the disk now. For the host, which may keep the image.</summary>
public readonly partial record struct BlockWritten(uint Block, Bytes Bytes) : IMessage;

/// <summary>A request that the disk has finished.</summary>
/// <param name="Read">What was read, in order; a block that the disk does not have is empty. Default for a write.</param>
public readonly record struct DiskRequestDone(long Request, ImmutableArray<BlockWrite> Read);

/// <summary>In the order in which they were finished.</summary>
public readonly record struct DoneRequests(ImmutableArray<DiskRequestDone> Requests)
{
    public override string ToString() => string.Join(' ', Requests.Select(done => done.Request));
}

/// <summary>A block and what is in it, or is to be.</summary>
public readonly record struct BlockWrite(uint Block, Bytes Bytes);

public readonly record struct BlockNumbers(ImmutableArray<uint> Numbers)
{
    /// <summary>As "3 7-9": what lies one after the other is written short.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        for (int first = 0; first < Numbers.Length;)
        {
            int last = first;
            while (last + 1 < Numbers.Length && Numbers[last + 1] == Numbers[last] + 1)
                last++;
            text.Append(first == 0 ? "" : " ").Append(Numbers[first]);
            if (last > first)
                text.Append('-').Append(Numbers[last]);
            first = last + 1;
        }

        return text.ToString();
    }
}

public readonly record struct BlockWrites(ImmutableArray<BlockWrite> Writes)
{
    public override string ToString() => new BlockNumbers([.. Writes.Select(write => write.Block)]).ToString();
}

/// <summary>A disk as its user sees it.</summary>
public sealed class DiskPorts(uint blocks)
{
    /// <summary>Blocks of 512 bytes that it has.</summary>
    public uint Blocks { get; } = blocks;

    public required Port<ReadBlocks> Read { get; init; }

    public required Port<WriteBlocks> Write { get; init; }

    public required Port<Collect> Collect { get; init; }

    public static DiskPorts At(IEngine engine, Place<DiskDevice> place, in Bytes image) =>
        new(DiskDevice.BlocksOf(image))
        {
            Read = engine.Port<DiskDevice, ReadBlocks>(place),
            Write = engine.Port<DiskDevice, WriteBlocks>(place),
            Collect = engine.Port<DiskDevice, Collect>(place),
        };
}
