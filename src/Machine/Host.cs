using System.Text;
using ActorKernel.Actors;
using ActorKernel.Namespace;
using ActorKernel.Processes;

namespace ActorKernel.Machine;

/// <summary>The machine's other side: the screen, and the news of processes that begin and end.</summary>
internal sealed class Host(RunLog log)
    : Actor("host"), IAccepts<Printed>,
        IAccepts<ProcessBegun>, IAccepts<ProcessEnded>, IAccepts<StartRefused>
{
    public void Receive(in Printed printed, in Delivery delivery) => log.Print(printed.Pid, printed.Bytes);

    public void Receive(in ProcessBegun begun, in Delivery delivery)
    {
        if (begun.ByHost)
            log.Unborn--;
        log.Begin(begun.Pid, begun.Name, begun.ByHost);
    }

    public void Receive(in StartRefused refused, in Delivery delivery)
    {
        log.Unborn--;
        log.Refused.Add(refused.Path);
    }

    public void Receive(in ProcessEnded ended, in Delivery delivery) => log.End(ended);
}

/// <summary>What a run has shown so far.</summary>
internal sealed class RunLog
{
    private readonly StringBuilder console = new();
    private readonly SortedDictionary<int, StringBuilder> consoles = [];
    private readonly SortedDictionary<int, ProcessSummary> processes = [];

    /// <summary>Called with each piece of console text as it appears.</summary>
    public Action<Pid?, string>? OnPrint { get; set; }

    public string Console => console.ToString();

    /// <summary>Characters shown so far.</summary>
    public int Length => console.Length;

    /// <summary>Processes that have begun and not ended.</summary>
    public int Alive { get; private set; }

    /// <summary>Programs that are still to be started.</summary>
    public int Unborn { get; set; }

    /// <summary>True when there was something to read at the console.</summary>
    public bool IsTyped { get; set; }

    /// <summary>Programs that were not started, because there was no free process.</summary>
    public List<string> Refused { get; } = [];

    public IReadOnlyDictionary<int, string> Consoles =>
        consoles.ToDictionary(entry => entry.Key, entry => entry.Value.ToString());

    public IReadOnlyCollection<ProcessSummary> Processes => processes.Values;

    public void Print(Pid? pid, in Bytes bytes)
    {
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

    public void Begin(Pid pid, string name, bool byHost)
    {
        Alive++;
        processes[pid.Number] = new(pid.Number, name, byHost, null, null);
        consoles.TryAdd(pid.Number, new());
    }

    public void End(in ProcessEnded ended)
    {
        Alive--;
        processes[ended.Pid.Number] = processes[ended.Pid.Number] with { Status = ended.Status, Fault = ended.Fault };
    }
}

/// <summary>A process of a run.</summary>
/// <param name="ByHost">True for a program that the host started, false for a child.</param>
/// <param name="Status">As wait gives it: the exit code in bits 8 to 15, or 9 killed, 11 faulted; null while alive.</param>
/// <param name="Fault">What the kernel said when it ended the process.</param>
public sealed record ProcessSummary(int Pid, string Name, bool ByHost, int? Status, string? Fault);
