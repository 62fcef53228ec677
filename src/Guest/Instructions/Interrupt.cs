namespace ActorKernel.Guest;

/// <summary>Instructions whose purpose is a trap.</summary>
internal static unsafe class Interrupts
{
    /// <summary>int n and int3: through the gate, or a fault that names it.</summary>
    public static Op* Enter(Cpu cpu, Op* op) => Enter(cpu, op, (byte)op->Immediate);

    public static Op* Breakpoint(Cpu cpu, Op* op) => Enter(cpu, op, Vectors.Breakpoint);

    public static Op* EnterIfOverflow(Cpu cpu, Op* op) =>
        cpu.Overflow ? Enter(cpu, op, Vectors.Overflow) : op + 1;

    /// <summary>int1 is a trap of its own and needs no gate.</summary>
    public static Op* Debug(Cpu cpu, Op* op)
    {
        cpu.Trap = Trap.Exception(Vectors.Debug);
        return cpu.LeaveAfter(op);
    }

    /// <summary>syscall, in 64-bit mode only: leaves the way back in registers.</summary>
    public static Op* SystemCall(Cpu cpu, Op* op)
    {
        if (!cpu.Is64)
            return cpu.Fault(op, Trap.Exception(Vectors.InvalidOpcode));
        cpu.Registers.Rcx = op->NextAddress;
        cpu.Registers.R11 = (ulong)cpu.AllFlags;
        cpu.Trap = Trap.SystemCall();
        return cpu.LeaveAfter(op);
    }

    public static Op* PrivilegedOnly(Cpu cpu, Op* op) => cpu.ProtectionFault(op);

    private static Op* Enter(Cpu cpu, Op* op, byte vector)
    {
        if (!cpu.Gates.IsOpen(vector))
            return cpu.ProtectionFault(op, ((uint)vector * 8) + 2); // 2: the index is of the interrupt table
        cpu.Trap = Trap.SoftwareInterrupt(vector);
        return cpu.LeaveAfter(op);
    }
}

/// <summary>bound: a fault unless the signed index lies between the two limits in memory.</summary>
internal readonly unsafe struct CheckBounds : IAddressed
{
    public static Handler For<T, TAddress>()
        where T : unmanaged
        where TAddress : struct, IAddress => &Run<T, TAddress>;

    private static Op* Run<T, TAddress>(Cpu cpu, Op* op)
        where T : unmanaged
        where TAddress : struct, IAddress
    {
        ulong offset = TAddress.Offset(cpu, op);
        ulong upperOffset = (offset + (ulong)Width<T>.Bytes) & op->AddressMask;
        long index = Width<T>.SignExtend(Width<T>.Get(ref cpu.Register<T>(op->Target)));
        if (!TAddress.TryLinear(cpu, op, offset, false, out ulong address) || !cpu.Load<T>(address, out ulong lower))
            return cpu.Fault(op);
        if (index < Width<T>.SignExtend(lower))
            return cpu.Fault(op, Trap.Exception(Vectors.BoundRange));
        if (!TAddress.TryLinear(cpu, op, upperOffset, false, out address) || !cpu.Load<T>(address, out ulong upper))
            return cpu.Fault(op);
        return index > Width<T>.SignExtend(upper)
            ? cpu.Fault(op, Trap.Exception(Vectors.BoundRange))
            : op + 1;
    }
}
