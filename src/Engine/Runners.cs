using ActorKernel.Actors;

namespace ActorKernel.Engine;

/// <summary>The actors with busy time, and how far each may run ahead.</summary>
/// <remarks>A clock changes only in its own slice, report or delivery, so it is asked for only then.</remarks>
internal sealed class Runners(PostOffice office, EngineOptions options)
{
    /// <summary>In ticks; bounds how long a host waits between two looks at its stop condition.</summary>
    private const ulong LongestSlice = 1 << 20;

    private readonly RandomStream? cuts = options.SliceCutSeed is ulong seed ? new(seed) : null;
    private readonly List<Busy> all = [];
    private Busy? least;

    /// <summary>No runner's next instruction starts earlier; the end of time when none has one.</summary>
    public ulong LeastClock => least is null ? ulong.MaxValue : least.Clock;

    /// <summary>Who runs a slice or reports at this moment.</summary>
    public ActorSeat? Running { get; private set; }

    public bool IsAnyBusy => least is not null;

    /// <summary>Mail from outside may be sent at this instant: runners are at most a quantum ahead of it.</summary>
    public ulong SafeInstant
    {
        get
        {
            ulong ahead = 0;
            foreach (Busy runner in all)
                ahead = Math.Max(ahead, runner.RanTo);
            return ahead - Math.Min(ahead, options.Quantum.Ticks);
        }
    }

    /// <summary>Called in the order of ids.</summary>
    public void Add(ActorSeat seat)
    {
        Check.That(seat.Locality != Locality.Outside, $"{seat.Name} runs, so it has a locality of its own.");
        Check.That(seat.LaterMail is null, $"{seat.Name} is the second runner of its locality.");
        seat.RunnerIndex = all.Count;
        all.Add(new(seat));
    }

    /// <summary>Actors may have been seated since the last run.</summary>
    public void RefreshAll()
    {
        for (int index = 0; index < all.Count; index++)
            Refresh(index);
    }

    public void Refresh(int index)
    {
        Busy runner = all[index];
        if (runner.Seat.Actor is null)
            return;
        Tsc? clock = ((IRunner)runner.Seat.Actor!).Clock;
        runner.IsBusy = clock is not null;
        runner.Clock = clock?.Ticks ?? 0;
        if (clock is not null && runner.Clock < office.Instant)
            Check.Fail($"{runner.Seat.Name} has its clock at {clock}, before the present {office.Instant}.");
        least = null;
        foreach (Busy other in all)
        {
            if (other.IsBusy && (least is null || other.Clock < least.Clock))
                least = other;
        }
    }

    /// <summary>Runs the runner that is furthest behind. All mail due up to its clock has been delivered.</summary>
    public void RunSlice(ulong limit)
    {
        Busy runner = least!;
        ActorSeat seat = runner.Seat;
        IRunner running = (IRunner)seat.Actor!;
        ulong until = Cut(runner.Clock, Math.Min(limit, Horizon(runner)));
        Running = seat;
        office.EnterReport(seat);
        office.Stamp = runner.Clock;
        office.IsInSlice = true;
        bool hasStopped = running.Run(new(until));
        office.IsInSlice = false;
        if (office.NextOutput != seat.Outputs)
            Check.Fail($"{seat.Name} sent something in a slice; a runner sends when it reports.");
        if (hasStopped)
            Report(seat, running);
        else if (running.Clock is Tsc clock && clock.Ticks < until)
            Check.Fail($"{seat.Name} ended a slice at {clock}, before {until}, and has nothing to report.");
        office.Leave();
        Running = null;
        runner.RanTo = Math.Max(runner.RanTo, hasStopped ? office.Stamp : until);
        Refresh(seat.RunnerIndex);
    }

    private void Report(ActorSeat seat, IRunner running)
    {
        Check.That(running.Clock is not null, "A runner that has something to report stopped at an instant.");
        Tsc now = running.Clock.Value;
        office.Stamp = now.Ticks;
        running.Report(now);
    }

    /// <summary>The instant before which nothing that is not known yet can reach the runner.</summary>
    private ulong Horizon(Busy runner)
    {
        ulong elsewhere = office.LaterBound;
        foreach (Busy other in all)
        {
            if (other != runner && other.IsBusy)
                elsewhere = Math.Min(elsewhere, other.Clock);
        }

        ulong horizon = PostOffice.SaturatingAdd(elsewhere, options.Quantum.Ticks);
        horizon = Math.Min(horizon, PostOffice.SaturatingAdd(runner.Clock, LongestSlice));
        return Math.Min(horizon, runner.Seat.LaterMail!.Earliest);
    }

    private ulong Cut(ulong clock, ulong until) =>
        cuts is null ? until : clock + 1 + cuts.UpTo(Math.Min(until - clock, 2 * options.Quantum.Ticks) - 1);

    private sealed class Busy(ActorSeat seat)
    {
        public ActorSeat Seat { get; } = seat;

        public bool IsBusy { get; set; }

        public ulong Clock { get; set; }

        /// <summary>The end of its last slice; its clock may be later, when it stalls.</summary>
        public ulong RanTo { get; set; }
    }
}
