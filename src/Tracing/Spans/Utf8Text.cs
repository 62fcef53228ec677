using System.Text;

namespace ActorKernel.Tracing.Spans;

/// <summary>A text that is written often: encoded once.</summary>
public sealed class Utf8Text
{
    private const int CharactersMax = 1000; // guests choose some texts

    private readonly byte[] bytes;

    /// <summary>Longer texts are cut; halves of surrogate pairs become U+FFFD, so that the bytes are always UTF-8.</summary>
    public Utf8Text(string value)
    {
        bytes = Encoding.UTF8.GetBytes(value.Length <= CharactersMax ? value : string.Concat(value.AsSpan(0, CharactersMax), "…"));
        Value = Encoding.UTF8.GetString(bytes);
    }

    public string Value { get; }

    public ReadOnlySpan<byte> Bytes => bytes;

    public override string ToString() => Value;
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
            Utf8Text text = new(value);
            texts.Add(value, text);
            return text;
        }
    }
}
