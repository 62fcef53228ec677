namespace ActorKernel.Guest;

/// <summary>A yes or no that a handler is made for.</summary>
internal interface IChoice
{
    static abstract bool Is { get; }
}

internal readonly struct Yes : IChoice
{
    public static bool Is => true;
}

internal readonly struct No : IChoice
{
    public static bool Is => false;
}
