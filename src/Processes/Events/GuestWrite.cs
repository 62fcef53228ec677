namespace ActorKernel.Processes;

/// <summary>Something the kernel writes into a program's memory, applied by whoever holds that. Immutable.</summary>
public abstract record GuestWrite
{
    /// <summary>True when a program that waits for an event goes on after this.</summary>
    public virtual bool Wakes => true;

    /// <summary>False when the program's addresses are not there.</summary>
    public abstract bool Apply(Context context);
}

/// <summary>Nothing: the program that asked is gone.</summary>
public sealed record NoWrite : GuestWrite
{
    public static readonly NoWrite Instance = new();

    public override bool Wakes => false;

    public override bool Apply(Context context) => true;
}
