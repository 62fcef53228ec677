using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>A call on an open file: one request, one answer.</summary>
internal abstract class FileCall(Process process, int fd) : Call(process)
{
    protected int Fd => fd;

    public override void Start()
    {
        if (Process.Files.Find(fd) is FileDescriptor descriptor)
            Start(descriptor.Chan);
        else
            Fail(Errors.BadFd);
    }

    public override void Answer(in Answer answer)
    {
        if (answer.Error is Error error)
            Fail(error);
        else
            Finish(Result(answer));
    }

    protected abstract void Start(in Chan chan);

    protected abstract CallResult Result(in Answer answer);
}

/// <summary>read.</summary>
/// <param name="entries">How many entries to read if it is a directory; the personality lays them out.</param>
/// <param name="readsRaw">True to read the file system's directories as the bytes they are on the disk.</param>
internal sealed class ReadCall(Process process, int fd, int count, int entries, bool readsRaw) : FileCall(process, fd)
{
    private Chan reading;
    private bool readsEntries;

    public override string ToString() => $"read of {reading.Device}";

    protected override void Start(in Chan chan)
    {
        reading = chan;
        readsEntries = chan.Qid.IsDirectory && !(readsRaw && chan.Device.Letter == DeviceTable.FileSystemLetter);
        if (!chan.CanRead)
            Fail(Errors.WrongUse);
        else if (!readsEntries)
            chan.Device.Read.Send(new(Asker, chan.Id, count));
        else if (entries == 0)
            Fail(new(Errno.Unspecified, "i/o count too small"));
        else
            chan.Device.ReadDirectory.Send(new(Asker, chan.Id, entries));
    }

    protected override void SendAbort() => reading.Device.Abort.Send(new(Asker));

    protected override CallResult Result(in Answer answer) => readsEntries
        ? new() { Entries = answer.Entries, Device = reading.Device.Letter }
        : CallResult.Of(answer.Bytes);
}

/// <summary>write: the result is the count of the bytes.</summary>
internal sealed class WriteCall(Process process, int fd, Bytes bytes) : FileCall(process, fd)
{
    private Chan writing;

    public override string ToString() => $"write {Fd}";

    protected override void Start(in Chan chan)
    {
        writing = chan;
        if (chan.Qid.IsDirectory)
            Fail(Errors.IsADirectory);
        else if (!chan.CanWrite)
            Fail(Errors.WrongUse);
        else
            chan.Device.Write.Send(new(Asker, chan.Id, bytes, Process.Personality.WordBytes));
    }

    protected override void SendAbort() => writing.Device.Abort.Send(new(Asker));

    protected override CallResult Result(in Answer answer) => CallResult.Of(bytes.Length);
}

/// <summary>fstat.</summary>
internal sealed class StatFdCall(Process process, int fd) : FileCall(process, fd)
{
    private char letter;

    public override string ToString() => $"fstat {Fd}";

    protected override void Start(in Chan chan)
    {
        letter = chan.Device.Letter;
        chan.Device.Stat.Send(new(Asker, chan.Qid, chan.Device.ToString()));
    }

    protected override CallResult Result(in Answer answer) => new() { Entries = answer.Entries, Device = letter };
}

/// <summary>dup: the lowest free descriptor not below a number.</summary>
internal sealed class DupCall(Process process, int fd, int atLeast) : FileCall(process, fd)
{
    private Chan held;
    private bool isDropped;

    public override void Answer(in Answer answer)
    {
        if (isDropped)
        {
            Process.GiveBack(answer.Freed);
            Fail(Errors.NoFreeFd);
        }
        else if (answer.Error is Error error)
        {
            Fail(error);
        }
        else if (Process.Files.Add(new(held, CloseOnExec: false), atLeast) is int added)
        {
            Finish(CallResult.Of(added));
        }
        else
        {
            // A call that goes on besides the program has taken the last one meanwhile.
            isDropped = true;
            held.Device.Drop.Send(new(Asker, held.Id));
        }
    }

    public override string ToString() => $"dup {Fd}";

    protected override void Start(in Chan chan)
    {
        held = chan;
        if (Process.Files.HasRoom(atLeast))
            chan.Device.Hold.Send(new(Asker, chan.Id));
        else
            Fail(Errors.NoFreeFd);
    }

    protected override CallResult Result(in Answer answer) => default;
}

/// <summary>close.</summary>
internal sealed class CloseCall(Process process, int fd) : FileCall(process, fd)
{
    public override string ToString() => $"close {Fd}";

    protected override void Start(in Chan chan)
    {
        Process.Files.Remove(Fd);
        chan.Device.Drop.Send(new(Asker, chan.Id));
    }

    protected override CallResult Result(in Answer answer)
    {
        Process.GiveBack(answer.Freed);
        return CallResult.Of(0);
    }
}

/// <summary>Closes all files and leaves the current directory, when the process ends.</summary>
internal sealed class CloseAllCall : Call
{
    private int left;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public CloseAllCall(Process process)
        : base(process) => Completion = Discard.Instance;

    public override void Start()
    {
        foreach (FileDescriptor descriptor in Process.Files.RemoveAll())
            Drop(descriptor.Chan);
        if (Process.CurrentDirectory is Chan current)
            Drop(current);
        Process.CurrentDirectory = null;
        if (left == 0)
            Finish(default);
    }

    public override void Answer(in Answer answer)
    {
        Process.GiveBack(answer.Freed);
        if (--left == 0)
            Finish(default);
    }

    public override string ToString() => "close of all files";

    private void Drop(in Chan chan)
    {
        left++;
        chan.Device.Drop.Send(new(Asker, chan.Id));
    }
}
