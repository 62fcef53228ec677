using System.Buffers.Binary;

namespace ActorKernel.Devices.FileSystem;

/// <summary>The bytes of a file or directory: twelve blocks that the inode names, and 128 that its indirect block does.</summary>
internal static class Content
{
    private const int RoomToRelease = 3; // the inode, a block of the bitmap, the indirect block

    /// <summary>Fills <paramref name="to"/>, which lies inside the file.</summary>
    public static void Read(Transaction transaction, Inode inode, uint offset, Span<byte> to)
    {
        for (int done = 0; done < to.Length;)
        {
            uint position = offset + (uint)done;
            int within = (int)(position % Layout.BlockBytes);
            int count = Math.Min(to.Length - done, Layout.BlockBytes - within);
            Block(transaction, inode, (int)(position / Layout.BlockBytes)).Slice(within, count).CopyTo(to[done..]);
            done += count;
        }
    }

    /// <summary>The block of the content with that number, which is inside the file.</summary>
    /// <remarks>The last block of a directory may be missing: mkfs rounds the root's size up.</remarks>
    public static ReadOnlySpan<byte> Block(Transaction transaction, Inode inode, int number)
    {
        uint block = AddressOf(transaction, inode, number);
        if (block != 0)
            return transaction.Read(block);
        if (!inode.IsDirectory)
            transaction.Damaged($"inode {inode.Number}: block {number} of its content is missing");
        return new byte[Layout.BlockBytes];
    }

    /// <summary>Writes at an offset inside the file or at its end, which may move; the inode is saved if it changed.</summary>
    public static void Write(Transaction transaction, Inode inode, uint offset, ReadOnlySpan<byte> bytes)
    {
        if ((ulong)offset + (ulong)bytes.Length > Math.Max(inode.Size, (ulong)transaction.FileBytesMax))
        {
            transaction.Fail(FileSystemErrors.FileTooLarge);
            return;
        }

        bool isChanged = false;
        for (int done = 0; done < bytes.Length && !transaction.HasFailed;)
        {
            uint position = offset + (uint)done;
            int within = (int)(position % Layout.BlockBytes);
            int count = Math.Min(bytes.Length - done, Layout.BlockBytes - within);
            uint block = AddressForWriting(transaction, inode, (int)(position / Layout.BlockBytes), ref isChanged);
            if (!transaction.HasFailed)
                bytes.Slice(done, count).CopyTo(transaction.Change(block)[within..]);
            done += count;
        }

        uint end = offset + (uint)bytes.Length;
        if (end > inode.Size)
        {
            inode.Size = end;
            isChanged = true;
        }

        if (isChanged)
            InodeTable.Save(transaction, inode);
    }

    /// <summary>Frees the content from its end on, as far as the transaction has room. The inode is saved.</summary>
    /// <returns>False when some is left for another transaction.</returns>
    public static bool Release(Transaction transaction, Inode inode)
    {
        InodeTable.Save(transaction, inode); // so that there is room for it
        if (transaction.Superblock.LogRoom < RoomToRelease)
            transaction.Fail(FileSystemErrors.LogTooSmall);
        for (int number = inode.Indirect == 0 ? Layout.DirectBlocks - 1 : Layout.FileBlocksMax - 1; number >= 0; number--)
        {
            uint block = AddressOf(transaction, inode, number);
            if (block != 0 && !CanFree(transaction, block))
            {
                if (number >= Layout.DirectBlocks)
                    transaction.Change(inode.Indirect)[((number + 1 - Layout.DirectBlocks) * sizeof(uint))..].Clear();
                inode.Size = Math.Min(inode.Size, (uint)(number + 1) * Layout.BlockBytes);
                InodeTable.Save(transaction, inode);
                return false;
            }

            if (block != 0)
                Bitmap.Free(transaction, block);
            if (number < Layout.DirectBlocks)
                inode.Addresses[number] = 0;
            if (number == Layout.DirectBlocks)
            {
                if (!CanFree(transaction, inode.Indirect))
                {
                    transaction.Clear(inode.Indirect);
                    inode.Size = Math.Min(inode.Size, Layout.DirectBlocks * Layout.BlockBytes);
                    InodeTable.Save(transaction, inode);
                    return false;
                }

                Bitmap.Free(transaction, inode.Indirect);
                inode.Indirect = 0;
            }
        }

        inode.Size = 0;
        InodeTable.Save(transaction, inode);
        return true;
    }

    /// <summary>The address of a block of the content; 0 when there is none.</summary>
    public static uint AddressOf(Transaction transaction, Inode inode, int number)
    {
        if (number < Layout.DirectBlocks)
            return Checked(transaction, inode, inode.Addresses[number]);
        uint indirect = Checked(transaction, inode, inode.Indirect);
        return indirect == 0 ? 0 : Checked(transaction, inode, Entry(transaction.Read(indirect), number - Layout.DirectBlocks));
    }

    public static uint Entry(ReadOnlySpan<byte> indirect, int index) =>
        BinaryPrimitives.ReadUInt32LittleEndian(indirect[(index * sizeof(uint))..]);

    private static uint AddressForWriting(Transaction transaction, Inode inode, int number, ref bool isChanged)
    {
        uint block = AddressOf(transaction, inode, number);
        if (block != 0 || transaction.HasFailed)
            return block;
        if (number < Layout.DirectBlocks)
        {
            isChanged = true;
            return inode.Addresses[number] = Bitmap.Allocate(transaction);
        }

        if (inode.Indirect == 0)
        {
            inode.Indirect = Bitmap.Allocate(transaction);
            isChanged = true;
        }

        block = Bitmap.Allocate(transaction);
        if (!transaction.HasFailed)
        {
            int at = (number - Layout.DirectBlocks) * sizeof(uint);
            BinaryPrimitives.WriteUInt32LittleEndian(transaction.Change(inode.Indirect)[at..], block);
        }

        return block;
    }

    /// <summary>With one block to spare, for the indirect block where the rest is left.</summary>
    private static bool CanFree(Transaction transaction, uint block) =>
        transaction.Room > 1 || transaction.IsChanged(transaction.Superblock.BlockOfBit(block));

    private static uint Checked(Transaction transaction, Inode inode, uint address)
    {
        if (address == 0 || transaction.Superblock.IsData(address))
            return address;
        transaction.Damaged($"inode {inode.Number}: block {address} is outside the data, which is blocks "
            + $"{transaction.Superblock.DataStart} to {transaction.Superblock.Size - 1}");
        return 0;
    }
}
