using System.Buffers.Binary;
using ActorKernel.Guest;
using ActorKernel.Namespace;

namespace ActorKernel.Processes.Tests;

/// <summary>Events in a program's memory: bits, messages, and the entry into its vcore context.</summary>
public sealed class EventTests
{
    private const uint Queue = AkarosLayout.ProcData + 0x20000; // an event_queue somewhere in the program's memory
    private const uint Ipi = 1;
    private const uint NoMessage = 2;
    private const uint SlotsInPage = 170;

    [Theory]
    [InlineData(7, 0, 0x80)]
    [InlineData(0, 0, 0x01)]
    [InlineData(10, 1, 0x04)]
    [InlineData(49, 6, 0x02)]
    public void An_event_without_a_message_is_a_bit(ushort type, uint place, byte bit)
    {
        Context context = With(Ipi | NoMessage);

        Assert.True(VcoreEntry.Post(context, Queue, new(type, 0, 5, 0, 0)));
        Assert.True(VcoreEntry.Post(context, Queue, new(type, 0, 6, 0, 0)));

        Assert.Equal(bit, context.Byte(AkarosLayout.PublicMailbox + AkarosLayout.MailboxBits + place));
        Assert.Equal(1, context.Byte(AkarosLayout.PublicMailbox + AkarosLayout.MailboxCheckBits));
        Assert.True(VcoreEntry.IsPending(context));
        Assert.True(context.NotifyRequested);
        context.Memory.Dispose();
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(8UL)]
    [InlineData(4095UL)]
    [InlineData(0x5000UL)] // not mapped
    [InlineData(0x7f7f_ffedUL)] // reaches into procinfo
    [InlineData(0x7f80_0000UL)]
    [InlineData(0x8000_0000UL)]
    [InlineData(0xffff_fff0UL)]
    [InlineData(0x1_0000_5000UL)]
    public void An_event_for_a_queue_that_is_not_there_is_refused_and_leaves_no_trace(ulong queue)
    {
        Context context = With(Ipi | NoMessage);
        byte[] before = context.Read(AkarosLayout.Vcore, 1024);

        Assert.False(VcoreEntry.Post(context, queue, new(7, 0, 0, 0, 0)));

        Assert.Equal(before, context.Read(AkarosLayout.Vcore, 1024));
        Assert.False(context.NotifyRequested);
        context.Memory.Dispose();
    }

    [Fact]
    public void A_program_without_a_vcore_context_is_not_entered_and_its_pending_flag_is_cleared()
    {
        Context context = With(Ipi | NoMessage, hasVcoreContext: false);
        VcoreEntry.Post(context, Queue, new(7, 0, 0, 0, 0));

        Assert.False(VcoreEntry.BeforeUser(context, dispatched: true));

        Assert.False(VcoreEntry.IsPending(context));
        Assert.Equal(0x1234u, context.Registers.Eip);
        context.Memory.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_program_that_is_notified_is_entered_and_what_it_did_is_saved(bool dispatched)
    {
        Context context = With(Ipi | NoMessage);
        (context.Registers.Rax, context.Registers.Rdi, context.Registers.Rflags) = (0x11, 0x22, 0x246);
        VcoreEntry.Post(context, Queue, new(7, 0, 0, 0, 0));

        Assert.True(VcoreEntry.BeforeUser(context, dispatched));

        Assert.Equal(
            (Programs.Entry, Programs.TransitionStack, 1u),
            (context.Registers.Eip, context.Registers.Esp, context.Registers.Ebx));
        Assert.Equal(1, context.Byte(AkarosLayout.NotifDisabled));
        Assert.True(VcoreEntry.IsPending(context)); // the program clears it, before it looks
        uint saved = AkarosLayout.UthreadContext;
        Assert.Equal((1u, 0x22u), (context.Word(saved), context.Word(saved + 4)));
        Assert.Equal((0x11u, 0x1234u), (context.Word(saved + 32), context.Word(saved + 60)));
        Assert.Equal((0x246u, 0x5678u), (context.Word(saved + 68), context.Word(saved + 72)));
        Assert.False(VcoreEntry.BeforeUser(context, dispatched)); // not while it is in there
        context.Memory.Dispose();
    }

    /// <summary>The program looks for itself when it enables them.</summary>
    [Fact]
    public void Nothing_is_entered_while_notifications_are_disabled()
    {
        Context context = With(Ipi | NoMessage);
        context.Memory.TryWriteByte(AkarosLayout.NotifDisabled, 1, Privilege.Kernel);
        VcoreEntry.Post(context, Queue, new(7, 0, 0, 0, 0));

        Assert.False(VcoreEntry.BeforeUser(context, dispatched: false));
        Assert.False(VcoreEntry.BeforeUser(context, dispatched: true));
        Assert.True(VcoreEntry.IsPending(context));
        context.Memory.TryWriteByte(AkarosLayout.NotifDisabled, 0, Privilege.Kernel);
        Assert.True(VcoreEntry.BeforeUser(context, dispatched: true));
        context.Memory.Dispose();
    }

    [Fact]
    public void Without_ipi_an_event_waits_for_the_next_dispatch()
    {
        Context context = With(NoMessage);
        VcoreEntry.Post(context, Queue, new(7, 0, 0, 0, 0));

        Assert.False(VcoreEntry.BeforeUser(context, dispatched: false));
        Assert.True(VcoreEntry.BeforeUser(context, dispatched: true));
        context.Memory.Dispose();
    }

    [Fact]
    public void Messages_fill_a_page_then_the_spare_then_pages_of_the_kernels()
    {
        const int Messages = 1000;
        Context context = With(Ipi);
        uint first = context.Mappings.Take(2 * AddressSpace.PageSize)!.Value;
        context.Memory.Map(first, 2 * AddressSpace.PageSize, Protection.Read | Protection.Write);
        PrepareMailbox(context, first, first + AddressSpace.PageSize);

        for (uint i = 0; i < Messages; i++)
            Assert.True(VcoreEntry.Post(context, Queue, new(7, (ushort)i, i, 0, ulong.MaxValue - i)));

        uint page = first;
        for (uint i = 0; i < Messages; i++)
        {
            if (i > 0 && i % SlotsInPage == 0)
                page = context.Word(page);
            byte[] slot = context.Read(page + 8 + (i % SlotsInPage * 24), 24);
            Assert.Equal(7, BinaryPrimitives.ReadUInt16LittleEndian(slot));
            Assert.Equal(i, BinaryPrimitives.ReadUInt32LittleEndian(slot.AsSpan(4)));
            Assert.Equal(ulong.MaxValue - i, BinaryPrimitives.ReadUInt64LittleEndian(slot.AsSpan(12)));
            Assert.Equal(1, slot[20]);
        }

        Assert.Equal(4, context.KernelPages); // besides the two: 1000 messages are six pages
        context.Memory.Dispose();
    }

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(0x5000u, 0u)] // not mapped
    [InlineData(0x8000_0000u, 0u)]
    [InlineData(0xffff_ffffu, 0u)]
    [InlineData(0x50aau, 0x5000u)] // full, and the spare is not mapped
    [InlineData(0x50aau, 0x5001u)] // or not a page
    [InlineData(0x50aau, 0xffff_fffcu)]
    public void A_queue_full_of_nonsense_loses_messages_and_nothing_else(uint producer, uint spare)
    {
        Context context = With(Ipi);
        PrepareMailbox(context, producer, spare);

        for (uint i = 0; i < 300; i++)
            VcoreEntry.Post(context, Queue, new(7, 0, i, 0, 0));

        Assert.True(VcoreEntry.IsPending(context));
        Assert.InRange(context.KernelPages, 0, 1000);
        context.Memory.Dispose();
    }

