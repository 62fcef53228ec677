using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ActorKernel.Actors;

/// <summary>Our own mistakes stop the machine with a sentence. On in Release too.</summary>
public static class Check
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void That([DoesNotReturnIf(false)] bool condition, string sentence)
    {
        if (!condition)
            Fail(sentence);
    }

    [DoesNotReturn]
    public static void Fail(string sentence) => throw new CheckFailedException(sentence);
}

/// <summary>The kernel broke one of its own rules; the message is the rule.</summary>
public sealed class CheckFailedException(string sentence) : Exception(sentence);
