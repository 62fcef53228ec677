using ActorKernel.Actors;

namespace ActorKernel.Timers.Tests;

/// <summary>What a client of a chain is told.</summary>
internal readonly record struct Told(string What, long Waiter, long? Arming, Tsc At, Tsc? Due);

/// <summary>From the test: do this now.</summary>
internal readonly record struct Ask(long Waiter, long Arming, Tsc? Due);

/// <summary>A client: arms and disarms when it is told to, and notes what comes back.</summary>
internal sealed class Client(string name, Port<Arm> arm, Port<Disarm> disarm)
    : Actor(name), IAccepts<Ask>, IAccepts<Armed>, IAccepts<Disarmed>, IAccepts<Expired>
{
    public List<Told> Log { get; } = [];

    public Action<Ask>? OnExpired { get; set; }

    public void Receive(in Ask ask, in Delivery delivery) => Do(ask);

    public void Receive(in Armed armed, in Delivery delivery) =>
        Log.Add(new($"armed for {armed.Replaced}", armed.Waiter.Number, armed.Arming, delivery.Now, null));

    public void Receive(in Disarmed disarmed, in Delivery delivery) =>
        Log.Add(new("disarmed", disarmed.Waiter.Number, disarmed.Arming, delivery.Now, null));

    public void Receive(in Expired expired, in Delivery delivery)
    {
        Log.Add(new("expired", expired.Waiter.Number, expired.Arming, delivery.Now, expired.Due));
        OnExpired?.Invoke(new(expired.Waiter.Number, expired.Arming, expired.Due));
    }

    /// <summary>Arms, or disarms where there is no due time.</summary>
    public void Do(in Ask ask)
    {
        WaiterPorts ports = new(
            Self<Client, Armed>(this), Self<Client, Disarmed>(this), Self<Client, Expired>(this));
        if (ask.Due is Tsc due)
            arm.Send(new(new(ask.Waiter), ask.Arming, due, For: 0, ports));
        else
            disarm.Send(new(new(ask.Waiter), ports));
    }
}

/// <summary>In place of a core: takes interrupts, and passes deadlines on to the chain.</summary>
internal sealed class BareCore(Port<Trigger> chain, InterruptGate gate)
    : Actor("core0"), IAccepts<Interrupt>, IAccepts<Mask>
{
    public List<Tsc> Ticks { get; } = [];

    public List<Tsc> Deadlines { get; } = [];

    public void Receive(in Mask mask, in Delivery delivery)
    {
        if (mask.On)
            gate.Mask();
        else
            gate.Unmask();
    }

    public void Receive(in Interrupt interrupt, in Delivery delivery)
    {
        if (interrupt.Vector == Vectors.Tick)
        {
            Ticks.Add(delivery.Now);
        }
        else
        {
            Deadlines.Add(delivery.Now);
            chain.Send(default);
        }
    }
}

/// <summary>From the test: takes no interrupts, or takes them again.</summary>
internal readonly record struct Mask(bool On);

/// <summary>A chain on its LAPIC, with two clients, on the real engine.</summary>
internal sealed class Timeline : IObserver
{
    public const ulong Latency = 10;

    private readonly Engine.Engine engine;
    private readonly Port<Ask>[] ask;

    public Timeline(ulong seed = 1, ulong jitter = 0, ulong period = 1000, ulong offset = 0)
    {
        engine = new(new()
        {
            Seed = seed,
            Latencies = new Links(),
            Quantum = new(Latency),
            JitterMax = new(jitter),
            Observer = this,
        });
        Place<BareCore> core = engine.Reserve<BareCore>("core0", Locality.OfCore(0));
        Place<Lapic> lapic = engine.Reserve<Lapic>("lapic0", Locality.OfCore(0));
        Place<TimerChain> chain = engine.Reserve<TimerChain>("tchain0", Locality.Outside);
        Core = new(engine.Port<TimerChain, Trigger>(chain), engine.Gate(core));
        engine.Seat(core, Core);
        engine.Seat(lapic, new Lapic(new(0), new(period), new(offset), engine.Interrupts(core)));
        engine.Seat(chain, new TimerChain(new(0), engine.Port<Lapic, ProgramDeadline>(lapic)));
        Clients = new Client[2];
        ask = new Port<Ask>[2];
        for (int i = 0; i < 2; i++)
        {
            Place<Client> place = engine.Reserve<Client>($"client{i}", Locality.Outside);
            Clients[i] = new(
                $"client{i}", engine.Port<TimerChain, Arm>(chain), engine.Port<TimerChain, Disarm>(chain));
            engine.Seat(place, Clients[i]);
            ask[i] = engine.Port<Client, Ask>(place);
        }

        Mask = engine.Port<BareCore, Mask>(core);
        SetTick = engine.Port<Lapic, SetTick>(lapic);
    }

    public BareCore Core { get; }

    public Client[] Clients { get; }

    public List<Told> Log => Clients[0].Log;

    public Port<Mask> Mask { get; }

    public Port<SetTick> SetTick { get; }

    /// <summary>What the one shot was set to, in order.</summary>
    public List<Tsc?> Programmed { get; } = [];

    public Tsc Now => engine.Now;

    public void At(ulong time, int client, long waiter, long arming, ulong? due) =>
        ask[client].SendAfter(new(time), new(waiter, arming, due is ulong ticks ? new Tsc(ticks) : null));

    public void Run(ulong? until = null) => engine.Run(new() { Until = until is ulong ticks ? new Tsc(ticks) : null });

    public IEnumerable<Told> Expired(int client = 0) => Clients[client].Log.Where(told => told.What == "expired");

    public void Delivering(Mail mail, in Delivery delivery)
    {
        if (mail.Is(out ProgramDeadline program))
            Programmed.Add(program.Due);
    }

    private sealed class Links : ILatencies
    {
        public TscSpan Between(Type sender, Locality from, Type receiver, Locality to) =>
            new(from == to && from != Locality.Outside ? 0 : Latency);
    }
}
