using System.Collections.Immutable;
using ActorKernel.Actors;
using ActorKernel.Devices.FileSystem;
using ActorKernel.Namespace;

namespace ActorKernel.Devices.Tests;

/// <summary>Whatever bits are wrong: nothing throws, nothing goes on for ever, and no file is destroyed by another's write.</summary>
public sealed class ImageFuzzTests
{
    private const int Seeds = 300;
    private const int SeedsOnMachine = 60;
    private const uint MetaBlocks = 59;

    private static readonly Bytes Good = MakeGood();

    [Fact]
    public void Images_with_wrong_bits_are_checked_read_and_written_without_harm()
    {
        int damaged = 0;
        int writable = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            Bytes image = Spoil(seed);
            CheckReport report = FileSystemImage.Check(image);
            damaged += report.Damage is null ? 0 : 1;
            if (!FileSystemImage.TryOpen(image, out FileSystemImage? opened, out string? objection))
            {
                Assert.True(report.Damage is not null, $"seed {seed}: {objection}");
                continue;
            }

            Dictionary<string, Bytes> before = Files(opened);
            string? refused = opened.Put("/fresh", Bytes.Latin1(new string('f', 30_000)));
            Assert.True(refused is null || report.Damage is not null || IsNoFault(refused), $"seed {seed}: {refused}");
            if (refused is not null)
                continue;
            writable++;
            Dictionary<string, Bytes> after = Files(opened);
            foreach ((string path, Bytes content) in before.Where(file => file.Key != "/fresh"))
                Assert.True(after[path] == content, $"seed {seed}: {path} was changed");
            Assert.Null(FileSystemImage.Check(opened.ToBytes()).Damage);
        }

        Assert.True(damaged > Seeds / 4, $"{damaged} images were damaged");
        Assert.True(writable > Seeds / 10, $"{writable} images could be written to");
    }

    [Fact]
    public void A_machine_answers_every_request_whatever_the_image()
    {
        for (int seed = 1; seed <= SeedsOnMachine; seed++)
        {
            FileSystemBench bench = new(Spoil(seed));
            foreach (string path in new[] { "a", "d/x", "d/e", "big", "d/../d/e/.." })
            {
                Answer opened = bench.TryOpen(path);
                if (opened.Chan is not Chan chan)
                    continue;
                bench.TryRead(chan, 100_000);
                bench.Ask(asker => bench.Device.ReadDirectory.Send(new(asker, chan.Id, 100)));
                bench.Remove(path);
                bench.Close(chan);
            }

            bench.TryCreate("new");
            bench.MakeDirectory("d/new");
            bench.Link("big", "d/big");
            Assert.Equal(0, bench.DeadLetters);
            bool wasDamaged = FileSystemImage.Check(Spoil(seed)).Damage is not null;
            Assert.True(wasDamaged || FileSystemImage.Check(bench.Image).Damage is null, $"seed {seed}");
        }
    }

    [Fact]
    public void Truncated_images_are_refused()
    {
        for (int length = 0; length < Good.Length; length += 4999)
        {
            Assert.False(FileSystemImage.Check(Good.Slice(0, length)).IsClean);
            Assert.False(FileSystemImage.TryOpen(Good.Slice(0, length), out _, out string? objection));
            Assert.StartsWith("block 1: superblock: ", objection);
        }
    }

    [Fact]
    public void Bytes_after_the_last_block_do_no_harm()
    {
        Bytes longer = Bytes.Copy([.. Good.Span, 1, 2, 3]);
        Assert.Empty(FileSystemImage.Check(longer).Findings);
        Assert.True(FileSystemImage.TryOpen(longer, out FileSystemImage? opened, out _));
        Assert.Equal(longer, opened.ToBytes());
    }

    /// <summary>One to six bits, mostly where they mean much.</summary>
    private static Bytes Spoil(int seed)
    {
        Random random = new(seed);
        byte[] bytes = Good.Span.ToArray();
        for (int flips = random.Next(1, 7); flips > 0; flips--)
        {
            int block = random.Next(8) switch
            {
                0 => 1,
                1 => 2,
                2 or 3 or 4 => random.Next(32, 34), // where the inodes in use are
                5 => random.Next((int)MetaBlocks),
                _ => random.Next(58, 120),
            };
            bytes[(block * Layout.BlockBytes) + random.Next(block == 1 ? 28 : Layout.BlockBytes)] ^= (byte)(1 << random.Next(8));
        }

        return Bytes.Copy(bytes);
    }

    /// <summary>All files that can be read, by path; each directory once.</summary>
    private static Dictionary<string, Bytes> Files(FileSystemImage image)
    {
        Dictionary<string, Bytes> files = [];
        HashSet<uint> seen = [];
        Stack<string> open = new([""]);
        while (open.TryPop(out string? path))
        {
            if (!image.TryList(path, out ImmutableArray<ImageEntry> entries, out _))
                continue;
            foreach (ImageEntry entry in entries)
            {
                string below = $"{path}/{entry.Name}";
                if (entry.Type == InodeType.Directory && seen.Add(entry.Inode))
                    open.Push(below);
                else if (entry.Type == InodeType.File && image.TryRead(below, out Bytes content, out _))
                    files[below] = content;
            }
        }

        return files;
    }

    private static bool IsNoFault(string refused) =>
        refused == FileSystemErrors.NoBlocks.Text || refused == FileSystemErrors.NoInodes.Text;

    private static Bytes MakeGood()
    {
        FileSystemBench bench = new(Images.Make());
        bench.Put("a", "abc");
        bench.MakeDirectory("d");
        bench.MakeDirectory("d/e");
        bench.Put("d/x", new string('x', 3000));
        bench.Put("big", new string('b', 20_000));
        bench.Link("a", "d/e/again");
        bench.Make("console", new(new DeviceNumber(1, 1)));
        return bench.Image;
    }
}
