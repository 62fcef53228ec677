using System.Collections.Immutable;
using ActorKernel.Machine;

namespace ActorKernel.Cli;

/// <summary>A machine's options and what happens on it: all that a run is a function of.</summary>
internal sealed record RunPlan
{
    /// <summary>The program's, or the scenario's, or that of its file.</summary>
    public required string Name { get; init; }

    public string? ScenarioName { get; init; }

    public required MachineOptions Options { get; init; }

    public required ImmutableArray<ProgramStart> Starts { get; init; }

    /// <summary>What ends the run.</summary>
    public required ImmutableArray<StopCondition> Conditions { get; init; }

    /// <summary>What the run depends on besides the built-in programs.</summary>
    public required ImmutableArray<RunInput> Inputs { get; init; }

    /// <summary>A person types while it runs.</summary>
    public bool IsLive { get; init; }

    public RunUntil Until => StopCondition.FirstOf(Conditions, Options.TscHz);

    /// <summary>At the console from boot on, one character for each byte; null when there is nothing to read there.</summary>
    public string? Typed => Inputs.FirstOrDefault(input => input.Role == RunFactsOf.Stdin)?.Content.ToString();

    /// <summary>Starts the programs and types the text. Always in the same order: the sender's count is in identities.</summary>
    public void Begin(Machine.Machine machine)
    {
        foreach (ProgramStart start in Starts)
            machine.Start(start);
        if (Typed is string text)
            machine.Type(text);
    }
}
