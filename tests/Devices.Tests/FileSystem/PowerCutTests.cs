using ActorKernel.Actors;
using ActorKernel.Devices.FileSystem;
using ActorKernel.Namespace;

namespace ActorKernel.Devices.Tests;

/// <summary>The power fails after every single block write; the image is mounted again.</summary>
public sealed class PowerCutTests
{
    [Fact]
    public void After_any_block_write_the_file_system_is_consistent_and_what_was_answered_is_there()
    {
        FileSystemBench bench = new(Images.Make(new(Blocks: 400, Inodes: 60), new ImageFile("README", Bytes.Latin1("read me"))));
        List<(int Writes, string Path, string? Content)> promises = [(0, "README", "read me")];
        Work(bench, (path, content) => promises.Add((bench.Written.Count, path, content)));
        int replayed = 0;
        int withOrphans = 0;
        for (int writes = 0; writes <= bench.Written.Count; writes++)
        {
            Bytes image = bench.ImageAfter(writes);
            CheckReport report = FileSystemImage.Check(image);
            Assert.True(report.IsClean, $"after {writes} writes: {string.Join('\n', report.Findings)}");
            replayed += report.Replayed > 0 ? 1 : 0;
            withOrphans += report.Orphans.Length > 0 ? 1 : 0;
            FileSystemImage opened = ImageAssert.IsClean(image);
            foreach (var last in promises.TakeWhile(promise => promise.Writes <= writes).GroupBy(promise => promise.Path).Select(group => group.Last()))
            {
                bool mayHaveChanged = promises.Any(later => later.Path == last.Path && later.Writes > last.Writes);
                bool isThere = opened.TryRead(last.Path, out Bytes content, out _);
                if (!mayHaveChanged)
                    Assert.Equal(last.Content, isThere ? content.ToString() : null);
            }
        }

        Assert.True(replayed > 100, $"{replayed} images had a transaction to bring home");
        Assert.True(withOrphans > 10, $"{withOrphans} images had inodes without a name");
    }

    [Fact]
    public void A_machine_that_is_cut_and_started_again_goes_on_where_it_was()
    {
        FileSystemBench first = new(Images.Make(new(Blocks: 400, Inodes: 60)));
        Work(first, (_, _) => { });
        for (int writes = 0; writes <= first.Written.Count; writes += 37)
        {
            FileSystemBench next = new(first.ImageAfter(writes));
            next.Put("again", "text");
            Assert.Equal("text", next.Get("again"));
            Assert.True(next.Screen.StartsWith("sb: ", StringComparison.Ordinal), next.Screen);
            Assert.Empty(FileSystemImage.Check(next.Image).Findings);
        }
    }

    [Fact]
    public void The_power_may_fail_again_while_the_log_is_brought_home()
    {
        FileSystemBench first = new(Images.Make());
        first.Put("f", new string('f', 8000));
        first.Remove("f");
        int cut = Enumerable.Range(0, first.Written.Count).Last(k => FileSystemImage.Check(first.ImageAfter(k)).Replayed > 0);
        FileSystemBench second = new(first.ImageAfter(cut - 2));
        second.Walk("/");
        Assert.NotEmpty(second.Written);
        for (int writes = 0; writes <= second.Written.Count; writes++)
            Assert.Empty(ImageAssert.IsClean(second.ImageAfter(writes)).Report.Orphans);
    }

    /// <summary>Everything that changes something, with files that are removed while they are open.</summary>
    /// <param name="promise">Called when a path has a content, or none, for good.</param>
    private static void Work(FileSystemBench bench, Action<string, string?> promise)
    {
        void Put(string path, string text)
        {
            bench.Put(path, text);
            promise(path, text);
        }

        Put("a", "first");
        Put("big", new string('b', 9000));
        bench.MakeDirectory("d");
        Put("d/x", "in d");
        bench.Link("d/x", "y");
        promise("y", "in d");
        bench.Remove("d/x");
        promise("d/x", null);
        bench.MakeDirectory("d/e");
        bench.Make("tty", new(new DeviceNumber(1, 1)));
        Chan open = bench.Open("big", OpenFlags.ReadWrite);
        bench.Remove("big");
        promise("big", null);
        bench.Write(open, new string('c', 3000));
        Chan directory = bench.Open("d/e");
        bench.Remove("d/e");
        for (int i = 0; i < 3; i++)
        {
            Answer made = bench.Ask(asker => bench.Device.Create.Send(new(asker, directory.Qid, $"f{i}", OpenFlags.Write, 0)));
            bench.Write(made.Chan!.Value, "lost");
            bench.Close(made.Chan!.Value);
        }

        bench.Close(directory);
        bench.Close(open);
        for (int i = 0; i < 24; i++)
            Put($"many{i}", $"{i}");
        for (int i = 0; i < 24; i += 2)
        {
            bench.Remove($"many{i}");
            promise($"many{i}", null);
        }

        Chan full = bench.Create("full");
        while (bench.Write(full, new string('z', 5000)).Error is null)
        {
        }

        bench.Remove("full");
        bench.Close(full);
        promise("full", null);
        bench.Close(bench.Open("y", OpenFlags.Write | OpenFlags.Truncate));
        promise("y", "");
    }
}
