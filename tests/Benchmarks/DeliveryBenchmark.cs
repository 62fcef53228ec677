using ActorKernel.Actors;

namespace ActorKernel.Benchmarks;

/// <summary>Pairs that send each other messages of eight types in turn: at once, or later through the wheel.</summary>
/// <remarks>The peers do the least a loop can: a queue, or priority queue by time, and a virtual call.</remarks>
internal static class DeliveryBenchmark
{
    public static IEnumerable<Row> Rows(bool isQuick)
    {
        long messages = isQuick ? 20_000 : 40_000; // short, so that some rounds are not disturbed
        foreach (int pairs in (int[])[1, 8, 1000])
        {
            yield return new(
                $"at once, {pairs} pairs, 8 bytes", Machine<Small>(pairs, 0, messages), Loop(pairs, messages), 25);
            yield return new(
                $"at once, {pairs} pairs, 64 bytes", Machine<Large>(pairs, 0, messages), Loop(pairs, messages), 25);
            yield return new(
                $"later, {pairs} pairs, 8 bytes", Machine<Small>(pairs, 100, messages), Heap(pairs, messages), 45);
            yield return new(
                $"later, {pairs} pairs, 64 bytes", Machine<Large>(pairs, 100, messages), Heap(pairs, messages), 45);
        }
    }

    private static Subject Machine<TBody>(int pairs, ulong latency, long messages)
        where TBody : struct
    {
        Engine.Engine engine = new(new() { Seed = 1, Latencies = new Uniform(latency) });
        for (int pair = 0; pair < pairs; pair++)
        {
            Place<Player<TBody>> left = engine.Reserve<Player<TBody>>($"left{pair}", Locality.Outside);
            Place<Player<TBody>> right = engine.Reserve<Player<TBody>>($"right{pair}", Locality.Outside);
            engine.Seat(left, new(left.Name, new(engine, right)));
            engine.Seat(right, new(right.Name, new(engine, left)));
            engine.Port<Player<TBody>, Ball<T0, TBody>>(left).Send(default);
        }

        return new(
            () => { },
            () =>
            {
                engine.Run(new() { MaxDeliveries = messages });
                return messages;
            });
    }

    private static Subject Loop(int pairs, long messages)
    {
        Queue<(LoopActor To, long Value)> queue = new();
        foreach (LoopActor left in LoopActor.Pairs(pairs))
            queue.Enqueue((left, 1));
        return new(
            () => { },
            () =>
            {
                for (long left = messages; left > 0; left--)
                {
                    (LoopActor to, long value) = queue.Dequeue();
                    queue.Enqueue((to.Other, to.Receive(value)));
                }

                return messages;
            });
    }

    private static Subject Heap(int pairs, long messages)
    {
        PriorityQueue<(LoopActor To, long Value), (ulong Due, long Number)> queue = new();
        long number = 0;
        foreach (LoopActor left in LoopActor.Pairs(pairs))
            queue.Enqueue((left, 1), (100, ++number));
        return new(
            () => { },
            () =>
            {
                for (long left = messages; left > 0; left--)
                {
                    queue.TryDequeue(out (LoopActor To, long Value) mail, out (ulong Due, long Number) key);
                    queue.Enqueue((mail.To.Other, mail.To.Receive(mail.Value)), (key.Due + 100, ++number));
                }

                return messages;
            });
    }

    private sealed class Uniform(ulong latency) : ILatencies
    {
        public TscSpan Between(Type sender, Locality from, Type receiver, Locality to) => new(latency);
    }

    private abstract class LoopActor
    {
        public LoopActor Other { get; private set; } = null!;

        public abstract long Receive(long value);

        public static IEnumerable<LoopActor> Pairs(int count)
        {
            for (int pair = 0; pair < count; pair++)
            {
                Left left = new();
                left.Other = new Right { Other = left };
                yield return left;
            }
        }

        private sealed class Left : LoopActor
        {
            public override long Receive(long value) => value + 1;
        }

        private sealed class Right : LoopActor
        {
            public override long Receive(long value) => value + 2;
        }
    }

    private readonly record struct Small(long A);

    private readonly record struct Large(long A, long B, long C, long D, long E, long F, long G, long H);

    /// <summary>Eight types of message for each size of body.</summary>
    private readonly record struct Ball<TKind, TBody>(TBody Body)
        where TKind : struct
        where TBody : struct;

    private readonly record struct T0;

    private readonly record struct T1;

    private readonly record struct T2;

    private readonly record struct T3;

    private readonly record struct T4;

    private readonly record struct T5;

    private readonly record struct T6;

    private readonly record struct T7;

    private readonly struct Ports<TBody>(IEngine engine, Place<Player<TBody>> to)
        where TBody : struct
    {
        public readonly Port<Ball<T0, TBody>> P0 = engine.Port<Player<TBody>, Ball<T0, TBody>>(to);
        public readonly Port<Ball<T1, TBody>> P1 = engine.Port<Player<TBody>, Ball<T1, TBody>>(to);
        public readonly Port<Ball<T2, TBody>> P2 = engine.Port<Player<TBody>, Ball<T2, TBody>>(to);
        public readonly Port<Ball<T3, TBody>> P3 = engine.Port<Player<TBody>, Ball<T3, TBody>>(to);
        public readonly Port<Ball<T4, TBody>> P4 = engine.Port<Player<TBody>, Ball<T4, TBody>>(to);
        public readonly Port<Ball<T5, TBody>> P5 = engine.Port<Player<TBody>, Ball<T5, TBody>>(to);
        public readonly Port<Ball<T6, TBody>> P6 = engine.Port<Player<TBody>, Ball<T6, TBody>>(to);
        public readonly Port<Ball<T7, TBody>> P7 = engine.Port<Player<TBody>, Ball<T7, TBody>>(to);
    }

    private sealed class Player<TBody>(string name, Ports<TBody> other)
        : Actor(name),
            IAccepts<Ball<T0, TBody>>,
            IAccepts<Ball<T1, TBody>>,
            IAccepts<Ball<T2, TBody>>,
            IAccepts<Ball<T3, TBody>>,
            IAccepts<Ball<T4, TBody>>,
            IAccepts<Ball<T5, TBody>>,
            IAccepts<Ball<T6, TBody>>,
            IAccepts<Ball<T7, TBody>>
        where TBody : struct
    {
        private readonly Ports<TBody> other = other;

        public void Receive(in Ball<T0, TBody> message, in Delivery delivery) => other.P1.Send(new(message.Body));

        public void Receive(in Ball<T1, TBody> message, in Delivery delivery) => other.P2.Send(new(message.Body));

        public void Receive(in Ball<T2, TBody> message, in Delivery delivery) => other.P3.Send(new(message.Body));

        public void Receive(in Ball<T3, TBody> message, in Delivery delivery) => other.P4.Send(new(message.Body));

        public void Receive(in Ball<T4, TBody> message, in Delivery delivery) => other.P5.Send(new(message.Body));

        public void Receive(in Ball<T5, TBody> message, in Delivery delivery) => other.P6.Send(new(message.Body));

        public void Receive(in Ball<T6, TBody> message, in Delivery delivery) => other.P7.Send(new(message.Body));

        public void Receive(in Ball<T7, TBody> message, in Delivery delivery) => other.P0.Send(new(message.Body));
    }
}
