using ActorKernel.Actors;
using ActorKernel.Guest;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>Akaros' system calls by number (kern/include/ros/bits/syscall.h).</summary>
internal static class AkarosCalls
{
    private const uint Page = AddressSpace.PageSize;

    private delegate void Entry(Process process, in AkarosArguments arguments);

    private static readonly Dictionary<uint, Entry> Table = new()
    {
        [1] = Null,
        [2] = Block,
        [9] = GetPid,
        [12] = ProcDestroy,
        [13] = Yield,
        [15] = Fork,
        [16] = Exec,
        [17] = WaitPid,
        [18] = MMap,
        [19] = MUnmap,
        [26] = SelfNotify,
        [31] = VcEntry,
        [100] = Read,
        [101] = Write,
        [102] = Open,
        [103] = Close,
        [104] = FStat,
        [105] = Stat,
        [106] = Stat, // lstat: there are no symbolic links
        [107] = FCntl,
        [113] = Unlink,
    };

    public static void Dispatch(Process process)
    {
        Context context = process.Context;
        if (context.Registers.Edx == 0 || AkarosArguments.Read(context) is not AkarosArguments arguments)
            process.ResumeUser(); // nowhere to put a result
        else if (Table.TryGetValue(arguments.Number, out Entry? entry))
            entry(process, arguments);
        else
            Fail(process, arguments, new(Errno.NoSystemCall, $"unknown system call {arguments.Number}"));
    }

    private static void Null(Process process, in AkarosArguments arguments) => Return(process, arguments, 0);

    /// <summary>Sleeps so many microseconds, on the chain of the core that the process is on.</summary>
    private static void Block(Process process, in AkarosArguments arguments)
    {
        Tsc due = process.Now + process.Kernel.Clock.Microseconds(arguments.Word(0));
        process.StartCall(new SleepCall(process, process.Core, due) { Completion = Done(arguments) });
    }

    private static void GetPid(Process process, in AkarosArguments arguments) =>
        Return(process, arguments, process.Pid.Number);

    private static void ProcDestroy(Process process, in AkarosArguments arguments)
    {
        Pid pid = new(arguments.Int(0));
        int status = Process.StatusOfExit(arguments.Int(1));
        if (pid == process.Pid)
            process.Exit(status);
        else
            process.StartCall(new KillCall(process, pid, Process.StatusOfTheKilled) { Completion = Done(arguments) });
    }

    /// <summary>
    /// Nicely: stands in line again. Otherwise waits for an event, unless one is pending: together with "post, set
    /// pending, look at the state" on the other side, no wake-up is lost.
    /// </summary>
    private static void Yield(Process process, in AkarosArguments arguments)
    {
        new SyscallWrite(arguments.Address, 0, null, 0, Bytes.None).Apply(process.Context);
        if (arguments.Word(0) != 0)
        {
            process.YieldCore();
        }
        else if (VcoreEntry.IsPending(process.Context))
        {
            if (!VcoreEntry.IsReady(process.Context))
                VcoreEntry.ClearPending(process.Context);
            process.ResumeUser();
        }
        else
        {
            process.WaitForEvent();
        }
    }

    private static void Fork(Process process, in AkarosArguments arguments) =>
        process.StartCall(new ForkCall(process) { Completion = Done(arguments) });

    private static void Exec(Process process, in AkarosArguments arguments)
    {
        if (arguments.Path(0) is not string path || !TryProgramArguments(arguments, arguments.Word(2), out Arguments argv))
        {
            Fail(process, arguments, Errors.BadAddress);
            return;
        }

        process.StartCall(new ExecCall(process, path, argv)
        {
            Completion = new AkarosCompletion.OfExec(arguments.Address),
        });
    }

    private static void WaitPid(Process process, in AkarosArguments arguments)
    {
        const uint NoHang = 1;
        int pid = arguments.Int(0);
        uint status = arguments.Word(1);
        if (status != 0 && !arguments.IsBuffer(status, 4))
        {
            Fail(process, arguments, Errors.BadAddress);
            return;
        }

        process.StartCall(new WaitCall(process, pid == -1 ? null : new Pid(pid), (arguments.Word(2) & NoHang) != 0)
        {
            Completion = new AkarosCompletion.OfWait(arguments.Address, status),
        });
    }

