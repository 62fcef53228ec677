namespace ActorKernel.Guest;

/// <summary>Which <c>int n</c> user code may use: the gates whose descriptor privilege level is 3.</summary>
/// <remarks>Any other ends in a general protection fault with error code 8n+2, as does int3 and into.</remarks>
public sealed class Gates
{
    private readonly bool[] open = new bool[256];

    public Gates(params ReadOnlySpan<byte> vectors)
    {
        foreach (byte vector in vectors)
            open[vector] = true;
    }

    public bool IsOpen(byte vector) => open[vector];
}
