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
        writer = new(OutputFile.Make(path, "the transcript"), new UTF8Encoding(false));
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
