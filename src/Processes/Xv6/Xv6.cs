using ActorKernel.Actors;
using ActorKernel.Guest;

namespace ActorKernel.Processes;

/// <summary>xv6 for x86, with alarm as system call 22.</summary>
public sealed class Xv6 : Personality
{
    public const byte SystemCallVector = 64;

    public static readonly Xv6 Instance = new();

    public override string Name => "xv6";

    public override Gates Gates { get; } = new(SystemCallVector);

    public override int WordBytes => 4;

    public override int OpenFilesMax => 16; // NOFILE in param.h

    public override LoadResult Load(in ProgramImage image, in Registers? caller) => Xv6Loader.Load(this, image, caller);

    public override string CallName(Context context) => Xv6Calls.NameOf(context.Registers.Eax);

    internal override void SystemCall(Process process) => Xv6Calls.Dispatch(process);

    /// <summary>The kernel sleeps on the program's behalf, and another program has the core.</summary>
    internal override void Wait(Process process, Call call) => process.WaitInCall(call);

    internal override string FaultText(Context context, CoreId core, in Trap trap, ulong lastPageFault) =>
        $"pid {context.Pid} {context.Name}: trap {trap.Vector} err {unchecked((int)trap.ErrorCode)} on cpu {core}"
        + $" eip 0x{context.Registers.Eip:x} addr 0x{lastPageFault:x}--kill proc\n";

    public override bool BeforeUser(Context context, bool dispatched) => false;
}
