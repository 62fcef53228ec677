namespace ActorKernel.Actors.Tests;

public sealed class BytesTests
{
    [Fact]
    public void Bytes_are_a_copy_and_equal_by_content()
    {
        byte[] source = [1, 2, 3];
        Bytes bytes = Bytes.Copy(source);
        source[0] = 9;
        Assert.Equal([1, 2, 3], bytes.Span.ToArray());
        Assert.Equal(Bytes.Copy([1, 2, 3]), bytes);
        Assert.True(bytes == Bytes.Copy([1, 2, 3]));
        Assert.True(bytes != Bytes.Copy([1, 2]));
        Assert.Equal(Bytes.Copy([1, 2, 3]).GetHashCode(), bytes.GetHashCode());
        Assert.Equal(Bytes.Copy([2, 3]), bytes.Slice(1, 2));
    }

    [Fact]
    public void No_bytes_are_what_the_default_is()
    {
        Assert.Equal(0, default(Bytes).Length);
        Assert.Equal(Bytes.Copy([]), Bytes.None);
        Assert.Equal("", Bytes.None.ToString());
        Assert.True(default(Bytes).Span.IsEmpty);
    }

    [Fact]
    public void Text_is_one_byte_a_character()
    {
        Bytes text = Bytes.Latin1("h\u00e9");
        Assert.Equal([0x68, 0xe9], text.Span.ToArray());
        Assert.Equal("h\u00e9", text.ToString());
    }

    [Fact]
    public void They_are_described_printably_and_not_at_length()
    {
        Assert.Equal("\"a\\n\\x00\\x22\\x5c\\xff\"", Described(Bytes.Latin1("a\n\0\"\\\u00ff")));
        Assert.Equal($"\"{new string('x', 48)}\"...50", Described(Bytes.Latin1(new string('x', 50))));
        Assert.Equal("\"\"", Described(default));
    }

    private static string Described(Bytes bytes)
    {
        TextDescription text = new(Tsc.Boot);
        ((IDescribed)bytes).Describe("b", text);
        return text.ToString()[2..];
    }
}
