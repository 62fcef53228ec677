using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Devices.FileSystem;

/// <summary>The blocks at hand.</summary>
internal interface IBlockSource
{
    /// <summary>Null when the block must be fetched first; empty when the disk has no such block.</summary>
    Bytes? Find(uint block);
}

/// <summary>Nothing is free below these: where a search begins.</summary>
internal readonly record struct FreeHints(uint Block, uint Inode);

/// <summary>What one operation reads and changes. Nothing else happens before it is committed.</summary>
/// <remarks>
/// An operation is a plain function. It does not stop where it fails: missing blocks, damage and refusals are noted
/// here, zeros are read from then on, and whoever began it looks. With blocks missing nothing else it found counts:
/// they are fetched, and it is run again from the start.
/// </remarks>
internal sealed class Transaction(IBlockSource source, Superblock superblock, FreeHints free = default)
{
    private static readonly byte[] Zeros = new byte[Layout.BlockBytes];

    private readonly List<uint> order = []; // of the first change, as upstream's log has it
    private readonly Dictionary<uint, byte[]> changed = [];
    private readonly SortedSet<uint> missing = [];
    private List<uint>? freedInodes;
    private byte[]? scratch;
    private Error? error;

    public Superblock Superblock { get; } = superblock;

    public FreeHints Free { get; set; } = free;

    /// <summary>Why nothing may be changed; null when it may.</summary>
    public Error? ReadOnly { get; init; }

    /// <summary>Up to which files grow.</summary>
    public int FileBytesMax { get; init; } = Layout.FileBytesMax;

    public IReadOnlyCollection<uint> Missing => missing;

    /// <summary>Why it failed; means something only when no blocks are missing.</summary>
    public Error? Error => error;

    /// <summary>True when it failed because what is on the disk cannot be.</summary>
    public bool IsDamage { get; private set; }

    [MemberNotNullWhen(true, nameof(error))]
    private bool HasError => error is not null;

    public bool HasFailed => missing.Count > 0 || HasError;

    public bool HasChanges => order.Count > 0;

    /// <summary>Further blocks that can be changed.</summary>
    public int Room => Superblock.LogRoom - order.Count;

    /// <summary>Inodes that are not in use any more.</summary>
    public IReadOnlyList<uint> FreedInodes => freedInodes ?? [];

    public ImmutableArray<BlockWrite> Changes =>
        [.. order.Select(block => new BlockWrite(block, Bytes.Copy(changed[block])))];

    public bool IsChanged(uint block) => changed.ContainsKey(block);

    public ReadOnlySpan<byte> Read(uint block)
    {
        if (changed.TryGetValue(block, out byte[]? own))
            return own;
        switch (source.Find(block))
        {
            case null:
                missing.Add(block);
                return Zeros;
            case { Length: Layout.BlockBytes } found:
                return found.Span;
            default:
                Damaged($"block {block} is past the end of the disk");
                return Zeros;
        }
    }

    /// <summary>The block's own bytes, to be changed in place.</summary>
    public Span<byte> Change(uint block)
    {
        if (changed.TryGetValue(block, out byte[]? own))
            return own;
        ReadOnlySpan<byte> before = Read(block);
        byte[] after = Add(block);
        before.CopyTo(after);
        return after;
    }

    /// <summary>The block is all zeros from now on; what it was does not matter.</summary>
    public Span<byte> Clear(uint block)
    {
        byte[] cleared = changed.TryGetValue(block, out byte[]? own) ? own : Add(block);
        Array.Clear(cleared);
        return cleared;
    }

    /// <summary>The first reason counts.</summary>
    public void Fail(in Error reason) => error ??= reason;

    /// <summary>What is on the disk cannot be; <paramref name="what"/> names the inode or the block.</summary>
    public void Damaged(string what)
    {
        if (HasFailed)
            return;
        IsDamage = true;
        error = new(Errno.InputOutput, what);
    }

    public void FreedInode(uint inode) => (freedInodes ??= []).Add(inode);

    private byte[] Add(uint block)
    {
        if (ReadOnly is Error refusal)
            Fail(refusal);
        else if (Room <= 0)
            Fail(FileSystemErrors.LogTooSmall);
        if (HasFailed)
            return scratch ??= new byte[Layout.BlockBytes];
        byte[] added = new byte[Layout.BlockBytes];
        changed.Add(block, added);
        order.Add(block);
        return added;
    }
}
