using ActorKernel.Actors;

namespace ActorKernel.Engine.Tests;

public sealed class EngineContractTests : ContractTests
{
    private protected override (IEngine Engine, Func<bool> Step) Make(ulong seed, ILatencies latencies)
    {
        Engine engine = new(new() { Seed = seed, Latencies = latencies });
        return (engine, engine.Step);
    }
}

public sealed class ShufflingEngineContractTests : ContractTests
{
    private protected override (IEngine Engine, Func<bool> Step) Make(ulong seed, ILatencies latencies)
    {
        ShufflingEngine engine = new(seed, latencies);
        return (engine, engine.Step);
    }
}

/// <summary>What actors may rely on, whoever delivers.</summary>
public abstract class ContractTests
{
    private protected abstract (IEngine Engine, Func<bool> Step) Make(ulong seed, ILatencies latencies);

    [Fact]
    public void A_message_takes_the_latency_of_its_link()
    {
        (IEngine engine, Func<bool> step) = Make(1, new Latencies((from, to) => (ulong)((10 * from) + to)));
        Scripted a = engine.Add("a", 3);
        Scripted b = engine.Add("b", 4);
        a.OnNote = (note, _) => engine.Notes(b).Send(note);
        engine.Notes(a).Send(new(7));
        RunToEnd(step);
        Assert.Equal("note 7", b.Texts.Single());
        Assert.Equal(new Tsc(34), b.Log.Single().Now);
        Assert.Equal(new Tsc(34), engine.Now);
    }

    [Fact]
    public void A_message_says_who_sent_it_in_which_event_as_which_output_and_why()
    {
        (IEngine engine, Func<bool> step) = Make(1, Latencies.Of(5));
        Scripted a = engine.Add("a");
        Scripted b = engine.Add("b");
        a.OnNote = (note, _) =>
        {
            engine.Notes(b).Send(note);
            engine.Notes(b).Send(note);
        };
        engine.Notes(a).Send(new(1));
        engine.Notes(a).Send(new(2));
        RunToEnd(step);
        Assert.Equal([new(new(-1), 0, 0), new MessageId(new(-1), 0, 1)], a.Log.Select(received => received.Id));
        Assert.All(a.Log, received => Assert.Equal(MessageId.None, received.Cause));
        MessageId[] ids = [new(new(0), 1, 0), new(new(0), 1, 1), new(new(0), 2, 0), new(new(0), 2, 1)];
        Assert.Equal(ids, b.Log.Select(received => received.Id));
        MessageId[] causes = [new(new(-1), 0, 0), new(new(-1), 0, 0), new(new(-1), 0, 1), new(new(-1), 0, 1)];
        Assert.Equal(causes, b.Log.Select(received => received.Cause));
    }

    [Fact]
    public void Mail_from_one_sender_to_one_receiver_arrives_in_the_order_sent_whatever_its_type()
    {
        (IEngine engine, Func<bool> step) = Make(1, Latencies.Of(3));
        Scripted a = engine.Add("a");
        Scripted b = engine.Add("b");
        a.OnNote = (_, _) =>
        {
            engine.Notes(b).Send(new(1));
            engine.Letters(b).Send(new("two", default, default));
            engine.Notes(b).Send(new(3));
        };
        engine.Notes(a).Send(default);
        RunToEnd(step);
        Assert.Equal(["note 1", "letter two", "note 3"], b.Texts);
    }

    [Fact]
    public void A_request_carries_the_port_for_its_answer()
    {
        (IEngine engine, Func<bool> step) = Make(1, Latencies.Of(3));
        Scripted a = engine.Add("a");
        Scripted b = engine.Add("b");
        a.OnNote = (note, _) =>
        {
            if (note.Number == 0)
                engine.Letters(b).Send(new("ask", default, a.Own));
        };
        b.OnLetter = (letter, _) => letter.Answer.Send(new(42));
        engine.Notes(a).Send(default);
        RunToEnd(step);
        Assert.Equal(["note 0", "note 42"], a.Texts);
        Assert.Equal(new Tsc(6), engine.Now);
    }

