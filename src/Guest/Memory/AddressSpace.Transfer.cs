using System.Buffers.Binary;

namespace ActorKernel.Guest;

/// <summary>
/// Copies between the kernel and a program's pages. All or nothing: every page is checked before the first byte.
/// </summary>
public sealed unsafe partial class AddressSpace
{
    /// <summary>False, and <paramref name="into"/> is untouched, unless every byte may be read.</summary>
    public bool Read(ulong address, Span<byte> into, Privilege privilege)
    {
        if (!Allows(address, into.Length, Protection.Read, privilege))
            return false;
        while (into.Length > 0)
        {
            Page* page = table.Find(address);
            int offset = (int)(address & OffsetMask);
            int length = Math.Min(into.Length, PageSize - offset);
            byte* source = page->Frame is null ? Frame.Zero : page->Frame;
            new ReadOnlySpan<byte>(source + offset, length).CopyTo(into);
            into = into[length..];
            address += (ulong)length;
        }

        return true;
    }

    /// <summary>False, and memory is untouched, unless every byte may be written.</summary>
    public bool Write(ulong address, ReadOnlySpan<byte> from, Privilege privilege)
    {
        if (!Allows(address, from.Length, Protection.Write, privilege))
            return false;
        while (from.Length > 0)
        {
            int length = (int)Math.Min((ulong)from.Length, PageSize - (address & OffsetMask));
            from[..length].CopyTo(OpenForWriting(address, length));
            from = from[length..];
            address += (ulong)length;
        }

        return true;
    }

    /// <summary>
    /// Writes one value all over a range. False, and memory is untouched, unless all of it may be written.
    /// </summary>
    public bool Fill(ulong address, ulong length, byte value, Privilege privilege)
    {
        if (!Allows(address, length, Protection.Write, privilege))
            return false;
        for (ulong end = address + length; address < end;)
        {
            int part = (int)Math.Min(end - address, PageSize - (address & OffsetMask));
            OpenForWriting(address, part).Fill(value);
            address += (ulong)part;
        }

        return true;
    }

    public bool TryReadByte(ulong address, Privilege privilege, out byte value)
    {
        value = 0;
        return Read(address, new Span<byte>(ref value), privilege);
    }

    public bool TryReadUInt16(ulong address, Privilege privilege, out ushort value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        bool isRead = Read(address, bytes, privilege);
        value = isRead ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : (ushort)0;
        return isRead;
    }

    public bool TryReadUInt32(ulong address, Privilege privilege, out uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        bool isRead = Read(address, bytes, privilege);
        value = isRead ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;
        return isRead;
    }

    public bool TryReadUInt64(ulong address, Privilege privilege, out ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bool isRead = Read(address, bytes, privilege);
        value = isRead ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;
        return isRead;
    }

    public bool TryWriteByte(ulong address, byte value, Privilege privilege) =>
        Write(address, new ReadOnlySpan<byte>(in value), privilege);

    public bool TryWriteUInt16(ulong address, ushort value, Privilege privilege)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return Write(address, bytes, privilege);
    }

    public bool TryWriteUInt32(ulong address, uint value, Privilege privilege)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Write(address, bytes, privilege);
    }

    public bool TryWriteUInt64(ulong address, ulong value, Privilege privilege)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Write(address, bytes, privilege);
    }

    private bool Allows(ulong address, int length, Protection right, Privilege privilege) =>
        Allows(address, (ulong)length, right, privilege);

    private bool Allows(ulong address, ulong length, Protection right, Privilege privilege)
    {
        if (!IsRange(address, length))
            return false;
        for (ulong at = address & ~OffsetMask; at < address + length; at += PageSize)
        {
            Page* page = table.Find(at);
            if (page is null || !page->IsMapped)
                return false;
            if (privilege == Privilege.User && (page->Protection & right) == Protection.None)
                return false;
        }

        return true;
    }

    /// <summary>Bytes within one mapped page, for the caller to overwrite at once.</summary>
    private Span<byte> OpenForWriting(ulong address, int length)
    {
        Page* page = table.Find(address);
        OwnFrame(address, page);
        NoteWrite(address, length, page);
        return new(page->Frame + (address & OffsetMask), length);
    }
}
