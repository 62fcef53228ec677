using ActorKernel.Actors;

namespace ActorKernel.Engine.Tests;

/// <summary>The engine's order against a sorted list that follows the words of the contract.</summary>
public sealed class OrderTests
{
    private const int Actors = 7;
    private const int Sends = 3000;

    private enum Deed
    {
        Send,
        SendAfter,
        Cancel,
    }

    [Fact]
    public void What_was_sent_before_an_instant_comes_by_sender_then_what_is_sent_at_it_in_the_order_sent()
    {
        Transcript transcript = new();
        Engine engine = new(new() { Seed = 1, Latencies = Latencies.Of(0), Observer = transcript });
        Scripted a = engine.Add("a");
        Scripted b = engine.Add("b");
        Scripted c = engine.Add("c");
        b.OnNote = (_, _) => c.Own.SendAfter(new(10), new(2)); // sent by b: the sender is who is delivered to
        a.OnNote = (_, _) => c.Own.SendAfter(new(10), new(1));
        c.OnNote = (note, _) =>
        {
            if (note.Number == 1)
                engine.Letters(a).Send(new("sent at that instant", default, default));
        };
        engine.Notes(b).Send(default);
        engine.Notes(a).Send(default);
        engine.Run();
        Assert.Equal(
            [
                "0 outside->b Note(number=0) -1.0/0 by -1.-1/0",
                "0 outside->a Note(number=0) -1.0/1 by -1.-1/0",
                "10 a->c Note(number=1) 0.1/0 by -1.0/1",
                "10 b->c Note(number=2) 1.1/0 by -1.0/0",
                "10 c->a Letter(text=sent at that instant written=-10 answer=none) 2.1/0 by 0.1/0",
            ],
            transcript.Lines);
    }

    [Fact]
    public void Jitter_delays_but_never_overtakes_and_is_the_same_for_the_same_seed()
    {
        List<ulong> first = Run(5);
        Assert.Equal(first, Run(5));
        Assert.NotEqual(first, Run(6));
        Assert.Equal(first.Order(), first);

        static List<ulong> Run(ulong seed)
        {
            Engine engine = new(new() { Seed = seed, Latencies = Latencies.Of(10), JitterMax = new(1000) });
            Scripted a = engine.Add("a");
            Scripted b = engine.Add("b");
            a.OnNote = (note, delivery) =>
            {
                engine.Notes(b).Send(note);
                if (note.Number < 200)
                    a.Own.SendAfter(new(25), new(note.Number + 1));
            };
            engine.Notes(a).Send(new(0));
            engine.Run();
            Assert.Equal(Enumerable.Range(0, 201).Select(number => $"note {number}"), b.Texts);
            foreach (Received received in b.Log)
            {
                ulong sent = (ulong)(received.Id.Event - 1) * 25 + a.Log[0].Now.Ticks;
                Assert.InRange(received.Now.Ticks, sent + 10, ulong.MaxValue);
            }

            return [.. b.Log.Select(received => received.Now.Ticks)];
        }
    }

    [Fact]
    public void Random_traffic_is_delivered_in_the_order_of_the_model()
    {
        for (ulong seed = 1; seed <= 60; seed++)
        {
            List<string> expected = new Model(seed).Run();
            Assert.True(expected.Count > 20, $"seed {seed} is dull");
            Assert.Equal(expected, RunEngine(seed));
        }
    }

    private static List<string> RunEngine(ulong seed)
    {
        List<string> lines = [];
        Engine engine = new(new() { Seed = seed, Latencies = new Latencies((from, to) => Latency(seed, from, to)) });
        Scripted[] actors = [.. Enumerable.Range(0, Actors).Select(number => engine.Add($"a{number}", number))];
        Scheduled[] timers = new Scheduled[Actors];
        int[] timersTo = new int[Actors];
        int sent = 0;
        for (int id = 0; id < Actors; id++)
        {
            int self = id;
            actors[self].OnNote = (note, delivery) =>
            {
                string line = $"{delivery.Now} {delivery.Id.Sender.Value}.{delivery.Id.Event}/{delivery.Id.Output}"
                    + $" -> {self}: {note.Number}";
                foreach ((Deed deed, int to, ulong delay) in Deeds(seed, self, actors[self].Log.Count))
                {
                    if (deed == Deed.Cancel)
                        line += engine.Notes(actors[timersTo[self]]).Cancel(timers[self]) ? " cancelled" : " missed";
                    else if (sent++ >= Sends)
                        break;
                    else if (deed == Deed.Send)
                        engine.Notes(actors[to]).Send(new(sent));
                    else
                        timers[self] = engine.Notes(actors[timersTo[self] = to]).SendAfter(new(delay), new(sent));
                }

                lines.Add(line);
            };
        }

        foreach (Scripted actor in actors)
            engine.Notes(actor).Send(new(0));
        Assert.Equal(RunResult.Idle, engine.Run());
        return lines;
    }

