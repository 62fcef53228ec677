using System.Diagnostics;
using ActorKernel.Actors;
using ActorKernel.Machine;

namespace ActorKernel.Cli;

/// <summary>What a person types, as it comes, and how time passes for one.</summary>
internal sealed class Keyboard : IKeyboard, IDisposable
{
    private const int ChunkBytes = 4096;
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongWait = TimeSpan.FromMilliseconds(100);

    private readonly Times times;
    private readonly TimeSpan? timeout;
    private readonly Lock guard = new();
    private readonly AutoResetEvent wake = new(false);
    private readonly CancellationTokenRegistration interrupt;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly EscapeKeys escape = new();
    private readonly List<byte> typed = [];
    private readonly Stream input;
    private volatile bool hasKeys;
    private volatile bool hasQuit;
    private volatile bool hasEnded;
    private volatile bool isHelpWanted;
    private TimeSpan owed; // virtual time that has passed in no real time, because it was too short to wait

    /// <param name="timeout">No wait lasts beyond this real time.</param>
    public Keyboard(Shell shell, Times times, TimeSpan? timeout)
    {
        this.times = times;
        this.timeout = timeout;
        input = shell.Input;
        interrupt = shell.Interrupt.Register(() => wake.Set());
        new Thread(ReadAll) { Name = "keyboard", IsBackground = true }.Start();
    }

    public bool HasKeys => hasKeys;

    /// <summary>True after Ctrl-a x.</summary>
    public bool HasQuit => hasQuit;

    /// <summary>True when the terminal is gone.</summary>
    public bool HasEnded => hasEnded;

    /// <summary>Called with what was typed, and when the console gets it.</summary>
    public required Action<Tsc, Bytes> OnTyped { get; init; }

    /// <summary>Called before a wait that may be long.</summary>
    public required Action OnLongWait { get; init; }

    /// <summary>Called for Ctrl-a h.</summary>
    public required Action OnHelp { get; init; }

    public Bytes Take(Tsc at)
    {
        Bytes keys;
        lock (guard)
        {
            keys = Bytes.Copy([.. typed]);
            typed.Clear();
            hasKeys = false;
        }

        OnTyped(at, keys);
        return keys;
    }

    public TscSpan Wait(TscSpan? most)
    {
        ShowHelp();
        TimeSpan? real = most is TscSpan span ? times.ToTimeSpan(span) : null;
        owed += real ?? TimeSpan.Zero;
        if (real is not null && owed < ShortestWait)
            return most!.Value;
        if (real is null || owed >= LongWait)
            OnLongWait();
        long start = Stopwatch.GetTimestamp();
        WaitFor(real is null ? Timeout.InfiniteTimeSpan : owed);
        ShowHelp();
        TimeSpan waited = Stopwatch.GetElapsedTime(start);
        TimeSpan left = owed - waited;
        owed = TimeSpan.Zero;
        if (real is not TimeSpan whole)
            return times.ToSpan(waited);
        return left <= TimeSpan.Zero ? most!.Value : times.ToSpan(whole > left ? whole - left : TimeSpan.Zero);
    }

    public void Dispose()
    {
        interrupt.Dispose();
        wake.Dispose();
    }

    private void WaitFor(TimeSpan time)
    {
        if (hasKeys || hasQuit || hasEnded)
            return;
        if (timeout is TimeSpan most)
        {
            TimeSpan rest = most - clock.Elapsed;
            time = time == Timeout.InfiniteTimeSpan || rest < time ? rest : time;
        }

        if (time > TimeSpan.Zero || time == Timeout.InfiniteTimeSpan)
            wake.WaitOne(time);
    }

    private void ShowHelp()
    {
        if (!isHelpWanted)
            return;
        isHelpWanted = false;
        OnHelp();
    }

    private void ReadAll()
    {
        byte[] chunk = new byte[ChunkBytes];
        try
        {
            for (int count; (count = input.Read(chunk)) > 0 && !hasQuit;)
            {
                foreach (byte key in chunk.AsSpan(0, count))
                    Press(key);
                wake.Set();
            }

            hasEnded = true;
            wake.Set();
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            hasEnded = true; // the terminal, or, disposed, who would be woken
        }
    }

    private void Press(byte key)
    {
        switch (escape.Press(key))
        {
            case Pressed.Key:
                lock (guard)
                {
                    typed.Add(key);
                    hasKeys = true;
                }

                break;
            case Pressed.Quit:
                hasQuit = true;
                break;
            case Pressed.Help:
                isHelpWanted = true;
                break;
        }
    }
}

/// <summary>What a key means to the host.</summary>
internal enum Pressed
{
    /// <summary>It is the machine's.</summary>
    Key,

    /// <summary>It is a part of what is said to the host, or means nothing.</summary>
    Nothing,

    Quit,
    Help,
}

/// <summary>Ctrl-a, then a key, speaks to the host, as in QEMU.</summary>
internal sealed class EscapeKeys
{
    public const string Help = "Ctrl-a x ends the machine, Ctrl-a Ctrl-a types a Ctrl-a, Ctrl-a h shows this; all else is the machine's, Ctrl-c too";

    private const byte ControlA = 1;

    private bool isEscaped;

    public Pressed Press(byte key)
    {
        if (!isEscaped)
        {
            isEscaped = key == ControlA;
            return isEscaped ? Pressed.Nothing : Pressed.Key;
        }

        isEscaped = false;
        return key switch
        {
            ControlA => Pressed.Key,
            (byte)'x' or (byte)'X' => Pressed.Quit,
            (byte)'h' or (byte)'H' or (byte)'?' => Pressed.Help,
            _ => Pressed.Nothing,
        };
    }
}
