namespace ActorKernel.Tracing;

/// <summary>The files of a run's directory.</summary>
public static class RunFiles
{
    public const string Facts = "run.json";
    public const string Record = "run.akr";
    public const string Console = "console.txt";

    /// <summary>Only where it was asked for.</summary>
    public const string Report = "report.html";

    /// <summary>Copies of the run's inputs, named by their hashes.</summary>
    public const string Inputs = "inputs";
}
