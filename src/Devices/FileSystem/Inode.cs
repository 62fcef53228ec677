using System.Buffers.Binary;
using ActorKernel.Namespace;

namespace ActorKernel.Devices.FileSystem;

/// <summary>The type of an inode, with xv6's numbers (stat.h).</summary>
public enum InodeType : short
{
    Free = 0,
    Directory = 1,
    File = 2,
    Device = 3,
}

/// <summary>A copy of an inode, to look at and to change; what is changed is put back by <see cref="InodeTable"/>.</summary>
internal sealed class Inode(uint number)
{
    private readonly uint[] addresses = new uint[Layout.DirectBlocks + 1];

    public uint Number { get; } = number;

    public InodeType Type { get; set; }

    public DeviceNumber Device { get; set; }

    /// <summary>Names of a file; for a directory 1 and one for each directory in it, and 0 once it is removed.</summary>
    public short Links { get; set; }

    /// <summary>Bytes.</summary>
    public uint Size { get; set; }

    public bool IsDirectory => Type == InodeType.Directory;

    /// <summary>The addresses of the direct blocks, then that of the indirect block; 0 is none.</summary>
    public Span<uint> Addresses => addresses;

    public ref uint Indirect => ref addresses[Layout.DirectBlocks];

    public int Blocks => (int)((Size + Layout.BlockBytes - 1) / Layout.BlockBytes);

    public static Inode Read(uint number, ReadOnlySpan<byte> from)
    {
        Inode inode = new(number)
        {
            Type = (InodeType)BinaryPrimitives.ReadInt16LittleEndian(from),
            Device = new(BinaryPrimitives.ReadInt16LittleEndian(from[2..]), BinaryPrimitives.ReadInt16LittleEndian(from[4..])),
            Links = BinaryPrimitives.ReadInt16LittleEndian(from[6..]),
            Size = BinaryPrimitives.ReadUInt32LittleEndian(from[8..]),
        };
        for (int i = 0; i < inode.addresses.Length; i++)
            inode.addresses[i] = BinaryPrimitives.ReadUInt32LittleEndian(from[(12 + (i * sizeof(uint)))..]);
        return inode;
    }

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteInt16LittleEndian(to, (short)Type);
        BinaryPrimitives.WriteInt16LittleEndian(to[2..], Device.Major);
        BinaryPrimitives.WriteInt16LittleEndian(to[4..], Device.Minor);
        BinaryPrimitives.WriteInt16LittleEndian(to[6..], Links);
        BinaryPrimitives.WriteUInt32LittleEndian(to[8..], Size);
        for (int i = 0; i < addresses.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(to[(12 + (i * sizeof(uint)))..], addresses[i]);
    }
}
