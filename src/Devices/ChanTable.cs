using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Devices;

/// <summary>A device's open files. A number is never used twice, so a late request finds nothing, not another file.</summary>
internal sealed class ChanTable<TFile>
    where TFile : OpenFile
{
    private readonly Dictionary<ChanId, TFile> files = [];
    private long last;

    public int Count => files.Count;

    /// <summary>Opens with one holder.</summary>
    public ChanId Add(TFile file)
    {
        ChanId chan = new(++last);
        file.References = 1;
        files.Add(chan, file);
        return chan;
    }

    public TFile? Find(ChanId chan) => files.GetValueOrDefault(chan);

    public bool TryHold(ChanId chan)
    {
        if (!files.TryGetValue(chan, out TFile? file))
            return false;
        file.References++;
        return true;
    }

    /// <summary>One holder less.</summary>
    /// <param name="closed">The file, when that was its last holder.</param>
    /// <returns>False when there is no such chan.</returns>
    public bool TryDrop(ChanId chan, out TFile? closed)
    {
        closed = null;
        if (!files.TryGetValue(chan, out TFile? file))
            return false;
        Check.That(file.References > 0, "An open file has a holder.");
        if (--file.References == 0)
        {
            files.Remove(chan);
            closed = file;
        }

        return true;
    }
}