    /// <summary>Anonymous private memory, at an address of the kernel's choice.</summary>
    private static void MMap(Process process, in AkarosArguments arguments)
    {
        const uint Fixed = 0x10; // MAP_FIXED
        const uint Anonymous = 0x20; // MAP_ANONYMOUS
        uint length = arguments.Word(1);
        uint flags = arguments.Word(3);
        if (length == 0 || length > Mappings.End - Mappings.Start || (flags & Anonymous) == 0 || (flags & Fixed) != 0)
        {
            Fail(process, arguments, Errors.BadArgument);
            return;
        }

        uint whole = (length + Page - 1) & ~(Page - 1);
        Protection protection = (Protection)(arguments.Word(2) & (uint)Protection.All);
        if (process.Context.Mappings.Take(whole) is uint address)
            process.StartCall(new MapCall(process, address, whole, protection) { Completion = Done(arguments) });
        else
            Fail(process, arguments, new(Errno.NoMemory, "no room for a mapping"));
    }

    /// <summary>A range as mmap gave it, or a part of one.</summary>
    private static void MUnmap(Process process, in AkarosArguments arguments)
    {
        uint address = arguments.Word(0);
        uint whole = unchecked((arguments.Word(1) + Page - 1) & ~(Page - 1));
        if (address % Page == 0 && process.Context.Mappings.Give(address, whole))
            process.StartCall(new UnmapCall(process, address, whole) { Completion = Done(arguments) });
        else
            Fail(process, arguments, Errors.BadArgument);
    }

    /// <summary>An event to the caller's own vcore, and an upcall. The event's message may be absent.</summary>
    private static void SelfNotify(Process process, in AkarosArguments arguments)
    {
        const uint EventTypes = 50; // MAX_NR_EVENT
        uint message = arguments.Word(2);
        bool isPrivate = arguments.Word(3) != 0;
        if (arguments.Word(0) != 0 || arguments.Word(1) >= EventTypes)
        {
            Fail(process, arguments, Errors.BadArgument); // there is vcore 0 only
            return;
        }

        ushort type = (ushort)arguments.Word(1);
        Event sent = new(type, 0, 0, 0, 0);
        if (message != 0)
        {
            if (!arguments.TryBytes(message, 20, out Bytes bytes))
            {
                Fail(process, arguments, Errors.BadAddress);
                return;
            }

            sent = new(
                type,
                BitConverter.ToUInt16(bytes.Span[2..]),
                BitConverter.ToUInt32(bytes.Span[4..]),
                BitConverter.ToUInt32(bytes.Span[8..]),
                BitConverter.ToUInt64(bytes.Span[12..]));
        }

        if (type != 0 || message != 0)
        {
            uint mailbox = isPrivate ? AkarosLayout.PrivateMailbox : AkarosLayout.PublicMailbox;
            VcoreEntry.Post(process.Context, mailbox, 0, sent);
        }

        VcoreEntry.SetPending(process.Context);
        process.Context.NotifyRequested = true;
        Return(process, arguments, 0);
    }

    /// <summary>An upcall at once; what a program asks for when it enabled notifications with one pending.</summary>
    private static void VcEntry(Process process, in AkarosArguments arguments)
    {
        process.Context.NotifyRequested = true;
        Return(process, arguments, 0);
    }

    private static void Read(Process process, in AkarosArguments arguments)
    {
        int count = arguments.Int(2);
        uint buffer = arguments.Word(1);
        if (count < 0)
        {
            Fail(process, arguments, Errors.TooSmall);
        }
        else if (!arguments.IsBuffer(buffer, count))
        {
            Fail(process, arguments, Errors.BadAddress);
        }
        else
        {
            int entries = count >= AkarosCompletion.EntryLength ? 1 : 0;
            process.StartCall(new ReadCall(process, arguments.Int(0), count, entries, readsRaw: false)
            {
                Completion = new AkarosCompletion(arguments.Address, buffer),
            });
        }
    }

    private static void Write(Process process, in AkarosArguments arguments)
    {
        int count = arguments.Int(2);
        if (count < 0)
            Fail(process, arguments, Errors.TooSmall);
        else if (!arguments.TryBytes(arguments.Word(1), count, out Bytes bytes))
            Fail(process, arguments, Errors.BadAddress);
        else
            process.StartCall(new WriteCall(process, arguments.Int(0), bytes) { Completion = Done(arguments) });
    }

