using System.Text;
using ActorKernel.Actors;
using ActorKernel.Tracing;

namespace ActorKernel.Cli;

/// <summary>A transcript in a file. When the disk is full the run goes on, and its end says so.</summary>
internal sealed class TranscriptFile : IObserver, IDisposable
{
    private readonly string path;
    private readonly StreamWriter writer;
    private readonly Transcript transcript;
    private IOException? trouble;

    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public TranscriptFile(string path)
    {
        this.path = path;
        try
        {
            writer = new(path, append: false, new UTF8Encoding(false));
        }
        catch (UnauthorizedAccessException)
        {
            throw UserErrorException.File($"{path}: you may not write it; name another file for the transcript");
        }
        catch (DirectoryNotFoundException)
        {
            throw UserErrorException.File($"{path}: its folder does not exist; make it, or name another file for the transcript");
        }
        catch (IOException reason)
        {
            throw UserErrorException.File($"{path}: {reason.Message.TrimEnd('.')}; name another file for the transcript");
        }

        transcript = new(writer);
    }

    public void Delivering(Mail mail, in Delivery delivery)
    {
        if (trouble is not null)
            return;
        try
        {
            transcript.Delivering(mail, delivery);
        }
        catch (IOException reason)
        {
            trouble = reason;
        }
    }

    /// <exception cref="UserErrorException">Not all of it could be written.</exception>
    public void Finish()
    {
        try
        {
            writer.Flush();
        }
        catch (IOException reason)
        {
            trouble ??= reason;
        }

        if (trouble is not null)
            throw UserErrorException.File($"{path}: the transcript is not complete: {trouble.Message}");
    }

    public void Dispose()
    {
        if (trouble is null)
            writer.Dispose();
    }
}
