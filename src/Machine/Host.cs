using System.Text;
using ActorKernel.Actors;
using ActorKernel.Devices;
using ActorKernel.Namespace;
using ActorKernel.Processes;

namespace ActorKernel.Machine;

/// <summary>The machine's other side: the screen, the news of processes that begin and end, and of the disk.</summary>
internal sealed class Host(RunLog log)
    : Actor("host"), IAccepts<Printed>,
        IAccepts<ProcessBegun>, IAccepts<ProcessRenamed>, IAccepts<ProcessEnded>, IAccepts<StartRefused>,
        IAccepts<BlockWritten>
{
    public void Receive(in Printed printed, in Delivery delivery) => log.Print(printed.Pid, printed.Bytes);

    public void Receive(in ProcessBegun begun, in Delivery delivery)
    {
        if (begun.Parent is null)
            log.Unborn--;
        log.Begin(begun);
    }

    public void Receive(in ProcessRenamed renamed, in Delivery delivery) => log.Rename(renamed.Pid, renamed.Name);

    public void Receive(in StartRefused refused, in Delivery delivery)
    {
        log.Unborn--;
        log.Refused.Add(refused.Name);
    }

    public void Receive(in ProcessEnded ended, in Delivery delivery) => log.End(ended);

    public void Receive(in BlockWritten written, in Delivery delivery) => log.Write(written.Block, written.Bytes);
}

/// <summary>What a run has shown so far.</summary>
internal sealed class RunLog
{
    private readonly StringBuilder console = new();
    private readonly SortedDictionary<int, StringBuilder> consoles = [];
    private readonly SortedDictionary<int, ProcessSummary> processes = [];
    private readonly SortedDictionary<uint, Bytes> blocks = [];

    /// <summary>Called with each piece of console text as it appears.</summary>
    public Action<Pid?, string>? OnPrint { get; set; }

    public Action<uint, Bytes>? OnBlockWritten { get; set; }

    /// <summary>The disk's blocks that have been written.</summary>
    public IReadOnlyDictionary<uint, Bytes> Blocks => blocks;

    public string Console => console.ToString();

    /// <summary>Characters shown so far.</summary>
    public int Length => console.Length;

    /// <summary>Processes that have begun and not ended.</summary>
    public int Alive { get; private set; }

    /// <summary>Programs that are still to be started.</summary>
    public int Unborn
    {
        get;
        set
        {
            field = value;
            Changes++;
        }
    }

    /// <summary>Counts what may end a run: text, and processes that begin and end.</summary>
    public int Changes { get; private set; }

    /// <summary>True when there was something to read at the console.</summary>
    public bool IsTyped { get; set; }

    /// <summary>Programs that were not started, because there was no free process.</summary>
    public List<string> Refused { get; } = [];

    public IReadOnlyDictionary<int, string> Consoles =>
        consoles.ToDictionary(entry => entry.Key, entry => entry.Value.ToString());

    public IReadOnlyCollection<ProcessSummary> Processes => processes.Values;

    public void Print(Pid? pid, in Bytes bytes)
    {
        Changes++;
        string text = bytes.ToString();
        console.Append(text);
        if (pid is Pid known)
        {
            if (!consoles.TryGetValue(known.Number, out StringBuilder? own))
                consoles.Add(known.Number, own = new());
            own.Append(text);
        }

        OnPrint?.Invoke(pid, text);
    }

    /// <summary>xv6's first process, and its first child: the shell, with which a run ends. Null without such.</summary>
    public Pid? Init { get; private set; }

    public Pid? Shell { get; private set; }

    public void Begin(in ProcessBegun begun)
    {
        Changes++;
        Alive++;
        processes[begun.Pid.Number] = new(begun.Pid.Number, begun.Name, begun.Parent is null, null, null);
        consoles.TryAdd(begun.Pid.Number, new());
        if (begun.IsInit)
            Init = begun.Pid;
        else if (Init is not null && begun.Parent == Init)
            Shell ??= begun.Pid;
    }

    public void Write(uint block, in Bytes bytes)
    {
        blocks[block] = bytes;
        OnBlockWritten?.Invoke(block, bytes);
    }

    public void Rename(Pid pid, string name) => processes[pid.Number] = processes[pid.Number] with { Name = name };

    /// <summary>How a process ended; null while it lives, or when there is none.</summary>
    public int? StatusOf(Pid? pid) => pid is Pid known ? processes[known.Number].Status : null;

    public void End(in ProcessEnded ended)
    {
        Changes++;
        Alive--;
        processes[ended.Pid.Number] = processes[ended.Pid.Number] with { Status = ended.Status, Fault = ended.Fault };
    }
}

/// <summary>A process of a run.</summary>
/// <param name="Name">Of the program that it is, or was at last.</param>
/// <param name="ByHost">True for a program that the host started, false for a child.</param>
/// <param name="Status">As wait gives it: the exit code in bits 8 to 15, or 9 killed, 11 faulted; null while alive.</param>
/// <param name="Fault">What the kernel said when it ended the process.</param>
public sealed record ProcessSummary(int Pid, string Name, bool ByHost, int? Status, string? Fault);
