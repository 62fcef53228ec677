using System.Text;
using ActorKernel.Actors;
using ActorKernel.Guest;

namespace ActorKernel.Processes;

/// <summary>A system call's arguments, on the user stack above the stub's return address.</summary>
/// <remarks>
/// After syscall.c: what lies below the process' size is good, the guard page too. A bad argument makes the call -1.
/// </remarks>
internal readonly struct Xv6Arguments(Context context)
{
    private const int ChunkLength = 64; // of a string; divides a page

    /// <summary>The n-th argument, from 0.</summary>
    public bool TryInt(int n, out int value)
    {
        uint address = unchecked(context.Registers.Esp + 4 + (4 * (uint)n));
        bool isGood = TryUInt32(address, out uint word);
        value = unchecked((int)word);
        return isGood;
    }

    /// <summary>A pointer to so many bytes of the program's.</summary>
    public bool TryPointer(int n, int size, out uint address)
    {
        bool isGood = TryInt(n, out int value);
        address = unchecked((uint)value);
        return isGood && size >= 0 && address < context.Size && unchecked(address + (uint)size) <= context.Size
            && address + (ulong)(uint)size <= context.Size;
    }

    public bool TryBytes(int n, int size, out Bytes bytes)
    {
        bytes = Bytes.None;
        if (!TryPointer(n, size, out uint address))
            return false;
        byte[] copy = new byte[size];
        if (!context.Memory.Read(address, copy, Privilege.Kernel))
            return false;
        bytes = Bytes.Copy(copy);
        return true;
    }

    public bool TryString(int n, out string text)
    {
        text = "";
        return TryInt(n, out int address) && TryString(unchecked((uint)address), out text);
    }

    /// <summary>A vector of less than so many strings that ends with NULL.</summary>
    public bool TryStrings(int n, int limit, out Arguments arguments)
    {
        arguments = default;
        if (!TryInt(n, out int start))
            return false;
        List<string> strings = [];
        while (strings.Count < limit)
        {
            if (!TryUInt32(unchecked((uint)start + (4 * (uint)strings.Count)), out uint pointer))
                return false;
            if (pointer == 0)
            {
                arguments = new([.. strings]);
                return true;
            }

            if (!TryString(pointer, out string text))
                return false;
            strings.Add(text);
        }

        return false;
    }

    private bool TryString(uint address, out string text)
    {
        StringBuilder characters = new();
        Span<byte> chunk = stackalloc byte[ChunkLength];
        while (address < context.Size)
        {
            Span<byte> part = chunk[..(int)Math.Min(ChunkLength - (address % ChunkLength), context.Size - address)];
            if (!context.Memory.Read(address, part, Privilege.Kernel))
                break;
            int end = part.IndexOf((byte)0);
            characters.Append(Encoding.Latin1.GetString(end < 0 ? part : part[..end]));
            if (end >= 0)
            {
                text = characters.ToString();
                return true;
            }

            address += (uint)part.Length;
        }

        text = "";
        return false;
    }

    private bool TryUInt32(uint address, out uint value)
    {
        value = 0;
        return address < context.Size && unchecked(address + 4) <= context.Size && address <= uint.MaxValue - 4
            && context.Memory.TryReadUInt32(address, Privilege.Kernel, out value);
    }
}
