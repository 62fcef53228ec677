using ActorKernel.Actors;
using ActorKernel.Guest;
using ActorKernel.Namespace;
using ActorKernel.Processes;
using ActorKernel.Timers;

namespace ActorKernel.Cores.Tests;

/// <summary>In place of all whom a trap actor sends to.</summary>
internal sealed class Everyone()
    : Actor("everyone"),
        IAccepts<Resume>, IAccepts<Idle>, IAccepts<Interrupt>, IAccepts<SetTick>, IAccepts<CoreIdle>, IAccepts<Ticked>,
        IAccepts<SystemCall>, IAccepts<Faulted>, IAccepts<Yielded>, IAccepts<Answered>
{
    public List<string> Log { get; } = [];

    public List<Resume> Resumed { get; } = [];

    public List<Faulted> Faults { get; } = [];

    public void Receive(in Resume message, in Delivery delivery)
    {
        Log.Add("Resume");
        Resumed.Add(message);
    }

    public void Receive(in Faulted message, in Delivery delivery)
    {
        Log.Add("Faulted");
        Faults.Add(message);
    }

    public void Receive(in Idle message, in Delivery delivery) => Log.Add("Idle");

    public void Receive(in Interrupt message, in Delivery delivery) => Log.Add($"Interrupt {message.Vector.Number}");

    public void Receive(in SetTick message, in Delivery delivery) => Log.Add(message.On ? "tick on" : "tick off");

    public void Receive(in CoreIdle message, in Delivery delivery) => Log.Add("CoreIdle");

    public void Receive(in Ticked message, in Delivery delivery) => Log.Add($"Ticked {message.Pid}");

    public void Receive(in SystemCall message, in Delivery delivery) => Log.Add("SystemCall");

    public void Receive(in Yielded message, in Delivery delivery) => Log.Add("Yielded");

    public void Receive(in Answered message, in Delivery delivery) =>
        Log.Add($"Answered {message.Call.Number} {message.Answer} at {delivery.Now}");
}

/// <summary>A trap actor with its timer chain, and everyone else.</summary>
internal sealed class TrapBench
{
    private readonly Engine.Engine engine = new(new() { Seed = 1, Latencies = new NoTime(), Quantum = new(1) });
    private readonly Place<Everyone> all;
    private readonly Place<TrapActor> trap;

    public TrapBench()
    {
        all = engine.Reserve<Everyone>("everyone", Locality.Outside);
        trap = engine.Reserve<TrapActor>("trap0", Locality.Outside);
        Place<TimerChain> chain = engine.Reserve<TimerChain>("tchain0", Locality.Outside);
        Place<Lapic> lapic = engine.Reserve<Lapic>("lapic0", Locality.Outside);
        Place<Relay> relay = engine.Reserve<Relay>("relay", Locality.Outside);
        Everyone = new();
        engine.Seat(all, Everyone);
        engine.Seat(trap, new(new(0), Ports(chain), engine.Interrupts(all)));
        engine.Seat(chain, new(new(0), engine.Port<Lapic, ProgramDeadline>(lapic)));
        engine.Seat(lapic, new(new(0), new(1_000_000), default, engine.Interrupts(relay)));
        engine.Seat(relay, new(engine.Port<TimerChain, Trigger>(chain)));
    }

    public Everyone Everyone { get; }

    /// <summary>A program of pid 1 with text, a guard page and a stack, whose alarm is due at the next tick.</summary>
    public static Context Program()
    {
        AddressSpace memory = new(0x8000_0000);
        memory.ReserveKernel(0x8000_0000, 0x0e00_0000);
        memory.ReserveKernel(0xfe00_0000, 0x0200_0000);
        memory.Map(0, 0x1000, Protection.All);
        memory.Map(0x1000, 0x1000, Protection.None);
        memory.Map(0x2000, 0x1000, Protection.All);
        Context context = new(new(1), "test", Xv6.Instance, memory) { Registers = Registers.ForUser32(0x10, 0x2f00) };
        (context.Registers.Rax, context.Registers.Rbx, context.Registers.Rflags) = (1, 2, 0x8d7);
        context.TickAlarm.Set(1, 0x40, default);
        return context;
    }

    public Context ProgramAtHome()
    {
        Context context = Program();
        context.Home = new(
            engine.Port<Everyone, SystemCall>(all),
            engine.Port<Everyone, Faulted>(all),
            engine.Port<Everyone, Yielded>(all));
        return context;
    }

    /// <summary>What is done in answer to one message.</summary>
    public string After<TMessage>(in TMessage message)
        where TMessage : struct
    {
        Everyone.Log.Clear();
        switch (message)
        {
            case Trapped trapped:
                engine.Port<TrapActor, Trapped>(trap).Send(trapped);
                break;
            case RunUser run:
                engine.Port<TrapActor, RunUser>(trap).Send(run);
                break;
            case LetGo letGo:
                engine.Port<TrapActor, LetGo>(trap).Send(letGo);
                break;
            case Preempt preempt:
                engine.Port<TrapActor, Preempt>(trap).Send(preempt);
                break;
            case Sleep sleep:
                engine.Port<TrapActor, Sleep>(trap).Send(sleep);
                break;
            case Abort abort:
                engine.Port<TrapActor, Abort>(trap).Send(abort);
                break;
        }

        engine.Run(new() { Until = engine.SafeInstant + new TscSpan(10) });
        return string.Join(", ", Everyone.Log);
    }

    public string Wait(ulong time)
    {
        Everyone.Log.Clear();
        engine.Run(new() { Until = engine.SafeInstant + new TscSpan(time) });
        return string.Join(", ", Everyone.Log);
    }

    public Asker Asker(long call) => new(new(1), new(call), engine.Port<Everyone, Answered>(all), null);

    private TrapPorts Ports(Place<TimerChain> chain) => new()
    {
        Resume = engine.Port<Everyone, Resume>(all),
        Idle = engine.Port<Everyone, Idle>(all),
        SetTick = engine.Port<Everyone, SetTick>(all),
        Arm = engine.Port<TimerChain, Arm>(chain),
        Disarm = engine.Port<TimerChain, Disarm>(chain),
        CoreIdle = engine.Port<Everyone, CoreIdle>(all),
        Ticked = engine.Port<Everyone, Ticked>(all),
    };

    /// <summary>A core as far as the chain needs one.</summary>
    private sealed class Relay(Port<Trigger> chain) : Actor("relay"), IAccepts<Interrupt>
    {
        public void Receive(in Interrupt interrupt, in Delivery delivery) => chain.Send(default);
    }

    private sealed class NoTime : ILatencies
    {
        public TscSpan Between(Type sender, Locality from, Type receiver, Locality to) => TscSpan.Zero;
    }
}
