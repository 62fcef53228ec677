using System.Collections.Immutable;
using ActorKernel.Actors;
using ActorKernel.Devices.FileSystem;
using ActorKernel.Timers;

namespace ActorKernel.Devices;

/// <summary>A disk: an image that nobody changes, and over it the blocks written since.</summary>
/// <remarks>
/// Requests are served one block after the other in the order they came, each block in <paramref name="latency"/>.
/// When a request is done the disk interrupts the core it is wired to; raises may coalesce, so whoever collects gets all
/// that is done. Nothing is reordered and nothing is cached: what has been written stays written when the power goes.
/// </remarks>
/// <param name="host">Told of every block written, in order; null when nobody keeps the image.</param>
public sealed class DiskDevice(Bytes image, TscSpan latency, InterruptPort core, Port<BlockWritten>? host)
    : Actor("disk"), IAccepts<ReadBlocks>, IAccepts<WriteBlocks>, IAccepts<Collect>, IAccepts<BlockDone>
{
    private readonly Dictionary<uint, Bytes> written = [];
    private readonly Queue<Request> requests = [];
    private readonly ImmutableArray<DiskRequestDone>.Builder done = ImmutableArray.CreateBuilder<DiskRequestDone>();
    private long blocksRead;
    private long blocksWritten;

    public static uint BlocksOf(in Bytes image) => (uint)(image.Length / Layout.BlockBytes);

    public void Receive(in ReadBlocks read, in Delivery delivery) =>
        Enqueue(new(read.Request, [.. read.Blocks.Numbers.Select(block => new BlockWrite(block, default))], IsWrite: false));

    public void Receive(in WriteBlocks write, in Delivery delivery) =>
        Enqueue(new(write.Request, [.. write.Blocks.Writes], IsWrite: true));

    public void Receive(in BlockDone next, in Delivery delivery)
    {
        Request request = requests.Peek();
        if (request.Done < request.Blocks.Length)
            Transfer(request);
        if (request.Done < request.Blocks.Length)
        {
            GoOn();
            return;
        }

        requests.Dequeue();
        done.Add(new(request.Number, request.IsWrite ? default : [.. request.Blocks]));
        core.Raise(Vectors.Disk);
        if (requests.Count > 0)
            GoOn();
    }

    public void Receive(in Collect collect, in Delivery delivery)
    {
        collect.Reply.Send(new(new(done.DrainToImmutable())));
    }

    public override void Describe(Description to)
    {
        to.Number("requests", requests.Count);
        to.Number("read", blocksRead);
        to.Number("written", blocksWritten);
    }

    private void Enqueue(Request request)
    {
        requests.Enqueue(request);
        if (requests.Count == 1)
            GoOn();
    }

    private void GoOn() => Self<DiskDevice, BlockDone>(this).SendAfter(latency, default);

    private void Transfer(Request request)
    {
        ref BlockWrite transfer = ref request.Blocks[request.Done++];
        if (!request.IsWrite)
        {
            blocksRead++;
            transfer = transfer with { Bytes = Read(transfer.Block) };
            return;
        }

        Check.That(transfer.Block < BlocksOf(image), "Only blocks that the disk has are written.");
        Check.That(transfer.Bytes.Length == Layout.BlockBytes, "Blocks are written whole.");
        blocksWritten++;
        written[transfer.Block] = transfer.Bytes;
        host?.Send(new(transfer.Block, transfer.Bytes));
    }

    private Bytes Read(uint block)
    {
        if (written.TryGetValue(block, out Bytes bytes))
            return bytes;
        return block < BlocksOf(image) ? image.Slice((int)block * Layout.BlockBytes, Layout.BlockBytes) : Bytes.None;
    }

    private sealed record Request(long Number, BlockWrite[] Blocks, bool IsWrite)
    {
        public int Done { get; set; }
    }
}
