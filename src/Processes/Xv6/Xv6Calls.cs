using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>xv6's system calls by number (syscall.h). Numbers without a row are unknown, as on xv6.</summary>
internal static class Xv6Calls
{
    private delegate void Entry(Process process, in Xv6Arguments arguments);

    private static readonly Dictionary<uint, Entry> Table = new()
    {
        [1] = Fork,
        [2] = Exit,
        [3] = Wait,
        [4] = Pipe,
        [5] = Read,
        [6] = Kill,
        [7] = Exec,
        [8] = FStat,
        [9] = ChDir,
        [10] = Dup,
        [11] = GetPid,
        [12] = Sbrk,
        [13] = Sleep,
        [14] = Uptime,
        [15] = Open,
        [16] = Write,
        [17] = MkNod,
        [18] = Unlink,
        [19] = Link,
        [20] = MkDir,
        [21] = Close,
        [22] = Alarm,
    };

    public static void Dispatch(Process process)
    {
        Context context = process.Context;
        uint number = context.Registers.Eax;
        if (Table.TryGetValue(number, out Entry? entry))
        {
            entry(process, new(context));
            return;
        }

        process.Print($"{context.Pid} {context.Name}: unknown sys call {unchecked((int)number)}\n");
        Return(process, -1);
    }

    private static void Fork(Process process, in Xv6Arguments arguments) =>
        process.StartCall(new ForkCall(process) { Completion = Xv6Completion.NoBuffer });

    private static void Exit(Process process, in Xv6Arguments arguments) => process.Exit(Process.StatusOfExit(0));

    private static void Wait(Process process, in Xv6Arguments arguments) =>
        process.StartCall(new WaitCall(process, null, returns: false) { Completion = new WithoutBytes() });

    private static void Read(Process process, in Xv6Arguments arguments)
    {
        if (arguments.TryInt(0, out int fd) && arguments.TryInt(2, out int count)
            && arguments.TryPointer(1, count, out uint buffer))
        {
            process.StartCall(new ReadCall(process, fd, count, count / Xv6ReadCompletion.EntryLength, readsRaw: true)
            {
                Completion = new Xv6ReadCompletion(buffer),
            });
        }
        else
        {
            Return(process, -1);
        }
    }

    private static void Kill(Process process, in Xv6Arguments arguments)
    {
        if (arguments.TryInt(0, out int pid))
        {
            process.StartCall(new KillCall(process, new(pid), Process.StatusOfTheKilled)
            {
                Completion = Xv6Completion.NoBuffer,
            });
        }
        else
        {
            Return(process, -1);
        }
    }

    private static void Exec(Process process, in Xv6Arguments arguments)
    {
        int limit = process.Kernel.Xv6.Limits.Arguments;
        if (arguments.TryString(0, out string path) && arguments.TryStrings(1, limit, out Arguments argv))
            process.StartCall(new ExecCall(process, path, argv) { Completion = Xv6ExecCompletion.Instance });
        else
            Return(process, -1);
    }

    private static void FStat(Process process, in Xv6Arguments arguments)
    {
        if (arguments.TryInt(0, out int fd) && arguments.TryPointer(1, Xv6StatCompletion.Length, out uint buffer))
            process.StartCall(new StatFdCall(process, fd) { Completion = new Xv6StatCompletion(buffer) });
        else
            Return(process, -1);
    }

    private static void Dup(Process process, in Xv6Arguments arguments)
    {
        if (arguments.TryInt(0, out int fd))
            process.StartCall(new DupCall(process, fd, 0) { Completion = Xv6Completion.NoBuffer });
        else
            Return(process, -1);
    }

    private static void GetPid(Process process, in Xv6Arguments arguments) => Return(process, process.Pid.Number);

    private static void Sbrk(Process process, in Xv6Arguments arguments)
    {
        if (!arguments.TryInt(0, out int bytes))
        {
            Return(process, -1);
            return;
        }

        uint size = process.Context.Size;
        long wanted = size + (long)bytes;
        if (bytes < 0 && wanted < 0)
        {
            Return(process, size); // the sum wraps around, and xv6 shrinks nothing
        }
        else if (wanted >= (long)process.Context.Memory.Limit || wanted == 0)
        {
            Return(process, -1);
        }
        else
        {
            process.StartCall(new SbrkCall(process, (uint)wanted) { Completion = Xv6Completion.NoBuffer });
        }
    }

