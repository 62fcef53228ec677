using System.Diagnostics;
using System.Text;
using ActorKernel.Actors;
using ActorKernel.Machine;

namespace ActorKernel.Benchmarks;

/// <summary>Upstream xv6's usertests from its prompt to its last line, here and on upstream's kernel in QEMU.</summary>
/// <remarks>
/// XV6_HOME names a directory with upstream's fs.img and, for QEMU, its kernel as xv6.img. Each run gets a fresh disk.
/// Not one of `all`, for it takes minutes.
/// </remarks>
internal static class UsertestsBenchmark
{
    private const string Passed = "ALL TESTS PASSED";

    /// <summary>After which a run in QEMU is given up.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(10);

    /// <summary>True when we take less time at every count of cores, and on four no more than on one.</summary>
    public static bool Measure(bool isQuick)
    {
        if (Environment.GetEnvironmentVariable("XV6_HOME") is not { Length: > 0 } home)
        {
            Console.WriteLine("XV6_HOME is not set: a directory with upstream's fs.img, and its kernel as xv6.img");
            return false;
        }

        Bytes disk = Bytes.Copy(File.ReadAllBytes(Path.Combine(home, "fs.img")));
        bool hasQemu = Qemu.IsInstalled && File.Exists(Path.Combine(home, "xv6.img"));
        if (!hasQemu)
            Console.WriteLine("without QEMU: qemu-system-i386 or XV6_HOME/xv6.img is missing");

        Console.WriteLine($"{"cores",5} {"s",8} {"M instr.",9} {"virtual s",9} {"qemu s",8} {"ratio",6}");
        bool areAllMet = true;
        double onOne = 0;
        foreach (int cores in (int[])[1, 2, 4])
        {
            Run best = Enumerable.Range(0, isQuick ? 1 : 3).Select(_ => Here(disk, cores)).MinBy(run => run.Seconds)!;
            double? qemu = hasQemu ? Qemu.Usertests(home, cores, Passed, patience) : null;
            onOne = cores == 1 ? best.Seconds : onOne;
            areAllMet &= !(best.Seconds > qemu) && (cores != 4 || best.Seconds <= onOne);
            Console.WriteLine(
                $"{cores,5} {best.Seconds,8:F2} {best.Instructions / 1e6,9:F0} {best.VirtualSeconds,9:F2} "
                + $"{qemu,8:F1} {best.Seconds / qemu,6:F2}");
        }

        return areAllMet;
    }

    private static Run Here(Bytes disk, int cores)
    {
        MachineOptions options = new() { Cores = cores, Image = disk, Init = true };
        Machine.Machine machine = new(options);
        machine.Run(); // to the prompt
        machine.Press(Bytes.Latin1("usertests\n"));
        long start = Stopwatch.GetTimestamp();
        RunReport report = machine.Run();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        if (!report.Console.Contains(Passed, StringComparison.Ordinal))
            throw new InvalidOperationException($"usertests did not pass on {cores} cores:\n{report.Console}");
        return new(elapsed.TotalSeconds, report.Instructions, (double)report.Now.Ticks / options.TscHz);
    }

    private sealed record Run(double Seconds, long Instructions, double VirtualSeconds);
}

/// <summary>qemu-system-i386 as a machine with a serial console.</summary>
internal static class Qemu
{
    private const string Command = "qemu-system-i386";

    public static bool IsInstalled =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, Command)));

    /// <summary>Seconds from the typing of the command to its last line; endless when that does not come in time.</summary>
    /// <remarks>One core in each of several sockets: upstream does not find more than one per socket since QEMU 6.2.</remarks>
    public static double Usertests(string home, int cores, string passed, TimeSpan patience)
    {
        string disk = Path.GetTempFileName();
        File.Copy(Path.Combine(home, "fs.img"), disk, overwrite: true);
        ProcessStartInfo start = new(Command)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "-nographic", "-m", "512", "-smp", $"cpus={cores},sockets={cores},cores=1,threads=1",
                "-drive", $"file={disk},index=1,format=raw",
                "-drive", $"file={Path.Combine(home, "xv6.img")},index=0,format=raw,snapshot=on",
            },
        };
        using System.Diagnostics.Process qemu = System.Diagnostics.Process.Start(start)!;
        using Timer giveUp = new(_ => qemu.Kill(), null, patience, Timeout.InfiniteTimeSpan);
        try
        {
            bool hasBooted = ReadUntil(qemu.StandardOutput, "$ ");
            long typed = Stopwatch.GetTimestamp();
            qemu.StandardInput.Write("usertests\n");
            qemu.StandardInput.Flush();
            bool hasPassed = hasBooted && ReadUntil(qemu.StandardOutput, passed);
            return hasPassed ? Stopwatch.GetElapsedTime(typed).TotalSeconds : double.PositiveInfinity;
        }
        finally
        {
            qemu.Kill();
            qemu.WaitForExit();
            File.Delete(disk);
        }
    }

    private static bool ReadUntil(StreamReader output, string text)
    {
        StringBuilder last = new();
        while (output.Read() is int c and >= 0)
        {
            last.Append((char)c);
            if (last.Length > text.Length)
                last.Remove(0, 1);
            if (last.Equals(text))
                return true;
        }

        return false;
    }
}
