using System.Text;

namespace ActorKernel.Actors;

/// <summary>A description as one line: <c>field=value field=value part(field=value)</c>.</summary>
public sealed class TextDescription(Tsc now) : Description(now)
{
    private readonly StringBuilder line = new();

    public override void Number(string field, long value) => Field(field).Append(value);

    public override void Text(string field, string value) => Field(field).Append(value);

    public override void Time(string field, Tsc value)
    {
        Field(field);
        if (value == Tsc.End)
            line.Append("never");
        else if (value >= Now)
            line.Append('+').Append((value - Now).Ticks);
        else
            line.Append('-').Append((Now - value).Ticks);
    }

    public override void Open(string part)
    {
        Separate();
        line.Append(part).Append('(');
    }

    public override void Close() => line.Append(')');

    public override string ToString() => line.ToString();

    private StringBuilder Field(string field)
    {
        Separate();
        return line.Append(field).Append('=');
    }

    private void Separate()
    {
        if (line.Length > 0 && line[^1] != '(')
            line.Append(' ');
    }
}
