using ActorKernel.Actors;

namespace ActorKernel.Engine;

/// <summary>What can be done to mail under way, by interceptors and by hosts between deliveries.</summary>
public sealed partial class Engine
{
    /// <summary>What is under way in the order of delivery, then what interrupt lines have latched.</summary>
    public IEnumerable<Mail> Pending
    {
        get
        {
            int[] latched = [.. seats.SelectMany(seat => seat.Line?.Latched() ?? [])];
            foreach (int index in (int[])[.. office.Underway(), .. latched])
            {
                if ((office.Table[index].Marks & MessageMarks.Turn) == MessageMarks.None)
                    yield return new PendingMail(this, office).At(index);
            }
        }
    }

    internal void DeliverNow(int index)
    {
        Check.That(handling == MessageTable.Unused, "Mail is delivered between deliveries.");
        EnterRun();
        try
        {
            office.Instant = SafeInstant.Ticks;
            TakeOut(index);
            ArriveUndecided(index);
        }
        catch (Exception failure) when (handling != MessageTable.Unused || runners.Running is not null)
        {
            throw Stopped(failure);
        }
        finally
        {
            LeaveRun();
        }
    }

    internal void Drop(int index)
    {
        CheckNotHandled(index);
        TakeOut(index);
        office.Free(index);
    }

    internal void Delay(int index, TscSpan by)
    {
        CheckNotHandled(index);
        TakeOut(index);
        ref Header header = ref office.Table[index];
        header.Due = PostOffice.SaturatingAdd(Math.Max(header.Due, office.Instant), by.Ticks);
        office.Enqueue(index, header.Due);
    }

    internal void Duplicate(int index)
    {
        CheckNotHandled(index);
        int copy = office.CopyOf(index);
        if (office.Table[index].List != MessageTable.NoList)
            office.EnqueueBehind(index, copy);
        else
            LineOf(index).CoalesceAtOnce(copy);
    }

    private void TakeOut(int index)
    {
        if (office.Table[index].List == MessageTable.NoList)
            LineOf(index).Forget(index);
        else
            office.Withdraw(index);
    }

    private void CheckNotHandled(int index) => Check.That(index != handling, "Mail that is being handled has arrived.");
}
