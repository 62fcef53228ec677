namespace ActorKernel.Devices.FileSystem;

/// <summary>The sizes of xv6's file system on x86 (fs.h, param.h). All numbers on disk are little-endian.</summary>
public static class Layout
{
    public const int BlockBytes = 512;

    public const int InodeBytes = 64;

    public const int InodesPerBlock = BlockBytes / InodeBytes;

    public const uint RootInode = 1;

    public const uint SuperblockNumber = 1;

    /// <summary>Addresses of content that an inode holds itself; one more is that of the indirect block.</summary>
    public const int DirectBlocks = 12;

    public const int IndirectBlocks = BlockBytes / sizeof(uint);

    public const int FileBlocksMax = DirectBlocks + IndirectBlocks;

    public const int FileBytesMax = FileBlocksMax * BlockBytes;

    public const int EntryBytes = 16;

    public const int NameBytes = 14;

    public const uint BitsPerBlock = BlockBytes * 8;

    /// <summary>Blocks in one transaction at most: upstream's LOGSIZE, whose kernel must be able to replay our log.</summary>
    public const int LogBlocksMax = 30;

    /// <summary>Numbers of blocks that a header block has room for, of logs that other kernels have written.</summary>
    public const int LogHeaderMax = (BlockBytes / sizeof(uint)) - 1;

    /// <summary>Bytes of a write in one transaction: (MAXOPBLOCKS - 4) / 2 blocks.</summary>
    public const int PieceBytes = 3 * BlockBytes;
}
