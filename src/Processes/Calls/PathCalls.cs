using System.Collections.Immutable;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>A call that begins with a walk along a path.</summary>
internal abstract class PathCall(Process process, string path) : Call(process)
{
    protected PathName Name { get; private set; }

    protected DevicePorts Device { get; private set; } = null!;

    protected string Path => path;

    /// <summary>The elements below the device's root, the personality's own root first where the path has none.</summary>
    private Names Elements { get; set; }

    public override void Start()
    {
        if (!PathName.TryParse(path, out PathName name, out Error? error))
        {
            Fail(error.Value);
            return;
        }

        Name = name;
        if (Process.Kernel.Devices.Find(name.Device ?? DeviceTable.RootLetter) is not DevicePorts device)
        {
            Fail(Errors.UnknownDevice);
            return;
        }

        Device = device;
        Elements = new(name.Device is null ? BelowRoot(name.Elements) : name.Elements);
        WalkTo(Elements);
    }

    /// <summary>A path without a device starts at the personality's root, above which ".." does not lead.</summary>
    private ImmutableArray<string> BelowRoot(ImmutableArray<string> elements)
    {
        List<string> below = [Process.Personality.Name];
        foreach (string element in elements)
        {
            if (element != "..")
                below.Add(element);
            else if (below.Count > 1)
                below.RemoveAt(below.Count - 1);
        }

        return [.. below];
    }

    /// <summary>The last element: the name in its directory, or the device's for its root.</summary>
    protected string LastElement => Elements.Elements is [.., string last] ? last : Device.ToString();

    protected void WalkTo(Names names) => Device.Walk.Send(new(Asker, Device.Root, names));

    protected bool HasParent => Elements.Elements.Length > 0;

    protected void WalkToParent() => WalkTo(new(Elements.Elements[..^1]));

    /// <summary>Reports a path that says "directory" and leads to a file.</summary>
    protected bool RefusesFile(Qid qid)
    {
        if (!Name.MustBeDirectory || qid.IsDirectory)
            return false;
        Fail(Errors.NotADirectory);
        return true;
    }
}

/// <summary>open: the result is a file descriptor.</summary>
internal class OpenCall(Process process, string path, OpenFlags flags, uint permissions) : PathCall(process, path)
{
    private Step step = Step.Walk;
    private Error notFound;

    private enum Step
    {
        Walk,
        WalkToParent,
        Open,
        GiveBack,
    }

    public override void Answer(in Answer answer)
    {
        switch (step)
        {
            case Step.Walk when answer.Error is Error error:
                if ((flags & OpenFlags.Create) == 0 || error.Number != Errno.NoEntry || !HasParent)
                {
                    Fail(error);
                    return;
                }

                notFound = error;
                step = Step.WalkToParent;
                WalkToParent();
                break;
            case Step.Walk:
                Qid qid = answer.Qid!.Value;
                if ((flags & (OpenFlags.Create | OpenFlags.Exclusive)) == (OpenFlags.Create | OpenFlags.Exclusive))
                    Fail(Errors.Exists);
                else if (!RefusesFile(qid))
                    SendOpen(qid);
                break;
            case Step.WalkToParent when answer.Error is not null:
                Fail(notFound);
                break;
            case Step.WalkToParent:
                step = Step.Open;
                Device.Create.Send(new(Asker, answer.Qid!.Value, LastElement, flags, permissions));
                break;
            case Step.Open when answer.Error is Error error:
                // As on Akaros, the number of the failed walk stays behind a text that has none of its own.
                Fail(error.Number == Errno.Unspecified && notFound.Number != Errno.None
                    ? error with { Number = notFound.Number }
                    : error);
                break;
            case Step.Open:
                Opened(answer.Chan!.Value);
                break;
            case Step.GiveBack:
                Fail(Errors.NoFreeFd);
                break;
        }
    }

    public override string ToString() => $"open {Path}";

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

    private void SendOpen(Qid qid)
    {
        step = Step.Open;
        Device.Open.Send(new(Asker, qid, flags & ~(OpenFlags.CloseOnExec | OpenFlags.Create | OpenFlags.Exclusive)));
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
            Finish(new() { Entries = answer.Entries, Device = Device.Letter });
        }
        else if (!RefusesFile(answer.Qid!.Value))
        {
            walked = true;
            Device.Stat.Send(new(Asker, answer.Qid!.Value, LastElement));
        }
    }

    public override string ToString() => $"stat {Path}";
}

/// <summary>unlink: the file must be there, then its name is taken out of the directory.</summary>
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
            case Step.Walk when !HasParent:
                Fail(Errors.Permission);
                break;
            case Step.Walk:
                step = Step.WalkToParent;
                WalkToParent();
                break;
            case Step.WalkToParent:
                step = Step.Remove;
                Device.Remove.Send(new(Asker, answer.Qid!.Value, LastElement));
                break;
            case Step.Remove:
                Finish(CallResult.Of(0));
                break;
        }
    }

    public override string ToString() => $"unlink {Path}";
}
