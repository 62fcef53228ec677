using System.Collections.Immutable;
using ActorKernel.Processes;

namespace ActorKernel.Machine;

/// <summary>A machine and what is to happen on it, as a scenario file says it. What it does not say is null.</summary>
public sealed record Scenario
{
    public string? Name { get; init; }

    public ScenarioMachine Machine { get; init; } = new();

    public ImmutableArray<ScenarioProgram> Run { get; init; } = [];

    /// <summary>What is typed at the console, from boot on.</summary>
    public string? Stdin { get; init; }

    /// <summary>The first that is met ends the run; none when the end of all processes does.</summary>
    public ImmutableArray<StopCondition> Until { get; init; } = [];
}

/// <summary>What the options of a machine are to be.</summary>
public sealed record ScenarioMachine
{
    public int? Cores { get; init; }

    public ulong? Hz { get; init; }

    public Duration? Tick { get; init; }

    public ulong? Seed { get; init; }

    public Duration? Jitter { get; init; }

    public int? Processes { get; init; }

    /// <summary>In pages.</summary>
    public long? Memory { get; init; }

    /// <summary>The path of the disk's image, relative to the scenario's.</summary>
    public string? FileSystem { get; init; }

    public ScenarioPlace FileSystemPlace { get; init; }

    /// <summary>True to boot xv6's init.</summary>
    public bool? Boot { get; init; }

    public AlarmReturn? AlarmReturn { get; init; }

    /// <summary>xv6's, besides <see cref="Processes"/>.</summary>
    public ImmutableArray<Limit> Limits { get; init; } = [];
}

/// <summary>A program to start.</summary>
/// <param name="Program">A built-in program's name, or the path of an ELF file, relative to the scenario's.</param>
/// <param name="Abi">Null when it goes by the program.</param>
/// <param name="Count">How many of it.</param>
/// <param name="Place">Of the program's name in the file.</param>
public sealed record ScenarioProgram(
    string Program, Personality? Abi, ImmutableArray<string> Arguments, Duration At, int Count, ScenarioPlace Place);

/// <summary>A position in a scenario file, both from 1.</summary>
public readonly record struct ScenarioPlace(int Line, int Column);

/// <summary>What is wrong with a scenario file, where, and what to do about it.</summary>
public sealed record ScenarioError(ScenarioPlace Place, string What, string Advice)
{
    /// <summary>For people, with the name of the file.</summary>
    public string In(string file) => $"{file}({Place.Line},{Place.Column}): {What}; {Advice}";
}

/// <summary>A scenario, or all that is wrong with it.</summary>
public sealed record ScenarioResult(Scenario? Scenario, ImmutableArray<ScenarioError> Errors);
