using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorKernel.Guest;

/// <summary>The x87's state in memory: fnstenv, fnsave, fxsave and what loads them (SDM volume 1, 8.1.10, 10.5.1).</summary>
internal static unsafe class FloatEnvironment
{
    private const int RegisterBytes = 10;
    private const int StackBytes = RegisterBytes * FloatingPointStack.Count;
    private const int Masks = 0x3f;

    /// <summary>fnstenv: then masks all exceptions.</summary>
    public static Op* Store<T>(Cpu cpu, Op* op)
        where T : unmanaged
    {
        Span<byte> image = stackalloc byte[7 * sizeof(T)];
        Write<T>(cpu, image);
        if (!cpu.TryOperand(op, true, out ulong address) || !cpu.StoreBytes(address, image, sizeof(T)))
            return cpu.Fault(op);
        cpu.X87.Control |= Masks;
        cpu.SummarizeExceptions();
        return op + 1;
    }

    /// <summary>fldenv.</summary>
    public static Op* Load<T>(Cpu cpu, Op* op)
        where T : unmanaged
    {
        Span<byte> image = stackalloc byte[7 * sizeof(T)];
        if (!cpu.BeginFloat() || !cpu.TryOperand(op, false, out ulong address)
            || !cpu.LoadBytes(address, image, sizeof(T)))
            return cpu.Fault(op);
        Read<T>(cpu, image);
        return op + 1;
    }

    /// <summary>fnsave: then as finit.</summary>
    public static Op* Save<T>(Cpu cpu, Op* op)
        where T : unmanaged
    {
        Span<byte> image = stackalloc byte[(7 * sizeof(T)) + StackBytes];
        Write<T>(cpu, image);
        for (int i = 0; i < FloatingPointStack.Count; i++)
            WriteExtended(image[((7 * sizeof(T)) + (RegisterBytes * i))..], cpu.St(i));
        if (!cpu.TryOperand(op, true, out ulong address) || !cpu.StoreBytes(address, image, sizeof(T)))
            return cpu.Fault(op);
        FloatControl.Initialize(cpu);
        return op + 1;
    }

    /// <summary>frstor.</summary>
    public static Op* Restore<T>(Cpu cpu, Op* op)
        where T : unmanaged
    {
        Span<byte> image = stackalloc byte[(7 * sizeof(T)) + StackBytes];
        if (!cpu.BeginFloat() || !cpu.TryOperand(op, false, out ulong address)
            || !cpu.LoadBytes(address, image, sizeof(T)))
            return cpu.Fault(op);
        Read<T>(cpu, image);
        for (int i = 0; i < FloatingPointStack.Count; i++)
            cpu.St(i) = ReadExtended(image[((7 * sizeof(T)) + (RegisterBytes * i))..]);
        return op + 1;
    }

    private static void Write<T>(Cpu cpu, Span<byte> image)
        where T : unmanaged
    {
        ref FloatingPointRegisters x87 = ref cpu.X87;
        if (sizeof(T) == sizeof(ushort))
        {
            Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(image[..14]);
            words.Clear();
            (words[0], words[1], words[2]) = (x87.Control, x87.Status, Tags(cpu));
            (words[3], words[5]) = ((ushort)x87.InstructionPointer, (ushort)x87.DataPointer);
            return;
        }

        const uint Unused = 0xffff_0000;
        Span<uint> dwords = MemoryMarshal.Cast<byte, uint>(image[..28]);
        (dwords[0], dwords[1], dwords[2]) = (Unused | x87.Control, Unused | x87.Status, Unused | Tags(cpu));
        (dwords[3], dwords[4]) = ((uint)x87.InstructionPointer, (uint)x87.Opcode << 16);
        (dwords[5], dwords[6]) = ((uint)x87.DataPointer, Unused);
    }

    private static void Read<T>(Cpu cpu, Span<byte> image)
        where T : unmanaged
    {
        ref FloatingPointRegisters x87 = ref cpu.X87;
        Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(image);
        int step = sizeof(T) / sizeof(ushort);
        x87.Status = words[step];
        x87.Used = 0;
        for (int i = 0; i < FloatingPointStack.Count; i++)
            x87.Used |= (byte)(((words[2 * step] >> (2 * i)) & 3) != 3 ? 1 << i : 0);
        if (step == 1)
        {
            (x87.InstructionPointer, x87.DataPointer, x87.Opcode) = (words[3], words[5], 0);
        }
        else
        {
            x87.InstructionPointer = MemoryMarshal.Read<uint>(image[12..]);
            x87.DataPointer = MemoryMarshal.Read<uint>(image[20..]);
            x87.Opcode = (ushort)(words[9] & 0x7ff);
        }

        FloatControl.SetControl(cpu, words[0]);
    }

    /// <summary>For each register by its own number: 0 valid, 1 zero, 2 special, 3 empty.</summary>
    private static ushort Tags(Cpu cpu)
    {
        int tags = 0;
        for (int i = 0; i < FloatingPointStack.Count; i++)
        {
            int tag = Unpacked.From(cpu.X87.Stack[i]) switch
            {
                _ when (cpu.X87.Used & (1 << i)) == 0 => 3,
                { IsZero: true } => 1,
                { Kind: FloatKind.Finite, IsDenormal: false } => 0,
                _ => 2,
            };
            tags |= tag << (2 * i);
        }

        return (ushort)tags;
    }

    public static void WriteExtended(Span<byte> image, Extended value)
    {
        MemoryMarshal.Write(image, value.Significand);
        MemoryMarshal.Write(image[sizeof(ulong)..], value.SignExponent);
    }

