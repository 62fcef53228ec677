namespace ActorKernel.Guest;

public enum TrapKind : byte
{
    /// <summary>The budget ended first.</summary>
    None,

    /// <summary>
    /// A fault, with Rip at the instruction and nothing of it done; or a trap of TF, with Rip after it.
    /// </summary>
    Exception,

    /// <summary><c>int n</c> through an open gate, with Rip after the instruction.</summary>
    SoftwareInterrupt,

    /// <summary><c>syscall</c>, with Rip after it and in Rcx, and the flags in R11. i386 programs have none.</summary>
    SystemCall,
}

/// <summary>The exceptions' numbers (SDM volume 3, table 6-1).</summary>
public static class Vectors
{
    public const byte DivideError = 0;
    public const byte Debug = 1;
    public const byte Breakpoint = 3;
    public const byte Overflow = 4;
    public const byte BoundRange = 5;
    public const byte InvalidOpcode = 6;
    public const byte InvalidTss = 10;
    public const byte StackFault = 12;
    public const byte GeneralProtection = 13;
    public const byte PageFault = 14;
    public const byte FloatingPoint = 16;
    public const byte SimdFloatingPoint = 19;
}

/// <summary>Why a run ended before its budget did.</summary>
/// <param name="Kind">None when it did not.</param>
/// <param name="Vector">The exception's or the gate's number.</param>
/// <param name="ErrorCode">As the processor pushes it; 0 for exceptions that push none.</param>
/// <param name="Address">The first byte that could not be reached, for a page fault; else 0.</param>
public readonly record struct Trap(TrapKind Kind, byte Vector, uint ErrorCode, ulong Address)
{
    /// <summary>The error code's bit for an access to a page that is there, but not for this.</summary>
    public const uint Present = 1;

    /// <summary>The error code's bit for an access that would have written.</summary>
    public const uint Write = 2;

    /// <summary>The error code's bit for an access by user code: always set.</summary>
    public const uint User = 4;

    public static readonly Trap None;

    /// <summary>Made once, because a trap is described for every system call of a recorded run.</summary>
    private static readonly string[] GateTexts = [.. Enumerable.Range(0, 256).Select(vector => $"int {vector}")];

    public override string ToString() => Kind switch
    {
        TrapKind.None => "none",
        TrapKind.SoftwareInterrupt => GateTexts[Vector],
        TrapKind.SystemCall => "syscall",
        _ when Vector == Vectors.PageFault => $"page fault at 0x{Address:x}, error {ErrorCode}",
        _ => $"exception {Vector}, error {ErrorCode}",
    };

    public static Trap PageFault(ulong address, bool present, bool write) =>
        Exception(Vectors.PageFault, User | (present ? Present : 0) | (write ? Write : 0), address);

    public static Trap Exception(byte vector, uint errorCode = 0, ulong address = 0) =>
        new(TrapKind.Exception, vector, errorCode, address);

    public static Trap GeneralProtection(uint errorCode) => Exception(Vectors.GeneralProtection, errorCode);

    public static Trap SoftwareInterrupt(byte vector) => new(TrapKind.SoftwareInterrupt, vector, 0, 0);

    public static Trap SystemCall() => new(TrapKind.SystemCall, 0, 0, 0);
}
