using System.Diagnostics.CodeAnalysis;
using ActorKernel.Actors;

namespace ActorKernel.Devices;

/// <summary>Typed lines: edited until they are committed by Enter or ^D, then read.</summary>
/// <remarks>
/// After xv6's consoleintr and consoleread: CR becomes LF, NUL is dropped, ^H and DEL rub out, ^U rubs out the line.
/// With <see cref="Capacity"/> bytes unread further keys are dropped, and the last that fits commits the line.
/// </remarks>
internal sealed class LineBuffer
{
    public const int Capacity = 128;

    private const byte ControlD = 4;
    private const byte Backspace = 8;
    private const byte ControlU = 21;
    private const byte Delete = 127;

    private readonly Queue<byte> committed = [];
    private readonly List<byte> editing = [];

    public int Unread => committed.Count + editing.Count;

    /// <summary>False when a further key would be lost.</summary>
    public bool HasRoom => Unread < Capacity;

    /// <summary>Takes one key and says what to echo.</summary>
    public string Type(byte key)
    {
        switch (key)
        {
            case 0:
                return "";
            case Backspace or Delete:
                return RubOut(1);
            case ControlU:
                return RubOut(editing.Count);
        }

        if (Unread >= Capacity)
            return "";
        byte stored = key == '\r' ? (byte)'\n' : key;
        editing.Add(stored);
        if (stored is (byte)'\n' or ControlD || Unread == Capacity)
        {
            editing.ForEach(committed.Enqueue);
            editing.Clear();
        }

        return ((char)stored).ToString();
    }

    /// <summary>
    /// Up to and including a line's end, or <paramref name="count"/> bytes. ^D ends what is read and, alone, is the end
    /// of file. False when nothing is committed.
    /// </summary>
    public bool TryRead(int count, [NotNullWhen(true)] out Bytes? read)
    {
        read = null;
        if (committed.Count == 0)
            return false;
        List<byte> taken = [];
        while (taken.Count < count && committed.TryPeek(out byte next))
        {
            if (next == ControlD && taken.Count > 0)
                break; // kept, so that the next read is the end
            committed.Dequeue();
            if (next == ControlD)
                break;
            taken.Add(next);
            if (next == '\n')
                break;
        }

        read = Bytes.Copy([.. taken]);
        return true;
    }

    private string RubOut(int count)
    {
        count = Math.Min(count, editing.Count);
        editing.RemoveRange(editing.Count - count, count);
        return string.Concat(Enumerable.Repeat("\b \b", count));
    }
}