    [Fact]
    public void A_timer_arrives_after_exactly_its_delay_out_of_the_order_of_the_link()
    {
        (IEngine engine, Func<bool> step) = Make(1, Latencies.Of(100));
        Scripted a = engine.Add("a");
        a.OnNote = (note, _) =>
        {
            if (note.Number != 0)
                return;
            a.Own.Send(new(1));
            a.Own.SendAfter(new(7), new(2));
            a.Own.SendAfter(TscSpan.Zero, new(3));
        };
        engine.Notes(a).Send(default);
        RunToEnd(step);
        Assert.Equal(["note 0", "note 3", "note 2", "note 1"], a.Texts);
        Assert.Equal([0, 0, 7, 100], a.Log.Select(received => (int)received.Now.Ticks));
    }

    [Fact]
    public void Cancel_is_true_once_and_then_the_timer_does_not_arrive()
    {
        (IEngine engine, Func<bool> step) = Make(1, Latencies.Of(0));
        Scripted a = engine.Add("a");
        Scheduled timer = default;
        List<bool> cancelled = [];
        a.OnNote = (note, _) =>
        {
            if (note.Number == 0)
            {
                timer = a.Own.SendAfter(new(10), new(1));
                a.Own.SendAfter(new(5), new(2));
            }
            else if (note.Number == 2)
            {
                cancelled.AddRange([a.Own.Cancel(timer), a.Own.Cancel(timer)]);
                timer = a.Own.SendAfter(new(10), new(3));
                a.Own.SendAfter(new(11), new(4));
            }
            else if (note.Number == 4)
            {
                cancelled.AddRange([a.Own.Cancel(timer), a.Own.Cancel(default)]);
            }
        };
        engine.Notes(a).Send(default);
        RunToEnd(step);
        Assert.Equal(["note 0", "note 2", "note 3", "note 4"], a.Texts);
        Assert.Equal([true, false, false, false], cancelled);
    }

    [Fact]
    public void Of_vectors_that_arrive_together_the_highest_comes_first()
    {
        (IEngine engine, Func<bool> step) = Make(1, Latencies.Of(5));
        Scripted core = engine.Add("core");
        Scripted a = engine.Add("a");
        Scripted b = engine.Add("b");
        a.OnNote = (_, _) => engine.Line(core).Raise(new(32));
        b.OnNote = (_, _) =>
        {
            engine.Line(core).Raise(new(255));
            engine.Line(core).Raise(new(64));
        };
        engine.Notes(a).Send(default);
        engine.Notes(b).Send(default);
        RunToEnd(step);
        Assert.Equal(["vector 255", "vector 64", "vector 32"], core.Texts);
        Assert.Equal(new MessageId(new(1), 1, 0), core.Log[2].Id);
        Assert.Equal(new MessageId(new(-1), 0, 0), core.Log[2].Cause);
        Assert.All(core.Log, received => Assert.Equal(new Tsc(5), received.Now));
    }

    [Fact]
    public void A_masked_line_latches_and_coalesces_until_it_is_unmasked()
    {
        (IEngine engine, Func<bool> step) = Make(1, Latencies.Of(5));
        Scripted core = engine.Add("core");
        Scripted device = engine.Add("device");
        InterruptGate gate = engine.Gate(core);
        core.OnNote = (note, _) =>
        {
            if (note.Number == 0)
                gate.Mask();
            else
                gate.Unmask();
        };
        device.OnNote = (_, _) => engine.Line(core).Raise(new(33));
        engine.Notes(core).Send(new(0));
        engine.Notes(core).SendAfter(new(100), new(1));
        foreach (ulong at in (ulong[])[10, 20, 200])
            engine.Notes(device).SendAfter(new(at), default);
        RunToEnd(step);
        Assert.Equal(["note 0", "note 1", "vector 33", "vector 33"], core.Texts);
        Assert.Equal([0, 100, 100, 205], core.Log.Select(received => (int)received.Now.Ticks));
        Assert.Equal(new MessageId(new(1), 1, 0), core.Log[2].Id); // the raise that latched it
        Assert.Equal(new MessageId(new(1), 3, 0), core.Log[3].Id);
    }

