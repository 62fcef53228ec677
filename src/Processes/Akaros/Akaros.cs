using ActorKernel.Actors;
using ActorKernel.Guest;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>Akaros for i386, as of January 2014, with processes of one vcore.</summary>
public sealed class Akaros : Personality
{
    public const byte SystemCallVector = 0x80;

    public static readonly Akaros Instance = new();

    public override string Name => "akaros";

    public override Gates Gates { get; } = new(SystemCallVector);

    public override int WordBytes => 4;

    internal override int OpenFilesMax(Xv6Options options) => 32; // NR_OPEN_FILES_DEFAULT

    internal override bool TryRoute(Process process, string path, out Route route, out Error error) =>
        AkarosPath.TryRoute(process, path, out route, out error);

    internal override long PagesOf(Context context) => context.Memory.MappedPages - context.KernelPages;

    public override LoadResult Load(in ProgramImage image, in Registers? caller) => AkarosLoader.Load(this, image);

    internal override void SystemCall(Process process) => AkarosCalls.Dispatch(process);

    /// <summary>The call goes on without the program, which learns of its end from its struct syscall.</summary>
    internal override void Wait(Process process, Call call)
    {
        if (call.CanGoOnBesides)
            process.GoOnBesides(call);
        else
            process.WaitInCall(call);
    }

    internal override string FaultText(Context context, CoreId core, in Trap trap, ulong lastPageFault)
    {
        string what = trap.Vector switch
        {
            0 => "divide error",
            6 => "invalid instruction",
            13 => $"general protection fault (error 0x{trap.ErrorCode:x})",
            14 => $"page fault {((trap.ErrorCode & Trap.Write) != 0 ? "writing" : "reading")} 0x{trap.Address:x}",
            _ => $"trap {trap.Vector} (error 0x{trap.ErrorCode:x})",
        };
        return $"[kernel] pid {context.Pid} {context.Name}: {what} at eip 0x{context.Registers.Eip:x} on core {core}, killed\n";
    }

    public override bool BeforeUser(Context context, bool dispatched) => VcoreEntry.BeforeUser(context, dispatched);
}
