using ActorKernel.Actors;
using ActorKernel.Guest;
using ActorKernel.Namespace;

namespace ActorKernel.Processes;

/// <summary>xv6's sbrk: maps or drops whole pages; the value is the old size.</summary>
/// <remarks>Page tables made on the way to growth that failed stay the program's, as in vm.c.</remarks>
internal sealed class SbrkCall(Process process, uint size) : Call(process)
{
    private const uint Page = AddressSpace.PageSize;

    private bool isShort;
    private long tables;
    private Error failure;

    public override bool CanGoOnBesides => false;

    private long PagesNow => Xv6Pages.Of(Process.Context.Size);

    private long PagesThen => Xv6Pages.Of(size);

    public override void Start()
    {
        tables = Math.Max(0, Xv6Pages.Tables(PagesThen) - Process.Context.PageTables);
        long pages = PagesThen - PagesNow + tables;
        if (pages == 0)
            Finish(Map());
        else
            Process.Kernel.Table.Charge.Send(new(Asker, new(pages, 0)));
    }

    public override void Answer(in Answer answer)
    {
        if (isShort)
        {
            Process.Context.PageTables += answer.Error is null ? tables : 0;
            Fail(failure);
        }
        else if (answer.Error is Error error)
        {
            failure = error;
            FallShort(answer.Value);
        }
        else
        {
            Finish(Map());
        }
    }

    public override string ToString() => $"sbrk to {size} bytes";

    private void FallShort(long freePages)
    {
        Shortage shortage = Xv6Pages.Shortage(PagesNow, PagesThen, Process.Context.PageTables, freePages);
        Process.Print(shortage.Text);
        isShort = true;
        tables = shortage.Tables;
        if (tables > 0)
            Process.Kernel.Table.Charge.Send(new(Asker, new(tables, 0)));
        else
            Fail(failure);
    }

    private CallResult Map()
    {
        Context context = Process.Context;
        uint first = (uint)Math.Min(PagesNow, PagesThen) * Page;
        ulong length = (ulong)Math.Abs(PagesThen - PagesNow) * Page;
        uint old = context.Size;
        bool isDone = length == 0 || (size > old
            ? context.Memory.Map(first, length, Protection.All)
            : context.Memory.Unmap(first, length));
        Check.That(isDone, "The pages above a program's size are free, those below are mapped.");
        context.PageTables += tables;
        context.Size = size;
        return CallResult.Of(old);
    }
}
