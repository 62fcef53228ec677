using System.Buffers.Binary;
using System.Collections.Immutable;
using ActorKernel.Actors;

namespace ActorKernel.Devices.FileSystem;

/// <summary>The log: a transaction is there whole before its blocks are written where they belong (log.c).</summary>
/// <remarks>Header: how many blocks, and where each belongs. Writing a header with blocks is what commits them.</remarks>
internal static class Log
{
    /// <summary>The writes that make a transaction durable, in their order.</summary>
    public static ImmutableArray<BlockWrite> Commit(in Superblock superblock, ImmutableArray<BlockWrite> changes)
    {
        ImmutableArray<BlockWrite>.Builder writes = ImmutableArray.CreateBuilder<BlockWrite>((changes.Length * 2) + 2);
        uint copy = superblock.LogStart + 1;
        foreach (BlockWrite change in changes)
            writes.Add(new(copy++, change.Bytes));
        writes.Add(Header(superblock, changes));
        writes.AddRange(changes);
        writes.Add(Header(superblock, []));
        return writes.MoveToImmutable();
    }

    /// <summary>
    /// The writes that bring a transaction home which was committed when the machine stopped; none when there is none.
    /// </summary>
    public static ImmutableArray<BlockWrite> Replay(Transaction reading)
    {
        Superblock superblock = reading.Superblock;
        ReadOnlySpan<byte> header = reading.Read(superblock.LogStart);
        int count = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (count == 0)
            return [];
        if (count < 0 || count > Math.Min(superblock.LogBlocks - 1, Layout.LogHeaderMax))
        {
            reading.Damaged($"block {superblock.LogStart}: log header: {count} blocks; there is room for "
                + $"{Math.Min(superblock.LogBlocks - 1, Layout.LogHeaderMax)}");
            return [];
        }

        ImmutableArray<BlockWrite>.Builder writes = ImmutableArray.CreateBuilder<BlockWrite>(count + 1);
        HashSet<uint> homes = [];
        for (int i = 0; i < count; i++)
        {
            uint home = BinaryPrimitives.ReadUInt32LittleEndian(header[((i + 1) * sizeof(uint))..]);
            if (home < superblock.InodeStart || home >= superblock.Size)
                reading.Damaged($"block {superblock.LogStart}: log header: block {home} does not belong into a log");
            else if (!homes.Add(home))
                reading.Damaged($"block {superblock.LogStart}: log header: block {home} is there twice");
            writes.Add(new(home, Bytes.Copy(reading.Read(superblock.LogStart + 1 + (uint)i))));
        }

        writes.Add(Header(superblock, []));
        return reading.HasFailed ? [] : writes.MoveToImmutable();
    }

    private static BlockWrite Header(in Superblock superblock, ImmutableArray<BlockWrite> changes)
    {
        byte[] header = new byte[Layout.BlockBytes];
        BinaryPrimitives.WriteInt32LittleEndian(header, changes.Length);
        for (int i = 0; i < changes.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan((i + 1) * sizeof(uint)), changes[i].Block);
        return new(superblock.LogStart, new(ImmutableArray.Create(header)));
    }
}
