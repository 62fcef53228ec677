using ActorKernel.Namespace;

namespace ActorKernel.Devices.FileSystem;

/// <summary>Writes in pieces of 1536 bytes, each a transaction of its own: what fails leaves the pieces before it.</summary>
internal sealed class WriteJob(Write write, FileSystemFile file) : Job(write.Asker)
{
    private int done;
    private int piece;
    private uint offset;

    public override void Run(Transaction transaction)
    {
        Inode inode = InodeTable.Load(transaction, file.Inode);
        piece = Math.Min(write.Bytes.Length - done, Layout.PieceBytes);
        if (!file.Appends && file.Offset > inode.Size)
            transaction.Fail(Errors.BadArgument);
        if (transaction.HasFailed)
            return;
        offset = file.Appends ? inode.Size : (uint)file.Offset;
        Content.Write(transaction, inode, offset, write.Bytes.Span.Slice(done, piece));
    }

    public override bool Apply()
    {
        done += piece;
        file.Offset = offset + piece;
        return done == write.Bytes.Length;
    }

    protected override Answer Answer => new() { Count = write.Bytes.Length };
}
