using ActorKernel.Devices;
using ActorKernel.Machine;

namespace ActorKernel.Cli;

/// <summary>ak list: the built-in programs, and how to run each.</summary>
internal sealed class ListCommand(Shell shell)
{
    public int Run()
    {
        Sheet sheet = new(new("program"), new("abi"), new("example"));
        foreach (RootFile file in BuiltInPrograms.All.OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            bool isUnique = BuiltInPrograms.All.Count(other => other.Name == file.Name) == 1;
            sheet.Add(file.Name, file.Directory, $"ak run {file.Name}{(isUnique ? "" : $" --abi {file.Directory}")}");
        }

        Screen screen = new(shell.Output);
        sheet.Show(screen, shell);
        screen.Finish();
        return ExitCode.Ok;
    }
}
