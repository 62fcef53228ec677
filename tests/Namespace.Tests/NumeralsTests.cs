namespace ActorKernel.Namespace.Tests;

/// <summary>Numbers as the kernel's strtoul reads them, and control messages as its tokenizer does.</summary>
public sealed class NumeralsTests
{
    [Theory]
    [InlineData("0", 16, 0, true)]
    [InlineData("3039", 16, 12345, true)]
    [InlineData("12345", 10, 12345, true)]
    [InlineData("0x10", 16, 16, true)]
    [InlineData("0X10", 16, 0, true)] // the X ends it
    [InlineData("0x", 16, 0, false)]
    [InlineData("x10", 16, 0, false)]
    [InlineData("  \t ff", 16, 255, true)]
    [InlineData("\nff", 16, 0, false)]
    [InlineData("+7", 10, 7, true)]
    [InlineData("-1", 16, ulong.MaxValue, true)]
    [InlineData("- 1", 16, 0, false)]
    [InlineData("--1", 16, 0, false)]
    [InlineData("DeadBeef", 16, 0xdead_beef, true)]
    [InlineData("12 34", 10, 12, true)]
    [InlineData("12g", 16, 18, true)]
    [InlineData("9a", 10, 9, true)]
    [InlineData("", 16, 0, false)]
    [InlineData("xyz", 16, 0, false)]
    [InlineData("ffffffffffffffff", 16, ulong.MaxValue, true)]
    [InlineData("10000000000000000", 16, 0, true)] // modulo 2^64
    [InlineData("123456789abcdef01", 16, 0x2345_6789_abcd_ef01, true)]
    [InlineData("18446744073709551617", 10, 1, true)]
    public void A_number_ends_where_its_digits_end(string text, int numberBase, ulong value, bool anyDigits)
    {
        Assert.Equal(value, Numerals.Parse(text, numberBase, out bool any));
        Assert.Equal(anyDigits, any);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n ")]
    [InlineData("\0evq 1")]
    [InlineData("cancel", "cancel")]
    [InlineData("cancel\n", "cancel")]
    [InlineData("  evq\t 10  ", "evq", "10")]
    [InlineData("evq 10\0junk", "evq", "10")]
    [InlineData("ev'q' 10", "evq", "10")]
    [InlineData("'can'cel", "cancel")]
    [InlineData("'two words' x", "two words", "x")]
    [InlineData("'it''s'", "it's")]
    [InlineData("''", "")]
    [InlineData("a '' b", "a", "", "b")]
    [InlineData("'open to the end", "open to the end")]
    public void A_control_message_falls_into_fields(string text, params string[] fields) =>
        Assert.Equal(fields, ControlText.Fields(text));
}
