using ActorKernel.Actors;
using ActorKernel.Guest;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>xv6 for x86, with alarm as system call 22.</summary>
public sealed class Xv6 : Personality
{
    public const byte SystemCallVector = 64;

    public static readonly Xv6 Instance = new();

    public override string Name => "xv6";

    public override Gates Gates { get; } = new(SystemCallVector);

    public override int WordBytes => 4;

    internal override int OpenFilesMax(Xv6Options options) => options.Limits.OpenFilesPerProcess;

    internal override bool TryRoute(Process process, string path, out Route route, out Error error) =>
        Xv6Path.TryRoute(process, path, out route, out error);

    internal override long PagesOf(Context context) =>
        Xv6Pages.Directory + context.PageTables + context.Memory.MappedPages;

    /// <summary>A child has page tables only for what is there now.</summary>
    internal override long PagesOfChild(Context parent) =>
        Xv6Pages.Directory + Xv6Pages.Tables(Xv6Pages.Of(parent.Size)) + parent.Memory.MappedPages;

    internal override long PagesOfProcess => Xv6Pages.KernelStack;

    internal override bool ZombiesKeepMemory => true;

    internal override bool HasCurrentDirectory => true;

    /// <summary>Without memory for the page directory xv6 says nothing.</summary>
    internal override string? TextForNoMemory(Context program, long freePages) => freePages < Xv6Pages.Directory
        ? null
        : Xv6Pages.Shortage(0, Xv6Pages.Of(program.Size), 0, freePages - Xv6Pages.Directory).Text;

    public override LoadResult Load(in ProgramImage image, in Registers? caller) => Xv6Loader.Load(this, image, caller);

    internal override void SystemCall(Process process) => Xv6Calls.Dispatch(process);

    /// <summary>The kernel sleeps on the program's behalf, and another program has the core.</summary>
    internal override void Wait(Process process, Call call) => process.WaitInCall(call);

    internal override string FaultText(Context context, CoreId core, in Trap trap, ulong lastPageFault) =>
        $"pid {context.Pid} {context.Name}: trap {trap.Vector} err {unchecked((int)trap.ErrorCode)} on cpu {core}"
        + $" eip 0x{context.Registers.Eip:x} addr 0x{lastPageFault:x}--kill proc\n";

    public override bool BeforeUser(Context context, bool dispatched) => false;
}
