using ActorKernel.Actors;

namespace ActorKernel.Engine.Tests;

/// <summary>A small machine of cores that run programs, each with a timer and a trap actor, and two devices.</summary>
public sealed class RunnerTests
{
    private const ulong Quantum = 50;

    private readonly record struct Trapped(ulong State, Port<Resume>? Answer);

    private readonly record struct Resume(ulong Value);

    private readonly record struct Tick;

    [Fact]
    public void Deliveries_do_not_depend_on_where_slices_are_cut()
    {
        for (ulong seed = 1; seed <= 6; seed++)
        {
            List<string> uncut = Play(seed, null);
            Assert.True(uncut.Count > 2000, $"{uncut.Count} deliveries");
            Assert.Contains(uncut, line => line.Contains("Interrupt", StringComparison.Ordinal));
            for (ulong cut = 1; cut <= 8; cut++)
                Assert.Equal(uncut, Play(seed, cut));
        }
    }

    [Fact]
    public void Stopping_and_going_on_changes_nothing()
    {
        List<string> whole = Play(3, null);
        Transcript transcript = new();
        Engine engine = Machine(3, 7, transcript);
        while (engine.Run(new() { Until = new(20_000), MaxDeliveries = 13 }) == RunResult.DeliveryLimit)
            continue;
        Assert.Equal(whole, transcript.Lines);
    }

    [Fact]
    public void Mail_from_outside_between_deliveries_arrives_at_the_same_instant_however_slices_are_cut()
    {
        List<string> uncut = PlayWithInput(null);
        for (ulong cut = 1; cut <= 10; cut++)
            Assert.Equal(uncut, PlayWithInput(cut));

        static List<string> PlayWithInput(ulong? cut)
        {
            Transcript transcript = new();
            Engine engine = Machine(4, cut, transcript);
            Port<Trapped> device = engine.Port<Device, Trapped>(new(new(9), "device0"));
            for (int input = 0; input < 50; input++)
            {
                engine.Run(new() { MaxDeliveries = 20 });
                device.Send(new((ulong)input, null));
            }

            engine.Run(new() { Until = new(engine.Now.Ticks + 3000) });
            device.Send(new(77, null));
            engine.Run(new() { Until = new(engine.Now.Ticks + 3000) });
            return transcript.Lines;
        }
    }

    [Fact]
    public void Mail_due_at_a_runners_clock_comes_before_the_instruction_there()
    {
        Engine engine = new(new() { Seed = 1, Latencies = Latencies.Of(7) });
        Place<Counter> place = engine.Reserve<Counter>("counter", Locality.OfCore(0));
        Scripted device = engine.Add("device", Locality.OfCore(0).Number);
        Counter counter = new("counter");
        engine.Seat(place, counter);
        Port<Note> port = engine.Port<Counter, Note>(place);
        device.OnNote = (_, _) => port.Send(new(1));
        engine.Notes(device).SendAfter(new(2000), default);
        Assert.Equal(RunResult.TimeLimit, engine.Run(new() { Until = new(3000) }));
        Assert.Equal([2007UL], counter.ExecutedAtMail);
        Assert.Equal(3000UL, counter.Executed);
    }

    [Fact]
    public void A_lone_runner_runs_to_its_next_mail_in_few_slices()
    {
        Engine engine = new(new() { Seed = 1, Latencies = Latencies.Of(1000) });
        Place<Counter> place = engine.Reserve<Counter>("counter", Locality.OfCore(0));
        Counter counter = new("counter");
        engine.Seat(place, counter);
        engine.Port<Counter, Note>(place).SendAfter(new(1_000_000), default);
        engine.Run(new() { MaxDeliveries = 1 });
        Assert.Equal([1_000_000UL], counter.ExecutedAtMail);
        Assert.InRange(counter.Slices, 1, 12);
    }

    [Fact]
    public void A_latency_into_a_runners_locality_below_the_quantum_is_refused_before_anything_runs()
    {
        Engine engine = new(new() { Seed = 1, Latencies = Latencies.Of(999) });
        engine.Add("disk");
        engine.Seat(engine.Reserve<Counter>("core0", Locality.OfCore(0)), new("core0"));
        CheckFailedException refusal = Assert.Throws<CheckFailedException>(() => engine.Run());
        Assert.Equal(
            "A message from disk to core0 takes 999 ticks; into a runner's locality from another one it takes the "
            + "quantum of 1000 at least.",
            refusal.Message);
    }

