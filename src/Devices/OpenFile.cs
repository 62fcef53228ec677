using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Devices;

/// <summary>What every device keeps of an open file.</summary>
public class OpenFile
{
    public required Qid Qid { get; init; }

    public int References { get; set; }

    /// <summary>Bytes read and written so far: readers and writers of a chan share it.</summary>
    public long Offset { get; set; }

    /// <summary>Where the next directory read goes on; its meaning is the directory's own.</summary>
    public long Cursor { get; set; }

    /// <summary>Takes what lies at the offset, and moves it on.</summary>
    public Bytes ReadFrom(in Bytes content, int count)
    {
        if (Offset >= content.Length)
            return Bytes.None;
        Bytes taken = content.Slice((int)Offset, Math.Min(count, content.Length - (int)Offset));
        Offset += taken.Length;
        return taken;
    }
}
