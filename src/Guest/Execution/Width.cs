using System.Runtime.CompilerServices;

namespace ActorKernel.Guest;

/// <summary>An operand's width, as a type parameter: byte, ushort, uint, ulong; all values travel as ulong.</summary>
internal static class Width<T>
    where T : unmanaged
{
    public static int Bytes => Unsafe.SizeOf<T>();

    public static int Bits => Unsafe.SizeOf<T>() * 8;

    public static ulong Mask => ulong.MaxValue >> (64 - Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long SignExtend(ulong value) => (long)(value << (64 - Bits)) >> (64 - Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNegative(ulong value) => ((value >> (Bits - 1)) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Get(ref T place) => Unsafe.SizeOf<T>() switch
    {
        sizeof(byte) => Unsafe.As<T, byte>(ref place),
        sizeof(ushort) => Unsafe.As<T, ushort>(ref place),
        sizeof(uint) => Unsafe.As<T, uint>(ref place),
        _ => Unsafe.As<T, ulong>(ref place),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(ref T place, ulong value) => place = Unsafe.As<ulong, T>(ref value);
}
