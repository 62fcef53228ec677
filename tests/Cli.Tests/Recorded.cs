using ActorKernel.Machine;
using ActorKernel.Tracing;

namespace ActorKernel.Cli.Tests;

/// <summary>Runs whose record is in a directory, as 'ak run' leaves it.</summary>
internal static class Recorded
{
    /// <summary>A shell that shows nothing and in which nobody types.</summary>
    public static Shell Nowhere => new() { Output = Stream.Null, Error = TextWriter.Null, Input = Stream.Null };

    /// <summary>Runs it, and writes its run.akr into the directory.</summary>
    /// <param name="id">Of the run, fixed so that exports can be compared with golden ones.</param>
    public static RunReport Run(string directory, RunRequest request, string id = "0123456789abcdef0123456789abcdef")
    {
        Directory.CreateDirectory(directory);
        RunPlan plan = new RunPlanner(request, Nowhere).Plan();
        RunFacts facts = new()
        {
            Id = id,
            Name = plan.Name,
            Version = "0.1.0",
            Started = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero),
            Machine = new()
            {
                Cores = plan.Options.Cores,
                Hz = plan.Options.TscHz,
                TickCycles = plan.Options.Tick.Ticks,
                QuantumCycles = plan.Options.Quantum.Ticks,
                JitterCycles = plan.Options.JitterMax.Ticks,
                Seed = plan.Options.Seed,
                Processes = plan.Options.Processes,
                MemoryPages = plan.Options.MemoryPages,
            },
            Inputs = [],
            Programs = [],
            Until = [],
        };
        using RecordFile file = new(Path.Combine(directory, RunFiles.Record));
        RecordWriter writer = new(file, facts);
        Machine.Machine machine = new(plan.Options with { Observer = writer });
        plan.Begin(machine);
        RunReport report = machine.Run(plan.Until);
        writer.Finish(new(
            "ok", 0, report.Reason, report.Now.Ticks, 0, report.Instructions, report.Steps, report.Deliveries, report.DeadLetters, ""));
        return report;
    }

    public static RunRequest Of(string program, params StopCondition[] until) =>
        new() { Program = program, GuestArguments = [], Until = [.. until] };
}