    private static void Sleep(Process process, in Xv6Arguments arguments)
    {
        if (!arguments.TryInt(0, out int ticks))
        {
            Return(process, -1);
            return;
        }

        // Ticks are counted by core 0, as on xv6, so its chain wakes who waits for one.
        Clockwork clock = process.Kernel.Clock;
        Tsc due = clock.StartOf(clock.TicksAt(process.Now) + unchecked((uint)ticks));
        if (ticks == 0)
            Return(process, 0);
        else
            process.StartCall(new SleepCall(process, new(0), due) { Completion = Xv6Completion.NoBuffer });
    }

    private static void Uptime(Process process, in Xv6Arguments arguments) =>
        Return(process, unchecked((int)process.Kernel.Clock.TicksAt(process.Now)));

    private static void Open(Process process, in Xv6Arguments arguments)
    {
        if (arguments.TryString(0, out string path) && arguments.TryInt(1, out int mode))
            process.StartCall(new Xv6OpenCall(process, path, mode) { Completion = Xv6Completion.NoBuffer });
        else
            Return(process, -1);
    }

    private static void Write(Process process, in Xv6Arguments arguments)
    {
        if (arguments.TryInt(0, out int fd) && arguments.TryInt(2, out int count)
            && arguments.TryBytes(1, count, out Bytes bytes))
        {
            process.StartCall(new WriteCall(process, fd, bytes) { Completion = Xv6Completion.NoBuffer });
        }
        else
        {
            Return(process, -1);
        }
    }

    private static void Unlink(Process process, in Xv6Arguments arguments)
    {
        if (arguments.TryString(0, out string path))
            process.StartCall(new UnlinkCall(process, path) { Completion = Xv6Completion.NoBuffer });
        else
            Return(process, -1);
    }

    private static void Pipe(Process process, in Xv6Arguments arguments)
    {
        const int TwoInts = 8;
        if (arguments.TryPointer(0, TwoInts, out uint fds))
            process.StartCall(new PipeCall(process) { Completion = new Xv6Completion(fds) });
        else
            Return(process, -1);
    }

    private static void ChDir(Process process, in Xv6Arguments arguments)
    {
        if (arguments.TryString(0, out string path))
            process.StartCall(new ChangeDirectoryCall(process, path) { Completion = Xv6Completion.NoBuffer });
        else
            Return(process, -1);
    }

    private static void MkDir(Process process, in Xv6Arguments arguments)
    {
        if (arguments.TryString(0, out string path))
            Make(process, path, NodeKind.Directory);
        else
            Return(process, -1);
    }

    /// <summary>The device's numbers are cut to 16 bits, as on xv6.</summary>
    private static void MkNod(Process process, in Xv6Arguments arguments)
    {
        if (arguments.TryString(0, out string path) && arguments.TryInt(1, out int major)
            && arguments.TryInt(2, out int minor))
        {
            Make(process, path, new(new DeviceNumber(unchecked((short)major), unchecked((short)minor))));
        }
        else
        {
            Return(process, -1);
        }
    }

    private static void Make(Process process, string path, NodeKind kind) =>
        process.StartCall(new MakeCall(process, path, kind) { Completion = Xv6Completion.NoBuffer });

    private static void Link(Process process, in Xv6Arguments arguments)
    {
        if (arguments.TryString(0, out string file) && arguments.TryString(1, out string name))
            process.StartCall(new LinkCall(process, file, name) { Completion = Xv6Completion.NoBuffer });
        else
            Return(process, -1);
    }

    private static void Close(Process process, in Xv6Arguments arguments)
    {
        if (arguments.TryInt(0, out int fd))
            process.StartCall(new CloseCall(process, fd) { Completion = Xv6Completion.NoBuffer });
        else
            Return(process, -1);
    }

    /// <summary>The handler needs only to lie below the program's size now; a bad one is found when it is called.</summary>
    private static void Alarm(Process process, in Xv6Arguments arguments)
    {
        if (arguments.TryInt(0, out int ticks) && arguments.TryPointer(1, 1, out uint handler))
        {
            process.Context.TickAlarm.Set(ticks, handler, process.Now);
            Return(process, 0);
        }
        else
        {
            Return(process, -1);
        }
    }

    private static void Return(Process process, long value)
    {
        process.Context.Registers.Eax = unchecked((uint)value);
        process.ResumeUser();
    }

    /// <summary>wait has no status to give on xv6.</summary>
    private sealed class WithoutBytes : Completion
    {
        public override void Complete(Process process, in CallResult result) =>
            Xv6Completion.NoBuffer.Complete(process, result with { Bytes = Bytes.None });
    }
}
