using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ActorKernel.Guest;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace ActorKernel.Fuzz;

/// <summary>Runs single instructions on the host's own processor, in this process and on the calling thread.</summary>
/// <remarks>
/// An iretq goes to the instruction with the guest's registers, in 32-bit or 64-bit code. What comes after it, a
/// breakpoint, a single step or a fault, is a signal, whose raw handler saves the interrupted registers and returns to
/// the caller instead of to them. Only for Linux on x86-64.
/// </remarks>
internal sealed unsafe partial class HostProcessor : IDisposable
{
    private const int Code32 = 0x23;
    private const int Code64 = 0x33;
    private const int Data32 = 0x2b;
    private const int RegisterCount = 16;
    private const int SetGs = 0x1001;
    private const int ArchPrctl = 158;
    private const int SignalStackBytes = 1 << 18;

    // Of the kernel's signal frame (asm/sigcontext.h): where in a ucontext they are.
    private const int SavedRegisters = 40;
    private const int SavedRegisterCount = 23;
    private const int SavedFloatingPoint = SavedRegisters + (SavedRegisterCount * sizeof(ulong));

    // Of the area of fxsave (SDM volume 1, 10.5): where MXCSR and the vector registers are.
    private const int MxcsrWord = 6;
    private const int VectorBytes = 160;
    private const int StackBytes = 32;

    private static readonly int[] Signals = [4, 5, 7, 8, 11]; // SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV

    [StructLayout(LayoutKind.Sequential)]
    private struct Control
    {
        public fixed ulong General[RegisterCount];
        public ulong Rip;
        public ulong Rflags;
        public ulong Cs;
        public ulong HostStack;
        public ulong IsInside;
        public ulong Signal;
        public fixed ulong Padding[2];
        public fixed ulong FloatingPoint[64];
        public fixed ulong FloatingPointAfter[64];
        public fixed ulong Saved[SavedRegisterCount + 1];
        public fixed ulong OldHandlers[32];
    }

    private struct SignalAction
    {
        public nint Handler;
        public fixed ulong Mask[16];
        public int Flags;
        public nint Restorer;
    }

    private struct SignalStack
    {
        public nint Start;
        public int Flags;
        public nint Length;
    }

    private readonly Control* control;
    private readonly byte* code; // the code pages again, where they may be written
    private readonly delegate* unmanaged<void> enter;

    public HostProcessor()
    {
        if (!IsSupported)
            throw new PlatformNotSupportedException("The host is not Linux on x86-64.");
        control = (Control*)MapAt(Layout.Control, Layout.Page, 3);
        _ = MapAt(Layout.Data, Layout.DataBytes, 3);
        _ = MapAt(Layout.Low, Layout.DataBytes, 3);
        _ = MapAt(Layout.Constants, Layout.Page, 3);
        int file = memfd_create("code", 0);
        if (file < 0 || ftruncate(file, (nint)Layout.CodeBytes) != 0)
            throw new InvalidOperationException("The host gives no memory file.");
        code = Map(0, Layout.CodeBytes, 3, 1, file);
        _ = Map((nint)Layout.Code, Layout.CodeBytes, 5, 0x11, file);
        new Span<byte>(code, (int)Layout.CodeBytes).Fill(0xcc);
        byte* stubs = Map(0, Layout.Page, 7, 0x22, -1);
        int handlerOffset = Assemble(AssembleEntry, stubs, 0);
        Assemble(AssembleHandler, stubs, handlerOffset);
        enter = (delegate* unmanaged<void>)stubs;
        TakeSignals((nint)stubs + handlerOffset);
        Fill(Layout.Constants, new Chance(1).Bytes((int)Layout.Page));
        _ = mprotect((nint)Layout.Constants, Layout.Page, 1);
        _ = syscall(ArchPrctl, SetGs, (nint)Layout.GsBase);
    }

    public static bool IsSupported =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>
    /// The x87's pointers are kept as here: no segments, an operand's address only with an unmasked exception (SDM volume
    /// 2, CPUID leaf 7).
    /// </summary>
    public static bool KeepsPointersAlike { get; } =
        IsSupported && System.Runtime.Intrinsics.X86.X86Base.IsSupported && (X86Cpuid(7) & 0x2040) == 0x2040;

    public static void Fill(uint address, ReadOnlySpan<byte> bytes) =>
        bytes.CopyTo(new Span<byte>((void*)address, bytes.Length));

    public static ReadOnlySpan<byte> Bytes(uint address, int count) => new((void*)address, count);

