using System.Collections.Immutable;
using System.Text;

namespace ActorKernel.Actors;

/// <summary>Bytes that can be in a message, because nobody can change them.</summary>
public readonly struct Bytes(ImmutableArray<byte> content) : IDescribed, IEquatable<Bytes>
{
    private readonly ImmutableArray<byte> content = content;

    public static readonly Bytes None;

    /// <summary>A copy of <paramref name="source"/>.</summary>
    public static Bytes Copy(ReadOnlySpan<byte> source) => new([.. source]);

    /// <summary>One byte for each character, which is below 256.</summary>
    public static Bytes Latin1(string text) => new(ImmutableArray.Create(Encoding.Latin1.GetBytes(text)));

    public int Length => content.IsDefault ? 0 : content.Length;

    public ReadOnlySpan<byte> Span => content.IsDefault ? default : content.AsSpan();

    public Bytes Slice(int start, int length) => Copy(Span.Slice(start, length));

    public override string ToString() => Encoding.Latin1.GetString(Span);

    public bool Equals(Bytes other) => Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => obj is Bytes other && Equals(other);

    public override int GetHashCode() => Length;

    public static bool operator ==(Bytes left, Bytes right) => left.Equals(right);

    public static bool operator !=(Bytes left, Bytes right) => !left.Equals(right);

    void IDescribed.Describe(string field, Description to) => to.Data(field, Span, Length);
}
