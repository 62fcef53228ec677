using ActorKernel.Actors;

namespace ActorKernel.Engine;

/// <summary>A message that reached nobody, or that its receiver found to come too late.</summary>
public sealed record DeadLetter(Tsc At, string Receiver, string Kind, string Fields);

/// <summary>All dead letters counted, the last few kept.</summary>
internal sealed class DeadLetters
{
    private const int KeptAtMost = 16;

    private readonly Queue<DeadLetter> recent = new();

    public long Count { get; private set; }

    public IReadOnlyList<DeadLetter> Recent => [.. recent];

    public void Add(DeadLetter letter)
    {
        Count++;
        if (recent.Count == KeptAtMost)
            recent.Dequeue();
        recent.Enqueue(letter);
    }
}