    /// <summary>Runs one instruction or a few, with memory as it is.</summary>
    /// <param name="instruction">The bytes.</param>
    /// <param name="state">Before, and on return after; memory is not looked at.</param>
    /// <param name="is64">The mode.</param>
    /// <param name="isStepped">A single step has to end it.</param>
    public void Run(ReadOnlySpan<byte> instruction, MachineState state, bool is64, bool isStepped)
    {
        Span<byte> place = new(code + (Layout.Start - Layout.Code), Layout.MostCode);
        place.Fill(0xcc);
        instruction.CopyTo(place);
        for (int i = 0; i < RegisterCount; i++)
            control->General[i] = state[i];
        control->Rip = Layout.Start;
        control->Rflags = state.Registers.Rflags | (isStepped ? (ulong)Flags.Trap : 0);
        control->Cs = (ulong)(is64 ? Code64 : Code32);
        ((uint*)control->FloatingPoint)[MxcsrWord] = state.Registers.Mxcsr;
        ((ReadOnlySpan<Vector128<byte>>)state.Registers.Xmm).CopyTo(new((byte*)control->FloatingPoint + VectorBytes, VectorRegisters.Count));
        WriteX87(state.Registers.X87);
        control->IsInside = 1;
        enter();
        Fetch(state);
    }

    private static int X86Cpuid(int leaf) => System.Runtime.Intrinsics.X86.X86Base.CpuId(leaf, 0).Ebx;

    public void Dispose()
    {
        foreach (int signal in Signals)
        {
            SignalAction old = new() { Handler = (nint)control->OldHandlers[signal], Flags = 0x0800_0004 };
            _ = sigaction(signal, &old, null);
        }
    }

    private void Fetch(MachineState state)
    {
        ulong* saved = control->Saved; // r8 to r15, di, si, bp, bx, dx, ax, cx, sp, ip, flags, segments, error, trap, mask, cr2
        for (int i = 0; i < 8; i++)
            state[8 + i] = saved[i];
        (state[7], state[6], state[5], state[3]) = (saved[8], saved[9], saved[10], saved[11]);
        (state[2], state[0], state[1], state[4]) = (saved[12], saved[13], saved[14], saved[15]);
        state.Registers.Rip = saved[16];
        state.Registers.Rflags = saved[17] & ~(ulong)(Flags.Trap | Flags.Resume);
        byte vector = (byte)saved[20];
        Debug.Assert(control->Signal != 0, "Something ended the instruction.");
        bool isBreakpoint = vector == Vectors.Breakpoint;
        if (isBreakpoint)
            state.Registers.Rip--;
        state.Trap = isBreakpoint || vector == Vectors.Debug ? Trap.None
            : Trap.Exception(vector, (uint)saved[19] & 0xffff, vector == Vectors.PageFault ? saved[22] : 0);
        if (vector == Vectors.PageFault)
            state.Trap = state.Trap with { ErrorCode = state.Trap.ErrorCode & (Trap.Present | Trap.Write | Trap.User) };
        state.Registers.Mxcsr = ((uint*)control->FloatingPointAfter)[MxcsrWord];
        state.Registers.X87 = ReadX87();
        new ReadOnlySpan<Vector128<byte>>((byte*)control->FloatingPointAfter + VectorBytes, VectorRegisters.Count)
            .CopyTo(state.Registers.Xmm);
    }

    /// <summary>Into the area that fxrstor64 reads.</summary>
    private void WriteX87(in FloatingPointRegisters x87)
    {
        ushort* words = (ushort*)control->FloatingPoint;
        (words[0], words[1], words[2], words[3]) = (x87.Control, x87.Status, x87.Used, x87.Opcode);
        (control->FloatingPoint[1], control->FloatingPoint[2]) = (x87.InstructionPointer, x87.DataPointer);
        Extended* stack = (Extended*)((byte*)control->FloatingPoint + StackBytes);
        for (int i = 0; i < FloatingPointStack.Count; i++)
            stack[i] = x87.Stack[((x87.Status >> 11) + i) & 7];
    }

    private FloatingPointRegisters ReadX87()
    {
        ushort* words = (ushort*)control->FloatingPointAfter;
        FloatingPointRegisters x87 = new()
        {
            Control = words[0],
            Status = words[1],
            Used = (byte)words[2],
            Opcode = words[3],
            InstructionPointer = control->FloatingPointAfter[1],
            DataPointer = control->FloatingPointAfter[2],
        };
        Extended* stack = (Extended*)((byte*)control->FloatingPointAfter + StackBytes);
        for (int i = 0; i < FloatingPointStack.Count; i++)
            x87.Stack[((x87.Status >> 11) + i) & 7] = new(stack[i].Significand, stack[i].SignExponent);
        return x87;
    }