    private static void Open(Process process, in AkarosArguments arguments)
    {
        if (arguments.Path(0) is not string path)
        {
            Fail(process, arguments, Errors.BadAddress);
            return;
        }

        process.StartCall(new OpenCall(process, path, (OpenFlags)arguments.Word(2), arguments.Word(3))
        {
            Completion = Done(arguments),
        });
    }

    private static void Close(Process process, in AkarosArguments arguments) =>
        process.StartCall(new CloseCall(process, arguments.Int(0)) { Completion = Done(arguments) });

    private static void FStat(Process process, in AkarosArguments arguments)
    {
        uint buffer = arguments.Word(1);
        if (!arguments.IsBuffer(buffer, AkarosCompletion.StatLength))
        {
            Fail(process, arguments, Errors.BadAddress);
            return;
        }

        process.StartCall(new StatFdCall(process, arguments.Int(0))
        {
            Completion = new AkarosCompletion.OfStat(arguments.Address, buffer),
        });
    }

    private static void Stat(Process process, in AkarosArguments arguments)
    {
        uint buffer = arguments.Word(2);
        if (arguments.Path(0) is not string path || !arguments.IsBuffer(buffer, AkarosCompletion.StatLength))
        {
            Fail(process, arguments, Errors.BadAddress);
            return;
        }

        process.StartCall(new StatCall(process, path)
        {
            Completion = new AkarosCompletion.OfStat(arguments.Address, buffer),
        });
    }

    /// <summary>F_DUPFD; the flag commands do nothing and return 0, as they do for devices on Akaros.</summary>
    private static void FCntl(Process process, in AkarosArguments arguments)
    {
        const uint DuplicateFd = 0;
        const uint LastFlagCommand = 4; // F_SETFL
        if (process.Files.Find(arguments.Int(0)) is null)
            Fail(process, arguments, Errors.BadFd);
        else if (arguments.Word(1) == DuplicateFd)
            process.StartCall(new DupCall(process, arguments.Int(0), arguments.Int(2)) { Completion = Done(arguments) });
        else if (arguments.Word(1) <= LastFlagCommand)
            Return(process, arguments, 0);
        else
            Fail(process, arguments, Errors.BadArgument);
    }

    private static void Unlink(Process process, in AkarosArguments arguments)
    {
        if (arguments.Path(0) is string path)
            process.StartCall(new RemoveCall(process, path) { Completion = Done(arguments) });
        else
            Fail(process, arguments, Errors.BadAddress);
    }

    /// <summary>exec's arguments are a struct procinfo whose pointers are as the new program will see them.</summary>
    private static bool TryProgramArguments(in AkarosArguments arguments, uint info, out Arguments argv)
    {
        argv = default;
        uint pointers = info + (AkarosLayout.InfoArguments - AkarosLayout.ProcInfo);
        List<string> values = [];
        for (int i = 0; i < AkarosLayout.ArgumentPointers; i++)
        {
            if (!arguments.TryUInt32(pointers + (4 * (uint)i), out uint pointer))
                return false;
            if (pointer == 0)
            {
                argv = new([.. values]);
                return true;
            }

            uint offset = unchecked(pointer - AkarosLayout.InfoArgumentText);
            if (offset >= AkarosLayout.ArgumentTextLength)
                return false;
            int room = AkarosLayout.ArgumentTextLength - (int)offset;
            if (!arguments.TryString(info + (pointer - AkarosLayout.ProcInfo), room, out string value))
                return false;
            values.Add(value);
        }

        return false;
    }

    private static AkarosCompletion Done(in AkarosArguments arguments) => new(arguments.Address);

    private static void Return(Process process, in AkarosArguments arguments, long value) =>
        Done(arguments).Complete(process, CallResult.Of(value));

    private static void Fail(Process process, in AkarosArguments arguments, Error error) =>
        Done(arguments).Complete(process, CallResult.Fail(error));

    private sealed class MapCall(Process process, uint address, uint length, Protection protection)
        : MemoryCall(process, length / Page)
    {
        protected override CallResult Map()
        {
            bool isMapped = Process.Context.Memory.Map(address, length, protection);
            Check.That(isMapped, "A range that is not taken is not mapped.");
            return CallResult.Of(address);
        }

        protected override void NotGranted() => Process.Context.Mappings.Give(address, length);
    }

    private sealed class UnmapCall(Process process, uint address, uint length)
        : MemoryCall(process, -(long)(length / Page))
    {
        protected override CallResult Map()
        {
            Process.Context.Memory.Unmap(address, length);
            return CallResult.Of(0);
        }
    }
}
