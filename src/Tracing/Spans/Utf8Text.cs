using System.Text;

namespace ActorKernel.Tracing.Spans;

/// <summary>A text that is written often: encoded once.</summary>
public sealed class Utf8Text
{
    private const int CharactersMax = 1000; // guests choose some texts

    private readonly byte[] bytes;
    private readonly bool isReused;
    private Pair? first; // each replaced as a whole, so that threads may share a text
    private Pair? second;

    /// <summary>Longer texts are cut; halves of surrogate pairs become U+FFFD, so that the bytes are always UTF-8.</summary>
    /// <param name="isReused">True when it is worth keeping the encoded attributes that it is the value of.</param>
    public Utf8Text(string value, bool isReused = false)
    {
        this.isReused = isReused;
        bytes = Encoding.UTF8.GetBytes(value.Length <= CharactersMax ? value : string.Concat(value.AsSpan(0, CharactersMax), "…"));
        Value = Encoding.UTF8.GetString(bytes);
    }

    public string Value { get; }

    public ReadOnlySpan<byte> Bytes => bytes;

    public override string ToString() => Value;

    /// <summary>The attribute with this value as it is in a span, if it is kept; the first two keys are.</summary>
    internal ReadOnlySpan<byte> KeptFor(AttributeKey key)
    {
        Pair? kept = first;
        if (kept is null || kept.Key != key)
            kept = second;
        return kept is not null && kept.Key == key ? kept.Bytes : default;
    }

    internal void Keep(AttributeKey key, ReadOnlySpan<byte> encoded)
    {
        if (!isReused)
            return;
        if (first is null)
            first = new(key, encoded.ToArray());
        else
            second ??= new(key, encoded.ToArray());
    }

    private sealed class Pair(AttributeKey key, byte[] bytes)
    {
        public AttributeKey Key { get; } = key;

        public byte[] Bytes { get; } = bytes;
    }
}

/// <summary>Texts by value, so that each is encoded once.</summary>
/// <remarks>Holds so many at most: then it starts anew, as texts that guests choose have no end.</remarks>
public sealed class TextTable
{
    private const int TextsMax = 1 << 14;

    private readonly Dictionary<string, Utf8Text> texts = [];

    public Utf8Text this[string value]
    {
        get
        {
            if (texts.TryGetValue(value, out Utf8Text? known))
                return known;
            if (texts.Count == TextsMax)
                texts.Clear();
            Utf8Text text = new(value, isReused: true);
            texts.Add(value, text);
            return text;
        }
    }
}