    public static Extended ReadExtended(ReadOnlySpan<byte> image) =>
        new(MemoryMarshal.Read<ulong>(image), MemoryMarshal.Read<ushort>(image[sizeof(ulong)..]));
}

/// <summary>fxsave and fxrstor: the x87 and, on processors that have them, the vector registers.</summary>
internal static unsafe class ExtendedState
{
    private const int Bytes = 512;
    private const int Written = 416; // what follows is the program's own
    private const int FirstRegister = 32;
    private const int FirstVector = 160;
    private const int RegisterStep = 16;
    private const uint ControlMask = 0xffff; // the bits of MXCSR there are

    public static Op* Save<TWide>(Cpu cpu, Op* op)
        where TWide : struct, IChoice
    {
        Span<byte> image = stackalloc byte[Written];
        if (!cpu.TryState(op, true, out ulong address))
            return cpu.Fault(op);
        image.Clear();
        ref FloatingPointRegisters x87 = ref cpu.X87;
        MemoryMarshal.Write(image, x87.Control);
        MemoryMarshal.Write(image[2..], x87.Status);
        MemoryMarshal.Write(image[4..], x87.Used);
        MemoryMarshal.Write(image[6..], x87.Opcode);
        MemoryMarshal.Write(image[8..], TWide.Is ? x87.InstructionPointer : (uint)x87.InstructionPointer);
        MemoryMarshal.Write(image[16..], TWide.Is ? x87.DataPointer : (uint)x87.DataPointer);
        for (int i = 0; i < FloatingPointStack.Count; i++)
            FloatEnvironment.WriteExtended(image[(FirstRegister + (RegisterStep * i))..], cpu.St(i));
        int length = FirstVector;
        if (cpu.Model.HasVectors)
        {
            MemoryMarshal.Write(image[24..], cpu.Registers.Mxcsr);
            MemoryMarshal.Write(image[28..], ControlMask);
            for (int i = 0; i < VectorCount(cpu); i++)
                cpu.Registers.Xmm[i].CopyTo(image[(FirstVector + (RegisterStep * i))..]);
            length += RegisterStep * VectorCount(cpu);
        }

        bool isWritten = cpu.Probe((address + Bytes - 1) & cpu.AddressMask)
            && cpu.Probe(address)
            && cpu.StoreBytes(address, image[..length], 0);
        return isWritten ? op + 1 : cpu.Fault(op);
    }

    public static Op* Restore<TWide>(Cpu cpu, Op* op)
        where TWide : struct, IChoice
    {
        Span<byte> image = stackalloc byte[Bytes];
        if (!cpu.TryState(op, false, out ulong address) || !cpu.LoadBytes(address, image, 0))
            return cpu.Fault(op);
        uint control = MemoryMarshal.Read<uint>(image[24..]);
        if (cpu.Model.HasVectors && (control & ~ControlMask) != 0)
            return cpu.ProtectionFault(op);
        ref FloatingPointRegisters x87 = ref cpu.X87;
        x87.Status = MemoryMarshal.Read<ushort>(image[2..]);
        x87.Used = image[4];
        x87.Opcode = (ushort)(MemoryMarshal.Read<ushort>(image[6..]) & 0x7ff);
        x87.InstructionPointer = TWide.Is ? ReadPointer(image[8..]) : MemoryMarshal.Read<uint>(image[8..]);
        x87.DataPointer = TWide.Is ? MemoryMarshal.Read<ulong>(image[16..]) : MemoryMarshal.Read<uint>(image[16..]);
        FloatControl.SetControl(cpu, MemoryMarshal.Read<ushort>(image));
        for (int i = 0; i < FloatingPointStack.Count; i++)
            cpu.St(i) = FloatEnvironment.ReadExtended(image[(FirstRegister + (RegisterStep * i))..]);
        if (cpu.Model.HasVectors)
        {
            cpu.Registers.Mxcsr = control;
            for (int i = 0; i < VectorCount(cpu); i++)
                cpu.Registers.Xmm[i] = Vector128.Create<byte>(image.Slice(FirstVector + (RegisterStep * i), RegisterStep));
        }

        return op + 1;
    }

    /// <summary>The processor keeps 57 bits of an instruction's address, as many as addresses can have with five levels of pages.</summary>
    private static ulong ReadPointer(ReadOnlySpan<byte> image) => (ulong)(MemoryMarshal.Read<long>(image) << 7 >> 7);

    private static int VectorCount(Cpu cpu) => cpu.Is64 ? VectorRegisters.Count : VectorRegisters.Count / 2;
}

internal sealed unsafe partial class Cpu
{
    /// <summary>Loads in the order that Intel's processors fault in: the first few, the last byte, the rest.</summary>
    public bool LoadBytes(ulong address, Span<byte> bytes, int first)
    {
        ulong last = (address + (ulong)bytes.Length - 1) & AddressMask;
        return LoadBytes(address, bytes[..first]) && Load<byte>(last, out _) && LoadBytes(address, bytes);
    }

    /// <summary>Stores all or nothing, and faults in the same order.</summary>
    public bool StoreBytes(ulong address, ReadOnlySpan<byte> bytes, int first)
    {
        ulong last = (address + (ulong)bytes.Length - 1) & AddressMask;
        if ((first > 0 && !CanStore(address, first)) || !Probe(last) || !Probe(address))
            return false;
        for (int i = 0; i < bytes.Length; i++)
            Store<byte>((address + (ulong)i) & AddressMask, bytes[i]);
        return true;
    }

    private bool LoadBytes(ulong address, Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            if (!Load<byte>((address + (ulong)i) & AddressMask, out ulong value))
                return false;
            bytes[i] = (byte)value;
        }

        return true;
    }
}