    [Fact]
    public void A_timer_into_a_runners_locality_below_the_quantum_is_refused()
    {
        Engine engine = new(new() { Seed = 1, Latencies = Latencies.Of(1000) });
        Scripted disk = engine.Add("disk");
        Place<Counter> core = engine.Reserve<Counter>("core0", Locality.OfCore(0));
        disk.OnNote = (_, _) => engine.Port<Counter, Note>(core).SendAfter(new(999), default);
        engine.Notes(disk).Send(default);
        MachineStoppedException stop = Assert.Throws<MachineStoppedException>(() => engine.Run());
        Assert.Contains("A timer from disk to core0 takes 999 ticks", stop.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_runner_has_a_locality_of_its_own()
    {
        Engine engine = new(new() { Seed = 1, Latencies = Latencies.Of(1000) });
        Assert.Throws<CheckFailedException>(() => engine.Reserve<Counter>("outside", Locality.Outside));
        engine.Reserve<Counter>("core0", Locality.OfCore(0));
        Assert.Throws<CheckFailedException>(() => engine.Reserve<Counter>("core1", Locality.OfCore(0)));
    }

    [Fact]
    public void A_message_out_of_a_runner_takes_a_tick_at_least()
    {
        Engine engine = new(new() { Seed = 1, Latencies = Latencies.Of(0), Quantum = new(0) });
        Place<Core> core = engine.Reserve<Core>("core", Locality.OfCore(0));
        Place<Device> device = engine.Reserve<Device>("device", Locality.Outside);
        engine.Seat(device, new("device", 1));
        Port<Trapped> port = engine.Port<Device, Trapped>(device);
        engine.Seat(core, new("core", 1, port, port, []));
        MachineStoppedException stop = Assert.Throws<MachineStoppedException>(() => engine.Run());
        Assert.Equal("core", stop.Actor);
        Assert.Equal("a slice", stop.Handling);
        Assert.Contains("from core to device takes 0 ticks", stop.Message, StringComparison.Ordinal);
    }

    private static List<string> Play(ulong seed, ulong? cut)
    {
        Transcript transcript = new();
        Engine engine = Machine(seed, cut, transcript);
        Assert.Equal(RunResult.TimeLimit, engine.Run(new() { Until = new(20_000) }));
        return transcript.Lines;
    }

    private static Engine Machine(ulong seed, ulong? cut, Transcript transcript)
    {
        Engine engine = new(new()
        {
            Seed = seed,
            Latencies = new Costs(),
            Quantum = new(Quantum),
            JitterMax = new(seed % 2 * 30),
            SliceCutSeed = cut,
            Observer = transcript,
        });
        Place<Core>[] cores = Reserve<Core>("core", 3, Locality.OfCore);
        Place<Clock>[] clocks = Reserve<Clock>("clock", 3, Locality.OfCore);
        Place<Device>[] traps = Reserve<Device>("trap", 3, Locality.OfCore);
        Place<Device>[] devices = Reserve<Device>("device", 2, _ => Locality.Outside);
        InterruptPort[] lines = [.. cores.Select(engine.Interrupts)];
        foreach (Place<Device> device in devices)
            engine.Seat(device, new(device.Name, seed));
        for (int k = 0; k < cores.Length; k++)
        {
            Port<Trapped> trap = engine.Port<Device, Trapped>(traps[k]);
            engine.Seat(traps[k], new(traps[k].Name, seed));
            engine.Seat(clocks[k], new(clocks[k].Name, lines[k]));
            engine.Seat(cores[k], new(cores[k].Name, seed, trap, engine.Port<Device, Trapped>(devices[k % 2]), lines));
            engine.Port<Clock, Tick>(clocks[k]).Send(default);
        }

        return engine;

        Place<TActor>[] Reserve<TActor>(string name, int count, Func<int, Locality> locality)
            where TActor : Actor =>
            [.. Enumerable.Range(0, count).Select(k => engine.Reserve<TActor>($"{name}{k}", locality(k)))];
    }

    private static ulong Mix(ulong a, ulong b)
    {
        ulong state = a ^ (b * 0x9e3779b97f4a7c15);
        return RandomStream.SplitMix(ref state);
    }

    /// <summary>From a core: a tick; inside a locality: none; into one: the quantum; elsewhere: none or some.</summary>
    private sealed class Costs : ILatencies
    {
        public TscSpan Between(Type sender, Locality from, Type receiver, Locality to)
        {
            if (from == to)
                return new(sender == typeof(Core) ? 1UL : 0);
            return to == Locality.Outside ? new(sender == typeof(Core) ? 3UL : 0) : new(Quantum + (ulong)from.Number);
        }
    }

    /// <summary>Counts instructions and knows how many were executed when mail came.</summary>
    private sealed class Counter(string name) : Actor(name), IAccepts<Note>, IRunner
    {
        public List<ulong> ExecutedAtMail { get; } = [];

        public ulong Executed { get; private set; }

        public int Slices { get; private set; }

        public Tsc? Clock => new(Executed);

        public bool Run(Tsc until)
        {
            Slices++;
            Executed = until.Ticks;
            return false;
        }

        public void Report(Tsc now) => Check.Fail("It never stops.");

        public void Receive(in Note message, in Delivery delivery)
        {
            Assert.Equal(Executed, delivery.Now.Ticks);
            ExecutedAtMail.Add(Executed);
        }
    }

    /// <summary>Runs a chaotic program that traps, raises other cores' lines and goes on when answered.</summary>
    private sealed class Core(
        string name, ulong seed, Port<Trapped> trap, Port<Trapped> device, InterruptPort[] lines)
        : Actor(name), IAccepts<Resume>, IAccepts<Interrupt>, IRunner
    {
        private ulong state = seed;
        private Tsc clock;
        private bool isWaiting;

        public Tsc? Clock => isWaiting ? null : clock;

        public bool Run(Tsc until)
        {
            while (clock < until)
            {
                if (state % 61 == 0)
                {
                    state++; // the instruction faults: it does not retire, and the clock stays
                    return true;
                }

                state = Mix(state, 1);
                clock += new TscSpan(1);
                if (state % 37 == 0)
                    return true;
            }

            return false;
        }

        public void Report(Tsc now)
        {
            Assert.Equal(clock, now);
            if (state % 3 == 0)
            {
                trap.Send(new(state, Self<Core, Resume>(this)));
                isWaiting = true;
            }
            else if (state % 3 == 1)
            {
                device.Send(new(state, state % 2 == 0 ? Self<Core, Resume>(this) : null));
            }
            else if (lines.Length > 0)
            {
                lines[(int)(state % (ulong)lines.Length)].Raise(new((byte)(state % 4 * 60)));
            }
        }

        public void Receive(in Resume message, in Delivery delivery)
        {
            CheckExact(delivery);
            state = Mix(state, message.Value);
            if (isWaiting)
                clock = delivery.Now;
            isWaiting = false;
        }

        public void Receive(in Interrupt message, in Delivery delivery)
        {
            CheckExact(delivery);
            state = Mix(state, message.Vector.Number);
        }

        private void CheckExact(in Delivery delivery) =>
            Assert.True(isWaiting || clock == delivery.Now, "Mail lands on the instruction of its due time.");
    }

    /// <summary>Answers after a while.</summary>
    private sealed class Device(string name, ulong seed) : Actor(name), IAccepts<Trapped>
    {
        private ulong state = seed;

        public void Receive(in Trapped message, in Delivery delivery)
        {
            state = Mix(state, message.State);
            if (message.Answer is Port<Resume> answer)
                answer.Send(new(state));
        }
    }

    /// <summary>Raises its core's line at irregular times.</summary>
    private sealed class Clock(string name, InterruptPort core) : Actor(name), IAccepts<Tick>
    {
        public void Receive(in Tick message, in Delivery delivery)
        {
            core.Raise(new(32));
            Self<Clock, Tick>(this).SendAfter(new(100 + (NextRandom() % 300)), default);
        }
    }
}
