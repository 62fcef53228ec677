using System.Buffers.Binary;
using ActorKernel.Actors;
using ActorKernel.Guest;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>Events for a process with one vcore: into its public mailbox, and an upcall into its vcore context.</summary>
/// <remarks>After kern/src/event.c and process.c for single-core processes (SCPs).</remarks>
internal static class VcoreEntry
{
    private const uint EventIpi = 0x001;
    private const uint EventNoMessage = 0x002;
    private const int ContextLength = 80;
    private const uint HardwareContext = 1;

    private static readonly Registers Fresh = Registers.ForUser32(0, 0);

    /// <summary>send_event: whatever else the queue says, a single-core process gets it in vcore 0's public mailbox.</summary>
    /// <returns>False when the queue is not in the program's memory.</returns>
    public static bool Post(Context context, ulong queue, in Event message)
    {
        AddressSpace memory = context.Memory;
        if (queue < AddressSpace.PageSize || queue + AkarosLayout.EventQueueLength > AkarosLayout.UserLimit
            || !memory.TryReadUInt32(queue + AkarosLayout.QueueFlags, Privilege.User, out uint flags))
        {
            return false;
        }

        Post(context, AkarosLayout.PublicMailbox, flags, message);
        return true;
    }

    public static void Post(Context context, uint mailbox, uint flags, in Event message)
    {
        AddressSpace memory = context.Memory;
        if ((flags & EventNoMessage) != 0)
        {
            uint bits = mailbox + AkarosLayout.MailboxBits + (message.Type / 8u);
            Share(memory.TryReadByte(bits, Privilege.User, out byte old));
            Share(memory.TryWriteByte(bits, (byte)(old | (1 << (message.Type % 8))), Privilege.User));
            Share(memory.TryWriteByte(mailbox + AkarosLayout.MailboxCheckBits, 1, Privilege.User));
        }
        else
        {
            Ucq.Send(context, mailbox, message); // a queue that is not ready loses it, as on Akaros
        }

        SetPending(context); // after the message, so that whoever clears it finds the message
        if ((flags & EventIpi) != 0)
            context.NotifyRequested = true;
    }

    public static void SetPending(Context context) =>
        Share(context.Memory.TryWriteByte(AkarosLayout.NotifPending, 1, Privilege.User));

    public static bool IsPending(Context context) => ReadByte(context, AkarosLayout.NotifPending) != 0;

    /// <summary>Before user code runs: turns the context to its vcore entry if it is to be notified and can be.</summary>
    public static bool BeforeUser(Context context, bool dispatched)
    {
        bool requested = context.NotifyRequested;
        context.NotifyRequested = false;
        if (!IsReady(context))
        {
            if (dispatched || requested)
                ClearPending(context);
            return false;
        }

        bool isWanted = dispatched ? IsPending(context) : requested;
        if (!isWanted || ReadByte(context, AkarosLayout.NotifDisabled) != 0)
            return false;
        Enter(context);
        return true;
    }

    /// <summary>False while the program has no vcore context yet: events only wake it.</summary>
    public static bool IsReady(Context context)
    {
        Share(context.Memory.TryReadUInt32(AkarosLayout.VcoreFlags, Privilege.User, out uint flags));
        return (flags & AkarosLayout.NoVcoreContext) == 0;
    }

    public static void ClearPending(Context context) =>
        Share(context.Memory.TryWriteByte(AkarosLayout.NotifPending, 0, Privilege.User));

    private static void Enter(Context context)
    {
        AddressSpace memory = context.Memory;
        Share(memory.TryWriteByte(AkarosLayout.NotifDisabled, 1, Privilege.User));
        Share(memory.Write(AkarosLayout.UthreadContext, Encode(context.Registers), Privilege.User));
        Share(memory.TryReadUInt32(AkarosLayout.TransitionStack, Privilege.User, out uint stack));
        context.Registers = Fresh;
        context.Registers.Eip = context.Entry;
        context.Registers.Esp = stack;
        context.Registers.Ebx = 1;
    }

    /// <summary>struct user_context with a hardware frame, as the program pops it.</summary>
    private static byte[] Encode(in Registers registers)
    {
        byte[] bytes = new byte[ContextLength];
        ReadOnlySpan<uint> words =
        [
            HardwareContext,
            registers.Edi, registers.Esi, registers.Ebp, 0, registers.Ebx, registers.Edx, registers.Ecx, registers.Eax,
            registers.Gs, registers.Fs, registers.Es, registers.Ds,
            0, 0, // trap number and error code: an interrupt's have no use here
            registers.Eip, registers.Cs, registers.Eflags, registers.Esp, registers.Ss,
        ];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), words[i]);
        return bytes;
    }

    private static byte ReadByte(Context context, uint address)
    {
        Share(context.Memory.TryReadByte(address, Privilege.User, out byte value));
        return value;
    }

    private static void Share(bool isMapped) => Check.That(isMapped, "A program cannot unmap its procdata.");
}

/// <summary>An event for the queue at a user address.</summary>
public sealed record EventWrite(ulong Queue, Event Event) : GuestWrite
{
    public override bool Apply(Context context) => VcoreEntry.Post(context, Queue, Event);

    public override string ToString() => $"ev_q 0x{Queue:x}";
}
