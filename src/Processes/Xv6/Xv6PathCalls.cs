using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>xv6's open: creating goes through the directory alone, and directories open only with mode 0.</summary>
internal sealed class Xv6OpenCall(Process process, string path, int mode)
    : OpenCall(process, path, FlagsOf(mode), Permissions)
{
    private const int CreateFlag = 0x200; // O_CREATE
    private const uint Permissions = 0x1b6; // 0666, which xv6 does not know

    protected override void Walk()
    {
        if ((Flags & OpenFlags.Create) == 0)
            base.Walk();
        else if (Route.HasParent)
            WalkToParent();
        else
            FailToOpen(Errors.IsADirectory);
    }

    protected override void Found(Qid qid)
    {
        if (qid.IsDirectory && mode != 0)
            FailToOpen(Errors.IsADirectory);
        else
            base.Found(qid);
    }

    private static OpenFlags FlagsOf(int mode)
    {
        OpenFlags access = (mode & 1) != 0 ? OpenFlags.Write
            : (mode & 2) != 0 ? OpenFlags.ReadWrite
            : OpenFlags.Read;
        return (mode & CreateFlag) != 0 ? access | OpenFlags.Create : access;
    }
}

/// <summary>A call that does one thing to a name in a directory.</summary>
internal abstract class NameCall(Process process, string path) : PathCall(process, path)
{
    private bool walked;

    public override void Answer(in Answer answer)
    {
        if (answer.Error is Error error)
        {
            Fail(error);
        }
        else if (walked)
        {
            Process.GiveBack(answer.Freed);
            Finish(CallResult.Of(0));
        }
        else
        {
            walked = true;
            Send(answer.Qid!.Value, Route.LastElement);
        }
    }

    protected override void Begin()
    {
        if (Route.HasParent)
            Route.WalkToParent(Asker);
        else
            Fail(Errors.Permission); // a root, or the empty path: no name in a directory
    }

    protected abstract void Send(Qid directory, string name);
}

/// <summary>unlink.</summary>
internal sealed class UnlinkCall(Process process, string path) : NameCall(process, path)
{
    public override string ToString() => $"unlink {Path}";

    protected override void Send(Qid directory, string name) =>
        Route.Device.Remove.Send(new(Asker, directory, name));
}

/// <summary>mkdir and mknod.</summary>
internal sealed class MakeCall(Process process, string path, NodeKind kind) : NameCall(process, path)
{
    public override string ToString() => $"mkdir or mknod {Path}";

    protected override void Send(Qid directory, string name) =>
        Route.Device.Make.Send(new(Asker, directory, name, kind));
}

/// <summary>link: one more name for a file, on the same device.</summary>
internal sealed class LinkCall(Process process, string path, string name) : PathCall(process, path)
{
    private Route target;
    private Qid file;
    private Step step = Step.Walk;

    private enum Step
    {
        Walk,
        WalkToTarget,
        Link,
    }

    public override void Answer(in Answer answer)
    {
        if (answer.Error is Error error)
        {
            Fail(error);
            return;
        }

        switch (step)
        {
            case Step.Walk:
                file = answer.Qid!.Value;
                FindTarget();
                break;
            case Step.WalkToTarget:
                step = Step.Link;
                target.Device.Link.Send(new(Asker, file, answer.Qid!.Value, target.LastElement));
                break;
            case Step.Link:
                Finish(CallResult.Of(0));
                break;
        }
    }

    public override string ToString() => $"link {Path}";

    private void FindTarget()
    {
        if (!Process.Personality.TryRoute(Process, name, out target, out Error error))
        {
            Fail(error);
        }
        else if (file.IsDirectory || !target.HasParent || target.Device != Route.Device)
        {
            Fail(Errors.Permission);
        }
        else
        {
            step = Step.WalkToTarget;
            target.WalkToParent(Asker);
        }
    }
}

/// <summary>chdir: the new directory is held before the old one is let go.</summary>
internal sealed class ChangeDirectoryCall(Process process, string path) : OpenCall(process, path, OpenFlags.Execute, 0)
{
    private bool isClosing;

    public override void Answer(in Answer answer)
    {
        if (isClosing)
            Finish(CallResult.Of(0));
        else
            base.Answer(answer);
    }

    public override string ToString() => $"chdir {Path}";

    protected override void Found(Qid qid)
    {
        if (qid.IsDirectory)
            base.Found(qid);
        else
            FailToOpen(Errors.NotADirectory);
    }

    protected override void Opened(in Chan chan)
    {
        isClosing = true;
        Chan left = Process.CurrentDirectory!.Value;
        Process.CurrentDirectory = chan;
        left.Device.Drop.Send(new(Asker, left.Id));
    }
}

/// <summary>pipe: the value 0, and as bytes the two file descriptors, first the end that is read.</summary>
internal sealed class PipeCall(Process process) : Call(process)
{
    /// <summary>A page for the bytes, and an open file for each end.</summary>
    private static readonly Resources Cost = new(1, 2);

    private Step step = Step.Charge;
    private Chan reading;

    private enum Step
    {
        Charge,
        Create,
        Open,
    }

    private DevicePorts Device => Process.Kernel.Devices.Find(DeviceTable.PipeLetter)!;

    public override void Start()
    {
        if (Process.Files.HasRoomForTwo)
            Process.Kernel.Table.Charge.Send(new(Asker, Cost));
        else
            Fail(Errors.NoFreeFd);
    }

    public override void Answer(in Answer answer)
    {
        switch (step)
        {
            case Step.Charge when answer.Error is Error error:
                Fail(error);
                break;
            case Step.Charge:
                step = Step.Create;
                Device.Create.Send(new(Asker, Device.Root, "data", OpenFlags.Read, 0));
                break;
            case Step.Create:
                step = Step.Open;
                reading = answer.Chan!.Value;
                Qid other = reading.Qid with { Path = reading.Qid.Path + 1 };
                Device.Open.Send(new(Asker, other, OpenFlags.Write));
                break;
            case Step.Open:
                int readFd = Process.Files.Add(new(reading, CloseOnExec: false))!.Value;
                int writeFd = Process.Files.Add(new(answer.Chan!.Value, CloseOnExec: false))!.Value;
                byte[] fds = [.. BitConverter.GetBytes(readFd), .. BitConverter.GetBytes(writeFd)];
                Finish(new() { Value = 0, Bytes = Bytes.Copy(fds) });
                break;
        }
    }

    public override string ToString() => "pipe";
}
