using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <content>How a process ends: its files are closed, its calls answered, and whoever holds it lets it go.</content>
public sealed partial class Process
{
    /// <summary>The wait status of a process that another killed; an exit code is in bits 8 to 15.</summary>
    internal const int StatusOfTheKilled = 9;

    /// <summary>The wait status of a process that was ended for what its program did.</summary>
    internal const int StatusOfTheFaulty = 11;

    internal static int StatusOfExit(int code) => (code & 0xff) << 8;

    private int? killed;
    private string? fault;
    private int holders;

    public void Receive(in Die die, in Delivery delivery)
    {
        now = delivery.Now;
        if (state is State.Dying or State.Ended or State.Free)
            return;
        killed ??= die.Status;
        if (state == State.Waiting)
        {
            Call? waiting = calls.Values.FirstOrDefault(call => !call.InBackground);
            if (waiting is null)
                Exit(); // waits for an event, which is nobody's answer
            else
                waiting.Abort();
        }

        // Otherwise it ends when its call does, when its core is taken away, or when it is given one.
    }

    public void Receive(in HoldProcess hold, in Delivery delivery) => holders++;

    public void Receive(in ReleaseProcess release, in Delivery delivery)
    {
        Check.That(holders > 0, "A process is released by who holds it.");
        holders--;
        if (state == State.Ended && holders == 0)
            Free();
    }

    internal void Exit(int status)
    {
        killed ??= status;
        Exit();
    }

    private void Exit()
    {
        LetGoOfCore();
        state = State.Dying; // first, so that an alarm that fires while its files close finds it dying
        foreach (Call call in calls.Values.ToArray())
            call.Abort();
        if (calls.Count == 0)
            StartCall(new CloseAllCall(this), core: null);
    }

    /// <summary>Files are closed after the last call, which may have opened one.</summary>
    private void CallEndedWhileDying(Call call)
    {
        if (call is CloseAllCall)
            Ended();
        else if (calls.Count == 0)
            StartCall(new CloseAllCall(this), core: null);
    }

    /// <summary>Every call is answered.</summary>
    private void Ended()
    {
        long pages = context is null ? 0 : Personality.PagesOf(context);
        bool isKept = Personality.ZombiesKeepMemory;
        if (!isKept)
            GiveBack(new(pages, 0));
        context?.Memory.Dispose();
        context = null;
        state = State.Ended;
        long kept = Personality.PagesOfProcess + (isKept ? pages : 0);
        kernel.Table.Exited.Send(new(Pid, killed ?? StatusOfTheKilled, fault, kept));
        if (holders == 0)
            Free();
    }

    private void Free()
    {
        foreach (Port<ProcessGone> gone in kernel.Gone)
            gone.Send(new(Pid));
        kernel.Table.Freed.Send(new(Pid));
        state = State.Free;
        killed = null;
        fault = null;
        runningCore = default;
    }
}
