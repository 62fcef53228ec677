using ActorKernel.Actors;

namespace ActorKernel.Engine.Tests;

/// <summary>How runs end, fail, repeat, and what they cost.</summary>
public sealed class RunTests
{
    [Fact]
    public void A_run_ends_idle_at_its_limits_or_when_told()
    {
        Engine engine = new(new() { Seed = 1, Latencies = Latencies.Of(10) });
        Scripted a = engine.Add("a");
        a.OnNote = (note, _) => a.Own.Send(new(note.Number + 1));
        Assert.Equal(RunResult.Idle, engine.Run());
        Assert.False(engine.Step());
        engine.Notes(a).Send(new(0));
        Assert.True(engine.Step());
        Assert.Equal(RunResult.DeliveryLimit, engine.Run(new() { MaxDeliveries = 2 }));
        Assert.Equal((3L, new Tsc(20)), (engine.Steps, engine.Now));
        Assert.Equal(RunResult.TimeLimit, engine.Run(new() { Until = new(50) }));
        Assert.Equal(["note 0", "note 1", "note 2", "note 3", "note 4", "note 5"], a.Texts);
        Assert.Equal(RunResult.Stopped, engine.Run(new() { StopWhen = () => engine.Steps == 10 }));
        Assert.Equal(10, engine.Steps);
        Assert.Equal(RunResult.TimeLimit, engine.Run(new() { Until = new(3) }));
    }

    [Fact]
    public void What_a_host_sends_after_a_time_limit_is_sent_at_that_limit()
    {
        Engine engine = new(new() { Seed = 1, Latencies = Latencies.Of(10) });
        Scripted a = engine.Add("a");
        engine.Notes(a).SendAfter(new(1000), new(2));
        Assert.Equal(RunResult.TimeLimit, engine.Run(new() { Until = new(500) }));
        engine.Notes(a).Send(new(1));
        engine.Run();
        Assert.Equal([500, 1000], a.Log.Select(received => (int)received.Now.Ticks));
    }

    [Fact]
    public void An_actor_that_throws_stops_the_machine_with_seed_step_and_message()
    {
        Engine engine = new(new() { Seed = 99, Latencies = Latencies.Of(10) });
        Scripted a = engine.Add("a");
        a.OnNote = (note, _) => Check.That(note.Number != 7, "Seven is refused.");
        engine.Notes(a).Send(new(1));
        engine.Notes(a).Send(new(7));
        MachineStoppedException stop = Assert.Throws<MachineStoppedException>(() => engine.Run());
        Assert.Equal(("a", 99UL, 2L, "Note(number=7)"), (stop.Actor, stop.Seed, stop.Step, stop.Handling));
        Assert.IsType<CheckFailedException>(stop.InnerException);
        Assert.Equal("a failed in step 2 of seed 99, handling Note(number=7): Seven is refused.", stop.Message);
        Assert.Throws<CheckFailedException>(() => engine.Run());
    }

    [Fact]
    public void A_hosts_own_failure_is_passed_on_as_it_is()
    {
        Engine engine = new(new() { Seed = 1, Latencies = Latencies.Of(10) });
        Scripted a = engine.Add("a");
        engine.Notes(a).Send(new(1));
        Assert.Throws<TimeoutException>(() => engine.Run(new() { StopWhen = () => throw new TimeoutException() }));
    }

    [Fact]
    public void Dead_letters_are_counted_and_the_last_few_kept()
    {
        Engine engine = new(new() { Seed = 1, Latencies = Latencies.Of(10) });
        Scripted a = engine.Add("a");
        Place<Scripted> nobody = engine.Reserve<Scripted>("nobody", Locality.Outside);
        a.OnNote = (note, _) => a.Bury(note);
        for (int number = 0; number < 40; number++)
            engine.Notes(a).Send(new(number));
        engine.Port<Scripted, Note>(nobody).SendAfter(new(5), new(40));
        engine.Run();
        Assert.Equal(41, engine.DeadLetters);
        Assert.Equal(16, engine.RecentDeadLetters.Count);
        Assert.Equal(new DeadLetter(new(0), "a", "Note", "number=39"), engine.RecentDeadLetters[^2]);
        Assert.Equal(new DeadLetter(new(5), "nobody", "Note", "number=40"), engine.RecentDeadLetters[^1]);
        Assert.Equal(40, engine.Steps);
    }

    [Fact]
    public void An_actors_chance_is_a_function_of_seed_and_name()
    {
        ulong[] first = Draw(1, "x", "y");
        Assert.Equal(first, Draw(1, "x", "z"));
        Assert.NotEqual(first, Draw(2, "x", "y"));
        Assert.NotEqual(first, Draw(1, "y", "x"));

        static ulong[] Draw(ulong seed, string name, string other)
        {
            Engine engine = new(new() { Seed = seed, Latencies = Latencies.Of(0) });
            Scripted another = engine.Add(other);
            Scripted one = engine.Add(name);
            another.Draw();
            return [one.Draw(), one.Draw(), one.Draw()];
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Nothing_is_allocated_for_a_message(int latency)
    {
        Engine engine = new(new() { Seed = 1, Latencies = Latencies.Of((ulong)latency) });
        Place<Bouncer>[] places = [.. Enumerable.Range(0, 10).Select(k => engine.Reserve<Bouncer>($"b{k}", default))];
        for (int k = 0; k < places.Length; k++)
        {
            engine.Seat(places[k], new($"b{k}", engine.Port<Bouncer, Note>(places[(k + 1) % places.Length])));
            engine.Port<Bouncer, Note>(places[k]).Send(new(k));
        }

        engine.Run(new() { MaxDeliveries = 1000 });
        long before = GC.GetAllocatedBytesForCurrentThread();
        engine.Run(new() { MaxDeliveries = 10_000 });
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Stores_of_messages_that_hold_references_let_go_of_them()
    {
        Engine engine = new(new() { Seed = 1, Latencies = Latencies.Of(0) });
        Scripted a = engine.Add("a");
        WeakReference text = SendText(engine, a);
        engine.Run();
        a.Log.Clear();
        GC.Collect();
        Assert.False(text.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference SendText(Engine engine, Scripted to)
        {
            string text = new('x', 100);
            engine.Letters(to).Send(new(text, default, default));
            return new(text);
        }
    }

    /// <summary>Passes on what it gets, keeps one timer armed and cancels the last.</summary>
    private sealed class Bouncer(string name, Port<Note> next) : Actor(name), IAccepts<Note>
    {
        private Scheduled timer;

        public void Receive(in Note message, in Delivery delivery)
        {
            next.Cancel(timer);
            timer = next.SendAfter(new(100_000), new(-1));
            if (message.Number >= 0)
                next.Send(message);
        }
    }
}
