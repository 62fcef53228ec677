namespace ActorKernel.Processes;

/// <summary>Where things are in an i386 Akaros program, and in what the kernel shares with it.</summary>
/// <remarks>After kern/include/ros/{memlayout,procdata,procinfo,event,ucq}.h; offsets in bytes.</remarks>
internal static class AkarosLayout
{
    public const uint ProcData = 0x7f40_0000; // UDATA, read and written by the program
    public const uint ProcInfo = 0x7f80_0000; // UINFO = UWLIM, read only to the program
    public const uint UserLimit = ProcInfo;
    public const uint KernelBase = 0x8000_0000;
    public const uint ProcDataLength = 0x41000; // 255 vcores
    public const uint ProcInfoLength = 0x4000;
    public const uint StackTop = ProcData - 0x1000; // a page below is nobody's
    public const uint StackLength = 0x40000;
    public const uint ImageLimit = Mappings.Start;

    // procinfo
    public const uint InfoPid = ProcInfo;
    public const uint InfoParent = ProcInfo + 4;
    public const uint InfoMaxVcores = ProcInfo + 8;
    public const uint InfoTscHz = ProcInfo + 12;
    public const uint InfoHeapBottom = ProcInfo + 28;
    public const uint InfoArguments = ProcInfo + 32;
    public const int ArgumentPointers = 32;
    public const uint InfoArgumentText = ProcInfo + 160;
    public const int ArgumentTextLength = 3072;

    // vcore 0's preempt_data
    public const uint Vcore = ProcData + 0x1100;
    public const uint UthreadContext = Vcore + 592;
    public const uint TransitionStack = Vcore + 672;
    public const uint VcoreFlags = Vcore + 680;
    public const uint NotifDisabled = Vcore + 688;
    public const uint NotifPending = Vcore + 689;
    public const uint PublicMailbox = Vcore + 692;
    public const uint PrivateMailbox = Vcore + 852;
    public const uint NoVcoreContext = 0x10; // VC_SCP_NOVCCTX, in the flags

    // struct event_queue and event_mbox
    public const int EventQueueLength = 20;
    public const uint QueueFlags = 4;
    public const uint MailboxCheckBits = 152;
    public const uint MailboxBits = 153;

    // struct syscall
    public const int SyscallLength = 176;
    public const uint SyscallError = 4;
    public const uint SyscallValue = 8;
    public const uint SyscallFlags = 12;
    public const uint SyscallQueue = 16;
    public const int SyscallArguments = 24;
    public const uint SyscallErrorText = 48;
    public const int ErrorTextLength = 128;
    public const uint SyscallDone = 1;
    public const uint SyscallWantsEvent = 4;
}
