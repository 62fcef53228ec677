using ActorKernel.Actors;

namespace ActorKernel.Timers.Tests;

/// <summary>A chain, its LAPIC and a core on the engine.</summary>
public sealed class TimerChainTests
{
    /// <summary>From an interrupt: to the chain, and from it to the client.</summary>
    private const ulong Way = 2 * Timeline.Latency;

    [Fact]
    public void A_waiter_expires_at_its_time_and_the_way_from_the_core()
    {
        Timeline line = new();
        line.At(0, 0, waiter: 1, arming: 7, due: 5000);
        line.Run();

        Assert.Equal(new Told("armed for ", 1, 7, new(20), null), line.Log[0]);
        Assert.Equal(new Told("expired", 1, 7, new(5000 + Way), new(5000)), line.Log[1]);
        Assert.Equal([new Tsc(5000)], line.Core.Deadlines);
    }

    [Fact]
    public void Equal_times_expire_in_the_order_armed_and_others_in_the_order_of_their_times()
    {
        Timeline line = new();
        foreach ((long waiter, ulong due) in ((long, ulong)[])[(1, 900), (2, 500), (3, 900), (4, 100), (5, 500)])
            line.At(0, 0, waiter, waiter, due);
        line.Run();

        Assert.Equal([4, 2, 5, 1, 3], line.Expired().Select(told => told.Waiter));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    public void A_time_that_has_passed_expires_at_once(ulong due)
    {
        Timeline line = new();
        line.At(1000, 0, 1, 1, due);
        line.Run();

        Told expired = Assert.Single(line.Expired());
        Assert.Equal((new Tsc(1000 + (2 * Timeline.Latency) + Way), (Tsc?)new Tsc(due)), (expired.At, expired.Due));
    }

    /// <summary>Akaros' word for "not set", which its chain stumbles over.</summary>
    [Fact]
    public void The_time_12345_is_a_time_like_others()
    {
        Timeline line = new();
        line.At(0, 0, 1, 1, due: 12345);
        line.At(0, 0, 2, 2, due: 12346);
        line.Run();

        Assert.Equal([new Tsc(12345), new Tsc(12346)], line.Expired().Select(told => told.Due!.Value));
    }

    [Fact]
    public void The_end_of_time_never_comes_and_can_be_cancelled()
    {
        Timeline line = new();
        line.At(0, 0, 1, 1, ulong.MaxValue);
        line.At(0, 0, 2, 2, ulong.MaxValue - 1);
        line.At(50, 0, 3, 3, 400);
        line.At(1000, 0, 1, 0, due: null);
        line.At(1000, 0, 2, 0, due: null);
        line.Run();

        Assert.Equal([3], line.Expired().Select(told => told.Waiter));
        Assert.Equal([1, 2], line.Log.Where(told => told.What == "disarmed").Select(told => told.Arming!.Value));
    }

    [Fact]
    public void A_waiter_that_is_armed_again_is_moved_and_says_what_it_replaced()
    {
        Timeline line = new();
        line.At(0, 0, 1, 10, 500);
        line.At(100, 0, 1, 11, 900); // later
        line.At(200, 0, 2, 20, 800);
        line.At(300, 0, 2, 21, 400); // earlier
        line.Run();

        Assert.Equal(
            [(21L, new Tsc(400)), (11L, new Tsc(900))],
            line.Expired().Select(told => (told.Arming!.Value, told.Due!.Value)));
        Assert.Equal(
            ["armed for ", "armed for 10", "armed for ", "armed for 20"],
            line.Log.Where(told => told.What.StartsWith("armed", StringComparison.Ordinal)).Select(told => told.What));
    }

    [Fact]
    public void Cancelling_what_is_not_armed_changes_nothing()
    {
        Timeline line = new();
        line.At(0, 0, 1, 0, due: null);
        line.At(1, 0, 1, 5, 500);
        line.At(100, 0, 1, 0, due: null);
        line.At(110, 0, 1, 0, due: null);
        line.At(200, 0, 2, 6, 700);
        line.Run();

        Assert.Equal([null, 5L, null], line.Log.Where(told => told.What == "disarmed").Select(told => told.Arming));
        Assert.Equal([2], line.Expired().Select(told => told.Waiter));
    }

    [Fact]
    public void Clients_number_their_waiters_as_they_like()
    {
        Timeline line = new();
        line.At(0, client: 0, 1, 1, 500);
        line.At(0, client: 1, 1, 1, 600);
        line.At(100, client: 0, 1, 0, due: null);
        line.Run();

        Assert.Empty(line.Expired(0));
        Assert.Single(line.Expired(1));
    }

    [Fact]
    public void The_one_shot_is_set_only_when_the_earliest_time_changes()
    {
        Timeline line = new();
        line.At(0, 0, 1, 1, 1000);
        line.At(1, 0, 2, 2, 2000); // not the earliest
        line.At(2, 0, 3, 3, 1000); // as early
        line.At(3, 0, 4, 4, 900);
        line.At(4, 0, 2, 0, due: null); // was not the earliest
        line.At(5, 0, 4, 0, due: null);
        line.At(6, 0, 1, 0, due: null); // another is as early
        line.At(7, 0, 3, 0, due: null); // the last
        line.At(8, 0, 5, 5, ulong.MaxValue); // never
        line.Run();

        Assert.Equal([new Tsc(1000), new Tsc(900), new Tsc(1000), null], line.Programmed);
        Assert.Empty(line.Core.Deadlines);
    }

    [Fact]
    public void A_waiter_armed_while_others_expire_gets_its_own_deadline()
    {
        Timeline line = new();
        line.Clients[0].OnExpired = expired =>
        {
            if (expired.Arming < 5)
                line.Clients[0].Do(new(expired.Waiter, expired.Arming + 1, expired.Due!.Value + new TscSpan(300)));
        };
        line.At(0, 0, 1, 1, 500);
        line.Run();

        Assert.Equal(
            [500UL, 800, 1100, 1400, 1700], line.Expired().Select(told => told.Due!.Value.Ticks));
        Assert.Equal([500UL, 800, 1100, 1400, 1700], line.Core.Deadlines.Select(at => at.Ticks));
    }

    /// <summary>A deadline is latched while the core takes no interrupts; then all that is due expires.</summary>
    [Fact]
    public void A_masked_core_is_late_and_misses_nothing()
    {
        Timeline line = new();
        line.Mask.SendAfter(new(100), new(true));
        line.At(0, 0, 1, 1, 500);
        line.At(0, 0, 2, 2, 700);
        line.At(0, 0, 3, 3, 5000);
        line.Mask.SendAfter(new(2000), new(false));
        line.Run();

        Assert.Equal([1, 2, 3], line.Expired().Select(told => told.Waiter));
        Assert.Equal([2000UL, 5000], line.Core.Deadlines.Select(at => at.Ticks));
    }

    /// <summary>Against a sorted list, with jitter on every link.</summary>
    [Fact]
    public void Whatever_is_asked_and_when_the_answers_are_final()
    {
        for (ulong seed = 1; seed <= 300; seed++)
            AskAtRandom(seed);
    }

    private static void AskAtRandom(ulong seed)
    {
        Random random = new((int)seed);
        Timeline line = new(seed, jitter: seed % 3 == 0 ? 0 : 40UL);
        Dictionary<(int Client, long Arming), (long Waiter, ulong Due)> armings = [];
        long arming = 0;
        for (int i = 0; i < 60; i++)
        {
            ulong at = (ulong)random.Next(3000);
            int client = random.Next(2);
            long waiter = random.Next(6);
            if (random.Next(4) == 0)
            {
                line.At(at, client, waiter, 0, due: null);
            }
            else
            {
                ulong due = random.Next(10) switch
                {
                    0 => 0,
                    1 => ulong.MaxValue,
                    2 => 1500, // many at once
                    _ => at + (ulong)random.Next(600),
                };
                armings.Add((client, ++arming), (waiter, due));
                line.At(at, client, waiter, arming, due);
            }
        }

        line.Run();

        for (int client = 0; client < 2; client++)
            CheckClient(line.Clients[client].Log, client, armings, seed);
        List<(Tsc At, ulong Due)> inOrder =
            [.. line.Expired(0).Concat(line.Expired(1)).Select(told => (told.At, told.Due!.Value.Ticks))];
        Assert.True(inOrder.TrueForAll(told => told.At.Ticks >= told.Due), $"seed {seed}: early");
        Tsc?[] programmed = [.. line.Programmed];
        for (int i = 1; i < programmed.Length; i++)
            Assert.True(programmed[i] != programmed[i - 1] || programmed[i] is not null, $"seed {seed}: set twice");
    }

    /// <summary>Each arming expires, is replaced or is cancelled, once; and what was answered stays so.</summary>
    private static void CheckClient(
        List<Told> log, int client, Dictionary<(int Client, long Arming), (long Waiter, ulong Due)> armings, ulong seed)
    {
        Dictionary<long, long> live = []; // by waiter
        HashSet<long> ended = [];
        foreach (Told told in log)
        {
            string where = $"seed {seed}, client {client}: {told}";
            if (told.What == "expired")
            {
                Assert.True(armings[(client, told.Arming!.Value)] == (told.Waiter, told.Due!.Value.Ticks), where);
                Assert.True(ended.Add(told.Arming.Value), where);
                if (live.GetValueOrDefault(told.Waiter) == told.Arming)
                    live.Remove(told.Waiter);
                continue;
            }

            long? gone = told.What == "disarmed" ? told.Arming : Replaced(told);
            if (gone is long arming)
                Assert.True(ended.Add(arming), where);
            // What the answer does not name has expired before it came.
            Assert.True(!live.Remove(told.Waiter, out long was) || was == gone || ended.Contains(was), where);
            if (told.What != "disarmed" && !ended.Contains(told.Arming!.Value))
                live[told.Waiter] = told.Arming.Value;
        }

        Assert.All(live.Values, arming => Assert.Equal(ulong.MaxValue, armings[(client, arming)].Due));
        int never = armings.Count(pair => pair.Key.Client == client) - ended.Count;
        Assert.Equal(live.Count, never);
    }

    private static long? Replaced(in Told told) =>
        long.TryParse(told.What.AsSpan("armed for ".Length), out long replaced) ? replaced : null;
}
