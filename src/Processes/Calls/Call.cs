using System.Collections.Immutable;
using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>A system call in progress: a few steps, each taking one answer.</summary>
internal abstract class Call(Process process)
{
    private bool isAborted;

    public CallId Id { get; set; }

    /// <summary>True when the program runs on meanwhile.</summary>
    public bool InBackground { get; set; }

    /// <summary>True when the program can run on before the call ends, if its personality lets it.</summary>
    public virtual bool CanGoOnBesides => true;

    public required Completion Completion { get; set; }

    protected Process Process { get; } = process;

    protected Asker Asker => Process.Asker(this);

    public abstract void Start();

    /// <summary>The answer to a request that is out.</summary>
    public abstract void Answer(in Answer answer);

    /// <summary>Makes whoever holds the request answer now; no request is aborted twice.</summary>
    public void Abort()
    {
        if (!isAborted)
            SendAbort();
        isAborted = true;
    }

    /// <summary>An answer has come: the next request is another.</summary>
    public void Answered() => isAborted = false;

    /// <summary>Nothing to do where answers come soon, or of themselves.</summary>
    protected virtual void SendAbort()
    {
    }

    public abstract override string ToString();

    protected void Finish(in CallResult result) => Process.Finish(this, result);

    protected void Fail(Error error) => Process.Finish(this, CallResult.Fail(error));
}

/// <summary>What a call came to.</summary>
internal readonly record struct CallResult
{
    /// <summary>What the call returns when nothing is wrong.</summary>
    public long Value { get; init; }

    public Error? Error { get; init; }

    /// <summary>What is to be put into the program's buffer.</summary>
    public Bytes Bytes { get; init; }

    /// <summary>What is to be put there in the personality's own layout: a directory's entries, or a file's for stat.</summary>
    public ImmutableArray<DirEntry> Entries { get; init; }

    /// <summary>The letter of the device that the entries are of.</summary>
    public char Device { get; init; }

    public static CallResult Of(long value) => new() { Value = value };

    public static CallResult Of(in Bytes bytes) => new() { Value = bytes.Length, Bytes = bytes };

    public static CallResult Fail(Error error) => new() { Value = -1, Error = error };
}

/// <summary>How a call's result reaches the program: the personality's part of a call.</summary>
internal abstract class Completion
{
    /// <summary>The call is over and the program waits for it: puts the result where it looks, and resumes it.</summary>
    public abstract void Complete(Process process, in CallResult result);

    /// <summary>The result as a write into a program that runs on.</summary>
    public virtual GuestWrite AsWrite(in CallResult result)
    {
        Check.Fail("This personality's programs wait for their calls.");
        return null;
    }
}

/// <summary>For a call whose program is gone.</summary>
internal sealed class Discard : Completion
{
    public static readonly Discard Instance = new();

    public override void Complete(Process process, in CallResult result)
    {
    }

    public override GuestWrite AsWrite(in CallResult result) => NoWrite.Instance;
}
