using System.Buffers.Binary;

namespace ActorKernel.Devices.FileSystem;

/// <summary>An entry of a directory: whose it is, and where it lies in it.</summary>
internal readonly record struct Entry(uint Inode, uint Offset);

/// <summary>The entries of a directory: 16 bytes each, an inode number, 0 when free, and a name.</summary>
internal static class DirectoryContent
{
    private const int PerBlock = Layout.BlockBytes / Layout.EntryBytes;
    private const uint FirstOfOthers = 2 * Layout.EntryBytes; // after "." and ".."

    public static Entry? Find(Transaction transaction, Inode directory, EntryName name)
    {
        for (int number = 0; number < directory.Blocks; number++)
        {
            ReadOnlySpan<byte> block = Content.Block(transaction, directory, number);
            for (int i = 0; i < EntriesIn(directory, number); i++)
            {
                ReadOnlySpan<byte> entry = block.Slice(i * Layout.EntryBytes, Layout.EntryBytes);
                if (InodeOf(entry) != 0 && name.Is(NameOf(entry)))
                    return new(InodeOf(entry), OffsetOf(number, i));
            }
        }

        return null;
    }

    /// <summary>The first entry in use from an offset on.</summary>
    public static Entry? Next(Transaction transaction, Inode directory, uint from)
    {
        for (int number = (int)(from / Layout.BlockBytes); number < directory.Blocks; number++)
        {
            ReadOnlySpan<byte> block = Content.Block(transaction, directory, number);
            for (int i = 0; i < EntriesIn(directory, number); i++)
            {
                uint inode = InodeOf(block[(i * Layout.EntryBytes)..]);
                if (inode != 0 && OffsetOf(number, i) >= from)
                    return new(inode, OffsetOf(number, i));
            }
        }

        return null;
    }

    /// <summary>The first entry that is neither of the first two, which are "." and "..".</summary>
    public static Entry? FirstOther(Transaction transaction, Inode directory) => Next(transaction, directory, FirstOfOthers);

    public static byte[] NameAt(Transaction transaction, Inode directory, uint offset)
    {
        Span<byte> entry = stackalloc byte[Layout.EntryBytes];
        Content.Read(transaction, directory, offset, entry);
        return EntryName.Trim(NameOf(entry)).ToArray();
    }

    /// <summary>Puts a name that is not there yet into the first free entry, or at the end.</summary>
    public static void Add(Transaction transaction, Inode directory, EntryName name, uint inode)
    {
        Span<byte> entry = stackalloc byte[Layout.EntryBytes];
        entry.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)inode);
        name.Bytes.CopyTo(entry[sizeof(ushort)..]);
        Content.Write(transaction, directory, FirstFree(transaction, directory), entry);
    }

    public static void Clear(Transaction transaction, Inode directory, uint offset)
    {
        Span<byte> entry = stackalloc byte[Layout.EntryBytes];
        entry.Clear();
        Content.Write(transaction, directory, offset, entry);
    }

    public static uint InodeOf(ReadOnlySpan<byte> entry) => BinaryPrimitives.ReadUInt16LittleEndian(entry);

    public static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> entry) => entry.Slice(sizeof(ushort), Layout.NameBytes);

    private static uint FirstFree(Transaction transaction, Inode directory)
    {
        for (int number = 0; number < directory.Blocks; number++)
        {
            ReadOnlySpan<byte> block = Content.Block(transaction, directory, number);
            for (int i = 0; i < EntriesIn(directory, number); i++)
            {
                if (InodeOf(block[(i * Layout.EntryBytes)..]) == 0)
                    return OffsetOf(number, i);
            }
        }

        return directory.Size;
    }

    private static int EntriesIn(Inode directory, int block) =>
        Math.Min(PerBlock, ((int)directory.Size - (block * Layout.BlockBytes)) / Layout.EntryBytes);

    private static uint OffsetOf(int block, int index) => (uint)((block * Layout.BlockBytes) + (index * Layout.EntryBytes));
}
