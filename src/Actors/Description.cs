using System.Text;

namespace ActorKernel.Actors;

/// <summary>A value that knows how it is described.</summary>
public interface IDescribed
{
    void Describe(string field, Description to);
}

/// <summary>What messages and actors write themselves to: transcripts, records, fingerprints, failure reports.</summary>
public abstract class Description(Tsc now)
{
    private const int ShownBytesMax = 48;

    /// <summary>The instant that times are relative to.</summary>
    public Tsc Now { get; protected set; } = now;

    public abstract void Number(string field, long value);

    public abstract void Text(string field, string value);

    /// <summary>Ticks from <see cref="Now"/>, negative when past.</summary>
    public abstract void Time(string field, Tsc value);

    /// <summary>A part with fields of its own, up to the matching <see cref="Close"/>.</summary>
    public abstract void Open(string part);

    public abstract void Close();

    /// <summary>A program at an instruction: a part with three fields, in one go, for most messages have one.</summary>
    public virtual void Program(string part, long pid, string name, ulong eip)
    {
        Open(part);
        Number("pid", pid);
        Text("program", name);
        Address("eip", eip);
        Close();
    }

    public virtual void Flag(string field, bool value) => Number(field, value ? 1 : 0);

    /// <summary>A number that people read in base 16.</summary>
    public virtual void Address(string field, ulong value) => Text(field, $"0x{value:x}");

    /// <summary>Bytes, of which the first are shown.</summary>
    /// <param name="shown">From the start; all of them, or 48 at least.</param>
    /// <param name="length">Of all of them.</param>
    public virtual void Data(string field, ReadOnlySpan<byte> shown, int length)
    {
        StringBuilder text = new("\"");
        foreach (byte value in shown[..Math.Min(shown.Length, ShownBytesMax)])
        {
            if (value is >= 0x20 and < 0x7f and not (byte)'"' and not (byte)'\\')
                text.Append((char)value);
            else if (value == '\n')
                text.Append("\\n");
            else
                text.Append("\\x").Append(value.ToString("x2"));
        }

        text.Append('"');
        if (length > ShownBytesMax)
            text.Append("...").Append(length);
        Text(field, text.ToString());
    }
}
