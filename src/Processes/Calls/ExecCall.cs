using ActorKernel.Guest;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>exec: reads the file, builds the new program beside the old, and takes its place.</summary>
/// <remarks>Until the new program is complete the old one is whole, so a failure returns to it.</remarks>
internal class ExecCall(Process process, string path, Arguments arguments)
    : OpenCall(process, path, OpenFlags.Execute, 0)
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
        CloseFiles,
    }

    public override bool CanGoOnBesides => false;

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
                long pages = Process.Personality.PagesOf(program);
                Process.Kernel.Table.Charge.Send(new(Asker, new(pages, 0)));
                break;
            case Step.Charge when answer.Error is Error error:
                RefuseForMemory(error, answer.Value);
                break;
            case Step.Charge:
                Process.AbandonBackgroundCalls();
                Process.Become(program!);
                CloseMarkedFiles();
                break;
            case Step.CloseFiles:
                Process.GiveBack(answer.Freed);
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
            answer.Bytes,
            Path[(Path.LastIndexOf('/') + 1)..],
            arguments,
            Process.Pid,
            Process.Parent,
            Process.Kernel.Clock,
            Process.Kernel.Xv6);
        LoadResult loaded = Process.Personality.Load(image, caller);
        program = loaded.Context;
        if (loaded.Reason is string reason)
            failure = new(Errno.NotExecutable, reason);
    }

    private void RefuseForMemory(Error error, long freePages)
    {
        if (Process.Personality.TextForNoMemory(program!, freePages) is string text)
            Process.Print(text);
        program!.Memory.Dispose();
        Fail(error);
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
