namespace ActorKernel.Devices.FileSystem;

/// <summary>Which blocks are in use: bit b % 8 of byte b / 8 for block b, metadata included.</summary>
internal static class Bitmap
{
    private const byte AllInUse = 0xff;

    /// <summary>The lowest free block, filled with zeros. Fails when there is none; the result is then 0.</summary>
    public static uint Allocate(Transaction transaction)
    {
        Superblock superblock = transaction.Superblock;
        for (uint from = Math.Max(transaction.Free.Block, superblock.DataStart); from < superblock.Size;)
        {
            uint map = superblock.BlockOfBit(from);
            uint end = Math.Min(superblock.Size, (from / Layout.BitsPerBlock + 1) * Layout.BitsPerBlock);
            if (FirstFree(transaction.Read(map), from, end) is uint block)
            {
                Flip(transaction.Change(map), block);
                transaction.Clear(block);
                transaction.Free = transaction.Free with { Block = block + 1 };
                return block;
            }

            from = end;
        }

        transaction.Free = transaction.Free with { Block = superblock.Size };
        transaction.Fail(FileSystemErrors.NoBlocks);
        return 0;
    }

    public static void Free(Transaction transaction, uint block)
    {
        uint map = transaction.Superblock.BlockOfBit(block);
        if (!IsInUse(transaction.Read(map), block))
        {
            transaction.Damaged($"block {block} is to be freed, but the bitmap (block {map}) says that it is free");
            return;
        }

        Flip(transaction.Change(map), block);
        transaction.Free = transaction.Free with { Block = Math.Min(transaction.Free.Block, block) };
    }

    public static bool IsInUse(ReadOnlySpan<byte> map, uint block)
    {
        uint bit = block % Layout.BitsPerBlock;
        return (map[(int)(bit / 8)] >> (int)(bit % 8) & 1) != 0;
    }

    public static void Flip(Span<byte> map, uint block)
    {
        uint bit = block % Layout.BitsPerBlock;
        map[(int)(bit / 8)] ^= (byte)(1 << (int)(bit % 8));
    }

    private static uint? FirstFree(ReadOnlySpan<byte> map, uint from, uint end)
    {
        while (from < end)
        {
            int at = (int)(from % Layout.BitsPerBlock);
            if (at % 8 == 0)
            {
                int skip = map[(at / 8)..].IndexOfAnyExcept(AllInUse);
                if (skip < 0)
                    return null;
                from += (uint)skip * 8;
            }

            for (uint next = (from / 8 + 1) * 8; from < next && from < end; from++)
            {
                if (!IsInUse(map, from))
                    return from;
            }
        }

        return null;
    }
}
