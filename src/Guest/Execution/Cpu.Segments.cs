namespace ActorKernel.Guest;

/// <summary>
/// Segments: all flat, as long as the program leaves DS and ES alone. SS always is, CS cannot be written through.
/// In 64-bit mode only FS and GS are looked at, and only for their base.
/// </summary>
internal sealed unsafe partial class Cpu
{
    private const int RequestedPrivilege = 3;

    /// <summary>
    /// DS and ES are the flat data segment, so that an address through them needs no look at the selector.
    /// </summary>
    public bool IsFlat => Is64
        || (IsSame(file.Registers.Ds, Selectors.UserData) && IsSame(file.Registers.Es, Selectors.UserData));

    public ushort UserCode => Is64 ? Selectors.UserCode64 : Selectors.UserCode;

    /// <summary>The linear address of an offset in a segment, or a protection fault set.</summary>
    public bool TryLinear(Segment segment, ulong offset, bool isWrite, out ulong address)
    {
        ushort selector = Selector(segment);
        address = 0;
        if (!Is64 && ((selector & ~RequestedPrivilege) == 0 || (isWrite && IsSame(selector, Selectors.UserCode))))
        {
            Trap = Trap.GeneralProtection(0);
            return false;
        }

        ulong start = segment switch
        {
            Segment.Fs => file.Registers.FsBase,
            Segment.Gs => file.Registers.GsBase,
            _ => 0,
        };
        address = (start + offset) & AddressMask;
        return true;
    }

    /// <summary>What loading a selector into a data segment register comes to: null if it may be done.</summary>
    public Trap? RefuseSelector(Segment segment, ushort selector)
    {
        bool isNull = (selector & ~RequestedPrivilege) == 0;
        bool isAllowed = segment == Segment.Ss
            ? selector == Selectors.UserData
            : isNull || IsSame(selector, Selectors.UserData) || IsSame(selector, UserCode);
        return isAllowed ? null : Trap.GeneralProtection(ErrorCode(selector));
    }

    public void LoadSelector(Segment segment, ushort selector)
    {
        Selector(segment) = selector;
        if (segment == Segment.Fs)
            file.Registers.FsBase = 0;
        else if (segment == Segment.Gs)
            file.Registers.GsBase = 0;
    }

    /// <summary>The error code of a fault about a selector: itself, without the requested privilege.</summary>
    public static uint ErrorCode(ulong selector) => (uint)selector & 0xffff & ~(uint)RequestedPrivilege;

    public static bool IsSame(ushort left, ushort right) => ((left ^ right) & ~RequestedPrivilege) == 0;
}
