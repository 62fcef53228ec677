using ActorKernel.Actors;

namespace ActorKernel.Devices.FileSystem;

/// <summary>Every block that was read or written, as the disk has it or will have it when it is done with its requests.</summary>
/// <remarks>Nothing is thrown out: the image is the bound, and blocks share their bytes with the disk.</remarks>
internal sealed class BlockCache : IBlockSource
{
    private readonly Dictionary<uint, Bytes> blocks = [];

    public int Count => blocks.Count;

    public Bytes? Find(uint block) => blocks.TryGetValue(block, out Bytes bytes) ? bytes : null;

    public void Put(IEnumerable<BlockWrite> read)
    {
        foreach (BlockWrite block in read)
            blocks[block.Block] = block.Bytes;
    }
}
