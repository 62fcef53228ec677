using ActorKernel.Guest;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>exec: reads the file, builds the new program beside the old, and takes its place.</summary>
/// <remarks>Until the new program is complete the old one is whole, so a failure returns to it.</remarks>
internal class ExecCall(Process process, string path, Arguments arguments) : OpenCall(process, path, OpenFlags.Read, 0)
{
    private Step step = Step.Open;
    private Chan file;
    private Context? program;
    private Error failure;
    private int toClose;

    private enum Step
    {
        Open,
        Read,
        Close,
        Charge,
        GiveBack,
        CloseFiles,
    }

    /// <summary>The program that is now running, once the call has succeeded.</summary>
    protected Context Program => program!;

    public override void Answer(in Answer answer)
    {
        switch (step)
        {
            case Step.Open:
                base.Answer(answer);
                break;
            case Step.Read:
                Load(answer);
                step = Step.Close;
                file.Device.Drop.Send(new(Asker, file.Id));
                break;
            case Step.Close when program is null:
                Fail(failure);
                break;
            case Step.Close:
                step = Step.Charge;
                Process.Kernel.Table.Charge.Send(new(Asker, program.Memory.MappedPages));
                break;
            case Step.Charge when answer.Error is Error error:
                program!.Memory.Dispose();
                Fail(error);
                break;
            case Step.Charge:
                step = Step.GiveBack;
                Process.Kernel.Table.Charge.Send(new(Asker, -Process.PagesHeld));
                break;
            case Step.GiveBack:
                Process.AbandonBackgroundCalls();
                Process.Become(program!);
                CloseMarkedFiles();
                break;
            case Step.CloseFiles:
                if (--toClose == 0)
                    Finish(CallResult.Of(0));
                break;
        }
    }

    public override string ToString() => $"exec {Path}";

    protected override void Opened(in Chan chan)
    {
        file = chan;
        step = Step.Read;
        if (chan.Qid.IsDirectory)
            Answer(default); // nothing in it is a program
        else
            chan.Device.Read.Send(new(Asker, chan.Id, int.MaxValue));
    }

    private void Load(in Answer answer)
    {
        if (answer.Error is Error error)
        {
            failure = error;
            return;
        }

        Registers? caller = Process.HasProgram ? Process.Context.Registers : null;
        ProgramImage image = new(
            answer.Bytes, LastElement, arguments, Process.Pid, Process.Parent, Process.Kernel.Clock);
        LoadResult loaded = Process.Personality.Load(image, caller);
        program = loaded.Context;
        if (loaded.Reason is string reason)
            failure = new(Errno.NotExecutable, reason);
    }

    private void CloseMarkedFiles()
    {
        step = Step.CloseFiles;
        KeyValuePair<int, FileDescriptor>[] marked = [.. Process.Files.Open.Where(entry => entry.Value.CloseOnExec)];
        toClose = marked.Length;
        foreach ((int fd, FileDescriptor descriptor) in marked)
        {
            Process.Files.Remove(fd);
            descriptor.Chan.Device.Drop.Send(new(Asker, descriptor.Chan.Id));
        }

        if (toClose == 0)
            Finish(CallResult.Of(0));
    }
}

/// <summary>The first program of a process: the console as its fds 0, 1 and 2, then exec.</summary>
internal sealed class StartCall : ExecCall
{
    private const string Console = "#c/cons";
    private const int StandardFiles = 3;

    private readonly string path;
    private OpenCall? console;
    private int toHold = StandardFiles - 1;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public StartCall(Process process, string path, Arguments arguments)
        : base(process, path, arguments)
    {
        this.path = path;
        Completion = new Started();
    }

    public override void Start()
    {
        console = new ConsoleCall(Process, this) { Id = Id, Completion = Discard.Instance };
        console.Start();
    }

    public override void Answer(in Answer answer)
    {
        if (console is not null)
        {
            console.Answer(answer);
        }
        else if (toHold > 0)
        {
            if (--toHold == 0)
                base.Start();
        }
        else
        {
            base.Answer(answer);
        }
    }

    public override string ToString() => $"start of {path}";

    private void ConsoleOpened(in Chan chan)
    {
        console = null;
        for (int fd = 0; fd < StandardFiles; fd++)
        {
            Process.Files.Set(fd, new(chan, CloseOnExec: false));
            if (fd > 0)
                chan.Device.Hold.Send(new(Asker, chan.Id));
        }
    }

    private sealed class ConsoleCall(Process process, StartCall start)
        : OpenCall(process, Console, OpenFlags.ReadWrite, 0)
    {
        protected override void Opened(in Chan chan) => start.ConsoleOpened(chan);
    }

    private sealed class Started : Completion
    {
        public override void Complete(Process process, in CallResult result)
        {
            if (result.Error is Error error)
                process.FailToStart(error.Text);
            else
                process.ResumeUser();
        }
    }
}