    [Fact]
    public void A_queue_that_is_not_ready_loses_messages()
    {
        Context context = With(Ipi);

        Assert.False(Ucq.Send(context, AkarosLayout.PublicMailbox, new(7, 0, 0, 0, 0)));
        Assert.False(Ucq.Send(context, 0x5000, new(7, 0, 0, 0, 0)));
        Assert.False(Ucq.Send(context, 0xffff_fff0, new(7, 0, 0, 0, 0)));
        context.Memory.Dispose();
    }

    [Fact]
    public void The_end_of_a_call_is_written_into_its_struct_and_announced_if_asked()
    {
        const uint Call = Queue + 0x100;
        Context context = With(Ipi | NoMessage);
        context.Memory.TryWriteUInt32(
            Call + AkarosLayout.SyscallFlags, AkarosLayout.SyscallWantsEvent, Privilege.Kernel);
        context.Memory.TryWriteUInt32(Call + AkarosLayout.SyscallQueue, Queue, Privilege.Kernel);
        Error error = new(Errno.Invalid, new('e', 500));

        Assert.True(new SyscallWrite(Call, 5, error, 0, default).Apply(context));

        Assert.Equal((22u, uint.MaxValue), (context.Word(Call + 4), context.Word(Call + 8)));
        Assert.Equal(AkarosLayout.SyscallWantsEvent | AkarosLayout.SyscallDone, context.Word(Call + 12));
        byte[] text = context.Read(Call + AkarosLayout.SyscallErrorText, AkarosLayout.ErrorTextLength);
        Assert.Equal((127, 0), (Array.IndexOf(text, (byte)0), text[127]));
        Assert.Equal(0x04, context.Byte(AkarosLayout.PublicMailbox + AkarosLayout.MailboxBits + 1)); // EV_SYSCALL
        context.Memory.Dispose();
    }

    [Theory]
    [InlineData(0x5000u)]
    [InlineData(0xffff_fff0u)]
    [InlineData(AkarosLayout.ProcData + AkarosLayout.ProcDataLength - 40)]
    public void The_end_of_a_call_whose_struct_is_gone_is_written_nowhere(uint call)
    {
        Context context = With(Ipi);

        Assert.False(new SyscallWrite(call, 5, Errors.BadFd, 0, default).Apply(context));
        context.Memory.Dispose();
    }

    private static Context With(uint flags, bool hasVcoreContext = true)
    {
        Context context = Programs.Akaros(hasVcoreContext);
        context.Memory.TryWriteUInt32(Queue + AkarosLayout.QueueFlags, flags, Privilege.Kernel);
        return context;
    }

    private static void PrepareMailbox(Context context, uint producer, uint spare)
    {
        context.Memory.TryWriteUInt32(AkarosLayout.PublicMailbox, producer, Privilege.Kernel);
        context.Memory.TryWriteUInt32(AkarosLayout.PublicMailbox + 8, spare, Privilege.Kernel);
        context.Memory.TryWriteByte(AkarosLayout.PublicMailbox + 20, 1, Privilege.Kernel);
    }
}
