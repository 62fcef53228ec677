namespace ActorKernel.Guest;

/// <summary>rcpps, rsqrtps and their like, of which processors give twelve bits or so, each its own.</summary>
/// <remarks>Here: the result in single precision, cut off after twelve bits. No exceptions; denormals are zeros.</remarks>
internal static class Approximations
{
    private const ulong One = 0x3f80_0000;
    private const ulong KeptBits = 0xffff_f800;

    public static ulong Reciprocal(ulong target, ulong source, ref FloatContext context)
    {
        FloatContext own = Own();
        return Cut(SoftFloat<SingleFormat>.Divide(One, source, ref own));
    }

    public static ulong ReciprocalRoot(ulong target, ulong source, ref FloatContext context)
    {
        FloatContext own = Own();
        ulong root = SoftFloat<SingleFormat>.SquareRoot(source, ref own);
        return Cut(SoftFloat<SingleFormat>.Divide(One, root, ref own));
    }

    private static FloatContext Own() =>
        new() { Masked = FloatFlags.All, DenormalsAreZero = true, FlushesToZero = true };

    private static ulong Cut(ulong bits) =>
        (bits & ~Format<SingleFormat>.SignBit) > Format<SingleFormat>.Infinity ? bits : bits & KeptBits;
}
