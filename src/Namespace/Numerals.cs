namespace ActorKernel.Namespace;

/// <summary>Numbers as programs write them into files: the kernel's strtoul.</summary>
public static class Numerals
{
    /// <summary>
    /// Spaces and tabs, a sign, for base 16 a lower-case "0x", then digits up to the first other character. Wraps
    /// modulo 2^64; '-' negates. No digits are 0; <paramref name="anyDigits"/> tells.
    /// </summary>
    public static ulong Parse(ReadOnlySpan<char> text, int numberBase, out bool anyDigits)
    {
        text = text.TrimStart(" \t");
        bool negative = text.StartsWith("-");
        if (negative || text.StartsWith("+"))
            text = text[1..];
        if (numberBase == 16 && text.StartsWith("0x"))
            text = text[2..];

        ulong value = 0;
        anyDigits = false;
        foreach (char c in text)
        {
            int digit = Digit(c);
            if (digit >= numberBase)
                break;
            value = unchecked((value * (ulong)numberBase) + (ulong)digit);
            anyDigits = true;
        }

        return negative ? unchecked(0 - value) : value;
    }

    private static int Digit(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'z' => c - 'a' + 10,
        >= 'A' and <= 'Z' => c - 'A' + 10,
        _ => int.MaxValue,
    };
}

/// <summary>Control messages taken apart into fields, as Plan 9's tokenize does.</summary>
public static class ControlText
{
    /// <summary>
    /// Fields are separated by space, tab, CR and LF. Single quotes quote, doubled inside they mean one; an open quote
    /// runs to the end. A NUL ends the text.
    /// </summary>
    public static List<string> Fields(string text)
    {
        List<string> fields = [];
        int nul = text.IndexOf('\0', StringComparison.Ordinal);
        ReadOnlySpan<char> rest = nul < 0 ? text : text.AsSpan(0, nul);
        while (true)
        {
            rest = rest.TrimStart(" \t\r\n");
            if (rest.IsEmpty)
                return fields;
            fields.Add(Field(ref rest));
        }
    }

    private static string Field(ref ReadOnlySpan<char> rest)
    {
        System.Text.StringBuilder field = new();
        bool quoted = false;
        int i = 0;
        for (; i < rest.Length; i++)
        {
            char c = rest[i];
            if (c == '\'')
            {
                if (quoted && i + 1 < rest.Length && rest[i + 1] == '\'')
                    field.Append(rest[++i]);
                else
                    quoted = !quoted;
            }
            else if (!quoted && c is (' ' or '\t' or '\r' or '\n'))
            {
                break;
            }
            else
            {
                field.Append(c);
            }
        }

        rest = rest[i..];
        return field.ToString();
    }
}
