using System.Collections.Immutable;
using ActorKernel.Namespace;

namespace ActorKernel.Devices.FileSystem;

/// <summary>A request on its way: run, from the start, as often as blocks were missing; then applied once.</summary>
internal abstract class Job(Asker? asker)
{
    public bool IsAnswered { get; private set; }

    /// <summary>The asker is told that this takes the disk's time.</summary>
    public void Delay() => asker?.Delay();

    /// <summary>Reads, and changes the transaction and nothing else.</summary>
    public abstract void Run(Transaction transaction);

    /// <summary>What is to be written, and how; by default through the log.</summary>
    public virtual ImmutableArray<BlockWrite> Writes(Transaction transaction) =>
        transaction.HasChanges ? Log.Commit(transaction.Superblock, transaction.Changes) : [];

    /// <summary>The run counts: what it decided happens to the open files.</summary>
    /// <returns>True when that was all; otherwise it is run again, after what it wrote is durable.</returns>
    public virtual bool Apply() => true;

    public void Finish() => Tell(Answer);

    public void Fail(in Error error) => Tell(AnswerTo(error));

    protected virtual Answer Answer => default;

    protected virtual Answer AnswerTo(in Error error) => new() { Error = error };

    private void Tell(in Answer answer)
    {
        asker?.Answer(answer);
        IsAnswered = true;
    }
}
