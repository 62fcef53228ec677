namespace ActorKernel.Actors;

/// <summary>A value that knows how it is described.</summary>
public interface IDescribed
{
    void Describe(string field, Description to);
}

/// <summary>What messages and actors write themselves to: transcripts, records, fingerprints, failure reports.</summary>
public abstract class Description(Tsc now)
{
    /// <summary>The instant that times are relative to.</summary>
    public Tsc Now { get; } = now;

    public abstract void Number(string field, long value);

    public abstract void Text(string field, string value);

    /// <summary>Ticks from <see cref="Now"/>, negative when past.</summary>
    public abstract void Time(string field, Tsc value);

    /// <summary>A part with fields of its own, up to the matching <see cref="Close"/>.</summary>
    public abstract void Open(string part);

    public abstract void Close();

    public void Flag(string field, bool value) => Number(field, value ? 1 : 0);
}
