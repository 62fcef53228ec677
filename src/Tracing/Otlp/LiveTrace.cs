using ActorKernel.Tracing.Spans;

namespace ActorKernel.Tracing.Otlp;

/// <summary>Traces a run while it is recorded: reads its record from the file, on a thread of its own, and sends spans.</summary>
/// <remarks>The run never waits for it: what is not sent yet is in the file.</remarks>
public sealed class LiveTrace : IDisposable
{
    private readonly CancellationTokenSource writerDone = new();
    private readonly OtlpSender sender;
    private readonly Func<RunFacts, TraceSetup> setupOf;
    private readonly string record;
    private readonly Thread thread;
    private string? trouble;

    /// <param name="record">The path of run.akr, which is there already.</param>
    public LiveTrace(string record, OtlpSender sender, Func<RunFacts, TraceSetup> setupOf)
    {
        this.record = record;
        this.sender = sender;
        this.setupOf = setupOf;
        thread = new(Follow) { Name = "trace", IsBackground = true };
        thread.Start();
    }

    /// <summary>Why not all of the record was traced; null when it was. After <see cref="Finish"/>.</summary>
    public string? Trouble => trouble;

    /// <summary>The record is complete: waits until all is sent or dropped.</summary>
    /// <param name="hurry">When cancelled, what is not sent yet is dropped.</param>
    public OtlpTally Finish(CancellationToken hurry = default)
    {
        writerDone.Cancel();
        using (hurry.Register(sender.Hurry))
        {
            thread.Join();
            return sender.Finish();
        }
    }

    public void Dispose()
    {
        if (thread.IsAlive)
        {
            writerDone.Cancel();
            thread.Join();
        }

        sender.Dispose();
        writerDone.Dispose();
    }

    private void Follow()
    {
        try
        {
            FileStream file = new(record, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
            using RecordReader reader = new(new SegmentFile(new FollowingStream(file, writerDone.Token)));
            TraceSetup setup = setupOf(reader.Facts);
            TraceBuilder.Build(reader, new OtlpBatcher(setup.Resource, sender.Send), setup.Options);
            trouble = reader.End!.Trouble;
        }
        catch (RecordException reason)
        {
            trouble = reason.Message;
        }
        catch (IOException reason)
        {
            trouble = reason.Message;
        }
        catch (UnauthorizedAccessException reason)
        {
            trouble = reason.Message;
        }
    }
}
