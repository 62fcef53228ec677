using System.Text;
using ActorKernel.Actors;
using ActorKernel.Guest;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>The end of a system call, in the program's struct syscall; and the event it asked for, if it did.</summary>
/// <param name="Syscall">User address of the struct.</param>
/// <param name="Buffer">User address of what the call reads into; 0 for none.</param>
public sealed record SyscallWrite(uint Syscall, long Value, Error? Error, uint Buffer, Bytes Bytes) : GuestWrite
{
    private const ushort EventSyscall = 10;

    public override bool Apply(Context context)
    {
        AddressSpace memory = context.Memory;
        bool isFilled = Bytes.Length == 0 || memory.Write(Buffer, Bytes.Span, Privilege.User);
        Error? error = isFilled ? Error : Errors.BadAddress;
        if (!memory.TryReadUInt32(Syscall + AkarosLayout.SyscallFlags, Privilege.User, out uint flags)
            || !memory.TryReadUInt32(Syscall + AkarosLayout.SyscallQueue, Privilege.User, out uint queue))
        {
            return false;
        }

        bool isWritten =
            memory.TryWriteUInt32(Syscall + AkarosLayout.SyscallError, (uint)(error?.Number ?? Errno.None), Privilege.User)
            && memory.TryWriteUInt32(Syscall + AkarosLayout.SyscallValue, unchecked((uint)(error is null ? Value : -1)), Privilege.User)
            && (error is null || WriteText(memory, error.Value.Text))
            && memory.TryWriteUInt32(Syscall + AkarosLayout.SyscallFlags, flags | AkarosLayout.SyscallDone, Privilege.User);
        if (isWritten && (flags & AkarosLayout.SyscallWantsEvent) != 0 && queue != 0)
            VcoreEntry.Post(context, queue, new(EventSyscall, 0, 0, Syscall, 0));
        return isWritten;
    }

    public override string ToString() => $"syscall 0x{Syscall:x}";

    private bool WriteText(AddressSpace memory, string text)
    {
        byte[] bytes = new byte[AkarosLayout.ErrorTextLength];
        string shown = text.Length < bytes.Length ? text : text[..(bytes.Length - 1)];
        Encoding.Latin1.GetBytes(shown, bytes);
        return memory.Write(Syscall + AkarosLayout.SyscallErrorText, bytes, Privilege.User);
    }
}
