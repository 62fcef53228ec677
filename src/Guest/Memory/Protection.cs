namespace ActorKernel.Guest;

/// <summary>A user's rights on a mapped page. A page mapped with None is there, but for the kernel alone.</summary>
[Flags]
public enum Protection : byte
{
    None = 0,
    Read = 1,
    Write = 2,
    Execute = 4,
    All = Read | Write | Execute,
}

/// <summary>On whose behalf memory is touched.</summary>
public enum Privilege
{
    /// <summary>Honours <see cref="Protection"/>.</summary>
    User,

    /// <summary>May touch every mapped page.</summary>
    Kernel,
}
