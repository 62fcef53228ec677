using ActorKernel.Actors;
using ActorKernel.Cores;
using ActorKernel.Devices;
using ActorKernel.Processes;
using ActorKernel.Timers;

namespace ActorKernel.Machine.Tests;

/// <summary>The descriptions that are generated, against the ones that are looked up when a program runs.</summary>
public sealed class MessageTests
{
    private static readonly Type[] Messages =
    [
        .. new[] { typeof(Actor), typeof(Lapic), typeof(AlarmDevice), typeof(Process), typeof(Core), typeof(Machine) }
            .SelectMany(type => type.Assembly.GetTypes())
            .SelectMany(type => type.GetInterfaces())
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAccepts<>))
            .Select(type => type.GetGenericArguments()[0])
            .Where(type => !type.IsGenericParameter)
            .Distinct()
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    [Fact]
    public void Every_message_of_the_machine_has_a_generated_description()
    {
        Assert.True(Messages.Length > 70);
        Assert.All(Messages, type => Assert.True(type.IsAssignableTo(typeof(IMessage)), $"{type.Name} is no IMessage"));
        Assert.Equal(Messages.Length, Messages.Select(type => type.Name).Distinct().Count());
    }

    [Theory]
    [InlineData("xv6/alarmtest", "akaros/alarm", "akaros/poke")]
    [InlineData("xv6/pipeline", "xv6/fsload", "xv6/killing")]
    public void A_run_s_messages_are_described_alike(params string[] programs)
    {
        Watcher watcher = new();
        Scene scene = Scene.Of(programs) with { Options = Scene.Slow with { Observer = watcher } };
        (scene with { Until = new() { Exit = true, Deliveries = 30_000 } }).Run();
        Assert.True(watcher.Kinds > 25, $"{watcher.Kinds} kinds");
    }

    private sealed class Watcher : IObserver
    {
        private readonly Dictionary<string, Comparison> comparisons = Messages.ToDictionary(type => type.Name, Comparison.Of);
        private readonly HashSet<string> seen = [];

        public int Kinds => seen.Count;

        public void Delivering(Mail mail, in Delivery delivery)
        {
            seen.Add(mail.Kind);
            comparisons[mail.Kind].Compare(mail, delivery.Now);
        }
    }

    private abstract class Comparison
    {
        public static Comparison Of(Type message) =>
            (Comparison)Activator.CreateInstance(typeof(Comparison<>).MakeGenericType(message))!;

        public abstract void Compare(Mail mail, Tsc now);
    }

    private sealed class Comparison<TMessage> : Comparison
        where TMessage : struct
    {
        public override void Compare(Mail mail, Tsc now)
        {
            Assert.True(mail.Is(out TMessage message));
            TextDescription generated = new(now);
            TextDescription lookedUp = new(now);
            Message<TMessage>.Describe(message, generated);
            Message<TMessage>.DescribeProperties(message, lookedUp);
            Assert.Equal(lookedUp.ToString(), generated.ToString());
        }
    }
}
