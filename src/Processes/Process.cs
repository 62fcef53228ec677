using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>One slot of the process table: a process' context, open files and calls in progress.</summary>
/// <remarks>
/// Holds the context whenever no core has it. A system call that only takes its time keeps the core waiting; one that
/// waits for something lets the core go. The three parts of this class: running, here; calls; events; ending.
/// </remarks>
public sealed partial class Process(int slot, KernelPorts kernel)
    : Actor($"proc{slot}"),
        IAccepts<Begin>, IAccepts<Adopt>, IAccepts<SystemCall>, IAccepts<Faulted>, IAccepts<Yielded>,
        IAccepts<Dispatch>, IAccepts<Die>, IAccepts<KernelWritten>, IAccepts<Answered>,
        IAccepts<Delayed>, IAccepts<PostEvent>, IAccepts<ResolveFd>, IAccepts<HoldProcess>, IAccepts<ReleaseProcess>
{
    private State state = State.Free;
    private Context? context; // null while a core has it
    private CoreId? waitingCore; // keeps still for the end of a call
    private CoreId runningCore; // where the context is, while Running
    private Tsc now;

    private enum State
    {
        Free,

        /// <summary>No program yet.</summary>
        Starting,

        /// <summary>In a call, its core waiting.</summary>
        InCall,

        /// <summary>In a call or a yield that waits for something, without a core.</summary>
        Waiting,

        /// <summary>Can use a core.</summary>
        Runnable,

        /// <summary>A core has the context.</summary>
        Running,

        /// <summary>Takes no events, opens nothing, never runs again.</summary>
        Dying,

        /// <summary>Has ended, and somebody still holds it.</summary>
        Ended,
    }

    internal Pid Pid { get; private set; }

    internal Pid Parent { get; private set; }

    internal Personality Personality { get; private set; } = null!;

    internal KernelPorts Kernel => kernel;

    internal FileTable Files { get; private set; } = null!;

    /// <summary>Held for this process alone; null where the personality has none.</summary>
    internal Chan? CurrentDirectory { get; set; }

    /// <summary>The time of the message being handled.</summary>
    internal Tsc Now => now;

    /// <summary>The core that waits for the call in progress, or else the one that had the process last.</summary>
    internal CoreId Core => waitingCore ?? runningCore;

    /// <summary>The program, at hand in every call.</summary>
    internal Context Context
    {
        get
        {
            Check.That(context is not null, "Only the holder touches a context.");
            return context;
        }
    }

    public void Receive(in Begin begin, in Delivery delivery)
    {
        Occupy(begin.Pid, default, begin.Personality, delivery.Now);
        StartCall(new StartCall(this, begin), core: null);
    }

    public void Receive(in Adopt adopt, in Delivery delivery)
    {
        Occupy(adopt.Pid, adopt.Parent, adopt.Context.Personality, delivery.Now);
        foreach ((int fd, FileDescriptor descriptor) in adopt.Files.Entries)
            Files.Set(fd, descriptor);
        CurrentDirectory = adopt.Files.CurrentDirectory;
        context = adopt.Context;
        BecomeReady();
    }

    public void Receive(in SystemCall call, in Delivery delivery)
    {
        TakeHome(call.Context, call.Core, delivery.Now);
        if (killed is not null)
            Exit();
        else
            Personality.SystemCall(this);
    }

    public void Receive(in Faulted faulted, in Delivery delivery)
    {
        TakeHome(faulted.Context, faulted.Core, delivery.Now);
        string text = Personality.FaultText(Context, faulted.Core, faulted.Trap, faulted.LastPageFault);
        Print(text);
        fault ??= text.TrimEnd('\n');
        killed ??= StatusOfTheFaulty;
        Exit();
    }

    public void Receive(in Yielded yielded, in Delivery delivery)
    {
        TakeHome(yielded.Context, yielded.Core, delivery.Now);
        waitingCore = null; // the trap actor has let it go already
        if (killed is not null)
            Exit();
        else
            BecomeReady();
    }

    public void Receive(in Dispatch dispatch, in Delivery delivery)
    {
        now = delivery.Now;
        waitingCore = dispatch.Core;
        if (killed is not null)
        {
            if (state is not (State.Dying or State.Ended))
                Exit();
            else
                LetGoOfCore();
            return;
        }

        Check.That(state == State.Runnable, "A core is given to a process that can use it.");
        RunUserCode(dispatched: true);
    }

    public override void Describe(Description to)
    {
        to.Text("state", state.ToString());
        if (state == State.Free)
            return;
        to.Number("pid", Pid.Number);
        if (context is not null)
            to.Text("program", context.Name);
        if (holders > 0)
            to.Number("holders", holders);
        foreach (Call call in calls.Values)
            to.Text("waits", call.ToString());
    }

    internal void Print(string text) => kernel.Console.Send(new(Pid, Bytes.Latin1(text)));

    /// <summary>Back to user code: on the waiting core, or, without one, when the scheduler gives one.</summary>
    internal void ResumeUser()
    {
        if (killed is not null)
            Exit();
        else if (waitingCore is not null)
            RunUserCode(dispatched: false);
        else
            BecomeReady();
    }

    /// <summary>The process waits for an event, and its core is free.</summary>
    internal void WaitForEvent()
    {
        LetGoOfCore();
        state = State.Waiting;
        kernel.Table.Blocked.Send(new(Pid));
    }

    /// <summary>Gives up the core and stands in line again.</summary>
    internal void YieldCore()
    {
        LetGoOfCore();
        BecomeReady();
    }

    internal bool HasProgram => context is not null;

    /// <summary>Pages to charge for a child.</summary>
    internal long PagesOfChild => Personality.PagesOfProcess + Personality.PagesOfChild(Context);

    /// <summary>There is no first program to run.</summary>
    internal void FailToStart(string reason)
    {
        Print($"[kernel] pid {Pid} cannot start: {reason}\n");
        fault = $"cannot start: {reason}";
        Exit(StatusOfTheFaulty);
    }

    /// <summary>exec: from here on the process is that program.</summary>
    internal void Become(Context program)
    {
        if (context is not null)
        {
            GiveBack(new(Personality.PagesOf(context), 0));
            program.TickAlarm = context.TickAlarm.AfterExec();
            context.Memory.Dispose();
        }

        context = program;
        kernel.Table.Renamed.Send(new(Pid, program.Name));
    }

    /// <summary>Gives something back to the machine's accounts.</summary>
    internal void GiveBack(Resources freed)
    {
        if (freed != default)
            kernel.Table.GiveBack.Send(new(freed));
    }

    private void Occupy(Pid pid, Pid parent, Personality personality, Tsc at)
    {
        Check.That(state == State.Free, "A slot is free before it is used again.");
        Pid = pid;
        Parent = parent;
        Personality = personality;
        Files = new(personality.OpenFilesMax(kernel.Xv6));
        state = State.Starting;
        now = at;
    }

    private void TakeHome(Context arrived, CoreId core, Tsc at)
    {
        Check.That(state == State.Running && arrived.Pid == Pid, "A context comes home from the core it was sent to.");
        context = arrived;
        waitingCore = core;
        runningCore = core;
        state = State.InCall;
        now = at;
    }

    private void BecomeReady()
    {
        state = State.Runnable;
        kernel.Table.Ready.Send(new(Pid));
    }

    private void RunUserCode(bool dispatched)
    {
        Context leaving = Context;
        leaving.Home = Home;
        runningCore = waitingCore!.Value;
        bool upcall = Personality.BeforeUser(leaving, dispatched);
        context = null;
        waitingCore = null;
        state = State.Running;
        kernel.Cores[runningCore.Number].RunUser.Send(new(leaving, upcall));
    }

    private HomePorts Home => field ??= new(
        Self<Process, SystemCall>(this), Self<Process, Faulted>(this), Self<Process, Yielded>(this));

    private void LetGoOfCore()
    {
        if (waitingCore is CoreId core)
            kernel.Cores[core.Number].LetGo.Send(new(Pid));
        waitingCore = null;
    }
}
