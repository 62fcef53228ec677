using ActorKernel.Actors;

namespace ActorKernel.Namespace.Tests;

/// <summary>How far a walk comes, and what it says where it ends.</summary>
public sealed class WalkerTests
{
    public static TheoryData<string, int, Error?> Walks => new()
    {
        { "", 0, null },
        { "dir", 1, null },
        { "dir/file", 2, null },
        { "dir/..", 0, null },
        { "..", 0, null },
        { "../../dir/../dir/file", 2, null },
        { "none", -1, Errors.NotFound },
        { "dir/none", -1, Errors.NotFoundLater },
        { "none/none", -1, Errors.NotFound },
        { "dir/file/x", -1, Errors.NotADirectory },
        { "dir/file/..", -1, Errors.NotADirectory },
        { "file", -1, Errors.NotFound },
        { "DIR", -1, Errors.NotFound },
    };

    [Theory]
    [MemberData(nameof(Walks))]
    public void A_walk_ends_at_a_qid_or_with_how_far_it_came(string path, int qid, Error? error)
    {
        Tree tree = new();
        Names names = new([.. path.Split('/', StringSplitOptions.RemoveEmptyEntries)]);

        Answer answer = Walker.Walk(tree, new(1), tree.Root, names);

        Assert.Equal(error, answer.Error);
        Assert.Equal(error is null ? (ulong)qid : null, answer.Qid?.Path);
    }

    [Theory]
    [InlineData(OpenFlags.Read, true, false)]
    [InlineData(OpenFlags.Write, false, true)]
    [InlineData(OpenFlags.ReadWrite, true, true)]
    [InlineData(OpenFlags.Execute, false, false)]
    public void A_chan_is_read_and_written_as_it_was_opened(OpenFlags mode, bool canRead, bool canWrite)
    {
        Chan chan = new(null!, new(1), default, mode);

        Assert.Equal((canRead, canWrite), (chan.CanRead, chan.CanWrite));
    }

    [Fact]
    public void An_answer_says_what_it_holds()
    {
        Assert.Equal("ok", new Answer().ToString());
        Assert.Equal("count 3", new Answer { Count = 3 }.ToString());
        Assert.Equal("5 bytes", new Answer { Bytes = Bytes.Latin1("hello") }.ToString());
        Assert.Equal("2:file does not exist", new Answer { Error = Errors.NotFound }.ToString());
        Assert.Equal("qid 7/", new Answer { Qid = new Qid(7, QidType.Directory) }.ToString());
    }

    /// <summary>A root 0 with dir 1 in it, which has file 2.</summary>
    private sealed class Tree : ITree
    {
        public Qid Root => new(0, QidType.Directory);

        public DirEntry? Find(Pid viewer, Qid directory, string name) => (directory.Path, name) switch
        {
            (0, "dir") => new("dir", new(1, QidType.Directory), 0, 0),
            (1, "file") => new("file", new(2, QidType.File), 0, 0),
            _ => null,
        };

        public Qid Parent(Qid qid) => Root;

        public DirEntry? Describe(Qid qid, string name) => null;

        public (DirEntry Entry, long Cursor)? Next(Pid viewer, Qid directory, long cursor) => null;
    }
}
