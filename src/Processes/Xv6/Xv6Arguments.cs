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

    /// <summary>A vector of strings that ends with NULL, at most 31.</summary>
    public bool TryStrings(int n, out Arguments arguments)
    {
        const int Most = 31;
        arguments = default;
        if (!TryInt(n, out int start))
            return false;
        List<string> strings = [];
        while (strings.Count <= Most)
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
        text = "";
        StringBuilder characters = new();
        for (uint at = address; at < context.Size; at++)
        {
            if (!context.Memory.TryReadByte(at, Privilege.Kernel, out byte next))
                return false;
            if (next == 0)
            {
                text = characters.ToString();
                return true;
            }

            characters.Append((char)next);
        }

        return false;
    }

    private bool TryUInt32(uint address, out uint value)
    {
        value = 0;
        return address < context.Size && unchecked(address + 4) <= context.Size && address <= uint.MaxValue - 4
            && context.Memory.TryReadUInt32(address, Privilege.Kernel, out value);
    }
}