    private static ulong Hash(ulong seed, int a, int b, int c)
    {
        ulong state = seed ^ ((ulong)a << 48) ^ ((ulong)b << 24) ^ (ulong)c;
        RandomStream.SplitMix(ref state);
        return RandomStream.SplitMix(ref state);
    }

    private static ulong Latency(ulong seed, int from, int to) =>
        (Hash(seed, 1, from, to) % 6) switch
        {
            0 or 1 => 0,
            2 => 1,
            3 => 64,
            4 => 100,
            _ => 1UL << (int)(Hash(seed, 2, from, to) % 40),
        };

    private static IEnumerable<(Deed Deed, int To, ulong Delay)> Deeds(ulong seed, int actor, int eventNumber)
    {
        ulong chance = Hash(seed, 3, actor, eventNumber);
        for (int count = (int)(chance % 4); count > 0; count--)
        {
            chance = Hash(chance, 4, actor, count);
            int to = (int)(chance >> 8) % Actors;
            ulong delay = (chance >> 20) % 3 == 0 ? 0 : (chance >> 24) % 200;
            Deed deed = (chance & 7) switch { < 4 => Deed.Send, < 7 => Deed.SendAfter, _ => Deed.Cancel };
            yield return (deed, Math.Abs(to), delay);
        }
    }

    private sealed class Model(ulong seed)
    {
        private readonly List<Sent> pending = [];
        private readonly int[] events = new int[Actors];
        private readonly Dictionary<(int, int), ulong> lastDue = [];
        private readonly Sent?[] timers = new Sent?[Actors];
        private int sent;

        public List<string> Run()
        {
            List<string> lines = [];
            for (int to = 0; to < Actors; to++)
                pending.Add(new(0, 0, -1, 0, to, to, 0));
            while (pending.Count > 0)
            {
                Sent next = pending.MinBy(Key)!;
                pending.Remove(next);
                lines.Add(Handle(next));
            }

            return lines;
        }

        /// <summary>The contract's words; the position in the list is the order sent.</summary>
        private (ulong, bool, int, int, int, int) Key(Sent sent) => sent.At == sent.Due
            ? (sent.Due, true, 0, 0, 0, pending.IndexOf(sent))
            : (sent.Due, false, sent.Sender, sent.Event, sent.Output, 0);

        private string Handle(Sent received)
        {
            int self = received.To;
            int eventNumber = ++events[self];
            int output = 0;
            string line = $"{received.Due} {received.Sender}.{received.Event}/{received.Output}"
                + $" -> {self}: {received.Number}";
            foreach ((Deed deed, int to, ulong delay) in Deeds(seed, self, eventNumber))
            {
                if (deed == Deed.Cancel)
                {
                    line += timers[self] is Sent timer && pending.Remove(timer) ? " cancelled" : " missed";
                    continue;
                }

                if (sent++ >= Sends)
                    break;
                ulong due = received.Due + delay;
                if (deed == Deed.Send)
                {
                    due = Math.Max(received.Due + Latency(seed, self, to), lastDue.GetValueOrDefault((self, to)));
                    lastDue[(self, to)] = due;
                }

                pending.Add(new(received.Due, due, self, eventNumber, output++, to, sent));
                if (deed == Deed.SendAfter)
                    timers[self] = pending[^1];
            }

            return line;
        }

        private sealed record Sent(ulong At, ulong Due, int Sender, int Event, int Output, int To, int Number);
    }
}
