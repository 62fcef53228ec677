using ActorKernel.Actors;
using ActorKernel.Devices.FileSystem;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace ActorKernel.Machine.Tests;

/// <summary>Machines that boot /init of their disk, as xv6 does.</summary>
public sealed class BootTests
{
    private const uint Name = 0x1800;

    /// <summary>init has no files: it makes itself a console. Its child ends before its own, which init then waits for.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Init_is_pid_1_has_no_files_and_gets_the_orphans(int cores)
    {
        Machine machine = Boot(cores, code =>
        {
            code.Print('!'); // fd 1 is not open
            OpenConsole(code);
            code.Call(SystemCall.GetPid);
            code.PrintDigit();
            code.Child(() =>
            {
                code.Child(() => code.Call(SystemCall.Sleep, 3));
                code.Print('c');
            });
            for (int i = 0; i < 2; i++)
            {
                code.Call(SystemCall.Wait);
                code.PrintDigit();
            }

            code.Call(SystemCall.Exit);
        });

        RunReport report = machine.Run(new() { Time = Scene.Never, Console = new("never") });

        Assert.EndsWith("inodestart 32 bmap start 58\n1c23", report.Console);
        Assert.StartsWith("xv6...\n", report.Console);
        Assert.Equal((RunStatus.Ok, "init exited"), (report.Status, report.Reason));
    }

    [Fact]
    public void The_machine_stops_when_init_is_killed()
    {
        RunReport report = Boot(2, code =>
        {
            code.mov(eax, 1);
            code.KillIt();
            code.Spin();
        }).Run();

        Assert.Equal((RunStatus.Failed, "pid 1 init was killed"), (report.Status, report.Reason));
    }

    [Fact]
    public void A_run_that_waits_for_the_end_is_over_with_the_shell()
    {
        RunReport report = Boot(2, code =>
        {
            code.Child(() => code.Call(SystemCall.Sleep, 2));
            code.Call(SystemCall.GetPid);
            code.Spin();
        }).Run(new() { Exit = true, Time = Scene.Never });

        Assert.Equal((RunStatus.Ok, "exit"), (report.Status, report.Reason));
        Assert.Equal([null, 0], report.Processes.Select(process => process.Status));
    }

    [Fact]
    public void Control_P_lists_processes_with_their_states_and_names()
    {
        Machine machine = Boot(2, code =>
        {
            OpenConsole(code);
            code.Child(() => code.Call(SystemCall.Read, 0, 0x1000, 8));
            code.Child(() => code.Call(SystemCall.Exit));
            code.Call(SystemCall.Read, 0, 0x1000, 8);
            code.Call(SystemCall.Exit);
        });
        Assert.Equal(RunStatus.Stuck, machine.Run().Status);

        machine.Press(Bytes.Latin1("ab\u0010"));
        RunReport report = machine.Run();

        Assert.EndsWith("ab1 sleep  init\n2 sleep  init\n3 zombie init\n", report.Console);
        machine.Press(Bytes.Latin1("\n\n"));
        Assert.Equal("init exited", machine.Run().Reason);
    }

    [Fact]
    public void What_was_written_is_on_the_disk_of_the_next_boot()
    {
        const uint CreateReadWrite = 0x202;
        Machine first = Boot(1, code =>
        {
            code.Text(Name, "made");
            code.Call(SystemCall.Open, Name, CreateReadWrite);
            code.Call(SystemCall.Exit);
        });
        first.Run();
        Assert.NotEmpty(first.WrittenBlocks);

        Machine second = new(new() { Init = true, Image = first.DiskImage() });
        second.Run();
        Assert.Empty(second.WrittenBlocks); // it is there: opening it again makes nothing
    }

    [Fact]
    public void Without_an_init_on_the_disk_the_run_fails()
    {
        RunReport report = new Machine(new() { Init = true, Image = Disk() }).Run();

        Assert.Equal(RunStatus.Failed, report.Status);
    }

    [Fact]
    public void A_root_that_cannot_be_opened_is_why_nothing_starts()
    {
        const int TypeOfTheRoot = (32 * 512) + 64;
        byte[] disk = Disk().Span.ToArray();
        disk[TypeOfTheRoot] = 99;

        RunReport report = new Machine(new() { Init = true, Image = Bytes.Copy(disk) }).Run();

        Assert.Equal(RunStatus.Failed, report.Status);
        Assert.Contains("[kernel] pid 1 cannot start: inode 1: type 99 is unknown\n", report.Console, StringComparison.Ordinal);
    }

    private static void OpenConsole(Assembler code)
    {
        const uint ReadWrite = 2;
        code.Text(Name, "#c/cons");
        code.Call(SystemCall.Open, Name, ReadWrite);
        code.Call(SystemCall.Dup, 0);
    }

    private static Machine Boot(int cores, Action<Assembler> init) =>
        new(new() { Cores = cores, Init = true, Image = Disk(new ImageFile("init", Bytes.Copy(GuestCode.Xv6(init)))) });

    private static Bytes Disk(params ImageFile[] files)
    {
        Assert.True(FileSystemImage.TryMake(new(), files, out Bytes disk, out string? objection), objection);
        return disk;
    }
}
