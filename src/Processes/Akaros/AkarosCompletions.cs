using System.Buffers.Binary;
using System.Text;
using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>The result in the program's struct syscall; bytes, or entries in Akaros' layouts, into its buffer.</summary>
internal class AkarosCompletion(uint syscall, uint buffer = 0) : ForkCompletion
{
    private const uint DirectoryMode = 0x4000; // S_IFDIR
    private const uint FileMode = 0x8000; // S_IFREG
    private const ulong BlockSize = 512;

    public const int StatLength = 88;
    public const int EntryLength = 280;

    private const int NameLength = 255;

    public override void Complete(Process process, in CallResult result)
    {
        AsWrite(result).Apply(process.Context); // where it cannot be written the program looks in vain, as on Akaros
        process.ResumeUser();
    }

    public override GuestWrite AsWrite(in CallResult result) => result.Entries.IsDefault
        ? new SyscallWrite(syscall, result.Value, result.Error, buffer, result.Bytes)
        : Encode(result);

    public override void InChild(Context child)
    {
        AkarosLoader.SetIdentity(child.Memory, child.Pid.Number, child.Parent.Number);
        new SyscallWrite(syscall, 0, null, 0, Bytes.None).Apply(child);
    }

    /// <summary>read of a directory: one struct kdirent, or the end.</summary>
    protected virtual SyscallWrite Encode(in CallResult result)
    {
        if (result.Entries.IsEmpty)
            return new(syscall, 0, null, 0, Bytes.None);
        DirEntry entry = result.Entries[0];
        byte[] dirent = new byte[EntryLength];
        BinaryPrimitives.WriteUInt64LittleEndian(dirent, entry.Qid.Path);
        BinaryPrimitives.WriteUInt16LittleEndian(dirent.AsSpan(16), EntryLength);
        dirent[18] = (byte)entry.Qid.Type;
        byte[] name = Encoding.Latin1.GetBytes(entry.Name);
        name.AsSpan(0, Math.Min(name.Length, NameLength)).CopyTo(dirent.AsSpan(19));
        return new(syscall, EntryLength, null, buffer, Bytes.Copy(dirent));
    }

    /// <summary>stat: struct kstat, 88 bytes.</summary>
    internal sealed class OfStat(uint syscall, uint buffer) : AkarosCompletion(syscall, buffer)
    {
        private readonly uint syscall = syscall;
        private readonly uint buffer = buffer;

        protected override SyscallWrite Encode(in CallResult result)
        {
            DirEntry entry = result.Entries[0];
            byte[] stat = new byte[StatLength];
            BinaryPrimitives.WriteUInt64LittleEndian(stat, result.Device);
            BinaryPrimitives.WriteUInt64LittleEndian(stat.AsSpan(8), entry.Qid.Path);
            uint mode = entry.Permissions | (entry.Qid.IsDirectory ? DirectoryMode : FileMode);
            BinaryPrimitives.WriteUInt32LittleEndian(stat.AsSpan(16), mode);
            BinaryPrimitives.WriteUInt32LittleEndian(stat.AsSpan(20), 2); // nlink
            BinaryPrimitives.WriteUInt64LittleEndian(stat.AsSpan(32), result.Device);
            BinaryPrimitives.WriteUInt64LittleEndian(stat.AsSpan(40), entry.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(stat.AsSpan(48), BlockSize);
            BinaryPrimitives.WriteUInt64LittleEndian(stat.AsSpan(56), (entry.Length + BlockSize - 1) / BlockSize);
            return new(syscall, 0, null, buffer, Bytes.Copy(stat));
        }
    }

    /// <summary>waitpid: the status, if the program has room for it, and the pid.</summary>
    internal sealed class OfWait(uint syscall, uint status) : AkarosCompletion(syscall, status)
    {
        private readonly bool wantsStatus = status != 0;

        public override GuestWrite AsWrite(in CallResult result) =>
            base.AsWrite(wantsStatus && result.Value > 0 ? result : result with { Bytes = Bytes.None });
    }

    /// <summary>exec: a new program has no struct syscall to look into.</summary>
    internal sealed class OfExec(uint syscall) : AkarosCompletion(syscall)
    {
        public override void Complete(Process process, in CallResult result)
        {
            if (result.Error is null)
                process.ResumeUser();
            else
                base.Complete(process, result);
        }
    }
}
