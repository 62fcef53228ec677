using ActorKernel.Actors;

namespace ActorKernel.Xv6.Tests;

/// <summary>The disk that is committed as guest/bin/xv6.img.</summary>
public sealed class DefaultDiskTests
{
    [Fact]
    public void It_is_what_guest_build_makes_of_the_committed_programs()
    {
        Bytes made = DiskFiles.Make(OwnProgram.Readme, OwnProgram.Names, OwnProgram.Read);

        Assert.True(
            made.Span.SequenceEqual(Machine.DefaultImage.Bytes.Span), "run guest/build and commit guest/bin/xv6.img");
    }

    [Fact]
    public void It_is_consistent() => DiskFiles.AssertConsistent(Machine.DefaultImage.Bytes);
}
