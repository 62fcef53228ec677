using ActorKernel.Actors;

namespace ActorKernel.Xv6.Tests;

/// <summary>A person at a console: types a line when nothing goes on any more, and sees what comes of it.</summary>
internal sealed class Session
{
    private const string Prompt = "$ ";

    /// <summary>More virtual time than any test takes: a command that spins on fails its test.</summary>
    private static readonly Tsc Never = new(1_000_000_000_000);

    private readonly Machine.Machine machine;

    /// <summary>Boots, up to the first prompt.</summary>
    public Session(Machine.MachineOptions options)
    {
        machine = new(options with { Init = true });
        Settle();
    }

    /// <summary>All that the console has shown.</summary>
    public string Text { get; private set; } = "";

    public static Session Boot(int cores) => new(new() { Cores = cores });

    /// <summary>Everything that a session shows.</summary>
    public static string Play(Machine.MachineOptions options, params ReadOnlySpan<string> lines)
    {
        Session session = new(options);
        foreach (string line in lines)
            session.TypeMixed(line);
        return session.Text;
    }

    /// <summary>A line; what the console has shown since, without the line's echo and the next prompt.</summary>
    public string Type(string line)
    {
        string shown = TypeMixed(line);
        Assert.EndsWith(Prompt, shown, StringComparison.Ordinal);
        return shown[..^Prompt.Length];
    }

    /// <summary>The same with the prompt, for something else may print while the shell does.</summary>
    public string TypeMixed(string line)
    {
        int before = Text.Length;
        machine.Press(Bytes.Latin1(line + "\n"));
        Settle();
        string shown = Text[before..];
        Assert.StartsWith(line + "\n", shown, StringComparison.Ordinal);
        return shown[(line.Length + 1)..];
    }

    public Bytes Disk() => machine.DiskImage();

    /// <summary>Until all processes wait, the shell for the console.</summary>
    private void Settle()
    {
        Machine.RunReport report = machine.Run(new() { Time = Never });
        Text = report.Console;
        Assert.True(report.Status == Machine.RunStatus.Stuck, $"{report.Reason}\n{report.Console}");
    }
}
