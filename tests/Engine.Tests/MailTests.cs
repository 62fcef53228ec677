using ActorKernel.Actors;

namespace ActorKernel.Engine.Tests;

/// <summary>Mail seen without its type, by hosts, observers and interceptors.</summary>
public sealed class MailTests
{
    [Fact]
    public void Pending_mail_is_seen_in_the_order_of_delivery()
    {
        (Engine engine, Scripted a, Scripted b) = Two();
        engine.Notes(b).SendAfter(new(20), new(3));
        engine.Notes(a).SendAfter(new(10), new(2));
        engine.Notes(a).Send(new(1));
        engine.Line(b).Raise(new(9));
        Mail[] pending = [.. engine.Pending];
        Assert.Equal(["Note", "Interrupt", "Note", "Note"], pending.Select(mail => mail.Kind));
        Assert.Equal([0, 0, 10, 20], pending.Select(mail => (int)mail.Due.Ticks));
        Assert.Equal(["a", "b", "a", "b"], pending.Select(mail => mail.Receiver));
        Assert.All(pending, mail => Assert.Equal(("outside", MessageId.None), (mail.Sender, mail.Cause)));
        Assert.Equal([2, 3, 1, 0], pending.Select(mail => mail.Id.Output));
        Assert.True(pending[0].Is(out Note note));
        Assert.Equal(new Note(1), note);
        Assert.False(pending[0].Is(out Letter _));
        Assert.Contains("  outside -> b: Note(number=3) due=+20", engine.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_can_deliver_drop_delay_and_duplicate_what_is_pending()
    {
        (Engine engine, Scripted a, Scripted b) = Two();
        Port<Note> port = engine.Notes(a);
        for (int number = 1; number <= 4; number++)
            port.SendAfter(new((ulong)(10 * number)), new(number));
        Mail[] pending = [.. engine.Pending];
        pending[0].Drop();
        pending[1].Delay(new(15));
        pending[2].Duplicate();
        pending[3].Deliver();
        engine.Run();
        Assert.Equal(["note 4", "note 3", "note 3", "note 2"], a.Texts);
        Assert.Equal([0, 30, 30, 35], a.Log.Select(received => (int)received.Now.Ticks));
        Assert.Equal(a.Log[1].Id, a.Log[2].Id);
        Assert.Throws<CheckFailedException>(pending[0].Drop);
        Assert.Throws<CheckFailedException>(() => pending[3].Due);
        Assert.Empty(b.Log);
    }

    [Fact]
    public void Latched_interrupts_are_pending_and_can_be_dropped()
    {
        (Engine engine, Scripted a, _) = Two();
        InterruptGate gate = engine.Gate(a);
        a.OnNote = (note, _) =>
        {
            if (note.Number == 0)
                gate.Mask();
            else
                gate.Unmask();
        };
        engine.Notes(a).Send(new(0));
        engine.Line(a).Raise(new(5));
        engine.Line(a).Raise(new(6));
        engine.Line(a).Raise(new(6));
        Assert.Equal(RunResult.Idle, engine.Run());
        Assert.Equal(1, engine.CoalescedInterrupts);
        Mail[] latched = [.. engine.Pending];
        Assert.Equal(2, latched.Length);
        latched[0].Drop();
        latched[1].Duplicate();
        Assert.Equal(2, engine.CoalescedInterrupts);
        engine.Notes(a).Send(new(1));
        engine.Run();
        Assert.Equal(["note 0", "note 1", "vector 5"], a.Texts);
    }

    [Fact]
    public void An_interceptor_decides_once_about_each_message_and_the_observer_sees_what_is_left()
    {
        Faults faults = new();
        Transcript transcript = new();
        Engine engine = new(new()
        {
            Seed = 1,
            Latencies = Latencies.Of(10),
            Interceptor = faults,
            Observer = transcript,
        });
        Scripted a = engine.Add("a");
        faults.OnDue = mail =>
        {
            if (!mail.Is(out Note note))
                return;
            if (note.Number % 4 == 1)
                mail.Drop();
            else if (note.Number % 4 == 2)
                mail.Delay(new(5));
            else if (note.Number % 4 == 3)
                mail.Duplicate();
        };
        for (int number = 0; number < 8; number++)
            engine.Notes(a).Send(new(number));
        engine.Run();
        Assert.Equal(
            ["note 0", "note 3", "note 3", "note 4", "note 7", "note 7", "note 2", "note 6"], a.Texts);
        Assert.Equal(8, faults.Asked);
        Assert.Equal(8, transcript.Lines.Count);
        Assert.Equal(new Tsc(5), engine.Now);
    }

    [Fact]
    public void An_intercepted_interrupt_never_reaches_its_latch_or_reaches_it_later()
    {
        Faults faults = new();
        Engine engine = new(new() { Seed = 1, Latencies = Latencies.Of(10), Interceptor = faults });
        Scripted a = engine.Add("a");
        faults.OnDue = mail =>
        {
            if (mail.Is(out Interrupt interrupt) && interrupt.Vector.Number == 1)
                mail.Drop();
            else if (interrupt.Vector.Number == 3)
                mail.Delay(new(7));
            else
                mail.Duplicate();
        };
        foreach (byte vector in (byte[])[1, 2, 3])
            engine.Line(a).Raise(new(vector));
        engine.Run();
        Assert.Equal(["vector 2", "vector 3"], a.Texts);
        Assert.Equal(1, engine.CoalescedInterrupts);
        Assert.Equal(new Tsc(7), engine.Now);
    }

    [Fact]
    public void An_observer_can_stop_the_run_after_the_delivery_at_hand()
    {
        Stopper stopper = new();
        Engine engine = new(new() { Seed = 1, Latencies = Latencies.Of(10), Observer = stopper });
        stopper.Engine = engine;
        Scripted a = engine.Add("a");
        engine.Notes(a).Send(new(1));
        engine.Notes(a).Send(new(2));
        Assert.Equal(RunResult.Stopped, engine.Run());
        Assert.Equal(["note 1"], a.Texts);
    }

    private static (Engine Engine, Scripted A, Scripted B) Two()
    {
        Engine engine = new(new() { Seed = 1, Latencies = Latencies.Of(10) });
        return (engine, engine.Add("a"), engine.Add("b"));
    }

    private sealed class Faults : IInterceptor
    {
        public Action<Mail>? OnDue { get; set; }

        public int Asked { get; private set; }

        public void Due(Mail mail)
        {
            Asked++;
            OnDue?.Invoke(mail);
        }
    }

    private sealed class Stopper : IObserver
    {
        public Engine? Engine { get; set; }

        public void Delivering(Mail mail, in Delivery delivery) => Engine?.Stop();
    }
}
