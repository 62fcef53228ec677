using ActorKernel.Benchmarks;

// One file for each benchmark: it makes rows, the harness measures them and prints one table.
Dictionary<string, Func<bool, IEnumerable<Row>>> benchmarks = new(StringComparer.Ordinal)
{
    ["delivery"] = DeliveryBenchmark.Rows,
    ["interpreter"] = InterpreterBenchmark.Rows,
    ["deadlines"] = DeadlineBenchmark.Rows,
};

bool isQuick = args.Contains("--quick");
string[] names = [.. args.Where(argument => argument != "--quick")];
string[] chosen = names is ["all"] ? [.. benchmarks.Keys] : names;
if (chosen.Length == 0 || !Array.TrueForAll(chosen, benchmarks.ContainsKey))
{
    Console.Error.WriteLine($"usage: Benchmarks (all | {string.Join(" | ", benchmarks.Keys)})... [--quick]");
    return 2;
}

bool areAllMet = true;
foreach (string name in chosen)
{
    Console.WriteLine($"{name}, {Environment.ProcessorCount} processors, .NET {Environment.Version}");
    areAllMet &= Harness.Measure(benchmarks[name](isQuick), isQuick ? 3 : 9);
    Console.WriteLine();
}

return areAllMet ? 0 : 1;
