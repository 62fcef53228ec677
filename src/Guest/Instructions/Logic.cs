using System.Runtime.CompilerServices;

namespace ActorKernel.Guest;

internal readonly struct And : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply<T>(Cpu cpu, ulong target, ulong source)
        where T : unmanaged
    {
        cpu.SetResult<T>(target & source);
        return target & source;
    }
}

internal readonly struct Or : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply<T>(Cpu cpu, ulong target, ulong source)
        where T : unmanaged
    {
        cpu.SetResult<T>(target | source);
        return target | source;
    }
}

internal readonly struct ExclusiveOr : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Apply<T>(Cpu cpu, ulong target, ulong source)
        where T : unmanaged
    {
        cpu.SetResult<T>(target ^ source);
        return target ^ source;
    }
}

/// <summary>not, which sets no flags.</summary>
internal readonly struct Invert : IUnary
{
    public static ulong Apply<T>(Cpu cpu, ulong value)
        where T : unmanaged => ~value;
}
