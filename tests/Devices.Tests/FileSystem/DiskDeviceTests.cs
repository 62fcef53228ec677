using ActorKernel.Actors;
using ActorKernel.Devices.FileSystem;
using ActorKernel.Timers;

namespace ActorKernel.Devices.Tests;

public sealed class DiskDeviceTests
{
    private const ulong Latency = 100;

    private readonly Engine.Engine engine = new(new() { Seed = 1, Latencies = new OneTick(), Quantum = new(1) });
    private readonly Client client;
    private readonly DiskPorts disk;

    public DiskDeviceTests()
    {
        Bytes image = Bytes.Copy([.. Enumerable.Range(0, 8 * Layout.BlockBytes).Select(i => (byte)(i / Layout.BlockBytes))]);
        Place<DiskDevice> place = engine.Reserve<DiskDevice>("disk", Locality.Outside);
        Place<Client> core = engine.Reserve<Client>("core0", Locality.Outside);
        disk = DiskPorts.At(engine, place, image);
        client = new(engine.Gate(core), disk.Collect);
        engine.Seat(core, client);
        engine.Seat(place, new DiskDevice(image, new(Latency), engine.Interrupts(core), engine.Port<Client, BlockWritten>(core)));
    }

    [Fact]
    public void Blocks_take_their_time_one_after_the_other()
    {
        disk.Read.Send(new(7, new([3, 1])));
        disk.Write.Send(new(8, new([new(5, Block(99))])));
        Run(150);
        Assert.Equal(0, client.Interrupts);
        Run(100);
        Assert.Equal(1, client.Interrupts);
        DiskRequestDone read = Assert.Single(client.Done);
        Assert.Equal(7, read.Request);
        Assert.Equal([new(3, Block(3)), new(1, Block(1))], read.Read.ToArray());
        Assert.Empty(client.Written);
        Run(100);
        Assert.Equal(8, client.Done[1].Request);
        Assert.Equal([new(5, Block(99))], client.Written);
    }

    [Fact]
    public void A_write_is_read_back_and_the_image_stays_as_it_is()
    {
        disk.Write.Send(new(1, new([new(2, Block(50)), new(2, Block(51))])));
        disk.Read.Send(new(2, new([2])));
        Run(1000);
        Assert.Equal(new(2, Block(51)), Assert.Single(client.Done[1].Read));
        Assert.Equal([new(2, Block(50)), new(2, Block(51))], client.Written);
    }

    [Fact]
    public void Interrupts_coalesce_and_whoever_collects_gets_everything()
    {
        client.Gate.Mask();
        for (int request = 1; request <= 5; request++)
            disk.Read.Send(new(request, new([0])));
        Run(1000);
        Assert.Equal(0, client.Interrupts);
        client.Gate.Unmask();
        Run(1000);
        Assert.Equal(1, client.Interrupts);
        Assert.Equal([1, 2, 3, 4, 5], client.Done.Select(done => done.Request));
    }

    [Fact]
    public void A_block_that_the_disk_does_not_have_is_empty()
    {
        disk.Read.Send(new(1, new([7, 8, uint.MaxValue])));
        Run(1000);
        Assert.Equal([new(7, Block(7)), new(8, Bytes.None), new(uint.MaxValue, Bytes.None)], client.Done[0].Read.ToArray());
    }

    [Fact]
    public void Messages_say_which_blocks_they_are_about()
    {
        Assert.Equal("5-7 1 9-10", new BlockNumbers([5, 6, 7, 1, 9, 10]).ToString());
        Assert.Equal("2-3 2", new BlockWrites([new(2, Block(1)), new(3, Block(1)), new(2, Block(1))]).ToString());
        Assert.Equal("", new BlockNumbers([]).ToString());
        Assert.Equal("4 5", new DoneRequests([new(4, default), new(5, default)]).ToString());
    }

    private void Run(ulong time) => engine.Run(new() { Until = engine.SafeInstant + new TscSpan(time) });

    private static Bytes Block(byte value) => Bytes.Copy([.. Enumerable.Repeat(value, Layout.BlockBytes)]);

    private sealed class Client(InterruptGate gate, Port<Collect> collect)
        : Actor("core0"), IAccepts<Interrupt>, IAccepts<Collected>, IAccepts<BlockWritten>
    {
        public InterruptGate Gate { get; } = gate;

        public int Interrupts { get; private set; }

        public List<DiskRequestDone> Done { get; } = [];

        public List<BlockWrite> Written { get; } = [];

        public void Receive(in Interrupt interrupt, in Delivery delivery)
        {
            Assert.Equal(Vectors.Disk, interrupt.Vector);
            Interrupts++;
            collect.Send(new(Self<Client, Collected>(this)));
        }

        public void Receive(in Collected collected, in Delivery delivery) => Done.AddRange(collected.Done.Requests);

        public void Receive(in BlockWritten written, in Delivery delivery) => Written.Add(new(written.Block, written.Bytes));
    }

    private sealed class OneTick : ILatencies
    {
        public TscSpan Between(Type sender, Locality from, Type receiver, Locality to) => new(1);
    }
}
