using System.Text;
using System.Text.Json;
using ActorKernel.Devices;
using ActorKernel.Machine;

namespace ActorKernel.Cli.Tests;

/// <summary>What came of a command.</summary>
public sealed record Ran(int Exit, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>The last line of the report.</summary>
    public string Summary => Output.TrimEnd('\n').Split('\n')[^1];
}

/// <summary>Runs the command in this process.</summary>
internal static class Ak
{
    public static string Alarms { get; } = Scenario("alarms");

    public static string Scenario(string name) => Path.Combine(Root(), "scenarios", $"{name}.yaml");

    public static Ran Run(params string[] arguments) => Run("", arguments);

    /// <param name="input">Standard input.</param>
    public static Ran Run(string input, string[] arguments, string? runs = null, CancellationToken interrupt = default)
    {
        using MemoryStream output = new();
        using MemoryStream keys = new(Encoding.UTF8.GetBytes(input));
        using StringWriter error = new() { NewLine = "\n" };
        Shell shell = new() { Output = output, Error = error, Input = keys, Interrupt = interrupt, Runs = runs };
        int exit = new AkCommand(shell).Run(arguments);
        return new(exit, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    /// <summary>At a terminal, where each line is typed when the shell asks for it; then the terminal goes away.</summary>
    public static Ran Type(string[] lines, params string[] arguments)
    {
        using SharedScreen output = new();
        using TypingStream keys = new(lines, output);
        using StringWriter error = new() { NewLine = "\n" };
        using MemoryStream mode = new();
        Shell shell = new() { Output = output, Error = error, Input = keys, TakeKeys = () => mode };
        int exit = new AkCommand(shell).Run(arguments);
        return new(exit, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    public static byte[] Elf(string abi, string name) => BuiltInPrograms.All
        .Single((RootFile file) => file.Directory == abi && file.Name == name).Content.Span.ToArray();

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ActorKernel.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run below the solution's folder.");
    }
}

/// <summary>A folder for one test.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ak-test-");

    public string Of(string name) => Path.Combine(folder.FullName, name);

    public string With(string name, string text)
    {
        File.WriteAllText(Of(name), text);
        return Of(name);
    }

    public string With(string name, byte[] bytes)
    {
        File.WriteAllBytes(Of(name), bytes);
        return Of(name);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
