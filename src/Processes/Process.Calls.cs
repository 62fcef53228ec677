using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <content>Calls in progress: each waits for one answer at a time, and every request is answered exactly once.</content>
public sealed partial class Process
{
    private readonly SortedDictionary<long, Call> calls = [];
    private long lastCall;

    public void Receive(in Answered answered, in Delivery delivery)
    {
        now = delivery.Now;
        if (!calls.TryGetValue(answered.Call.Number, out Call? call))
        {
            DeadLetter(answered);
            return;
        }

        call.Answered();
        call.Answer(answered.Answer);
    }

    /// <summary>The answer to a request takes long: the call gives up its core, or goes on besides the program.</summary>
    public void Receive(in Delayed delayed, in Delivery delivery)
    {
        now = delivery.Now;
        if (!calls.TryGetValue(delayed.Call.Number, out Call? call))
        {
            DeadLetter(delayed);
            return;
        }

        if (state == State.InCall && !call.InBackground)
            Personality.Wait(this, call);
        if (killed is not null)
            call.Abort(); // it was killed before the request was found to take long
    }

    /// <summary>#s asks what one of this process' descriptors stands for, while it waits in a write to #s.</summary>
    public void Receive(in ResolveFd resolve, in Delivery delivery) =>
        resolve.Reply.Send(new(resolve.Call, state is State.Dying or State.Ended or State.Free
            ? null
            : Files.Find(resolve.Fd)?.Chan));

    /// <summary>Begins a call of the program, whose core waits until it ends or says that it waits for something.</summary>
    internal void StartCall(Call call) => StartCall(call, waitingCore);

    /// <summary>Who asks, in requests of that call.</summary>
    internal Asker Asker(Call call) => new(Pid, call.Id, Self<Process, Answered>(this), ports);

    /// <summary>The call waits for something that may take long: other programs can have the core.</summary>
    internal void WaitInCall(Call call)
    {
        if (call.InBackground)
            return;
        LetGoOfCore();
        state = State.Waiting;
        kernel.Table.Blocked.Send(new(Pid));
    }

    /// <summary>The program goes on, and the call with it; Akaros' way to wait.</summary>
    internal void GoOnBesides(Call call)
    {
        call.InBackground = true;
        ResumeUser();
    }

    /// <summary>exec: what was asked for by the program that is gone means nothing to the new one.</summary>
    internal void AbandonBackgroundCalls()
    {
        foreach (Call call in calls.Values.Where(call => call.InBackground).ToArray())
        {
            call.Completion = Discard.Instance;
            call.Abort();
        }
    }

    /// <summary>The call's one end.</summary>
    internal void Finish(Call call, in CallResult result)
    {
        calls.Remove(call.Id.Number);
        if (state is State.Dying)
        {
            CallEndedWhileDying(call);
            return;
        }

        if (call.InBackground)
            CompleteBesides(call, result);
        else
            call.Completion.Complete(this, result);
    }

    private void StartCall(Call call, CoreId? core)
    {
        waitingCore = core;
        call.Id = new(++lastCall);
        calls.Add(call.Id.Number, call);
        call.Start();
    }

    private ProcessPorts ports => field ??= new(
        Self<Process, Delayed>(this),
        Self<Process, PostEvent>(this),
        Self<Process, ResolveFd>(this),
        Self<Process, HoldProcess>(this),
        Self<Process, ReleaseProcess>(this));
}
