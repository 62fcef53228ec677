using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>A call that begins with a walk along a path.</summary>
internal abstract class PathCall(Process process, string path) : Call(process)
{
    private Route route;

    protected string Path => path;

    protected ref readonly Route Route => ref route;

    public override void Start()
    {
        if (Process.Personality.TryRoute(Process, path, out route, out Error error))
            Begin();
        else
            Fail(error);
    }

    /// <summary>Where the path leads is known; sends the first request.</summary>
    protected virtual void Begin() => Route.Walk(Asker);

    /// <summary>Reports a path that says "directory" and leads to a file.</summary>
    protected bool RefusesFile(Qid qid)
    {
        if (!Route.MustBeDirectory || qid.IsDirectory)
            return false;
        Fail(Errors.NotADirectory);
        return true;
    }
}

/// <summary>open: the result is a file descriptor. In the file system it takes one of the machine's open files.</summary>
/// <remarks>As Akaros does it: what is to be created is looked for first.</remarks>
internal class OpenCall(Process process, string path, OpenFlags flags, uint permissions) : PathCall(process, path)
{
    private static readonly Resources OneFile = new(0, 1);

    private Step step;
    private Error notFound;
    private bool isCharged;

    private enum Step
    {
        Charge,
        Walk,
        WalkToParent,
        Open,
        GiveBack,
    }

    protected OpenFlags Flags => flags;

    public override void Answer(in Answer answer)
    {
        switch (step)
        {
            case Step.Charge when answer.Error is Error error:
                Fail(error);
                break;
            case Step.Charge:
                isCharged = true;
                Walk();
                break;
            case Step.Walk when answer.Error is Error error:
                if ((flags & OpenFlags.Create) == 0 || error.Number != Errno.NoEntry || !Route.HasParent)
                {
                    FailToOpen(error);
                    return;
                }

                notFound = error;
                WalkToParent();
                break;
            case Step.Walk:
                Found(answer.Qid!.Value);
                break;
            case Step.WalkToParent when answer.Error is Error error:
                FailToOpen(notFound.Number == Errno.None ? error : notFound);
                break;
            case Step.WalkToParent:
                step = Step.Open;
                Route.Device.Create.Send(
                    new(Asker, answer.Qid!.Value, Route.LastElement, flags, permissions));
                break;
            case Step.Open when answer.Error is Error error:
                // As on Akaros, the number of the failed walk stays behind a text that has none of its own.
                FailToOpen(error.Number == Errno.Unspecified && notFound.Number != Errno.None
                    ? error with { Number = notFound.Number }
                    : error);
                break;
            case Step.Open:
                Process.GiveBack(answer.Freed);
                Opened(answer.Chan!.Value);
                break;
            case Step.GiveBack:
                Process.GiveBack(answer.Freed);
                Fail(Errors.NoFreeFd);
                break;
        }
    }

    public override string ToString() => $"open {Path}";

    protected override void Begin()
    {
        if (Route.IsFileSystem && (flags & OpenFlags.AccessMask) != OpenFlags.Execute)
            Process.Kernel.Table.Charge.Send(new(Asker, OneFile));
        else
            Walk();
    }

    /// <summary>The first walk; the file that is opened is charged for.</summary>
    protected virtual void Walk()
    {
        step = Step.Walk;
        Route.Walk(Asker);
    }

    protected void WalkToParent()
    {
        step = Step.WalkToParent;
        Route.WalkToParent(Asker);
    }

    /// <summary>The file is there.</summary>
    protected virtual void Found(Qid qid)
    {
        if ((flags & (OpenFlags.Create | OpenFlags.Exclusive)) == (OpenFlags.Create | OpenFlags.Exclusive))
            FailToOpen(Errors.Exists);
        else if (Route.MustBeDirectory && !qid.IsDirectory)
            FailToOpen(Errors.NotADirectory);
        else
            SendOpen(qid);
    }

    protected void SendOpen(Qid qid)
    {
        step = Step.Open;
        Route.Device.Open.Send(
            new(Asker, qid, flags & ~(OpenFlags.CloseOnExec | OpenFlags.Create | OpenFlags.Exclusive)));
    }

    protected void FailToOpen(Error error)
    {
        if (isCharged)
            Process.GiveBack(OneFile);
        Fail(error);
    }

    protected virtual void Opened(in Chan chan)
    {
        if (Process.Files.Add(new(chan, (flags & OpenFlags.CloseOnExec) != 0)) is int fd)
        {
            Finish(CallResult.Of(fd));
            return;
        }

        step = Step.GiveBack;
        chan.Device.Drop.Send(new(Asker, chan.Id));
    }
}

/// <summary>stat by path.</summary>
internal sealed class StatCall(Process process, string path) : PathCall(process, path)
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
            Finish(new() { Entries = answer.Entries, Device = Route.Device.Letter });
        }
        else if (!RefusesFile(answer.Qid!.Value))
        {
            walked = true;
            Route.Device.Stat.Send(new(Asker, answer.Qid!.Value, Route.LastElement));
        }
    }

    public override string ToString() => $"stat {Path}";
}

/// <summary>Akaros' unlink: the file must be there, then its name is taken out of the directory.</summary>
internal sealed class RemoveCall(Process process, string path) : PathCall(process, path)
{
    private Step step = Step.Walk;

    private enum Step
    {
        Walk,
        WalkToParent,
        Remove,
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
            case Step.Walk when RefusesFile(answer.Qid!.Value):
                break;
            case Step.Walk when !Route.HasParent:
                Fail(Errors.Permission);
                break;
            case Step.Walk:
                step = Step.WalkToParent;
                Route.WalkToParent(Asker);
                break;
            case Step.WalkToParent:
                step = Step.Remove;
                Route.Device.Remove.Send(new(Asker, answer.Qid!.Value, Route.LastElement));
                break;
            case Step.Remove:
                Process.GiveBack(answer.Freed);
                Finish(CallResult.Of(0));
                break;
        }
    }

    public override string ToString() => $"unlink {Path}";
}
