using ActorKernel.Actors;
using ActorKernel.Namespace;
using ActorKernel.Timers;

namespace ActorKernel.Cores.Tests;

public sealed class CoreTests
{
    private readonly Engine.Engine engine = new(new() { Seed = 1, Latencies = new NoTime(), Quantum = new(1) });
    private readonly Watcher watcher = new();
    private readonly InterruptPort line;

    public CoreTests()
    {
        Place<Core> core = engine.Reserve<Core>("core0", Locality.OfCore(0));
        Place<Watcher> all = engine.Reserve<Watcher>("all", Locality.Outside);
        line = engine.Interrupts(core);
        engine.Seat(core, new(
            new(0),
            engine.Gate(core),
            engine.Port<Watcher, Trapped>(all),
            engine.Port<Watcher, Trigger>(all),
            engine.Port<Watcher, DiskReady>(all)));
        engine.Seat(all, watcher);
    }

    [Fact]
    public void Devices_interrupts_go_to_whose_work_they_are_and_ticks_to_the_trap_actor()
    {
        line.Raise(Vectors.Disk);
        line.Raise(Vectors.Deadline);
        line.Raise(Vectors.Tick);
        engine.Run(new() { Until = new(100) });
        Assert.Equal(["Trigger", "DiskReady", "Trapped"], watcher.Log); // the highest vector first
    }

    private sealed class Watcher() : Actor("all"), IAccepts<Trapped>, IAccepts<Trigger>, IAccepts<DiskReady>
    {
        public List<string> Log { get; } = [];

        public void Receive(in Trapped trapped, in Delivery delivery) => Log.Add("Trapped");

        public void Receive(in Trigger trigger, in Delivery delivery) => Log.Add("Trigger");

        public void Receive(in DiskReady ready, in Delivery delivery) => Log.Add("DiskReady");
    }

    private sealed class NoTime : ILatencies
    {
        public TscSpan Between(Type sender, Locality from, Type receiver, Locality to) => new(1);
    }
}