    /// <summary>From a call by the host into the guest; returns only by way of the handler.</summary>
    private static void AssembleEntry(Assembler a)
    {
        a.push(rbx);
        a.push(rbp);
        a.push(r12);
        a.push(r13);
        a.push(r14);
        a.push(r15);
        a.mov(rdi, (ulong)Layout.Control);
        a.mov(__qword_ptr[rdi + Offset(nameof(Control.HostStack))], rsp);
        a.fxrstor64(__[rdi + Offset(nameof(Control.FloatingPoint))]);
        a.mov(eax, Data32);
        a.mov(ds, eax);
        a.mov(es, eax);
        a.push(Data32);
        a.push(__qword_ptr[rdi + (4 * sizeof(ulong))]);
        a.push(__qword_ptr[rdi + Offset(nameof(Control.Rflags))]);
        a.push(__qword_ptr[rdi + Offset(nameof(Control.Cs))]);
        a.push(__qword_ptr[rdi + Offset(nameof(Control.Rip))]);
        AssemblerRegister64[] order = [rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15];
        for (int i = 0; i < RegisterCount; i++)
        {
            if (order[i] != rsp && order[i] != rdi)
                a.mov(order[i], __qword_ptr[rdi + (i * sizeof(ulong))]);
        }

        a.mov(rdi, __qword_ptr[rdi + (7 * sizeof(ulong))]);
        a.iretq();
    }

    /// <summary>A signal handler: rdi the signal, rdx the saved context.</summary>
    private static void AssembleHandler(Assembler a)
    {
        Label mine = a.CreateLabel();
        a.mov(r8, (ulong)Layout.Control);
        a.cmp(__qword_ptr[r8 + Offset(nameof(Control.IsInside))], 0);
        a.jne(mine);
        a.jmp(__qword_ptr[r8 + (rdi * sizeof(ulong)) + Offset(nameof(Control.OldHandlers))]);
        a.Label(ref mine);
        a.push(2);
        a.popfq(); // or the guest's alignment check would be the host's
        a.mov(__qword_ptr[r8 + Offset(nameof(Control.IsInside))], 0);
        a.mov(__qword_ptr[r8 + Offset(nameof(Control.Signal))], rdi);
        a.lea(rsi, __[rdx + SavedRegisters]);
        a.lea(rdi, __[r8 + Offset(nameof(Control.Saved))]);
        a.mov(ecx, SavedRegisterCount);
        a.rep.movsq();
        a.mov(rsi, __qword_ptr[rdx + SavedFloatingPoint]);
        a.lea(rdi, __[r8 + Offset(nameof(Control.FloatingPointAfter))]);
        a.mov(ecx, 64);
        a.rep.movsq();
        a.mov(rsp, __qword_ptr[r8 + Offset(nameof(Control.HostStack))]);
        a.pop(r15);
        a.pop(r14);
        a.pop(r13);
        a.pop(r12);
        a.pop(rbp);
        a.pop(rbx);
        a.ret();
    }

    private static int Offset(string field) => (int)Marshal.OffsetOf<Control>(field);

    private static int Assemble(Action<Assembler> write, byte* into, int offset)
    {
        Assembler assembler = new(64);
        write(assembler);
        using MemoryStream stream = new();
        assembler.Assemble(new StreamCodeWriter(stream), (ulong)(into + offset));
        stream.ToArray().CopyTo(new Span<byte>(into + offset, (int)stream.Length));
        return (offset + (int)stream.Length + 63) & ~63;
    }

    private void TakeSignals(nint handler)
    {
        SignalStack stack = new() { Start = (nint)Map(0, SignalStackBytes, 3, 0x22, -1), Length = SignalStackBytes };
        _ = sigaltstack(&stack, null);
        ulong others = ulong.MaxValue;
        foreach (int signal in Signals)
        {
            others &= ~(1UL << (signal - 1));
            SignalAction old;
            SignalAction mine = new() { Handler = handler, Flags = 0x4800_0004 }; // NODEFER, ONSTACK, SIGINFO
            _ = sigaction(signal, &mine, &old);
            control->OldHandlers[signal] = (ulong)old.Handler;
        }

        ulong* mask = stackalloc ulong[16]; // none may come while the guest's stack pointer is in use
        mask[0] = others;
        _ = pthread_sigmask(0, mask, null);
    }

    private static byte* MapAt(uint address, uint length, int rights)
    {
        byte* place = Map((nint)address, length, rights, 0x8032, -1); // PRIVATE, ANONYMOUS, FIXED, POPULATE
        new Span<byte>(place, (int)length).Clear();
        return place;
    }

    private static byte* Map(nint address, uint length, int rights, int flags, int file)
    {
        nint place = mmap(address, length, rights, flags, file, 0);
        return place == -1 ? throw new InvalidOperationException("The host gives no memory.") : (byte*)place;
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc")]
    private static partial nint mmap(nint address, nuint length, int rights, int flags, int file, nint offset);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc")]
    private static partial int mprotect(nint address, nuint length, int rights);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc")]
    private static partial int ftruncate(int file, nint length);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc")]
    private static partial int sigaction(int signal, SignalAction* action, SignalAction* old);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc")]
    private static partial int sigaltstack(SignalStack* stack, SignalStack* old);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc")]
    private static partial int pthread_sigmask(int how, ulong* mask, ulong* old);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc")]
    private static partial long syscall(long number, long first, nint second);
}
