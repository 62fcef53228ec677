using ActorKernel.Namespace;

namespace ActorKernel.Devices.FileSystem;

/// <summary>Which inodes are open, how often, and which qid means which inode.</summary>
/// <remarks>A qid's path is the inode's number and, above it, how often that number has been freed since the mount.</remarks>
internal sealed class InodesInCore(int max) : IOpenInodes
{
    private const int GenerationShift = 32;

    private readonly Dictionary<uint, int> holders = [];
    private readonly Dictionary<uint, uint> generations = [];

    public int Count => holders.Count;

    public bool IsOpen(uint inode) => holders.ContainsKey(inode);

    /// <summary>Whether one more inode can be opened, or this one is open already.</summary>
    public bool HasRoomFor(uint inode) => holders.Count < max || IsOpen(inode);

    public void Take(uint inode) => holders[inode] = holders.GetValueOrDefault(inode) + 1;

    /// <returns>True when nobody holds it any more.</returns>
    public bool Give(uint inode)
    {
        Actors.Check.That(holders.TryGetValue(inode, out int count), "An inode is given back as often as it is taken.");
        if (count > 1)
        {
            holders[inode] = count - 1;
            return false;
        }

        holders.Remove(inode);
        return true;
    }

    public void Freed(uint inode) => generations[inode] = generations.GetValueOrDefault(inode) + 1;

    public Qid QidOf(Inode inode) => new(
        inode.Number | ((ulong)generations.GetValueOrDefault(inode.Number) << GenerationShift),
        inode.IsDirectory ? QidType.Directory : QidType.File);

    /// <summary>The inode that is meant; null when it has been freed since.</summary>
    public uint? Find(Qid qid)
    {
        uint number = unchecked((uint)qid.Path);
        return qid.Path >> GenerationShift == generations.GetValueOrDefault(number) ? number : null;
    }

    /// <summary>As <see cref="Find"/>; fails the transaction when it has been freed.</summary>
    public Inode Load(Transaction transaction, Qid qid)
    {
        if (Find(qid) is uint number)
            return InodeTable.Load(transaction, number);
        transaction.Fail(Errors.NotFound);
        return new(0);
    }
}
