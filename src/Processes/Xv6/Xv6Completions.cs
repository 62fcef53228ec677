using System.Buffers.Binary;
using System.Text;
using ActorKernel.Guest;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>The result in eax, -1 for any error; bytes into the program's buffer.</summary>
internal sealed class Xv6Completion(uint buffer = 0) : ForkCompletion
{
    public static readonly Xv6Completion NoBuffer = new();

    public override void Complete(Process process, in CallResult result)
    {
        Context context = process.Context;
        bool isWritten = result.Bytes.Length == 0
            || context.Memory.Write(buffer, result.Bytes.Span, Privilege.Kernel);
        context.Registers.Eax = unchecked((uint)(result.Error is null && isWritten ? result.Value : -1));
        process.ResumeUser();
    }

    public override void InChild(Context child) => child.Registers.Eax = 0;
}

/// <summary>exec: its result is the new program's first instruction.</summary>
internal sealed class Xv6ExecCompletion : Completion
{
    public static readonly Xv6ExecCompletion Instance = new();

    public override void Complete(Process process, in CallResult result)
    {
        if (result.Error is Error error)
        {
            if (error.Number == Errno.NoEntry || error == Errors.NotADirectory)
                process.Print("exec: fail\n");
            process.Context.Registers.Eax = uint.MaxValue;
        }

        process.ResumeUser();
    }
}

/// <summary>fstat: struct stat, 20 bytes (stat.h).</summary>
internal sealed class Xv6StatCompletion(uint buffer) : Completion
{
    public const int Length = 20;

    private const short TypeDirectory = 1;
    private const short TypeFile = 2;
    private const short TypeDevice = 3;

    public override void Complete(Process process, in CallResult result)
    {
        Context context = process.Context;
        bool isGood = result.Error is null && context.Memory.Write(buffer, Encode(result), Privilege.Kernel);
        context.Registers.Eax = isGood ? 0 : uint.MaxValue;
        process.ResumeUser();
    }

    private static byte[] Encode(in CallResult result)
    {
        DirEntry entry = result.Entries[0];
        byte[] stat = new byte[Length];
        bool isFile = entry.Device is null
            && result.Device is DeviceTable.FileSystemLetter or DeviceTable.RootLetter;
        short type = entry.Qid.IsDirectory ? TypeDirectory : isFile ? TypeFile : TypeDevice;
        BinaryPrimitives.WriteInt16LittleEndian(stat, type);
        BinaryPrimitives.WriteInt32LittleEndian(stat.AsSpan(4), 1); // dev
        BinaryPrimitives.WriteUInt32LittleEndian(stat.AsSpan(8), (uint)entry.Qid.Path);
        BinaryPrimitives.WriteInt16LittleEndian(stat.AsSpan(12), (short)entry.Links);
        BinaryPrimitives.WriteUInt32LittleEndian(stat.AsSpan(16), (uint)entry.Length);
        return stat;
    }
}

/// <summary>read, which may be of a directory: struct dirent, 16 bytes each (fs.h).</summary>
internal sealed class Xv6ReadCompletion(uint buffer) : Completion
{
    public const int EntryLength = 16;

    private const int NameLength = 14;

    public override void Complete(Process process, in CallResult result)
    {
        CallResult bytes = result.Entries.IsDefault
            ? result
            : CallResult.Of(Actors.Bytes.Copy([.. result.Entries.SelectMany(Encode)]));
        new Xv6Completion(buffer).Complete(process, bytes);
    }

    private static byte[] Encode(DirEntry entry)
    {
        byte[] dirent = new byte[EntryLength];
        BinaryPrimitives.WriteUInt16LittleEndian(dirent, (ushort)Math.Max(entry.Qid.Path, 1));
        byte[] name = Encoding.Latin1.GetBytes(entry.Name);
        name.AsSpan(0, Math.Min(name.Length, NameLength)).CopyTo(dirent.AsSpan(2));
        return dirent;
    }
}
