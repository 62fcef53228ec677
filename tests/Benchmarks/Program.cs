using ActorKernel.Benchmarks;

// One file for each benchmark: it makes rows, the harness measures them and prints one table.
Dictionary<string, Func<bool, IEnumerable<Row>>> benchmarks = new(StringComparer.Ordinal)
{
    ["delivery"] = DeliveryBenchmark.Rows,
    ["interpreter"] = InterpreterBenchmark.Rows,
    ["deadlines"] = DeadlineBenchmark.Rows,
    ["recording"] = RecordingBenchmark.Rows,
    ["spans"] = SpanBenchmark.Rows,
};

bool isQuick = args.Contains("--quick");
string only = args.SkipWhile(argument => argument != "--only").ElementAtOrDefault(1) ?? "";
string[] names = [.. args.TakeWhile(argument => !argument.StartsWith('-'))];
if (names is ["usertests"])
    return UsertestsBenchmark.Measure(isQuick) ? 0 : 1;
string[] chosen = names is ["all"] ? [.. benchmarks.Keys] : names;
if (chosen.Length == 0 || !Array.TrueForAll(chosen, benchmarks.ContainsKey))
{
    string all = string.Join(" | ", benchmarks.Keys);
    Console.Error.WriteLine($"usage: Benchmarks (all | {all})... [--quick] [--only text], or Benchmarks usertests [--quick]");
    return 2;
}

bool areAllMet = true;
foreach (string name in chosen)
{
    Console.WriteLine($"{name}, {Environment.ProcessorCount} processors, .NET {Environment.Version}");
    IEnumerable<Row> rows = benchmarks[name](isQuick).Where(row => row.Name.Contains(only, StringComparison.Ordinal));
    areAllMet &= Harness.Measure(rows, isQuick ? 3 : 7);
    Console.WriteLine();
}

return areAllMet ? 0 : 1;
