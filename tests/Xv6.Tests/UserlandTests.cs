using ActorKernel.Actors;

namespace ActorKernel.Xv6.Tests;

/// <summary>Our own userland on the disk that machines have by default.</summary>
public sealed class UserlandTests
{
    private const int Seeds = 100;
    private static readonly TscSpan jitter = new(700);

    public static TheoryData<int> ManyCores => [2, 4, 8];

    private static Machine.MachineOptions OneCore => new() { Image = OwnProgram.UserlandDisk };

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Text_that_is_piped_in_looks_like_a_session(int cores)
    {
        string[] lines = ["echo one", "ls | grep nothing", "echo two | wc", "(echo sub; ls) > f; wc < f", "grep ba < f | cat", "exec"];
        Machine.MachineOptions options = new() { Cores = cores, Init = true };
        Machine.Machine machine = new(options);
        machine.Type(string.Concat(lines.Select(line => line + "\n")));

        Assert.Equal(Session.Play(options, lines), machine.Run().Console);
    }

    [Fact]
    public void A_session_with_the_shell() => Golden.Assert("shell.txt", Session.Play(OneCore, Sessions.Shell));

    [Fact]
    public void A_session_with_the_file_tools()
    {
        Session session = new(OneCore);
        foreach (string line in Sessions.Files)
            session.TypeMixed(line);

        Golden.Assert("files.txt", session.Text);
        DiskFiles.AssertConsistent(session.Disk());
    }

    [Fact]
    public void Usertests_passes_on_one_core()
    {
        Session session = new(OneCore);

        Assert.EndsWith("\nALL TESTS PASSED\n", session.Type("usertests"), StringComparison.Ordinal);

        Golden.Assert("usertests.txt", session.Text);
        DiskFiles.AssertConsistent(session.Disk());
    }

    [Theory]
    [MemberData(nameof(ManyCores))]
    public void Usertests_passes_on_many_cores(int cores)
    {
        Session session = Session.Boot(cores);

        string shown = session.Type("usertests");

        Assert.EndsWith("\nALL TESTS PASSED\n", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("FAILED", shown, StringComparison.Ordinal);
        DiskFiles.AssertConsistent(session.Disk());
    }

    /// <remarks>Lines of which parts run at the same time may mix, so the sum of what they show is compared.</remarks>
    [Theory]
    [MemberData(nameof(ManyCores))]
    public void A_session_shows_the_same_on_many_cores(int cores)
    {
        Session one = Session.Boot(1);
        Session many = Session.Boot(cores);

        foreach (string line in Sessions.Orderly)
            Assert.Equal(Letters(one.TypeMixed(line)), Letters(many.TypeMixed(line)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_same_session_shows_the_same_bytes(int cores)
    {
        Machine.MachineOptions options = new() { Cores = cores };
        string[] lines =
            ["stressfs", "forktest", "echo a & ; cat README | grep the | wc", "usertests one-name many-writers"];

        Assert.Equal(Session.Play(options, lines), Session.Play(options, lines));
    }

    /// <remarks>Each message takes up to 700 cycles longer by chance.</remarks>
    [Fact]
    public void A_pipeline_and_files_come_out_right_whatever_the_order_of_messages()
    {
        string expected = Session.Boot(1).Type("cat README README | cat | grep the | wc");
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            Session session = new(new() { Cores = 4, Seed = seed, JitterMax = jitter });
            string because = $"seed {seed}";

            Assert.True(session.Type("cat README README | cat | grep the | wc") == expected, because);
            string tests = session.Type("usertests a-file-each one-directory one-name a-chain");
            Assert.True(tests.EndsWith("ALL TESTS PASSED\n", StringComparison.Ordinal), because);
            DiskFiles.AssertConsistent(session.Disk());
        }
    }

    private static string Letters(string text) => string.Concat(text.Order());
}
