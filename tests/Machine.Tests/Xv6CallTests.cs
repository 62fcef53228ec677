using System.Text.RegularExpressions;
using ActorKernel.Devices.FileSystem;
using ActorKernel.Processes;

namespace ActorKernel.Machine.Tests;

/// <summary>xv6's calls from C programs, whose results are those of xv6 itself on a PC.</summary>
/// <remarks>
/// The texts in Golden/xv6-*.txt were compared byte by byte with what upstream's kernel prints for the same programs,
/// but for kill(0), which is -1 here.
/// </remarks>
public sealed class Xv6CallTests
{
    private const string Update = "ACTORKERNEL_UPDATE_GOLDEN";

    public static TheoryData<string, int> ProgramsAndCores
    {
        get
        {
            TheoryData<string, int> data = [];
            foreach (string program in (string[])["filecalls", "proccalls", "limits"])
            {
                foreach (int cores in (int[])[1, 2, 4])
                    data.Add(program, cores);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ProgramsAndCores))]
    public void Calls_return_what_they_return_on_xv6(string program, int cores)
    {
        Machine machine = Scene.Of($"xv6/{program}").On(cores).Build();

        RunReport report = machine.Run(new() { Exit = true, Time = Scene.Never });

        Assert.Equal((RunStatus.Ok, 0L), (report.Status, report.DeadLetters));
        AssertGolden($"xv6-{program}.txt", OfOneCore(report.Console, cores));
        MachineOptions options = new();
        machine.Run(); // what the last to end has left under way
        Assert.Equal(options.MemoryPages - (cores - 1), machine.Field("procs", "freePages"));
        Assert.Equal(options.Limits.OpenFiles, machine.Field("procs", "freeFiles"));
        Assert.Equal(0, machine.Field("#x", "inodes"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Limits_are_options(int cores)
    {
        MachineOptions options = new()
        {
            Cores = cores,
            Processes = 12,
            MemoryPages = 20_000,
            Limits = new() { OpenFiles = 40, OpenFilesPerProcess = 12, Arguments = 8 },
        };

        string console = Scene.Of("xv6/limits").With(options).Run().Console;

        Assert.StartsWith("fork worked 11 times\nand again 11 times\n", console);
        Assert.Contains("\n36 files\nand again 36 files\n", console);
        Assert.Contains("fork with memory full = -1\n", console);
        Assert.EndsWith("limits: done\n", console);
    }

    [Fact]
    public void A_program_gets_one_argument_less_than_the_limit()
    {
        byte[] own = GuestCode.Xv6(code =>
        {
            const uint Name = 0x1800;
            const uint Vector = 0x1900;
            code.Text(Name, "echo");
            for (uint i = 0; i < 4; i++)
                code.mov(Iced.Intel.AssemblerRegisters.__dword_ptr[Vector + (4 * i)], unchecked((int)Name));
            code.mov(Iced.Intel.AssemblerRegisters.__dword_ptr[Vector + 16], 0);
            code.Call(SystemCall.Exec, Name, Vector); // four
            code.mov(Iced.Intel.AssemblerRegisters.__dword_ptr[Vector + 12], 0);
            code.Call(SystemCall.Exec, Name, Vector); // three
        });

        MachineOptions options = new() { Limits = new() { Arguments = 4 } };
        Assert.Equal("echo echo\n", Scene.Of("xv6/own").With(options).WithFile("xv6", "own", own).Console());
    }

    [Theory]
    [InlineData(2, 100, "a process has 3 to 4096 file descriptors, not 2")]
    [InlineData(16, 0, "a machine has 1 open file at least, not 0")]
    public void Limits_that_make_no_machine_are_refused(int ofProcess, int ofAll, string objection)
    {
        Xv6Limits limits = new() { OpenFilesPerProcess = ofProcess, OpenFiles = ofAll };

        Assert.Equal(objection, new MachineOptions { Limits = limits }.Objection());
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(900)]
    [InlineData(20_000)]
    public void The_usual_disk_has_as_many_blocks_as_is_said(int blocks)
    {
        Machine machine = new(new() { Init = true, Limits = new() { DiskBlocks = blocks } });
        RunReport report = machine.Run();

        Assert.Contains($"sb: size {blocks} ", report.Console);
        Assert.EndsWith("$ ", report.Console);
        Assert.Equal(512 * blocks, machine.DiskImage().Length);
        Assert.Empty(FileSystemImage.Check(machine.DiskImage()).Findings);
    }

    [Theory]
    [InlineData(20, false, "a disk of 20 blocks cannot be made: 20 blocks are too few: 59 are needed before the first of data")]
    [InlineData(2000, true, "the disk is as large as its image, not 2000 blocks")]
    public void A_disk_that_cannot_be_is_refused(int blocks, bool hasImage, string objection)
    {
        MachineOptions options = new() { Image = hasImage ? DefaultImage.Bytes : null, Limits = new() { DiskBlocks = blocks } };

        Assert.Equal(objection, options.Objection());
    }

    /// <summary>Each core but the first takes a page.</summary>
    private static string OfOneCore(string console, int cores) => Regex.Replace(
        console, "[0-9]+(?= pages by sbrk)", pages => $"{int.Parse(pages.Value) + cores - 1}");

    private static void AssertGolden(string name, string text)
    {
        if (Environment.GetEnvironmentVariable(Update) is not null)
            File.WriteAllText(Path.Combine(SourceFolder(), "Golden", name), text);
        else
            Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name)), text);
    }

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") =>
        Path.GetDirectoryName(path)!;
}
