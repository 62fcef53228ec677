using System.Collections.Immutable;
using ActorKernel.Namespace;

namespace ActorKernel.Devices.FileSystem;

/// <summary>The steps from a disk to a file system in use: superblock, log, check.</summary>
/// <remarks>Each is run until its blocks are at hand; what it wants written is written before the next begins.</remarks>
internal sealed class Mount(uint diskBlocks)
{
    private Stage stage;

    private enum Stage
    {
        Superblock,
        Log,
        Check,
        Done,
    }

    /// <summary>Known after the first step.</summary>
    public Superblock Superblock { get; private set; }

    public CheckReport Report { get; private set; } = new() { Findings = [] };

    public bool IsDone => stage == Stage.Done;

    /// <summary>Blocks of a transaction that had been committed when the machine stopped, and was brought home now.</summary>
    public int Replayed { get; private set; }

    /// <summary>Null, or why nothing may be changed: writing to a damaged image could destroy more.</summary>
    public Error? ReadOnly { get; private set; }

    /// <summary>The next step, unless the transaction fails.</summary>
    /// <returns>What is to be written, in this order and not through the log.</returns>
    public ImmutableArray<BlockWrite> Run(Transaction transaction)
    {
        switch (stage)
        {
            case Stage.Superblock:
                Superblock found = diskBlocks > Layout.SuperblockNumber
                    ? Superblock.Read(transaction.Read(Layout.SuperblockNumber))
                    : default;
                if (found.Objections(diskBlocks).FirstOrDefault() is string objection)
                    transaction.Damaged($"block {Layout.SuperblockNumber}: {objection}");
                if (transaction.HasFailed)
                    return [];
                Superblock = found;
                break;
            case Stage.Log:
                ImmutableArray<BlockWrite> writes = Log.Replay(transaction);
                if (transaction.HasFailed)
                    return [];
                Replayed = Math.Max(writes.Length - 1, 0); // the last clears the log
                stage++;
                return writes;
            case Stage.Check:
                CheckReport report = Checker.Run(transaction);
                if (transaction.HasFailed)
                    return [];
                Report = report;
                if (report.Damage is Finding damage)
                    ReadOnly = new(Errno.ReadOnly, $"read-only: {damage}");
                break;
        }

        stage++;
        return [];
    }
}
