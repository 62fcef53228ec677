using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace ActorKernel.Devices.FileSystem;

/// <summary>Block 1: where the parts of the file system lie. Boot block, superblock, log, inodes, bitmap, data.</summary>
/// <param name="Size">Blocks of the whole file system.</param>
/// <param name="DataBlocks">Blocks after the bitmap.</param>
/// <param name="Inodes">Inodes, number 0 included, which is never used.</param>
/// <param name="LogBlocks">Blocks of the log, its header included.</param>
public readonly record struct Superblock(
    uint Size, uint DataBlocks, uint Inodes, uint LogBlocks, uint LogStart, uint InodeStart, uint BitmapStart)
{
    /// <summary>A number of an inode is two bytes in a directory.</summary>
    public const uint InodesMax = 1 << 16;

    /// <summary>What one operation may need: data, inodes, indirect block and bitmap blocks; and the header.</summary>
    public const uint LogBlocksMin = 12;

    private const uint FirstLogBlock = 2;
    private const uint RiscvMagic = 0x1020_3040;
    private const int Fields = 7;

    public uint DataStart => Size - DataBlocks;

    /// <summary>Blocks that one transaction can change.</summary>
    public int LogRoom => (int)Math.Min(LogBlocks - 1, Layout.LogBlocksMax);

    public uint BlockOfInode(uint inode) => InodeStart + (inode / Layout.InodesPerBlock);

    public uint BlockOfBit(uint block) => BitmapStart + (block / Layout.BitsPerBlock);

    public bool IsData(uint block) => block >= DataStart && block < Size;

    public static Superblock Read(ReadOnlySpan<byte> block)
    {
        Span<uint> fields = stackalloc uint[Fields];
        for (int i = 0; i < Fields; i++)
            fields[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(i * sizeof(uint))..]);
        return new(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6]);
    }

    public void Write(Span<byte> block)
    {
        ReadOnlySpan<uint> fields = [Size, DataBlocks, Inodes, LogBlocks, LogStart, InodeStart, BitmapStart];
        for (int i = 0; i < Fields; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(block[(i * sizeof(uint))..], fields[i]);
    }

    /// <summary>The layout that upstream's mkfs gives an image of that size.</summary>
    public static bool TryPlan(
        uint size, uint inodes, uint logBlocks, out Superblock planned, [NotNullWhen(false)] out string? objection)
    {
        planned = default;
        objection = null;
        if (inodes is < 2 or > InodesMax)
            objection = $"there are 2 to {InodesMax} inodes, not {inodes}";
        else if (logBlocks is < LogBlocksMin or > Layout.LogHeaderMax)
            objection = $"the log has {LogBlocksMin} to {Layout.LogHeaderMax} blocks, not {logBlocks}";
        else if (MetaBlocks(size, inodes, logBlocks) >= size)
            objection = $"{size} blocks are too few: {MetaBlocks(size, inodes, logBlocks)} are needed before the first of data";
        if (objection is not null)
            return false;
        uint inodeStart = FirstLogBlock + logBlocks;
        planned = new(
            size,
            size - (uint)MetaBlocks(size, inodes, logBlocks),
            inodes,
            logBlocks,
            FirstLogBlock,
            inodeStart,
            inodeStart + InodeBlocks(inodes));
        return true;
    }

    /// <summary>All that is wrong with it on a disk of so many blocks.</summary>
    public IEnumerable<string> Objections(uint diskBlocks)
    {
        if (diskBlocks <= Layout.SuperblockNumber)
        {
            yield return $"superblock: there is none, the image has {diskBlocks} blocks of {Layout.BlockBytes} bytes";
            yield break;
        }

        if (Size == RiscvMagic)
        {
            yield return "superblock: this is an image of xv6 for RISC-V, not for x86";
            yield break;
        }

        if (Inodes is < 2 or > InodesMax)
            yield return $"superblock: {Inodes} inodes; there are 2 to {InodesMax}";
        if (LogBlocks < 2 || LogStart != FirstLogBlock)
            yield return $"superblock: a log of {LogBlocks} blocks at block {LogStart}; it has 2 or more, from block {FirstLogBlock}";
        ulong inodeStart = (ulong)FirstLogBlock + LogBlocks;
        if (InodeStart != inodeStart)
            yield return $"superblock: inodes at block {InodeStart}; the log ends at block {inodeStart}";
        ulong bitmapStart = (ulong)InodeStart + InodeBlocks(Inodes);
        if (BitmapStart != bitmapStart)
            yield return $"superblock: bitmap at block {BitmapStart}; the inodes end at block {bitmapStart}";
        ulong dataStart = (ulong)BitmapStart + BitmapBlocks(Size);
        if (dataStart + DataBlocks != Size || DataBlocks == 0)
            yield return $"superblock: {DataBlocks} blocks of data from block {dataStart}, but {Size} blocks in all";
        if (Size > diskBlocks)
            yield return $"superblock: {Size} blocks, but the image has {diskBlocks}";
    }

    /// <summary>As xv6 says it at boot.</summary>
    public override string ToString() =>
        $"size {Size} nblocks {DataBlocks} ninodes {Inodes} nlog {LogBlocks} logstart {LogStart} "
        + $"inodestart {InodeStart} bmap start {BitmapStart}";

    private static uint InodeBlocks(uint inodes) => (inodes / Layout.InodesPerBlock) + 1;

    private static uint BitmapBlocks(uint size) => (size / Layout.BitsPerBlock) + 1;

    private static ulong MetaBlocks(uint size, uint inodes, uint logBlocks) =>
        FirstLogBlock + (ulong)logBlocks + InodeBlocks(inodes) + BitmapBlocks(size);
}
