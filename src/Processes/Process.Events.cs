using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <content>What the kernel writes into the program's memory, wherever that is.</content>
public sealed partial class Process
{
    private readonly Dictionary<long, PendingWrite> writes = [];
    private long lastWrite;

    public void Receive(in PostEvent post, in Delivery delivery)
    {
        now = delivery.Now;
        if (post.Pid != Pid || state is State.Free)
        {
            DeadLetter(post);
            post.Reply.Send(new(post.Token, post.Pid, Written: false, now));
            return;
        }

        Write(new(new EventWrite(post.Queue, post.Event), post));
    }

    public void Receive(in KernelWritten written, in Delivery delivery)
    {
        now = delivery.Now;
        writes.Remove(written.Number, out PendingWrite write);
        if (written.Outcome != WriteOutcome.NotHere)
            Acknowledge(write, written.Outcome == WriteOutcome.Written, written.At);
        else if (written.Pid == Pid)
            Write(write); // the context was on its way: by now it is here, or will be at its next core
        else
            DeadLetter(written); // for a program that has ended meanwhile; another has its slot
    }

    /// <summary>A call that the program did not wait for has ended: its memory is told, and an event sent.</summary>
    private void CompleteBesides(Call call, in CallResult result) =>
        Write(new(call.Completion.AsWrite(result), null));

    private void Write(PendingWrite write)
    {
        if (state is State.Dying or State.Ended or State.Free or State.Starting)
        {
            Acknowledge(write, written: false, now);
        }
        else if (context is not null)
        {
            bool written = write.Write.Apply(context);
            Acknowledge(write, written, now);
            if (written && write.Write.Wakes && state == State.Waiting && calls.Values.All(call => call.InBackground))
                BecomeReady();
        }
        else
        {
            writes.Add(++lastWrite, write);
            kernel.Cores[runningCore.Number].KernelWrite.Send(
                new(Pid, lastWrite, write.Write, Self<Process, KernelWritten>(this)));
        }
    }

    private void Acknowledge(in PendingWrite write, bool written, Tsc at)
    {
        if (!written && state is not (State.Dying or State.Ended or State.Free))
            Print($"[kernel] Illegal addr for ev_q of pid {Pid}: {write.Write}\n");
        write.Event?.Reply.Send(new(write.Event.Value.Token, Pid, written, at));
    }

    /// <param name="Event">The request to acknowledge, if it was one.</param>
    private readonly record struct PendingWrite(GuestWrite Write, PostEvent? Event);
}