    [Fact]
    public void A_raise_on_its_way_does_not_coalesce_with_one_that_is_taken_before_it_arrives()
    {
        (IEngine engine, Func<bool> step) = Make(1, Latencies.Of(50));
        Scripted core = engine.Add("core");
        Scripted device = engine.Add("device");
        device.OnNote = (_, _) => engine.Line(core).Raise(new(33));
        engine.Notes(device).SendAfter(new(0), default);
        engine.Notes(device).SendAfter(new(10), default);
        RunToEnd(step);
        Assert.Equal([50, 60], core.Log.Select(received => (int)received.Now.Ticks));
    }

    [Fact]
    public void A_handler_that_masks_is_not_interrupted_by_the_next_vector()
    {
        (IEngine engine, Func<bool> step) = Make(1, Latencies.Of(5));
        Scripted core = engine.Add("core");
        InterruptGate gate = engine.Gate(core);
        core.OnInterrupt = (vector, _) =>
        {
            gate.Mask();
            if (vector.Number == 9)
                core.Own.SendAfter(new(10), new(1));
        };
        core.OnNote = (_, _) => gate.Unmask();
        engine.Line(core).Raise(new(8));
        engine.Line(core).Raise(new(9));
        RunToEnd(step);
        Assert.Equal(["vector 9", "note 1", "vector 8"], core.Texts);
    }

    [Fact]
    public void What_reaches_nobody_and_what_an_actor_buries_are_dead_letters()
    {
        (IEngine engine, Func<bool> step) = Make(1, Latencies.Of(5));
        Place<Scripted> empty = engine.Reserve<Scripted>("empty", default);
        Scripted a = engine.Add("a");
        a.OnNote = (note, _) => a.Bury(note);
        engine.Port<Scripted, Note>(empty).Send(default);
        engine.Notes(a).Send(default);
        RunToEnd(step);
        Assert.Equal(2, engine.DeadLetters);
    }

    [Fact]
    public void Mistakes_in_plugging_are_refused()
    {
        (IEngine engine, _) = Make(1, Latencies.Of(5));
        Scripted a = engine.Add("a");
        Assert.Throws<CheckFailedException>(() => engine.Reserve<Scripted>("a", default));
        Assert.Throws<CheckFailedException>(() => engine.Seat(engine.Reserve<Scripted>("b", default), a));
        Assert.Throws<CheckFailedException>(() => default(Port<Note>).Send(default));
        Assert.Throws<CheckFailedException>(() => default(InterruptPort).Raise(default));
        Assert.Throws<CheckFailedException>(() => default(InterruptGate).Mask());
        Assert.Throws<CheckFailedException>(() => new Scripted("loose").Draw());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Random_traffic_arrives_once_in_order_on_each_link_and_time_never_goes_back(ulong seed)
    {
        (IEngine engine, Func<bool> step) = Make(seed, new Latencies((from, to) => (ulong)(from * to)));
        Random random = new((int)seed);
        Scripted[] actors = [.. Enumerable.Range(0, 6).Select(number => engine.Add($"a{number}", number))];
        int sent = 0;
        List<(Scripted From, Scripted To, int Number)> order = [];
        foreach (Scripted actor in actors)
        {
            actor.OnNote = (_, _) =>
            {
                for (int count = random.Next(4); count > 0 && sent < 800; count--)
                {
                    Scripted to = actors[random.Next(actors.Length)];
                    order.Add((actor, to, ++sent));
                    engine.Notes(to).Send(new(sent));
                }
            };
        }

        foreach (Scripted actor in actors)
            engine.Notes(actor).Send(new(0));
        Tsc last = Tsc.Boot;
        while (step())
        {
            Assert.True(engine.Now >= last);
            last = engine.Now;
        }

        Assert.Equal(sent + actors.Length, actors.Sum(actor => actor.Log.Count));
        foreach ((Scripted from, int id) in actors.Select((actor, id) => (actor, id)))
        {
            foreach (Scripted to in actors)
            {
                Assert.Equal(
                    order.Where(note => note.From == from && note.To == to).Select(note => $"note {note.Number}"),
                    to.Log.Where(received => received.Id.Sender.Value == id).Select(received => received.What));
            }
        }
    }

    private static void RunToEnd(Func<bool> step)
    {
        for (int steps = 0; step(); steps++)
            Assert.True(steps < 100_000, "The test does not end.");
    }
}
