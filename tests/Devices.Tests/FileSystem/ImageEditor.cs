using System.Buffers.Binary;
using ActorKernel.Actors;
using ActorKernel.Devices.FileSystem;

namespace ActorKernel.Devices.Tests;

/// <summary>Spoils an image.</summary>
internal sealed class ImageEditor(Bytes original)
{
    private readonly byte[] bytes = original.Span.ToArray();

    public Bytes Image => Bytes.Copy(bytes);

    public Superblock Superblock => Superblock.Read(Block(1));

    public Span<byte> Block(uint block) => bytes.AsSpan((int)block * Layout.BlockBytes, Layout.BlockBytes);

    public Inode Load(uint number) => Devices.FileSystem.Inode.Read(number, Place(number));

    public ImageEditor Inode(uint number, Action<Inode> change)
    {
        Inode inode = Load(number);
        change(inode);
        inode.Write(Place(number));
        return this;
    }

    /// <summary>An entry of a directory's first block.</summary>
    public ImageEditor Entry(uint directory, int index, ushort inode, string name)
    {
        Span<byte> entry = Block(Load(directory).Addresses[0]).Slice(index * Layout.EntryBytes, Layout.EntryBytes);
        entry.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(entry, inode);
        Bytes.Latin1(name).Span.CopyTo(entry[2..]);
        return this;
    }

    public ImageEditor FlipBit(uint block)
    {
        Bitmap.Flip(Block(Superblock.BlockOfBit(block)), block);
        return this;
    }

    public ImageEditor Field(uint block, int index, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Block(block)[(index * sizeof(uint))..], value);
        return this;
    }

    private Span<byte> Place(uint inode) => Block(Superblock.BlockOfInode(inode))
        .Slice((int)(inode % Layout.InodesPerBlock) * Layout.InodeBytes, Layout.InodeBytes);
}
