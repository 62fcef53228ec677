using System.Buffers.Binary;
using ActorKernel.Guest;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>The kernel's side of an unbounded concurrent queue in a program's memory.</summary>
/// <remarks>
/// After kern/src/ucq.c. A slot's number is the address of its page plus its index there. The program may have put
/// anything into the queue: a page that is not there loses the message, and nothing else.
/// </remarks>
internal static class Ucq
{
    private const uint ProducerIndex = 0;
    private const uint ProducerOverflow = 4;
    private const uint SparePage = 8;
    private const uint ExtraPages = 12;
    private const uint Ready = 20;

    private const uint NextPage = 0; // in a page's header, of 8 bytes
    private const uint FirstSlot = 8;
    private const uint SlotLength = 24;
    private const uint SlotReady = 20;
    private const uint SlotsInPage = 170;
    private const uint Page = AddressSpace.PageSize;
    private const uint ExtraPagesMax = 1000; // Akaros warns there; here messages are lost

    /// <summary>False when the message is lost.</summary>
    public static bool Send(Context context, uint queue, in Event message)
    {
        AddressSpace memory = context.Memory;
        if (!memory.TryReadByte(queue + Ready, Privilege.User, out byte ready) || ready == 0
            || !memory.TryReadUInt32(queue + ProducerIndex, Privilege.User, out uint slot))
        {
            return false;
        }

        if (!IsGood(slot) && !NextPageFor(context, queue, slot & ~(Page - 1), out slot))
            return false;
        memory.TryWriteUInt32(queue + ProducerIndex, slot + 1, Privilege.User);

        uint address = (slot & ~(Page - 1)) + FirstSlot + ((slot & (Page - 1)) * SlotLength);
        return memory.Write(address, Encode(message), Privilege.User)
            && memory.TryWriteByte(address + SlotReady, 1, Privilege.User); // last: the consumer waits for it
    }

    private static bool IsGood(uint slot) => slot >= Page && (slot & (Page - 1)) < SlotsInPage;

    private static bool NextPageFor(Context context, uint queue, uint oldPage, out uint slot)
    {
        AddressSpace memory = context.Memory;
        slot = 0;
        if (!memory.TryReadUInt32(queue + SparePage, Privilege.User, out uint page))
            return false;
        if (page != 0)
            memory.TryWriteUInt32(queue + SparePage, 0, Privilege.User);
        else if (ExtraPage(context, queue) is uint extra)
            page = extra;
        else
            return false;

        if ((page & (Page - 1)) != 0
            || !memory.Write(page, new byte[FirstSlot], Privilege.User)
            || !memory.TryWriteUInt32(oldPage + NextPage, page, Privilege.User))
        {
            return false;
        }

        memory.TryWriteByte(queue + ProducerOverflow, 0, Privilege.User);
        slot = page;
        return true;
    }

    private static uint? ExtraPage(Context context, uint queue)
    {
        if (!context.Memory.TryReadUInt32(queue + ExtraPages, Privilege.User, out uint extra)
            || context.KernelPages >= ExtraPagesMax
            || context.Mappings.Take(Page) is not uint page)
        {
            return null;
        }

        context.Memory.Map(page, Page, Protection.Read | Protection.Write);
        context.KernelPages++;
        context.Memory.TryWriteUInt32(queue + ExtraPages, extra + 1, Privilege.User);
        return page;
    }

    private static byte[] Encode(in Event message)
    {
        byte[] bytes = new byte[20];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, message.Type);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), message.Arg1);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), message.Arg2);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), (uint)message.Arg3);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(12), message.Arg4);
        return bytes;
    }
}
