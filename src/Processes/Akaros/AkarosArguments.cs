using System.Buffers.Binary;
using System.Text;
using ActorKernel.Actors;
using ActorKernel.Guest;

namespace ActorKernel.Processes;

/// <summary>A system call as the program asks for it: its struct syscall, read once.</summary>
internal readonly struct AkarosArguments
{
    private const int PathMax = 4096;

    private readonly AddressSpace memory;
    private readonly byte[] bytes;

    private AkarosArguments(AddressSpace memory, uint address, byte[] bytes)
    {
        this.memory = memory;
        this.bytes = bytes;
        Address = address;
    }

    /// <summary>Of the struct, in the program's memory.</summary>
    public uint Address { get; }

    public uint Number => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    /// <summary>Null when the struct is not aligned or not the program's to write.</summary>
    public static AkarosArguments? Read(Context context)
    {
        uint address = context.Registers.Eax;
        byte[] bytes = new byte[AkarosLayout.SyscallLength];
        bool isGood = (address & 3) == 0
            && address < AkarosLayout.UserLimit
            && context.Memory.Read(address, bytes, Privilege.User)
            && context.Memory.Write(address, bytes, Privilege.User);
        return isGood ? new(context.Memory, address, bytes) : null;
    }

    /// <summary>The call's number, read before the call: null when the struct cannot be read.</summary>
    public static uint? NumberAt(Context context)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        return context.Memory.Read(context.Registers.Eax, number, Privilege.User)
            ? BinaryPrimitives.ReadUInt32LittleEndian(number)
            : null;
    }

    public uint Word(int n) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(AkarosLayout.SyscallArguments + (4 * n)));

    public int Int(int n) => unchecked((int)Word(n));

    /// <summary>The path of arguments n and n + 1, its address and its length.</summary>
    public string? Path(int n)
    {
        uint length = Word(n + 1);
        if (length > PathMax || !TryBytes(Word(n), (int)length, out Bytes path))
            return null;
        string text = path.ToString();
        int nul = text.IndexOf('\0', StringComparison.Ordinal);
        return nul < 0 ? text : text[..nul];
    }

    public bool TryBytes(uint address, int length, out Bytes read)
    {
        read = Bytes.None;
        if (length < 0 || !memory.IsMapped(address, (uint)length))
            return false; // before so many bytes are taken of the host's memory
        byte[] copy = new byte[length];
        if (!memory.Read(address, copy, Privilege.User))
            return false;
        read = Bytes.Copy(copy);
        return true;
    }

    /// <summary>Whether the program may write there.</summary>
    public bool IsBuffer(uint address, int length) => length >= 0
        && address + (ulong)(uint)length <= AkarosLayout.UserLimit
        && memory.IsMapped(address, (uint)length);

    /// <summary>A string that ends with NUL within so many bytes.</summary>
    public bool TryString(uint address, int most, out string text)
    {
        StringBuilder characters = new();
        for (int i = 0; i < most; i++)
        {
            if (!memory.TryReadByte(address + (uint)i, Privilege.User, out byte next))
                break;
            if (next == 0)
            {
                text = characters.ToString();
                return true;
            }

            characters.Append((char)next);
        }

        text = "";
        return false;
    }

    public bool TryUInt32(uint address, out uint value) => memory.TryReadUInt32(address, Privilege.User, out value);
}
