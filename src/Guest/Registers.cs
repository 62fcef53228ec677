using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorKernel.Guest;

/// <summary>
/// What a program sees of its processor: sixteen general registers, instruction pointer, flags, segments.
/// </summary>
/// <remarks>
/// In i386 mode only the low 32 bits of the first eight registers and of <see cref="Rip"/> are used, and the high bits
/// are zero. The general registers come first and as they are encoded: decoded operands are offsets into here.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public struct Registers
{
    public ulong Rax;
    public ulong Rcx;
    public ulong Rdx;
    public ulong Rbx;
    public ulong Rsp;
    public ulong Rbp;
    public ulong Rsi;
    public ulong Rdi;
    public ulong R8;
    public ulong R9;
    public ulong R10;
    public ulong R11;
    public ulong R12;
    public ulong R13;
    public ulong R14;
    public ulong R15;
    public ulong Rip;
    public ulong Rflags;
    public ulong FsBase;
    public ulong GsBase;

    /// <summary>The vector registers xmm0 to xmm15, and their control and status register.</summary>
    public VectorRegisters Xmm;
    public uint Mxcsr;
    public FloatingPointRegisters X87;
    public ushort Cs;
    public ushort Ss;
    public ushort Ds;
    public ushort Es;
    public ushort Fs;
    public ushort Gs;

    /// <summary>
    /// A program's registers before its first instruction: flat user segments, interrupts on, all else zero.
    /// </summary>
    public static Registers ForUser32(uint eip, uint esp) => new()
    {
        Rip = eip,
        Rsp = esp,
        Rflags = (ulong)(Flags.AlwaysSet | Flags.Interrupt),
        Mxcsr = VectorRegisters.InitialControl,
        X87 = FloatingPointRegisters.Initial,
        Cs = Selectors.UserCode,
        Ss = Selectors.UserData,
        Ds = Selectors.UserData,
        Es = Selectors.UserData,
    };

    /// <summary>The same for 64-bit code.</summary>
    public static Registers ForUser64(ulong rip, ulong rsp) => new()
    {
        Rip = rip,
        Rsp = rsp,
        Rflags = (ulong)(Flags.AlwaysSet | Flags.Interrupt),
        Mxcsr = VectorRegisters.InitialControl,
        X87 = FloatingPointRegisters.Initial,
        Cs = Selectors.UserCode64,
        Ss = Selectors.UserData,
        Ds = Selectors.UserData,
        Es = Selectors.UserData,
    };

    public uint Eax { readonly get => (uint)Rax; set => Rax = value; }

    public uint Ecx { readonly get => (uint)Rcx; set => Rcx = value; }

    public uint Edx { readonly get => (uint)Rdx; set => Rdx = value; }

    public uint Ebx { readonly get => (uint)Rbx; set => Rbx = value; }

    public uint Esp { readonly get => (uint)Rsp; set => Rsp = value; }

    public uint Ebp { readonly get => (uint)Rbp; set => Rbp = value; }

    public uint Esi { readonly get => (uint)Rsi; set => Rsi = value; }

    public uint Edi { readonly get => (uint)Rdi; set => Rdi = value; }

    public uint Eip { readonly get => (uint)Rip; set => Rip = value; }

    public uint Eflags { readonly get => (uint)Rflags; set => Rflags = value; }
}

/// <summary>Sixteen registers of sixteen bytes.</summary>
[InlineArray(Count)]
public struct VectorRegisters : IEquatable<VectorRegisters>
{
    public const int Count = 16;

    /// <summary>All exceptions masked, rounding to the nearest (SDM volume 1, 10.2.3).</summary>
    public const uint InitialControl = 0x1f80;

    private Vector128<byte> first;

    public static bool operator ==(in VectorRegisters left, in VectorRegisters right) => left.Equals(right);

    public static bool operator !=(in VectorRegisters left, in VectorRegisters right) => !left.Equals(right);

    public readonly bool Equals(VectorRegisters other) => ((ReadOnlySpan<Vector128<byte>>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is VectorRegisters other && Equals(other);

    public override readonly int GetHashCode() => this[0].GetHashCode();
}

/// <summary>The bits of EFLAGS (SDM volume 1, 3.4.3).</summary>
[Flags]
public enum Flags
{
    None = 0,
    Carry = 1 << 0,
    AlwaysSet = 1 << 1,
    Parity = 1 << 2,
    Adjust = 1 << 4,
    Zero = 1 << 6,
    Sign = 1 << 7,
    Trap = 1 << 8,
    Interrupt = 1 << 9,
    Direction = 1 << 10,
    Overflow = 1 << 11,
    NestedTask = 1 << 14,
    Resume = 1 << 16,
    AlignmentCheck = 1 << 18,
    Identification = 1 << 21,

    /// <summary>The six flags that arithmetic sets.</summary>
    Status = Carry | Parity | Adjust | Zero | Sign | Overflow,
}

/// <summary>The segment selectors of user programs, as xv6 lays out its descriptor table; 64-bit code behind it.</summary>
public static class Selectors
{
    public const ushort UserCode = 0x1b;
    public const ushort UserData = 0x23;
    public const ushort UserCode64 = 0x2b;
}
