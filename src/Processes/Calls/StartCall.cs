using System.Diagnostics.CodeAnalysis;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>The first program of a process: its files and its current directory, then exec.</summary>
/// <remarks>A program of the host's has the console as its fds 0, 1 and 2. init has none, as on xv6.</remarks>
internal sealed class StartCall : ExecCall
{
    private const string Console = "#c/cons";
    private const int StandardFiles = 3;

    private readonly string path;
    private OpenCall? opening; // before exec
    private int toHold;

    [SetsRequiredMembers]
    public StartCall(Process process, in Begin begin)
        : base(process, begin.Path, begin.Arguments)
    {
        path = begin.Path;
        Completion = new Started();
        toHold = begin.IsInit ? 0 : StandardFiles - 1;
    }

    public override void Start()
    {
        if (toHold > 0)
            Open(new ConsoleCall(Process, this) { Id = Id, Completion = Completion });
        else
            EnterRoot();
    }

    public override void Answer(in Answer answer)
    {
        if (opening is not null)
            opening.Answer(answer);
        else if (toHold == 0)
            base.Answer(answer);
        else if (--toHold == 0)
            EnterRoot();
    }

    public override string ToString() => $"start of {path}";

    /// <summary>When it cannot be opened, the process does not start.</summary>
    private void Open(OpenCall call)
    {
        opening = call;
        call.Start();
    }

    private void ConsoleOpened(in Chan chan)
    {
        opening = null;
        for (int fd = 0; fd < StandardFiles; fd++)
        {
            Process.Files.Set(fd, new(chan, CloseOnExec: false));
            if (fd > 0)
                chan.Device.Hold.Send(new(Asker, chan.Id));
        }
    }

    private void EnterRoot()
    {
        if (Process.Personality.HasCurrentDirectory)
            Open(new RootCall(Process, this) { Id = Id, Completion = Completion });
        else
            base.Start();
    }

    private void RootOpened(in Chan chan)
    {
        opening = null;
        Process.CurrentDirectory = chan;
        base.Start();
    }

    private sealed class ConsoleCall(Process process, StartCall start)
        : OpenCall(process, Console, OpenFlags.ReadWrite, 0)
    {
        protected override void Opened(in Chan chan) => start.ConsoleOpened(chan);
    }

    private sealed class RootCall(Process process, StartCall start) : OpenCall(process, "/", OpenFlags.Execute, 0)
    {
        protected override void Opened(in Chan chan) => start.RootOpened(chan);
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
