namespace ActorKernel.Tracing;

/// <summary>Texts that were seen before have numbers. Bounded, whatever the texts are.</summary>
internal sealed class TextTable
{
    /// <summary>Written out, and that is all.</summary>
    private const int Once = 0;

    /// <summary>Written out, and gets the next number.</summary>
    private const int Again = 1;

    private const int First = 2;
    private const int CharsMax = 64;
    private const int TextsMax = 1 << 16;
    private const int SeenMax = 1 << 12;

    private readonly Dictionary<string, int> numbers = [];
    private readonly HashSet<string> seen = []; // once

    /// <summary>Its number, if it has one.</summary>
    public int? Known(string text) => numbers.TryGetValue(text, out int number) ? number : null;

    /// <param name="isNew">True when the text itself is to be written behind.</param>
    public int NumberOf(string text, out bool isNew)
    {
        isNew = false;
        if (numbers.TryGetValue(text, out int number))
            return number;
        isNew = true;
        if (text.Length > CharsMax || numbers.Count == TextsMax)
            return Once;
        if (seen.Remove(text))
        {
            numbers.Add(text, First + numbers.Count);
            return Again;
        }

        if (seen.Count == SeenMax)
            seen.Clear();
        seen.Add(text);
        return Once;
    }
}
