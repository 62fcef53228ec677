using System.IO.Pipes;
using System.Text;

namespace ActorKernel.Cli.Tests;

/// <summary>A person at the console; the terminal is made up.</summary>
public sealed class LiveTests
{
    private const string Quit = "\u0001x";

    [Fact]
    public void What_a_person_types_reaches_the_shell_and_is_repeated()
    {
        using Scratch scratch = new();
        Ran ran = Ak.Type(["echo one\n", "echo twx\bo\n", Quit], "run", "-o", scratch.Of("run"));
        Assert.Equal((0, ""), (ran.Exit, ran.Error));
        Assert.Contains("\none\n$ ", ran.Output);
        Assert.Contains("\ntwo\n$ ", ran.Output);
        Assert.StartsWith("quit: by Ctrl-a x", ran.Summary);
        Ran again = Ak.Run("replay", scratch.Of("run"));
        Assert.Equal((0, ""), (again.Exit, again.Error));
        Assert.EndsWith("; quit: by Ctrl-a x", again.Summary);
        Assert.StartsWith(File.ReadAllText(scratch.Of("run/console.txt")), again.Output);
    }

    [Fact]
    public void Control_a_twice_is_a_key_and_control_c_is_one_too()
    {
        Ran ran = Ak.Type(["echo \u0001\u0001\u0003z\n", Quit], "run");
        Assert.Contains("\n\u0001\u0003z\n$ ", ran.Output);
    }

    [Fact]
    public void A_line_that_ends_the_shell_ends_the_run_that_waits_for_it()
    {
        Ran ran = Ak.Type(["\u0004"], "run", "--until", "exit");
        Assert.Equal(0, ran.Exit);
        Assert.StartsWith("ok: exit", ran.Summary);
    }

    [Fact]
    public void A_terminal_that_is_gone_ends_the_run()
    {
        Assert.Equal(130, Ak.Type([], "run").Exit);
    }

    [Fact]
    public void Piped_input_ends_the_run_when_the_shell_has_read_it()
    {
        Ran ran = Ak.Run("echo piped | cat\n", ["run"]);
        Assert.Equal(0, ran.Exit);
        Assert.Contains("\n$ echo piped | cat\npiped\n$ ", ran.Output);
        Assert.StartsWith("ok: end of input", ran.Summary);
        Assert.StartsWith("ok: end of input", Ak.Run("run").Summary);
    }

    [Fact]
    public void A_last_line_that_was_not_ended_is_entered()
    {
        Assert.Contains("\n$ echo piped\npiped\n$ ", Ak.Run("echo piped", ["run"]).Output);
        Assert.Contains("\n$ echo piped\npiped\n", Ak.Run("echo piped", ["run", "--until", "exit"]).Output);
    }

    [Fact]
    public void A_signal_ends_the_wait_for_piped_input()
    {
        using CancellationTokenSource signal = new();
        using AnonymousPipeServerStream never = new(PipeDirection.In);
        using MemoryStream output = new();
        using StringWriter error = new() { NewLine = "\n" };
        signal.Cancel();
        int exit = new AkCommand(new() { Output = output, Error = error, Input = never, Interrupt = signal.Token }).Run(["run"]);
        Assert.Equal((130, "ak: interrupted before standard input had ended\n"), (exit, error.ToString()));
    }

    [Fact]
    public void A_person_and_a_file_do_not_type_together()
    {
        using Scratch scratch = new();
        Ran ran = Ak.Type([Quit], "run", "--live", "--stdin", scratch.With("text", "ls\n"));
        Assert.Equal(64, ran.Exit);
        Assert.Equal(64, Ak.Run("run", "--live").Exit);
    }
}

/// <summary>A terminal at which the next line is typed when the prompt has been shown.</summary>
internal sealed class TypingStream(string[] lines, SharedScreen screen) : Stream
{
    private const int PatienceMilliseconds = 50;

    private int next;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (!HasPrompt())
            Thread.Sleep(PatienceMilliseconds / 10);
        if (next == lines.Length)
            return 0;
        byte[] line = Encoding.Latin1.GetBytes(lines[next++]);
        line.CopyTo(buffer);
        return line.Length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool HasPrompt()
    {
        lock (screen.Guard)
        {
            string text = Encoding.Latin1.GetString(screen.ToArray());
            return text.EndsWith("$ ", StringComparison.Ordinal) && text.Split("$ ").Length > next + 1;
        }
    }
}

/// <summary>A memory that one thread writes and another reads.</summary>
internal sealed class SharedScreen : MemoryStream
{
    public Lock Guard { get; } = new();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (Guard)
            base.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        lock (Guard)
            base.Write(buffer, offset, count);
    }
}
