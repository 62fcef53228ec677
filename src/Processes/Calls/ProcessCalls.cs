using System.Collections.Immutable;
using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>fork: a slot, a holder more for each open file and the current directory, then the child.</summary>
internal sealed class ForkCall(Process process) : Call(process)
{
    private ImmutableArray<KeyValuePair<int, FileDescriptor>> inherited;
    private Pid child;
    private int toHold;

    public override bool CanGoOnBesides => false;

    public override void Start() =>
        Process.Kernel.Table.Fork.Send(new(Asker, Process.PagesOfChild));

    public override void Answer(in Answer answer)
    {
        if (child == default)
        {
            if (answer.Error is Error error)
            {
                Fail(error);
                return;
            }

            child = new((int)answer.Value);
            inherited = [.. Process.Files.Open];
            toHold = inherited.Length;
            foreach ((_, FileDescriptor descriptor) in inherited)
                descriptor.Chan.Device.Hold.Send(new(Asker, descriptor.Chan.Id));
            if (Process.CurrentDirectory is Chan current)
            {
                toHold++;
                current.Device.Hold.Send(new(Asker, current.Id));
            }
        }
        else
        {
            Check.That(answer.Error is null, "What a process has open can be held.");
            toHold--;
        }

        if (toHold > 0)
            return;
        Context forked = Process.Context.Fork(child, Process.Pid);
        ForkCompletion completion = (ForkCompletion)Completion;
        completion.InChild(forked);
        Process.Kernel.Table.Born.Send(new(child, Process.Pid, forked, new(inherited, Process.CurrentDirectory)));
        Finish(CallResult.Of(child.Number));
    }

    public override string ToString() => "fork";
}

/// <summary>A completion that also knows how the child sees the call end.</summary>
internal abstract class ForkCompletion : Completion
{
    public abstract void InChild(Context child);
}

/// <summary>wait: the value is the child's pid, the bytes its status, 4 bytes.</summary>
/// <param name="child">Null for any.</param>
/// <param name="returns">True to get 0 when no child has ended yet.</param>
internal sealed class WaitCall(Process process, Pid? child, bool returns) : Call(process)
{
    public override void Start() => Process.Kernel.Table.Wait.Send(new(Asker, child, returns));

    public override void Answer(in Answer answer)
    {
        if (answer.Error is Error error)
            Fail(error);
        else
            Finish(new() { Value = answer.Value, Bytes = Bytes.Copy(BitConverter.GetBytes(answer.Count)) });
    }

    protected override void SendAbort() => Process.Kernel.Table.Abort.Send(new(Asker));

    public override string ToString() => child is Pid pid ? $"wait for pid {pid}" : "wait for a child";
}

/// <summary>kill, and Akaros' proc_destroy of another process.</summary>
internal sealed class KillCall(Process process, Pid pid, int status) : Call(process)
{
    public override void Start() => Process.Kernel.Table.Kill.Send(new(Asker, pid, status));

    public override void Answer(in Answer answer)
    {
        if (answer.Error is Error error)
            Fail(error);
        else
            Finish(CallResult.Of(0));
    }

    public override string ToString() => $"kill {pid}";
}

/// <summary>Waits for an instant, on a core's timer chain.</summary>
internal sealed class SleepCall(Process process, CoreId core, Tsc due) : Call(process)
{
    public override void Start()
    {
        Process.Kernel.Cores[core.Number].Sleep.Send(new(Asker, due));
        Process.Personality.Wait(Process, this);
    }

    public override void Answer(in Answer answer)
    {
        if (answer.Error is Error error)
            Fail(error);
        else
            Finish(CallResult.Of(0));
    }

    protected override void SendAbort() => Process.Kernel.Cores[core.Number].Abort.Send(new(Asker));

    public override string ToString() => $"sleep until {due}";
}

/// <summary>Takes pages from the machine's account, or gives them back, and changes the mapping accordingly.</summary>
/// <param name="pages">Pages, negative to give back.</param>
internal abstract class MemoryCall(Process process, long pages) : Call(process)
{
    public override bool CanGoOnBesides => false;

    public override void Start() => Process.Kernel.Table.Charge.Send(new(Asker, new(pages, 0)));

    public override void Answer(in Answer answer)
    {
        if (answer.Error is not Error error)
        {
            Finish(Map());
            return;
        }

        NotGranted();
        Fail(error);
    }

    public override string ToString() => $"memory for {pages} pages";

    /// <summary>Maps or unmaps; the result is the call's.</summary>
    protected abstract CallResult Map();

    protected virtual void NotGranted()
    {
    }
}
